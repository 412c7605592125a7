/*
 * Home: the overview, with what needs doing.
 */
#ifndef PORTAL_OVERVIEW_HOME_H
#define PORTAL_OVERVIEW_HOME_H

#include "html/badge.h"
#include "html/event_text.h"
#include "portal/benefits/benefits.h"
#include "portal/credits/credits.h"
#include "service/activity/activity.h"
#include "service/benefits/benefits.h"
#include "service/credits/credits.h"
#include "service/overview/overview.h"
#include "store/events/events.h"

/* A date within the next twelve months, and where it is drawn. */
typedef struct StripDate {
    Date date;
    const char *name; /* of the product */
    bool is_end;      /* of a subscription; else the last day of a benefit */
    int x;
    int y;
} StripDate;

typedef struct StripMonth {
    int x;
    const char *name; /* its first letters, in the reader's language */
} StripMonth;

enum { STRIP_MONTHS = 12, STRIP_WIDTH = 764, STRIP_HEIGHT = 120, STRIP_BASE = 90 };

typedef struct HomeView {
    const Overview *overview;
    Date today;
    size_t todo_count;  /* the first so many of the overview's benefits are listed */
    CreditLook *credit; /* held by somebody; the first few */
    size_t credit_count;
    StripDate *date;
    size_t date_count;
    StripMonth month[STRIP_MONTHS];
} HomeView;

void html_home(Html *page, const HomeView *view);

#endif
