/*
 * Plans: which of a partner's unused keys get a subscription so many licences until a day, and what
 * comes of redeeming them. A plan is worked out and forgotten; it holds no key back.
 */
#ifndef SERVICE_PLANS_PLANS_H
#define SERVICE_PLANS_PLANS_H

#include "domain/coterm.h"
#include "service/benefits/benefits.h"
#include "service/context.h"
#include "store/catalogue/catalogue.h"
#include "store/redemptions/redemptions.h"
#include "store/subscriptions/subscriptions.h"

/* Of a subscription, or of a new one of a product. */
typedef struct KeyPlanInput {
    const char *subscription_id; /* one of the two is NULL */
    const char *sku;
    int64_t licenses;
    int64_t until; /* day number: the end date is this day or a later one */
} KeyPlanInput;
DECLARE_SHAPE(KEY_PLAN_INPUT, KeyPlanInput); /* input.c */

/* Keys that are redeemed together, and what that does after the steps before it. */
typedef struct KeyPlanStep {
    Action action;
    const KeyView *key;
    size_t key_count;     /* at most KEYS_TOGETHER_MAX */
    int64_t add_licenses; /* of ACTION_ADD; 0: nothing is added, which is ACTION_EXTEND */
    Calculation calculation;
} KeyPlanStep;

typedef struct KeyPlan {
    Subscription subscription; /* id empty: a new one */
    Product product;
    bool found;  /* there are keys that do it; or it is so already, without any step */
    bool exact;  /* no others do it with fewer licences; or, where none was found, none do */
    size_t keys; /* that there were to choose from, */
    int64_t key_licenses; /* with so many licences together */
    int64_t licenses;     /* of those that were chosen */
    KeyPlanStep *step;
    size_t step_count;
} KeyPlan;

/*
 * Of the keys that must be redeemed first, PLAN_KEYS_MAX at most. NOT_FOUND, MEMBER_INVALID where
 * not exactly one of subscription and product is named, SUBSCRIPTION_NOT_ACTIVE; and where no keys
 * at all could do it, PLAN_OUT_OF_REACH (RULE CT-5, RULE CT-10), REMAINING_OVER_LIMIT,
 * DATE_OUT_OF_RANGE or TOO_MANY_LICENSES.
 */
MUST_CHECK Err plan_with_keys(Ctx *ctx, const KeyPlanInput *input, KeyPlan *ret);

#endif
