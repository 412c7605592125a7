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

/* How much of a core grant is given, 0 for nothing, and which benefits it takes the place of. */
typedef struct CoreDecision {
    int64_t measured;
    const Benefit **superseded;
    size_t superseded_count;
} CoreDecision;

/* Changes nothing. */
MUST_CHECK Err decide_core(Ctx *ctx, Tx *tx, const CoreFacts *facts, const Grant *grant,
                           CoreDecision *ret);

/* They cannot be used any more, nor can their keys, which are revoked, or their credits. */
MUST_CHECK Err supersede_benefits(Ctx *ctx, Tx *tx, const Enrolment *by,
                                  const CoreDecision *decision);

#endif
