/*
 * Ledger: what happens to a credit, written down as postings (RULE CR-7).
 *
 * Whatever changes a credit brings it up to today first with ledger_roll(); so the postings come in
 * the same order whether or not anybody looked in the meantime, and those who only read can work
 * out with ledger_advance() what is not written yet.
 */
#ifndef SERVICE_CREDITS_LEDGER_H
#define SERVICE_CREDITS_LEDGER_H

#include "service/context.h"
#include "store/credits/credits.h"

/* The same, and write it down: postings, periods, the credit and an event for each step. */
MUST_CHECK Err ledger_roll(Ctx *ctx, Tx *tx, Credit *credit);

/*
 * Use metered now, in a period that has begun and whose record this is. The credit's own row, of
 * which the number of postings changes, is the caller's to write.
 */
MUST_CHECK Err ledger_use(Ctx *ctx, Tx *tx, Credit *credit, CreditPeriodRecord *period,
                          int64_t micros);

/* RULE CR-13: the same the other way, of what was metered in that period. */
MUST_CHECK Err ledger_correct(Ctx *ctx, Tx *tx, Credit *credit, CreditPeriodRecord *period,
                              int64_t micros);

/* RULE CR-5: what is left goes along to the next holder. Writes the credit with its new holder. */
MUST_CHECK Err ledger_transfer(Ctx *ctx, Tx *tx, Credit *credit, const Id *to);

#endif
