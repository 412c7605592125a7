/*
 * Product keys. Every question looks at the lot as well, in one statement, and sees keys of whole
 * lots only.
 */
#include "store/keys/keys.h"

#include "store/engine/db.h"
#include "store/keys/read_key.h"

/* ON CONFLICT and not an error, which would end the transaction on some engines. */
static const char INSERT_KEY[] =
    "INSERT INTO product_key"
    "       (lot_id, position, ref, digest, sealed, state)"
    " VALUES ($1, $2, $3, $4, $5, 'ready')"
    " ON CONFLICT DO NOTHING";

Err
store_key_add(Tx *tx, const Id *lot_id, int64_t position, const NewKey *key)
{
    int64_t changed;

    TRY(db_exec(tx->db, &changed, INSERT_KEY,
                ARGS(TEXT(lot_id->text), INT(position), TEXT(key->ref), BYTES(key->digest),
                     BLOB(key->sealed, sizeof(key->sealed)))));
    return changed == 1 ? OK : ERR_ALREADY_EXISTS;
}

static const char SELECT_KEY_BY_REF[] =
    "SELECT " COLUMNS(KEY_ROW)
    "  FROM product_key"
    "  JOIN key_lot ON key_lot.id = product_key.lot_id"
    " WHERE ref = $1 AND whole = 1";

Err
store_key_find_by_ref(Tx *tx, const char *ref, Arena *arena, KeyRecord *ret, bool *ret_found)
{
    CLEANUP(rows_close) Rows rows = {0};
    bool found;

    TRY(db_select(tx->db, &rows, SELECT_KEY_BY_REF, ARGS(TEXT(ref))));
    TRY(rows_next(&rows, &found));
    if (found)
        TRY(read_key_row(&rows, arena, ret));
    *ret_found = found;
    return OK;
}

/* Of many keys at once: $2 has their digests as they are, or their references. */
#define WITH_DIGESTS WITH_WANTED("digest", "16")
#define WITH_REFS    WITH_WANTED("ref", "11")
enum { REF_LENGTH = KEY_REF_SIZE - 1 };
static_assert(sizeof(Digest) == 16 && REF_LENGTH == 11, "as WITH_DIGESTS and WITH_REFS have it");

static const char SELECT_KEYS_BY_DIGESTS[] = WITH_DIGESTS
    "SELECT " COLUMNS(KEY_ROW)
    "  FROM wanted"
    " CROSS JOIN product_key"
    "  JOIN key_lot ON key_lot.id = product_key.lot_id"
    " WHERE whole = 1 AND product_key.digest = wanted.digest";

Err
store_key_list_by_digests(Tx *tx, const Digest *digest, size_t count, Arena *arena,
                          KeyRecordList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_KEYS_BY_DIGESTS,
                  ARGS(INT((int64_t)count), BLOB(digest, count * sizeof(*digest)))));
    return ROWS_LIST(&rows, ROWS_ALL, arena, read_key_row, ret);
}

static const char SELECT_KEYS_BY_REFS[] = WITH_REFS
    "SELECT " COLUMNS(KEY_ROW)
    "  FROM wanted"
    " CROSS JOIN product_key"
    "  JOIN key_lot ON key_lot.id = product_key.lot_id"
    " WHERE whole = 1 AND product_key.ref = wanted.ref";

Err
store_key_list_by_refs(Tx *tx, const char *const *ref, size_t count, Arena *arena,
                       KeyRecordList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_KEYS_BY_REFS,
                  ARGS(INT((int64_t)count), arg_texts(arena, REF_LENGTH, ref, count))));
    return ROWS_LIST(&rows, ROWS_ALL, arena, read_key_row, ret);
}

static const char SELECT_KEYS_OF_LOT[] =
    "SELECT " COLUMNS(KEY_ROW)
    "  FROM product_key"
    "  JOIN key_lot ON key_lot.id = product_key.lot_id"
    " WHERE lot_id = $1 AND position > $2 AND whole = 1"
    " ORDER BY position"
    " LIMIT $3";

Err
store_key_list_of_lot(Tx *tx, const KeyRecord *after, int64_t limit, Arena *arena,
                      KeyRecordList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_KEYS_OF_LOT,
                  ARGS(TEXT(after->lot_id.text), INT(after->position), INT(limit))));
    return ROWS_LIST(&rows, ROWS_ALL, arena, read_key_row, ret);
}

// clang-format off
#define SEALED_ROW(FIRST, OTHER)      \
    FIRST(ID,    lot_id,   "lot_id")   \
    OTHER(INT,   position, "position") \
    OTHER(CHARS, ref,      "ref")      \
    OTHER(BYTES, digest,   "digest")   \
    OTHER(BLOB,  sealed,   "sealed")
// clang-format on
ROW_READER(read_sealed_row, KeyRecord, SEALED_ROW)

static const char SELECT_SEALED[] =
    "SELECT " COLUMNS(SEALED_ROW)
    "  FROM product_key"
    " WHERE (lot_id, position) > ($1, $2) AND sealed IS NOT NULL"
    " ORDER BY lot_id, position"
    " LIMIT $3";

Err
store_key_list_sealed(Tx *tx, const KeyRecord *after, int64_t limit, Arena *arena,
                      KeyRecordList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_SEALED,
                  ARGS(TEXT(after->lot_id.text), INT(after->position), INT(limit + 1))));
    return ROWS_LIST(&rows, limit, arena, read_sealed_row, ret);
}

static const char UPDATE_SEALED[] =
    "UPDATE product_key"
    "   SET digest = $1, sealed = $2"
    " WHERE lot_id = $3 AND position = $4 AND sealed IS NOT NULL";

Err
store_key_reseal(Tx *tx, const KeyRecord *key, const NewKey *sealed)
{
    int64_t changed;

    TRY(db_exec(tx->db, &changed, UPDATE_SEALED,
                ARGS(BYTES(sealed->digest), BLOB(sealed->sealed, sizeof(sealed->sealed)),
                     TEXT(key->lot_id.text), INT(key->position))));
    db_note_erased(tx->db);
    return changed == 1 ? OK : ERR_KEY_NOT_REDEEMABLE;
}

static const char UPDATE_REVEALED[] =
    "UPDATE product_key"
    "   SET state = 'revealed', revealed_at = COALESCE(revealed_at, $3)"
    " WHERE lot_id = $1 AND position = $2 AND state IN ('ready', 'revealed')";

Err
store_key_mark_revealed(Tx *tx, const KeyRecord *key, Micros at)
{
    int64_t changed;

    TRY(db_exec(tx->db, &changed, UPDATE_REVEALED,
                ARGS(TEXT(key->lot_id.text), INT(key->position), INT(at))));
    return changed == 1 ? OK : ERR_KEY_NOT_REDEEMABLE;
}

static const char UPDATE_REVOKED[] =
    "UPDATE product_key"
    "   SET state = 'revoked', sealed = NULL"
    " WHERE lot_id = $1 AND position = $2 AND state IN ('ready', 'revealed')";

Err
store_key_mark_revoked(Tx *tx, const KeyRecord *key)
{
    int64_t changed;

    TRY(db_exec(tx->db, &changed, UPDATE_REVOKED,
                ARGS(TEXT(key->lot_id.text), INT(key->position))));
    db_note_erased(tx->db);
    return changed == 1 ? OK : ERR_KEY_NOT_REDEEMABLE;
}

/*
 * RULE KEY-3: the WHERE clause, not our earlier read, decides who wins when two redeem at once.
 * RULE KEY-5: the sealed copy goes with the redemption.
 */
static const char UPDATE_REDEEMED[] =
    "UPDATE product_key"
    "   SET state = 'redeemed', sealed = NULL, tenant_id = $1, redemption_id = $2"
    " WHERE lot_id = $3 AND position = $4 AND state IN ('ready', 'revealed')";

Err
store_key_mark_redeemed(Tx *tx, const KeyRecord *key, const Id *tenant_id, const Id *redemption_id)
{
    int64_t changed;

    TRY(db_exec(tx->db, &changed, UPDATE_REDEEMED,
                ARGS(TEXT(tenant_id->text), TEXT(redemption_id->text), TEXT(key->lot_id.text),
                     INT(key->position))));
    db_note_erased(tx->db);
    return changed == 1 ? OK : ERR_KEY_ALREADY_REDEEMED;
}
