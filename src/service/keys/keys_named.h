/*
 * Keys named: the keys that a request means, by their text or by their reference.
 */
#ifndef SERVICE_KEYS_KEYS_NAMED_H
#define SERVICE_KEYS_KEYS_NAMED_H

#include "service/service.h"

/*
 * Find and check every key. All are redeemable today by the caller's tenant. A key that is refused
 * counts against the caller (RULE KEY-8), and the refusal points at it.
 */
MUST_CHECK Err find_named_keys(Ctx *ctx, Tx *tx, const RedeemInput *input, KeyRecord **ret_key,
                               size_t *ret_count);

#endif
