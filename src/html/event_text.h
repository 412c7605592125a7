/*
 * Event text: what happened, in words, from the table domain/event.def.
 */
#ifndef HTML_EVENT_TEXT_H
#define HTML_EVENT_TEXT_H

#include "base/base.h"

/*
 * English, to be translated where it is shown; the icon is one of web/icons.txt. A name that is in
 * no row of the table says that something was changed.
 */
const char *event_text(const char *name);
const char *event_icon(const char *name);

#endif
