/*
 * Overview: what there is of everything: to do, and by name.
 */
#ifndef SERVICE_OVERVIEW_OVERVIEW_H
#define SERVICE_OVERVIEW_OVERVIEW_H

#include "service/benefits/benefits.h"
#include "service/credits/credits.h"
#include "service/people/people.h"
#include "service/sign_in/sign_in.h"
#include "store/events/events.h"
#include "store/redemptions/redemptions.h"
#include "store/sign_in/sign_in.h"
#include "store/subscriptions/subscriptions.h"

/* --- what needs doing: overview.c ----------------------------------------------------------- */

/* Of the caller's tenant, which there must be. */
typedef struct Overview {
    BenefitView *benefit; /* to be used: not used up, not past, no credit that somebody holds */
    size_t benefit_count;
    CreditView *credit; /* not past, at most a few */
    size_t credit_count;
    Subscription *subscription; /* active ones */
    size_t subscription_count;
    Event *event;          /* the last few, the latest first */
    const char **event_by; /* the name of who did it; NULL: the operator */
    size_t event_count;
} Overview;

MUST_CHECK Err get_overview(Ctx *ctx, Overview *ret);

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
