/*
 * Lot parts: what making a lot at once and making one step by step have in common.
 */
#ifndef SERVICE_KEYS_LOT_PARTS_H
#define SERVICE_KEYS_LOT_PARTS_H

#include "service/keys/keys.h"
#include "service/record.h"

/* The lot that this input asks for, with a new id, or why there cannot be one. */
MUST_CHECK Err check_lot(Ctx *ctx, Tx *tx, const LotInput *input, KeyLot *ret);

/* Draws all its keys and stores them, a piece at a time; gives the lot up where that fails. */
MUST_CHECK Err store_drawn_keys(Ctx *ctx, const KeyLot *lot, RunWork *run, void *runner);

/* In the feed of its partner, where its keys are for one. */
MUST_CHECK Err record_lot(Ctx *ctx, Tx *tx, const KeyLot *lot, EventType type);

/* LOT_STATE, with the state. */
Err refuse_lot(Ctx *ctx, const KeyLot *lot);

#endif
