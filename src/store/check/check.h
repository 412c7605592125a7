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

#endif
