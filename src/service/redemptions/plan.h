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
    Refusal *refusal; /* where more is said of what is refused: the request's, or an answer's */
    Action action;
    Product product;
    const char *replacement; /* what replaces a retired product, as the reader names it, or NULL */
    KeyRecord *key;
    size_t key_count;
    int64_t key_licenses;
    Subscription named; /* the one that was named, as soon as it is read; id empty before */
    bool found;         /* the subscription exists already */
    Subscription subscription;
    Calculation calculation;
} Plan;

/*
 * Fails, in this order, with TOO_MANY_REQUESTS, MEMBER_INVALID, KEY_MALFORMED, KEY_MISTYPED,
 * KEY_DUPLICATE, WRONG_TENANT, KEY_NOT_REDEEMABLE, KEY_ALREADY_REDEEMED, KEY_EXPIRED,
 * PRODUCT_MISMATCH, NOT_FOUND, SUBSCRIPTION_EXISTS, SUBSCRIPTION_NOT_ACTIVE, what
 * coterm.h says, TOO_MANY_LICENSES or LICENSES_IN_USE.
 */
MUST_CHECK Err plan_redemption(Ctx *ctx, Tx *tx, const RedeemInput *input, Plan *ret);

/*
 * The part of it that depends on how the keys are used: refusal, keys and product are set. It may
 * be done again, to use them otherwise.
 */
MUST_CHECK Err plan_use(Ctx *ctx, Tx *tx, const RedeemInput *input, Plan *plan);

/*
 * The plan for a key that one does not have: refusal, product, subscription and the licences of the
 * key are set.
 */
MUST_CHECK Err plan_what_if(const Ctx *ctx, const WhatIfInput *input, Plan *plan);

/* What replaces a retired product, as the reader names it; NULL where nothing does. */
MUST_CHECK Err find_replacement(Ctx *ctx, Tx *tx, const Product *product, const char **ret);

/*
 * A preview and a redemption in a transaction that does more. What is refused by the plan has
 * changed nothing, so the transaction can go on. redeem.c
 */
MUST_CHECK Err preview_within(Ctx *ctx, Tx *tx, const RedeemInput *input, RedemptionView *ret);
MUST_CHECK Err redeem_within(Ctx *ctx, Tx *tx, const RedeemInput *input, RedemptionView *ret);

/* How it is shown. */
void plan_view(Ctx *ctx, const Plan *plan, RedemptionView *ret);

/* The warning that a preview or receipt deserves (RULE CT-7). */
void view_warn(RedemptionView *view);

#endif
