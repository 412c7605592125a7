/*
 * Check: what `perq check` looks for: rows that contradict one another.
 */
#ifndef STORE_CHECK_CHECK_H
#define STORE_CHECK_CHECK_H

#include "store/engine/engine.h"

/* Each gives the first one after a reference or id; *ret is NULL where there is none. */
MUST_CHECK Err store_check_word_next(Tx *tx, const char *after, Arena *arena, const char **ret);
MUST_CHECK Err store_check_key_next(Tx *tx, const char *after, Arena *arena, const char **ret);
MUST_CHECK Err store_check_receipt_key_next(Tx *tx, const char *after, Arena *arena,
                                            const char **ret);
MUST_CHECK Err store_check_usage_next(Tx *tx, const char *after, Arena *arena, const char **ret);
MUST_CHECK Err store_check_receipt_next(Tx *tx, const char *after, Arena *arena, const char **ret);
MUST_CHECK Err store_check_lot_next(Tx *tx, const char *after, Arena *arena, const char **ret);

/* A table, and one that it refers to though the row is not there. */
MUST_CHECK Err store_check_reference_next(Tx *tx, const char *after, Arena *arena,
                                          const char **ret);

/* What is there without an event, what an event says and is not there: recorded.c */
MUST_CHECK Err store_check_unrecorded_next(Tx *tx, const char *after, Arena *arena,
                                           const char **ret);
MUST_CHECK Err store_check_unmade_next(Tx *tx, const char *after, Arena *arena, const char **ret);
MUST_CHECK Err store_check_posted_next(Tx *tx, const char *after, Arena *arena, const char **ret);

#endif
