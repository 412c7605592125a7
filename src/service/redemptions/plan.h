/*
 * Plan: what a redemption would do, found out without doing it.
 *
 * The preview shows a plan, the redemption carries one out; so they cannot differ (RULE CT-7).
 */
#ifndef SERVICE_REDEMPTIONS_PLAN_H
#define SERVICE_REDEMPTIONS_PLAN_H

#include "service/redemptions/redemptions.h"
#include "store/catalogue/catalogue.h"
#include "store/keys/keys.h"
#include "store/subscriptions/subscriptions.h"

typedef struct Plan {
    Action action;
    Product product;
    KeyRecord *key;
    size_t key_count;
    int64_t key_licenses;
    bool found; /* the subscription exists already */
    Subscription subscription;
    Calculation calculation;
} Plan;

/*
 * Fails, in this order, with TOO_MANY_REQUESTS, MEMBER_INVALID, KEY_MALFORMED, KEY_MISTYPED,
 * KEY_DUPLICATE, WRONG_TENANT, KEY_NOT_REDEEMABLE, KEY_ALREADY_REDEEMED, KEY_EXPIRED,
 * PRODUCT_MISMATCH, PRODUCT_RETIRED, NOT_FOUND, SUBSCRIPTION_EXISTS, SUBSCRIPTION_NOT_ACTIVE, what
 * coterm.h says, TOO_MANY_LICENSES or LICENSES_IN_USE.
 */
MUST_CHECK Err plan_redemption(Ctx *ctx, Tx *tx, const RedeemInput *input, Plan *ret);

/* The plan for a key that one does not have: product and subscription are set, keys are not. */
MUST_CHECK Err plan_calculate(Ctx *ctx, Action action, int64_t add_licenses, Plan *plan);

/* How it is shown. */
void plan_view(Ctx *ctx, const Plan *plan, RedemptionView *ret);

/* The warnings that a preview or receipt deserves (RULE CT-7). */
void view_warn(RedemptionView *view, bool retired);

#endif
