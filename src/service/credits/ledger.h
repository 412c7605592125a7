/*
 * Ledger: what happens to a credit, written down as postings (RULE CR-7).
 *
 * Whatever changes a credit brings it up to today first with ledger_roll(); so the postings come in
 * the same order whether or not anybody looked in the meantime, and those who only read can work
 * out with ledger_advance() what is not written yet.
 */
#ifndef SERVICE_CREDITS_LEDGER_H
#define SERVICE_CREDITS_LEDGER_H

#include "service/service.h"

/* In memory: bring the credit up to a day. *ret has the postings that nobody has written yet. */
void ledger_advance(Ctx *ctx, Credit *credit, Date day, PostingList *ret);

/* The same, and write it down: postings, periods, the credit and an event for each step. */
MUST_CHECK Err ledger_roll(Ctx *ctx, Tx *tx, Credit *credit);

/*
 * Use metered now, in a period that has begun and whose record this is. The credit's own row, of
 * which the number of postings changes, is the caller's to write.
 */
MUST_CHECK Err ledger_use(Ctx *ctx, Tx *tx, Credit *credit, CreditPeriodRecord *period,
                          int64_t micros);

/* RULE CR-5: what is left goes along to the next holder. Writes the credit with its new holder. */
MUST_CHECK Err ledger_transfer(Ctx *ctx, Tx *tx, Credit *credit, const Id *to);

/* RULE CR-1, RULE CR-2: what an enrolment provisions for a benefit that is a credit. */
MUST_CHECK Err provision_credit(Ctx *ctx, Tx *tx, const Enrolment *enrolment,
                                const Benefit *benefit);

/* RULE BEN-1: a higher tier takes the place of a credit that nobody has begun to use: it ends. */
MUST_CHECK Err end_credit(Ctx *ctx, Tx *tx, Credit *credit);

#endif
