/*
 * Credits: the list of them, one of them with its burn-down and its people, the page that checks a
 * transfer, and what the people who hold them see of them.
 */
#ifndef PORTAL_CREDITS_CREDITS_H
#define PORTAL_CREDITS_CREDITS_H

#include "html/badge.h"
#include "html/fault.h"
#include "html/form_view.h"
#include "html/lists/lists.h"
#include "html/sort_link.h"
#include "portal/people/people.h"
#include "service/credits/credits.h"
#include "store/credits/credits.h"
#include "store/directory/directory.h"
#include "store/subscriptions/subscriptions.h"

/* --- a credit in words: credit_look.c, credit_look.html ------------------------------------- */

/* A credit of today, and what follows from its numbers. */
typedef struct CreditLook {
    const CreditView *view;
    BurnForecast forecast;
    int64_t percent;   /* used */
    const char *level; /* "", "warn" from CREDIT_LOW_PERCENT on, or "bad": all of it is used */
    Badge badge;
} CreditLook;

enum { CREDIT_LOW_PERCENT = 80 };

/* How a number or a bar of the credit is to look: see `level`. */
const char *credit_level(const CreditView *view);

CreditLook look_of(const CreditView *view, Date today);

/* Periods end with a day that still belongs to them, as people say it. */
Date last_day(const DateRange *days);

/* Forecasts are no more exact than this. */
int64_t about(int64_t micros);

bool is_bulk(const CreditView *view);
const char *kind_text(const CreditView *view); /* English */

void html_month(Html *page, Date day);                       /* July 2026 */
void html_short_day(Html *page, Date day);                   /* 1 Jul */
void html_credit_amount(Html *page, const CreditView *view); /* USD 100 a month */
void html_credit_days(Html *page, const DateRange *days);    /* 1 May 2027 – 31 May 2027 */
void html_credit_holders(Html *page, const CreditView *view);
void html_credit_forecast(Html *page, const CreditLook *look); /* in two or three words */
void html_credit_outlook(Html *page, const CreditLook *look);  /* in a sentence */
void html_credit_state(Html *page, const CreditLook *look);    /* why it cannot be used, if so */
void html_credit_left(Html *page, const CreditLook *look);     /* a bar with the amount */

/* What is left of a period or was lost with it; and its forecast, or its days where look is NULL.
 */
void html_left_stat(Html *page, const CreditView *credit, bool past);
void html_time_stats(Html *page, const CreditView *credit, const CreditLook *look);

/* --- the picture: burn_picture.c, burn_down.html -------------------------------------------- */

enum { BURN_WIDTH = 1000, BURN_HEIGHT = 300 };

/* A row of the table behind the picture: a day, or a month where there are too many days. */
typedef struct BurnRow {
    Date day;
    bool is_month;
    int64_t micros;
    int64_t left;
} BurnRow;

/* RULE CR-9: so much of the amount used. */
typedef struct AlertMark {
    int64_t percent;
    bool reached;
    int y; /* of its line in the picture */
} AlertMark;

typedef struct BurnPicture {
    const CreditView *view; /* its period and balance */
    BurnForecast forecast;
    const char *line, *area; /* SVG paths of what was left so far, */
    const char *ahead;       /* of the forecast, or NULL */
    int now;                 /* where today is, or -1 */
    AlertMark alert[PERCENTS_MAX];
    size_t alert_count;
    int64_t half; /* of the amount, for the scale */
    Date middle;
    BurnRow *row;
    size_t row_count;
} BurnPicture;

/* The days of a list, with what is left of an amount after each; */
BurnDay *burn_days(Ctx *ctx, int64_t granted, const UsageDay *usage, size_t count);
/* and as rows of a table: by months where there are many. Returns how many rows. */
size_t burn_rows(Ctx *ctx, const BurnDay *day, size_t count, BurnRow **ret);

BurnPicture burn_picture(Ctx *ctx, const BurnDown *burn);

void html_burn_picture(Html *page, const BurnPicture *picture);

/* A choice among the periods that have begun, for pages with this address. */
typedef struct PeriodChoice {
    const char *address;
    const BurnDown *burn;
} PeriodChoice;

void html_period_choice(Html *page, const PeriodChoice *choice);

/* --- the list: credits.c, credits.html ------------------------------------------------------ */

typedef struct CreditsPage {
    CreditLook *look;
    size_t count;
    ListFilter filter;
    ListPages pages;
    ListViews views;
    SortLink column[CREDIT_COLUMNS];
    const char *tenant_id; /* whose the operator's staff look at, or NULL */
    bool filtered;
    bool may_assign;
} CreditsPage;

void html_credits(Html *page, const CreditsPage *view);

/* --- one of them: credit.c, credit.html ----------------------------------------------------- */

enum {
    CREDIT_DONE_ASSIGNED,
    CREDIT_DONE_REMOVED,
    CREDIT_DONE_TRANSFERRED,
    CREDIT_DONE_UNDONE,
    CREDIT_DONE_BEFORE,
};

/* What happened to the credit, of the two sides of a posting. */
typedef struct LedgerRow {
    const Posting *posting; /* where the amount arrives */
    const char *text;       /* English */
    DateRange days;         /* of the period */
    int64_t change;         /* of what is available of the period; 0 where nothing of it moved */
    int64_t after;          /* what is available of the period afterwards */
    const char *from, *to;  /* accounts, or people; in the reader's language */
} LedgerRow;

/* RULE CR-6: a monthly credit of ours that somebody holds, so that they cannot have this one. */
typedef struct InTheWay {
    const char *user_id; /* NULL: there is none */
    const char *person;
    const char *credit; /* its name */
    const char *offer;
} InTheWay;

/* Where what was refused to this person says that there is one; else it stays as it is. credit.c */
MUST_CHECK Err load_in_the_way(Ctx *ctx, const Refusal *refusal, const User *user, InTheWay *ret);

typedef struct CreditPage {
    BurnDown burn;
    CreditView today; /* the same credit in its present period */
    CreditLook look;  /* of today */
    BurnPicture picture;
    bool past;         /* another period than the present one is shown */
    LedgerRow *ledger; /* latest first */
    size_t ledger_count;
    const char *older; /* address of earlier rows, or NULL */
    bool newest;       /* the ledger begins with the latest */
    const char *more_people,
        *first_people; /* addresses: further holders, the first ones; or NULL */
    PersonField person;
    int64_t done;      /* CREDIT_DONE_..., or INPUT_ABSENT */
    const char *whom;  /* the name of whom that happened to, or NULL */
    const char *whose; /* their id */
    UndoForm undo;
    Micros since; /* when they got it, where they had it before; or 0 */
    InTheWay in_the_way;
    Fault fault;
    bool may_assign;   /* now, by the reader */
    bool may_transfer; /* likewise; only within the year */
    bool may_correct;  /* the operator's admins: wrong use (RULE CR-13) */
} CreditPage;

/* Its ledger, the latest or those before a posting: credit_ledger.c */
MUST_CHECK Err load_ledger(Ctx *ctx, int64_t before, CreditPage *view);

void html_credit(Html *page, const CreditPage *view);

/* --- the check page of a transfer: transfer.c, transfer.html -------------------------------- */

typedef struct TransferPage {
    CreditView credit;
    const char *tenant_id;
    PersonField person;
    TransferView transfer; /* where checked */
    bool checked;
    bool closed; /* outside the year */
    InTheWay in_the_way;
    const char *unconfirmed; /* the tick is missing: in the reader's language, or NULL */
    Fault fault;
} TransferPage;

void html_transfer(Html *page, const TransferPage *view);

/* --- what somebody holds: my.c, my.html ----------------------------------------------------- */

typedef struct MyPage {
    CreditLook *look;
    size_t count;
    SubscriptionList licenses;
    UserList administrators;
    Date today;
} MyPage;

typedef struct MyCreditPage {
    OwnBurnDown own;
    CreditView today;
    CreditLook look;
    BurnPicture picture;
    bool past;
    int64_t used; /* by the reader in this period */
    BurnRow *row; /* of the reader's own use */
    size_t row_count;
    UserList administrators;
} MyCreditPage;

/* Does another period follow the present one? */
MUST_CHECK bool goes_on(const CreditView *view);

void html_my(Html *page, const MyPage *view);
void html_my_credit(Html *page, const MyCreditPage *view);

#endif
