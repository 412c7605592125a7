/*
 * Core benefits: what a new enrolment grants when the partner holds the same from another one
 * (RULE BEN-1). The decision is benefit_resolve_core(); here are its facts and what follows.
 */
#ifndef SERVICE_BENEFITS_CORE_BENEFITS_H
#define SERVICE_BENEFITS_CORE_BENEFITS_H

#include "service/context.h"
#include "store/benefits/benefits.h"
#include "store/catalogue/catalogue.h"

/* A new enrolment and what the partner has besides. */
typedef struct CoreFacts {
    const Enrolment *enrolment;
    Tier tier;
    EnrolmentList overlapping; /* the partner's others whose years meet this one's */
    BenefitList held;          /* all of the partner's benefits */
} CoreFacts;

/*
 * How much a quantity is, as one number, to compare two of the same product: licences, incidents,
 * or millionths of a currency in a year. Credits of one product are taken to be in one currency.
 */
int64_t quantity_measure(ProductKind kind, const Quantity *quantity);

/* The quantity like the grant's that measures so much. */
Quantity quantity_measuring(const Grant *grant, int64_t measured);

/*
 * How much of a core grant the enrolment is to get, 0 for nothing. What it takes the place of is
 * superseded, and its keys are revoked.
 */
MUST_CHECK Err resolve_core(Ctx *ctx, Tx *tx, const CoreFacts *facts, const Grant *grant,
                            int64_t *ret_measured);

#endif
