#include "store/views/views.h"

#include "store/engine/db.h"

// clang-format off
#define VIEW_ROW(FIRST, OTHER)            \
    FIRST(ID,   tenant_id,  "tenant_id")  \
    OTHER(ID,   user_id,    "account_id") \
    OTHER(TEXT, key,        "view_key")   \
    OTHER(TEXT, list,       "list")       \
    OTHER(TEXT, name,       "name")       \
    OTHER(TEXT, query,      "query")      \
    OTHER(INT,  created_at, "created_at")
// clang-format on
ROW_READER(read_view_row, SavedView, VIEW_ROW)

static const char SELECT_VIEWS[] =
    "SELECT " COLUMNS(VIEW_ROW)
    "  FROM saved_view"
    " WHERE tenant_id = $1 AND account_id = $2 AND ($3 = '' OR list = $3)"
    " ORDER BY name, view_key";

Err
store_view_list(Tx *tx, const SavedView *whose, Arena *arena, SavedViewList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_VIEWS,
                  ARGS(TEXT(whose->tenant_id.text), TEXT(whose->user_id.text),
                       TEXT(whose->list == NULL ? "" : whose->list))));
    return ROWS_LIST(&rows, ROWS_ALL, arena, read_view_row, ret);
}

static const char COUNT_OTHERS[] =
    "SELECT COUNT(*)"
    "  FROM saved_view"
    " WHERE tenant_id = $1 AND account_id = $2 AND view_key <> $3";

Err
store_view_count_others(Tx *tx, const SavedView *view, int64_t *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, COUNT_OTHERS,
                  ARGS(TEXT(view->tenant_id.text), TEXT(view->user_id.text), TEXT(view->key))));
    TRY(rows_get(&rows, ERR_INTERNAL));
    *ret = rows_int(&rows, 0);
    return OK;
}

static const char PUT_VIEW[] =
    "INSERT INTO saved_view (tenant_id, account_id, view_key, list, name, query, created_at)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7)"
    "     ON CONFLICT (tenant_id, account_id, view_key)"
    "     DO UPDATE SET list = EXCLUDED.list, name = EXCLUDED.name, query = EXCLUDED.query";

Err
store_view_put(Tx *tx, const SavedView *view)
{
    return db_exec(tx->db, NULL, PUT_VIEW,
                   ARGS(TEXT(view->tenant_id.text), TEXT(view->user_id.text), TEXT(view->key),
                        TEXT(view->list), TEXT(view->name), TEXT(view->query),
                        INT(view->created_at)));
}

static const char DELETE_VIEW[] =
    "DELETE FROM saved_view"
    " WHERE tenant_id = $1 AND account_id = $2 AND view_key = $3";

Err
store_view_remove(Tx *tx, const SavedView *view, bool *ret_found)
{
    return db_exec_one(tx->db, ret_found, DELETE_VIEW,
                       ARGS(TEXT(view->tenant_id.text), TEXT(view->user_id.text), TEXT(view->key)));
}
