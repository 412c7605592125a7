/*
 * Everywhere: what needs doing in all organisations of one sign-in.
 */
#ifndef PORTAL_OVERVIEW_EVERYWHERE_H
#define PORTAL_OVERVIEW_EVERYWHERE_H

#include "portal/overview/home.h"

typedef struct PlaceRow {
    const DutyPlace *place;
    Duties duties; /* its first few */
    bool here;     /* it is the organisation that the reader is in */
} PlaceRow;

typedef struct EverywhereView {
    PlaceRow *row; /* where something is to be done */
    size_t count;
    size_t all;
    const char *next;      /* those behind them, or NULL */
    const DutyPlace *idle; /* where there is nothing to do */
    size_t idle_count;
} EverywhereView;

void html_everywhere(Html *page, const EverywhereView *view);

#endif
