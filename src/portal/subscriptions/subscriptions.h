/*
 * Subscriptions: the list of them, and one of them with its people and receipts.
 */
#ifndef PORTAL_SUBSCRIPTIONS_SUBSCRIPTIONS_H
#define PORTAL_SUBSCRIPTIONS_SUBSCRIPTIONS_H

#include "domain/subscription.h"
#include "html/fault.h"
#include "html/form_view.h"
#include "html/lists/lists.h"
#include "html/sort_link.h"
#include "portal/people/people.h"
#include "portal/redemptions/redemptions.h"
#include "service/redemptions/redemptions.h"
#include "service/subscriptions/subscriptions.h"
#include "store/directory/directory.h"
#include "store/redemptions/redemptions.h"
#include "store/subscriptions/subscriptions.h"

typedef struct SubscriptionsPage {
    SubscriptionListQuery query;
    SubscriptionList list;
    ListFilter filter;
    ListPages pages;
    ListViews views;
    SortLink column[SUBSCRIPTION_BY_ID];
    Date today;
    const char *csv;
    bool may_redeem;
    bool filtered;
} SubscriptionsPage;

enum { TIME_BAR_WIDTH = 480 };

/* The time of a subscription; places on the bar are 0 .. TIME_BAR_WIDTH. */
typedef struct TimeBar {
    SubscriptionFate fate;
    Date today, to;
    int64_t now_at, end_at, disabled_at, deleted_at, ghost_at;
    const char *key_ref; /* of a key that one has, or NULL */
    int64_t key_licenses;
    bool has_ghost; /* the key can extend it */
    Date ghost;     /* to this day */
} TimeBar;

typedef struct SubscriptionPage {
    Subscription subscription;
    const char *product;
    SubscriptionStatus status;
    RedemptionViewList receipts;
    TimeBar time;
    AssignmentList people;
    const char *more_receipts, *first_receipts; /* where the other parts are, or NULL */
    const char *more_people, *first_people;
    const char *q; /* who is looked for among them, or NULL */
    PersonField person;
    const char *list;        /* the list that was not accepted, or NULL */
    const PersonRow *before; /* who has a licence already, or NULL */
    Fault fault;
    int64_t done; /* into DONE_NAMES, or INPUT_ABSENT */
    UndoForm undo;
    bool may_redeem, may_assign, may_release;
} SubscriptionPage;

/* In English, marked for translation, and the kind of badge. */
const char *status_text(SubscriptionStatus status);
const char *status_badge(SubscriptionStatus status);
const char *status_icon(SubscriptionStatus status);

/* Can it be activated again (RULE SUB-2)? */
MUST_CHECK bool status_is_ended(SubscriptionStatus status);

/* Looks for a key that would extend it, if asked to. */
MUST_CHECK Err load_time_bar(Ctx *ctx, const Subscription *subscription, bool with_key,
                             TimeBar *ret);

void html_licences_bar(Html *page, int64_t assigned, int64_t owned);
void html_subscriptions(Html *page, const SubscriptionsPage *subscriptions);
void html_subscription(Html *page, const SubscriptionPage *view);

#endif
