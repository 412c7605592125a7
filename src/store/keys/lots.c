/*
 * Key lots. A lot is made in many pieces and does not exist for anybody until it is whole.
 */
#include "store/keys/keys.h"

#include "store/engine/db.h"

// clang-format off
#define LOT_ROW(FIRST, OTHER)             \
    FIRST(ID,   id,         "id")         \
    OTHER(TEXT, sku,        "sku")        \
    OTHER(INT,  licenses,   "licenses")   \
    OTHER(INT,  count,      "key_count")  \
    OTHER(DATE, redeem_by,  "redeem_by")  \
    OTHER(ID,   partner_id, "partner_id") \
    OTHER(ID,   benefit_id, "benefit_id") \
    OTHER(INT,  given_up,   "given_up")   \
    OTHER(INT,  created_at, "created_at")     \
    OTHER(INT,  approved_at, "approved_at")   \
    OTHER(INT,  drawn_at,   "drawn_at")       \
    OTHER(INT,  released,   "whole")          \
    OTHER(INT,  ended_at,   "ended_at")       \
    OTHER(INT,  exports_left, "exports_left")
// clang-format on
ROW_READER(read_lot_row, KeyLot, LOT_ROW)

static const char SELECT_LOT[] =
    "SELECT " COLUMNS(LOT_ROW)
    "  FROM key_lot"
    " WHERE id = $1 AND (whole = 1 OR approved_at IS NOT NULL)";

Err
store_lot_get(Tx *tx, const Id *id, Arena *arena, KeyLot *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_LOT, ARGS(TEXT(id->text))));
    TRY(rows_get(&rows, ERR_NOT_FOUND));
    return read_lot_row(&rows, arena, ret);
}

static const char SELECT_LOTS[] =
    "SELECT " COLUMNS(LOT_ROW)
    "  FROM key_lot"
    " WHERE benefit_id IS NULL AND id > $1 AND (whole = 1 OR approved_at IS NOT NULL)"
    " ORDER BY id"
    " LIMIT $2";

Err
store_lot_list(Tx *tx, const Page *page, Arena *arena, KeyLotList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_LOTS, ARGS(PAGE_AFTER(page), INT(page->limit + 1))));
    return ROWS_LIST(&rows, page->limit, arena, read_lot_row, ret);
}

static const char SELECT_UNFINISHED[] =
    "SELECT " COLUMNS(LOT_ROW)
    "  FROM key_lot"
    " WHERE whole = 0"
    " ORDER BY id"
    " LIMIT $1";

Err
store_lot_list_unfinished(Tx *tx, int64_t limit, Arena *arena, KeyLotList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_UNFINISHED, ARGS(INT(limit + 1))));
    return ROWS_LIST(&rows, limit, arena, read_lot_row, ret);
}

static const char INSERT_LOT[] =
    "INSERT INTO key_lot"
    "       (id, sku, licenses, key_count, redeem_by, partner_id, benefit_id, whole,"
    "        given_up, created_at, approved_at)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9, $10)";

Err
store_lot_add(Tx *tx, const KeyLot *lot, bool whole)
{
    return db_exec(tx->db, NULL, INSERT_LOT,
                   ARGS(TEXT(lot->id.text), TEXT(lot->sku), INT(lot->licenses), INT(lot->count),
                        INT(lot->redeem_by.day), ID_OR_NULL(lot->partner_id),
                        ID_OR_NULL(lot->benefit_id), INT(whole), INT(lot->created_at),
                        lot->approved_at == 0 ? NOTHING : INT(lot->approved_at)));
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

/* What was drawn waits to be released; what was approved and not begun, to be drawn. */
static const char UPDATE_ALL_GIVEN_UP[] =
    "UPDATE key_lot"
    "   SET given_up = 1"
    " WHERE whole = 0 AND drawn_at IS NULL AND (approved_at IS NULL OR drawing = 1)";

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
    " WHERE id = $1 AND given_up = 1 AND approved_at IS NULL";

static const char UPDATE_NOT_BEGUN[] =
    "UPDATE key_lot"
    "   SET given_up = 0, drawing = 0"
    " WHERE id = $1 AND given_up = 1 AND approved_at IS NOT NULL";

/* Without keys a lot goes away, or is as somebody approved it. */
static Err
remove_some(Tx *tx, const Id *lot, int64_t limit)
{
    int64_t keys;

    TRY(db_exec(tx->db, &keys, DELETE_KEYS, ARGS(TEXT(lot->text), INT(limit))));
    if (keys > 0)
        return OK;
    TRY(db_exec(tx->db, NULL, DELETE_LOT, ARGS(TEXT(lot->text))));
    return db_exec(tx->db, NULL, UPDATE_NOT_BEGUN, ARGS(TEXT(lot->text)));
}

Err
store_lot_remove_given_up(Tx *tx, int64_t limit, bool *ret_more)
{
    Id lot;
    bool found;

    TRY(find_given_up(tx, &lot, &found));
    if (found)
        TRY(remove_some(tx, &lot, limit));
    *ret_more = found;
    return OK;
}
