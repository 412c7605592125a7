/*
 * Key plan: which of the keys one has get so many licences until a day.
 */
#ifndef PORTAL_REDEMPTIONS_KEY_PLAN_H
#define PORTAL_REDEMPTIONS_KEY_PLAN_H

#include "html/fault.h"
#include "portal/redemptions/redemptions.h"
#include "service/plans/plans.h"
#include "service/subscriptions/subscriptions.h"

/* A product of which there are unused keys: a new subscription may begin with them. */
typedef struct PlannedProduct {
    const char *sku;
    const char *name;
} PlannedProduct;

enum { PLAN_STEPS_SHOWN = 2 }; /* with each of their keys; of others only how many there are */

typedef struct KeyPlanPage {
    SubscriptionList subscriptions; /* to choose from; active ones only */
    PlannedProduct *product;
    size_t product_count;
    const char *subject; /* what was chosen: an id, or a SKU; or NULL */
    int64_t licenses;    /* INPUT_ABSENT: not said yet */
    int64_t until;       /* day number, likewise */
    const char *name;    /* of the plan's product, as the reader names it */
    const KeyPlan *plan; /* or NULL: nothing was asked yet, or it was refused */
    Fault fault;
    bool may_redeem;
} KeyPlanPage;

void html_key_plan(Html *page, const KeyPlanPage *view);

#endif
