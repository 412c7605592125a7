/*
 * Product keys. Every question looks at the lot as well, in one statement, and sees keys of whole
 * lots only.
 */
#include "store/keys/keys.h"

#include "store/engine/db.h"
#include "store/engine/memo.h"

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
                ARGS(TEXT(lot_id->text), INT(position), TEXT(key->ref),
                     BLOB(key->digest.byte, sizeof(key->digest.byte)),
                     BLOB(key->sealed, sizeof(key->sealed)))));
    return changed == 1 ? OK : ERR_ALREADY_EXISTS;
}

/* The same columns in the same order in each SELECT below. */
static KeyRecord
read_key(const Rows *rows, Arena *arena)
{
    KeyRecord key = {
        .lot_id = rows_id(rows, 0),
        .position = rows_int(rows, 1),
        .state = (KeyState)name_index(KEY_STATE_NAMES, rows_text(rows, 5, arena)),
        .tenant_id = rows_id(rows, 6),
        .redemption_id = rows_id(rows, 7),
        .sku = rows_text(rows, 8, arena),
        .licenses = rows_int(rows, 9),
        .redeem_by = rows_date(rows, 10),
        .partner_id = rows_id(rows, 11),
        .benefit_id = rows_id(rows, 12),
        .revealed_at = rows_is_null(rows, 13) ? 0 : rows_int(rows, 13),
    };
    size_t digest_size;

    snprintf(key.ref, sizeof(key.ref), "%s", rows_text(rows, 2, arena));
    const uint8_t *digest = rows_blob(rows, 3, arena, &digest_size);
    assert(digest_size == sizeof(key.digest.byte));
    memcpy(key.digest.byte, digest, digest_size);
    if (!rows_is_null(rows, 4))
        key.sealed = rows_blob(rows, 4, arena, &key.sealed_size);
    return key;
}

static Err
find_key(Rows *rows, Arena *arena, KeyRecord *ret, bool *ret_found)
{
    TRY(rows_next(rows, ret_found));
    if (*ret_found)
        *ret = read_key(rows, arena);
    return OK;
}

static Err
read_keys(Rows *rows, Arena *arena, KeyRecordList *ret)
{
    KeyRecordList list = {0};
    bool found;

    TRY(rows_next(rows, &found));
    while (found) {
        list.item = list_grow(arena, list.item, list.count, sizeof(*list.item));
        list.item[list.count++] = read_key(rows, arena);
        TRY(rows_next(rows, &found));
    }
    *ret = list;
    return OK;
}

static const char SELECT_KEY_BY_DIGEST[] =
    "SELECT lot_id, position, ref, digest, sealed, state, tenant_id, redemption_id,"
    "       sku, licenses, redeem_by, partner_id, benefit_id, revealed_at"
    "  FROM product_key"
    "  JOIN key_lot ON key_lot.id = product_key.lot_id"
    " WHERE digest = $1 AND whole = 1";

Err
store_key_find(Tx *tx, const Digest *digest, Arena *arena, KeyRecord *ret, bool *ret_found)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_KEY_BY_DIGEST,
                  ARGS(BLOB(digest->byte, sizeof(digest->byte)))));
    return find_key(&rows, arena, ret, ret_found);
}

static const char SELECT_KEY_BY_REF[] =
    "SELECT lot_id, position, ref, digest, sealed, state, tenant_id, redemption_id,"
    "       sku, licenses, redeem_by, partner_id, benefit_id, revealed_at"
    "  FROM product_key"
    "  JOIN key_lot ON key_lot.id = product_key.lot_id"
    " WHERE ref = $1 AND whole = 1";

Err
store_key_find_by_ref(Tx *tx, const char *ref, Arena *arena, KeyRecord *ret, bool *ret_found)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_KEY_BY_REF, ARGS(TEXT(ref))));
    return find_key(&rows, arena, ret, ret_found);
}

static const char SELECT_KEYS_OF_BENEFIT[] =
    "SELECT lot_id, position, ref, digest, sealed, state, tenant_id, redemption_id,"
    "       sku, licenses, redeem_by, partner_id, benefit_id, revealed_at"
    "  FROM key_lot"
    "  JOIN product_key ON product_key.lot_id = key_lot.id"
    " WHERE benefit_id = $1 AND whole = 1"
    " ORDER BY lot_id, position";

Err
store_key_list_of_benefit(Tx *tx, const Id *benefit_id, Arena *arena, KeyRecordList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_KEYS_OF_BENEFIT, ARGS(TEXT(benefit_id->text))));
    return read_keys(&rows, arena, ret);
}

static const char SELECT_KEYS_OF_PARTNER[] =
    "SELECT lot_id, position, ref, digest, sealed, state, tenant_id, redemption_id,"
    "       key_lot.sku, key_lot.licenses, redeem_by, key_lot.partner_id, benefit_id,"
    "       revealed_at"
    "  FROM benefit"
    "  JOIN key_lot ON key_lot.benefit_id = benefit.id"
    "  JOIN product_key ON product_key.lot_id = key_lot.id"
    " WHERE benefit.partner_id = $1 AND whole = 1"
    " ORDER BY benefit.id, lot_id, position";

static Err
select_keys_of_partner(Tx *tx, const Id *partner_id, Arena *arena, KeyRecordList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_KEYS_OF_PARTNER, ARGS(TEXT(partner_id->text))));
    return read_keys(&rows, arena, ret);
}

Err
store_key_list_of_partner(Tx *tx, const Id *partner_id, Arena *arena, KeyRecordList *ret)
{
    Memo *memo = memo_of(tx->db, partner_id);

    if (memo == NULL)
        return select_keys_of_partner(tx, partner_id, arena, ret);
    if (!memo->has_keys)
        TRY(select_keys_of_partner(tx, partner_id, memo->arena, &memo->keys));
    memo->has_keys = true;
    ret->count = memo->keys.count;
    ret->item = list_copy(arena, memo->keys.item, ret->count, sizeof(*ret->item));
    return OK;
}

static const char SELECT_KEYS_OF_LOT[] =
    "SELECT lot_id, position, ref, digest, sealed, state, tenant_id, redemption_id,"
    "       sku, licenses, redeem_by, partner_id, benefit_id, revealed_at"
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
    return read_keys(&rows, arena, ret);
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
    return changed == 1 ? OK : ERR_KEY_ALREADY_REDEEMED;
}
