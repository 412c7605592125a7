/*
 * Badge: the state of something in a word or two, with an icon.
 */
#ifndef HTML_BADGE_H
#define HTML_BADGE_H

#include "html/html.h"

typedef struct Badge {
    const char *kind; /* "ok", "warn", "bad" or "" */
    const char *icon;
    const char *text; /* English; where days is not negative, html_badge() says them instead */
    int32_t days;
} Badge;

void html_badge(Html *page, Badge badge);

#endif
