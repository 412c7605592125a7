/*
 * Calendar: the page on which people make, renew and revoke the address of their calendar.
 */
#ifndef PORTAL_OVERVIEW_CALENDAR_H
#define PORTAL_OVERVIEW_CALENDAR_H

#include "html/html.h"

typedef struct CalendarView {
    const char *address; /* of the calendar that was just made, shown this once; or NULL */
    bool exists;
    Micros created_at;
    Lang lang; /* of the calendar, or of the one to be made */
} CalendarView;

void html_calendar(Html *page, const CalendarView *view);

#endif
