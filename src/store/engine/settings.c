#include "store/engine/engine.h"

#include "store/engine/db.h"

static const char SELECT_SETTING[] =
    "SELECT value"
    "  FROM setting"
    " WHERE name = $1";

Err
store_setting_find(Tx *tx, const char *name, Arena *arena, const char **ret)
{
    CLEANUP(rows_close) Rows rows = {0};
    bool found;

    TRY(db_select(tx->db, &rows, SELECT_SETTING, ARGS(TEXT(name))));
    TRY(rows_next(&rows, &found));
    *ret = found ? rows_text(&rows, 0, arena) : NULL;
    return OK;
}

static const char PUT_SETTING[] =
    "INSERT INTO setting (name, value)"
    " VALUES ($1, $2)"
    "     ON CONFLICT (name)"
    "     DO UPDATE SET value = excluded.value";

Err
store_setting_put(Tx *tx, const char *name, const char *value)
{
    return db_exec(tx->db, NULL, PUT_SETTING, ARGS(TEXT(name), TEXT(value)));
}
