/*
 * Subscriptions: "Your products", and one of them with its people and receipts.
 */
#ifndef PORTAL_SUBSCRIPTIONS_SUBSCRIPTIONS_H
#define PORTAL_SUBSCRIPTIONS_SUBSCRIPTIONS_H

#include "domain/subscription.h"
#include "html/fault.h"
#include "html/sort_link.h"
#include "portal/redemptions/redemptions.h"
#include "service/redemptions/redemptions.h"
#include "service/subscriptions/subscriptions.h"
#include "store/directory/directory.h"
#include "store/redemptions/redemptions.h"
#include "store/subscriptions/subscriptions.h"

typedef struct SubscriptionsPage {
    SubscriptionListQuery query;
    SubscriptionList list;
    SortLink column[SUBSCRIPTION_BY_ID];
    Date today;
    const char *csv;
    const char *next; /* the rest of the list, or NULL */
    bool may_redeem;
    bool filtered;
    bool whose; /* the operator's staff must say whose */
} SubscriptionsPage;

/* The history of the end date, as SVG: a step for each redemption. Texts are attributes of it. */
typedef struct History {
    const char *line;
    const char *area;
    Date from, to;        /* the days that the picture spans */
    Date lowest, highest; /* end dates */
} History;

typedef struct SubscriptionPage {
    Subscription subscription;
    const char *product;
    SubscriptionStatus status;
    RedemptionViewList receipts;
    History history;
    AssignmentList people;
    const char *more_receipts, *first_receipts; /* where the other parts are, or NULL */
    const char *more_people, *first_people;
    UserList candidates; /* who can be suggested */
    const char *typed;   /* the address that was not accepted, or NULL */
    Fault fault;
    int64_t done; /* into DONE_NAMES, or INPUT_ABSENT */
    bool may_redeem, may_assign, may_release;
} SubscriptionPage;

/* In English, marked for translation, and the kind of badge. */
const char *status_text(SubscriptionStatus status);
const char *status_badge(SubscriptionStatus status);
const char *status_icon(SubscriptionStatus status);

/* Can it be activated again (RULE SUB-2)? */
MUST_CHECK bool status_is_ended(SubscriptionStatus status);

History history_of(Ctx *ctx, const RedemptionViewList *receipts);

void html_subscriptions(Html *page, const SubscriptionsPage *subscriptions);
void html_subscription(Html *page, const SubscriptionPage *view);

#endif
