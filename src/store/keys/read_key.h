/*
 * Read key: what the statements of two files select, of product_key and key_lot.
 */
#ifndef STORE_KEYS_READ_KEY_H
#define STORE_KEYS_READ_KEY_H

#include "store/engine/db.h"
#include "store/keys/keys.h"

// clang-format off
#define KEY_ROW(FIRST, OTHER)                                          \
    FIRST(ID,     lot_id,        "product_key.lot_id")                 \
    OTHER(INT,    position,      "product_key.position")               \
    OTHER(CHARS,  ref,           "product_key.ref")                    \
    OTHER(BYTES,  digest,        "product_key.digest")                 \
    OTHER(BLOB,   sealed,        "product_key.sealed")                 \
    OTHER(CHOICE, state,         "product_key.state", KEY_STATE_NAMES) \
    OTHER(ID,     tenant_id,     "product_key.tenant_id")              \
    OTHER(ID,     redemption_id, "product_key.redemption_id")          \
    OTHER(INT,    revealed_at,   "product_key.revealed_at")            \
    OTHER(TEXT,   sku,           "key_lot.sku")                        \
    OTHER(INT,    licenses,      "key_lot.licenses")                   \
    OTHER(DATE,   redeem_by,     "key_lot.redeem_by")                  \
    OTHER(ID,     partner_id,    "key_lot.partner_id")                 \
    OTHER(ID,     benefit_id,    "key_lot.benefit_id")
// clang-format on
ROW_READER(read_key_row, KeyRecord, KEY_ROW)

#endif
