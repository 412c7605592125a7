/*
 * The steps of a lot after somebody approved it: drawn, released, exported, ended (RULE KEY-11).
 * Each is decided by its WHERE clause.
 */
#include "store/keys/keys.h"

#include "store/engine/db.h"

static const char UPDATE_DRAWING[] =
    "UPDATE key_lot"
    "   SET drawing = 1"
    " WHERE id = $1 AND approved_at IS NOT NULL AND drawn_at IS NULL AND drawing = 0"
    "   AND given_up = 0";

Err
store_lot_begin_drawing(Tx *tx, const Id *id, bool *ret_done)
{
    return db_exec_one(tx->db, ret_done, UPDATE_DRAWING, ARGS(TEXT(id->text)));
}

static const char UPDATE_DRAWN[] =
    "UPDATE key_lot"
    "   SET drawing = 0, drawn_at = $1"
    " WHERE id = $2 AND drawing = 1 AND given_up = 0";

Err
store_lot_set_drawn(Tx *tx, const Id *id, Micros at, bool *ret_done)
{
    return db_exec_one(tx->db, ret_done, UPDATE_DRAWN, ARGS(INT(at), TEXT(id->text)));
}

static const char UPDATE_RELEASED[] =
    "UPDATE key_lot"
    "   SET whole = 1"
    " WHERE id = $1 AND whole = 0 AND drawn_at IS NOT NULL AND given_up = 0";

Err
store_lot_release(Tx *tx, const Id *id, bool *ret_done)
{
    return db_exec_one(tx->db, ret_done, UPDATE_RELEASED, ARGS(TEXT(id->text)));
}

static const char UPDATE_CANCELLED[] =
    "UPDATE key_lot"
    "   SET given_up = 1, approved_at = NULL"
    " WHERE id = $1 AND whole = 0 AND approved_at IS NOT NULL";

Err
store_lot_cancel(Tx *tx, const Id *id, bool *ret_done)
{
    return db_exec_one(tx->db, ret_done, UPDATE_CANCELLED, ARGS(TEXT(id->text)));
}

static const char UPDATE_EXPORTS[] =
    "UPDATE key_lot"
    "   SET exports_left = exports_left + $1"
    " WHERE id = $2 AND whole = 1 AND exports_left + $1 IN (0, 1)";

Err
store_lot_count_export(Tx *tx, const Id *id, int64_t more, bool *ret_done)
{
    return db_exec_one(tx->db, ret_done, UPDATE_EXPORTS, ARGS(INT(more), TEXT(id->text)));
}

static const char UPDATE_ENDED[] =
    "UPDATE key_lot"
    "   SET ended_at = $1"
    " WHERE id = $2 AND whole = 1 AND ended_at IS NULL";

Err
store_lot_end(Tx *tx, const Id *id, Micros at, bool *ret_done)
{
    return db_exec_one(tx->db, ret_done, UPDATE_ENDED, ARGS(INT(at), TEXT(id->text)));
}

/* --- the keys of a lot, or of all lots of a benefit ------------------------------------------ */

#define OF_LOT     " WHERE lot_id = $1"
#define OF_BENEFIT " WHERE lot_id IN (SELECT id FROM key_lot WHERE benefit_id = $1 AND whole = 1)"
#define IS_OPEN    "   AND state IN ('ready', 'revealed')"

static const char COUNT_OPEN_OF_LOT[] = "SELECT COUNT(*) FROM product_key" OF_LOT IS_OPEN;
static const char COUNT_OPEN_OF_BENEFIT[] = "SELECT COUNT(*) FROM product_key" OF_BENEFIT IS_OPEN;

Err
store_keys_count_open(Tx *tx, const Id *of, int64_t *ret)
{
    CLEANUP(rows_close) Rows rows = {0};
    const char *sql = id_is(of->text, "lot_") ? COUNT_OPEN_OF_LOT : COUNT_OPEN_OF_BENEFIT;

    TRY(db_select(tx->db, &rows, sql, ARGS(TEXT(of->text))));
    TRY(rows_get(&rows, ERR_INTERNAL));
    *ret = rows_int(&rows, 0);
    return OK;
}

#define REVOKE "UPDATE product_key SET state = 'revoked', sealed = NULL"

static const char REVOKE_OF_LOT[] = REVOKE OF_LOT IS_OPEN;
static const char REVOKE_OF_BENEFIT[] = REVOKE OF_BENEFIT IS_OPEN;

Err
store_keys_revoke_open(Tx *tx, const Id *of, int64_t *ret_count)
{
    TRY(db_exec(tx->db, ret_count, id_is(of->text, "lot_") ? REVOKE_OF_LOT : REVOKE_OF_BENEFIT,
                ARGS(TEXT(of->text))));
    db_note_erased(tx->db);
    return OK;
}

static const char COUNT_DRAWN[] = "SELECT COALESCE(MAX(position), 0) FROM product_key" OF_LOT;

Err
store_lot_count_drawn(Tx *tx, const Id *id, int64_t *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, COUNT_DRAWN, ARGS(TEXT(id->text))));
    TRY(rows_get(&rows, ERR_INTERNAL));
    *ret = rows_int(&rows, 0);
    return OK;
}
