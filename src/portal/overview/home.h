/*
 * Home: the overview, with what needs doing.
 */
#ifndef PORTAL_OVERVIEW_HOME_H
#define PORTAL_OVERVIEW_HOME_H

#include "html/badge.h"
#include "portal/benefits/benefits.h"
#include "portal/credits/credits.h"
#include "portal/overview/activity.h"
#include "service/activity/activity.h"
#include "service/benefits/benefits.h"
#include "service/credits/credits.h"
#include "service/overview/overview.h"
#include "store/events/events.h"

/* --- the dates of the coming year: strip.c, strip.html --------------------------------------- */

/* One more than a year has: what ends on this day of the next year is among them. */
enum { STRIP_MONTHS = 13 };

/* What is of one kind and of one day. */
typedef struct StripDate {
    Date date;
    bool is_end;      /* of subscriptions; else the last day of benefits */
    const char *name; /* of the product, where there is one only */
    int64_t count;
    const char *address;
} StripDate;

typedef struct StripMonth {
    Date begins;
    const char *name; /* its first letters, in the reader's language */
    const StripDate *date;
    size_t count;
} StripMonth;

typedef struct Strip {
    StripDate *date;
    size_t count;
    StripMonth month[STRIP_MONTHS];
} Strip;

Strip strip_of(Ctx *ctx, const Overview *overview);

void html_strip(Html *page, const Strip *strip);

/* --- what needs doing: duties.c, duties.html ------------------------------------------------- */

/* A duty as a row. */
typedef struct DutyRow {
    const Duty *duty;
    const char *name;    /* of the product */
    const char *address; /* of what it is about */
    int32_t days;        /* that are left; 0 is today */
    const char *level;   /* "bad" or "warn" where it is urgent, else "" */
    const char *button;  /* English, or NULL: there is nothing to press, or not for this reader */
    const char *leads_to;
    bool extends; /* what is pressed begins with a key that one has */
} DutyRow;

typedef struct DutyMonth {
    Date month; /* a day of it */
    DutyRow *row;
    size_t count;
} DutyMonth;

typedef struct Duties {
    DutyMonth *month;
    size_t month_count;
    size_t shown, all;
} Duties;

/* The first so many of them, by the months of their days. */
Duties duties_of(Ctx *ctx, const Duty *duty, size_t count, size_t most);

void html_duties(Html *page, const Duties *duties);
void html_duty_what(Html *page, const DutyRow *row); /* what is left of it, or becomes of it */
void html_duty_days(Html *page, const DutyRow *row); /* how long there is */

/* --- all of it: home.c, home.html, year.html ------------------------------------------------- */

/* What is said where nothing needs doing. */
typedef enum Idle {
    IDLE_NEW,      /* there has never been anything */
    IDLE_NO_OFFER, /* there are subscriptions, but no benefits */
    IDLE_LAPSED,   /* benefits ended with something unused */
    IDLE_DONE,     /* all is in use */
    IDLE_UNSEEN,   /* the reader may see subscriptions only, and none of them ends soon */
} Idle;

typedef struct HomeView {
    const Overview *overview;
    Date today;
    Duties duties;
    Idle idle;
    const Duty *first;            /* to do first, or NULL */
    const Subscription *next_end; /* the active one that ends first, or NULL */
    const StripDate *next_date;   /* the next of any kind, or NULL */
    CreditLook *look;             /* of the overview's credits */
    const CreditLook *shortest;   /* the one that is used up first, or NULL: all of them last */
    const char *credit_level;     /* of the one that is used most */
    const char *currency;         /* of most credits, */
    int64_t left;                 /* and what is left of those together */
    size_t other_currencies;      /* how many credits have another one */
    ActivityRow *activity;
    Strip strip;
} HomeView;

void html_home(Html *page, const HomeView *view);

/* The past year's benefits, used and lapsed, as bars and as a table. */
void html_year(Html *page, const Overview *overview);

#endif
