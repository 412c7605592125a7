/*
 * Enrolment plan: what enrolling a partner in an offer comes to, decided before anything is
 * written, so that what is previewed is what is done (RULE BEN-1, BEN-4).
 */
#ifndef SERVICE_BENEFITS_ENROLMENT_PLAN_H
#define SERVICE_BENEFITS_ENROLMENT_PLAN_H

#include "service/benefits/benefits.h"
#include "service/benefits/core_benefits.h"
#include "store/catalogue/catalogue.h"

/* One line of the offer. */
typedef struct PlannedGrant {
    const Grant *grant;
    const Product *product;
    Quantity quantity; /* that is given; nothing where the outcome says so */
    GrantOutcome outcome;
    CoreDecision core; /* of a core benefit */
} PlannedGrant;

typedef struct EnrolmentPlan {
    Enrolment enrolment;
    Offer offer;
    CoreFacts known;
    PlannedGrant *grant; /* one for each of the offer's */
} EnrolmentPlan;

/*
 * Of a partner that there is, or, where the id is NULL, of one that is to be made with its first
 * organisation. Codes, in order: NOT_FOUND (the partner), MEMBER_INVALID, DATE_OUT_OF_RANGE,
 * TENANT_REQUIRED, ENROLMENT_OVERLAPS, TOO_MANY_BENEFITS.
 */
MUST_CHECK Err plan_enrolment(Ctx *ctx, Tx *tx, const Id *partner_id, const EnrolmentInput *input,
                              EnrolmentPlan *ret);

#endif
