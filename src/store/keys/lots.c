/*
 * Key lots. A lot is made in many pieces and does not exist for anybody until it is whole.
 */
#include "store/keys/keys.h"

#include "store/engine/db.h"

static KeyLot
read_lot(const Rows *rows, Arena *arena)
{
    return (KeyLot){
        .id = rows_id(rows, 0),
        .sku = rows_text(rows, 1, arena),
        .licenses = rows_int(rows, 2),
        .count = rows_int(rows, 3),
        .redeem_by = rows_date(rows, 4),
        .partner_id = rows_id(rows, 5),
        .benefit_id = rows_id(rows, 6),
        .created_at = rows_int(rows, 7),
    };
}

static const char SELECT_LOT[] =
    "SELECT id, sku, licenses, key_count, redeem_by, partner_id, benefit_id, created_at"
    "  FROM key_lot"
    " WHERE id = $1 AND whole = 1";

Err
store_lot_get(Tx *tx, const Id *id, Arena *arena, KeyLot *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_LOT, ARGS(TEXT(id->text))));
    TRY(rows_get(&rows, ERR_NOT_FOUND));
    *ret = read_lot(&rows, arena);
    return OK;
}

static const char SELECT_LOTS[] =
    "SELECT id, sku, licenses, key_count, redeem_by, partner_id, benefit_id, created_at"
    "  FROM key_lot"
    " WHERE benefit_id IS NULL AND id > $1 AND whole = 1"
    " ORDER BY id"
    " LIMIT $2";

Err
store_lot_list(Tx *tx, const Page *page, Arena *arena, KeyLotList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};
    size_t limit = (size_t)page->limit;
    KeyLotList list = {.item = ARENA_NEW_ARRAY(arena, KeyLot, limit)};
    bool found;

    TRY(db_select(tx->db, &rows, SELECT_LOTS,
                  ARGS(TEXT(page->after == NULL ? "" : page->after), INT(page->limit + 1))));
    TRY(rows_next(&rows, &found));
    while (found && list.count < limit) {
        list.item[list.count++] = read_lot(&rows, arena);
        TRY(rows_next(&rows, &found));
    }
    list.more = found;
    *ret = list;
    return OK;
}

static const char INSERT_LOT[] =
    "INSERT INTO key_lot"
    "       (id, sku, licenses, key_count, redeem_by, partner_id, benefit_id, whole,"
    "        given_up, created_at)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9)";

static Arg
id_or_nothing(const Id *id)
{
    return TEXT(id_is_empty(id) ? NULL : id->text);
}

Err
store_lot_add(Tx *tx, const KeyLot *lot, bool whole)
{
    return db_exec(tx->db, NULL, INSERT_LOT,
                   ARGS(TEXT(lot->id.text), TEXT(lot->sku), INT(lot->licenses), INT(lot->count),
                        INT(lot->redeem_by.day), id_or_nothing(&lot->partner_id),
                        id_or_nothing(&lot->benefit_id), INT(whole), INT(lot->created_at)));
}

static const char UPDATE_WHOLE[] =
    "UPDATE key_lot"
    "   SET whole = 1"
    " WHERE id = $1 AND whole = 0";

Err
store_lot_set_whole(Tx *tx, const Id *id)
{
    int64_t changed;

    TRY(db_exec(tx->db, &changed, UPDATE_WHOLE, ARGS(TEXT(id->text))));
    return changed == 1 ? OK : ERR_NOT_FOUND;
}

static const char UPDATE_GIVEN_UP[] =
    "UPDATE key_lot"
    "   SET given_up = 1"
    " WHERE id = $1 AND whole = 0";

static const char UPDATE_ALL_GIVEN_UP[] =
    "UPDATE key_lot"
    "   SET given_up = 1"
    " WHERE whole = 0";

Err
store_lot_give_up(Tx *tx, const Id *id)
{
    if (id == NULL)
        return db_exec(tx->db, NULL, UPDATE_ALL_GIVEN_UP, NO_ARGS);
    return db_exec(tx->db, NULL, UPDATE_GIVEN_UP, ARGS(TEXT(id->text)));
}

static const char SELECT_GIVEN_UP[] =
    "SELECT id"
    "  FROM key_lot"
    " WHERE given_up = 1"
    " ORDER BY id"
    " LIMIT 1";

static Err
find_given_up(Tx *tx, Id *ret, bool *ret_found)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_GIVEN_UP, NO_ARGS));
    TRY(rows_next(&rows, ret_found));
    if (*ret_found)
        *ret = rows_id(&rows, 0);
    return OK;
}

static const char DELETE_KEYS[] =
    "DELETE FROM product_key"
    " WHERE lot_id = $1"
    "   AND position < (SELECT MIN(position) + $2 FROM product_key WHERE lot_id = $1)";

static const char DELETE_LOT[] =
    "DELETE FROM key_lot"
    " WHERE id = $1 AND given_up = 1";

Err
store_lot_remove_given_up(Tx *tx, int64_t limit, bool *ret_more)
{
    Id lot;
    bool found;
    int64_t keys;

    TRY(find_given_up(tx, &lot, &found));
    if (found) {
        TRY(db_exec(tx->db, &keys, DELETE_KEYS, ARGS(TEXT(lot.text), INT(limit))));
        if (keys == 0)
            TRY(db_exec(tx->db, NULL, DELETE_LOT, ARGS(TEXT(lot.text))));
    }
    *ret_more = found;
    return OK;
}
