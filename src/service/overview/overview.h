/*
 * Overview: what there is of everything: to do, and by name.
 */
#ifndef SERVICE_OVERVIEW_OVERVIEW_H
#define SERVICE_OVERVIEW_OVERVIEW_H

#include "domain/subscription.h"
#include "service/activity/activity.h"
#include "service/benefits/benefits.h"
#include "service/credits/credits.h"
#include "service/people/people.h"
#include "service/sign_in/sign_in.h"
#include "store/events/events.h"
#include "store/redemptions/redemptions.h"
#include "store/sign_in/sign_in.h"
#include "store/subscriptions/subscriptions.h"

/* --- what needs doing: overview.c, year.c --------------------------------------------------- */

typedef enum DutyKind {
    DUTY_ASSIGN, /* a credit that nobody holds */
    DUTY_USE,    /* a benefit of which something is left */
    DUTY_RENEW,  /* a subscription that ends within DUTY_DAYS_AHEAD */
    DUTY_REVIVE, /* one that has ended, or is disabled */
} DutyKind;

/* A subscription that ends later than this needs nothing yet. */
enum { DUTY_DAYS_AHEAD = 90 };

/* Something to do, and by when. */
typedef struct Duty {
    DutyKind kind;
    /* The last day of a benefit; the end of a subscription, or what follows on its end (SUB-1):
     * the day on which it is disabled, or deleted. */
    Date by;
    const BenefitView *benefit; /* or NULL */
    const Subscription
        *subscription;         /* itself, or an active one of the benefit's product; or NULL */
    SubscriptionStatus status; /* of the subscription, where it is itself that is meant */
    bool has_key;              /* to renew it: an unused one of its product */
} Duty;

/* What the benefits of one kind became that could be used on a day of the past year. */
typedef struct YearUse {
    ProductKind kind;
    const char *currency; /* of a credit, else NULL */
    int64_t granted;      /* licences, incidents, or millionths of the currency */
    int64_t used;
    int64_t lapsed;
} YearUse;

enum { YEAR_USES_MAX = 12, YEAR_DAYS = 365 };

/* Of the caller's tenant, which there must be. What the caller's roles may not see is not in it. */
typedef struct Overview {
    Duty *duty; /* what must be done first comes first */
    size_t duty_count;
    BenefitViewList benefits; /* all of them, by their last days */
    int64_t lapsed;     /* how many of them ended within the past year with something unused */
    CreditView *credit; /* somebody holds it, and it is not past; without `users` */
    size_t credit_count;
    SubscriptionList subscriptions; /* all but deleted ones, the earliest end first */
    YearUse year[YEAR_USES_MAX];
    size_t year_count;
    ActivityList activity; /* the last few, without signing in */
} Overview;

MUST_CHECK Err get_overview(Ctx *ctx, Overview *ret);

/*
 * The same for all organisations that whoever signed in may go to; by a token, for the one that it
 * is for. In as many statements, however many organisations there are.
 */
typedef struct DutyPlace {
    OwnAccount account; /* who the caller is there */
    Duty *duty;         /* what must be done first comes first */
    size_t count;
    bool more; /* there is more to do than was looked at */
} DutyPlace;

typedef struct DutyPlaces {
    DutyPlace *item; /* those with the most urgent first; those with nothing to do last */
    size_t count;
} DutyPlaces;

/* Of each partner, and of each organisation, so much is looked at, here and everywhere. */
enum { BENEFITS_LOOKED_AT = 100, SUBSCRIPTIONS_LOOKED_AT = 200 };
MUST_CHECK Err list_duties_everywhere(Ctx *ctx, DutyPlaces *ret);

extern const char *const DUTY_KIND_NAMES[];

/* Is something left of it that can still be used, or given to somebody? */
MUST_CHECK bool benefit_is_to_do(const BenefitView *view);

/* For get_overview(): fills ret->year from its benefits and these credits of the tenant. */
MUST_CHECK Err sum_year(Ctx *ctx, const CreditViewList *credits, Overview *overview);

/* --- searching: search.c -------------------------------------------------------------------- */

enum { SEARCH_SHOWN = 5 };

/* The first few of each kind; `more` tells that there are others. */
typedef struct SearchResult {
    BenefitViewList benefits;
    KeyViewList keys;
    CreditViewList credits;
    SubscriptionList subscriptions;
    ReceiptList receipts; /* of these subscriptions, the latest first */
    PersonViewList people;
} SearchResult;

/*
 * What the caller may see of their organisation and has the text in its name, SKU, offer, reference
 * or e-mail address; nothing for the operator's staff, who have no organisation.
 */
MUST_CHECK Err search_everything(Ctx *ctx, const char *text, SearchResult *ret);

#endif
