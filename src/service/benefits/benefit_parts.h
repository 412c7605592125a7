/*
 * Benefit parts: what a benefit looks like, for all lists of them.
 */
#ifndef SERVICE_BENEFITS_BENEFIT_PARTS_H
#define SERVICE_BENEFITS_BENEFIT_PARTS_H

#include "service/benefits/benefits.h"
#include "store/credits/credits.h"

/* What a benefit has become: its keys, or the credit it was provisioned as. */
typedef struct Become {
    KeyTally keys;
    const Credit *credit; /* or NULL */
} Become;

BenefitView view_benefit(Ctx *ctx, const Benefit *benefit, const Become *become);

#endif
