/*
 * Settings that are kept with the data: a text by its name.
 */
#include "store/engine/engine.h"

#include "store/engine/db.h"

static const char SELECT_SETTING[] =
    "SELECT value"
    "  FROM setting"
    " WHERE name = $1";

Err
store_setting_find(Tx *tx, const char *name, Arena *arena, const char **ret)
{
    return db_find_text(tx->db, SELECT_SETTING, name, arena, ret);
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

static const char DELETE_SETTING[] =
    "DELETE FROM setting"
    " WHERE name = $1";

Err
store_setting_remove(Tx *tx, const char *name)
{
    return db_exec(tx->db, NULL, DELETE_SETTING, ARGS(TEXT(name)));
}
