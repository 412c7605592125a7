/*
 * Event text: what happened, in words.
 */
#ifndef HTML_EVENT_TEXT_H
#define HTML_EVENT_TEXT_H

#include "base/base.h"

/* English, to be translated where it is shown; the icon is one of web/icons.txt. */
const char *event_text(const char *type);
const char *event_icon(const char *type);

#endif
