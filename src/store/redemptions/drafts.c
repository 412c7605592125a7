/*
 * Drafts of redemptions: which keys somebody has read and means to redeem.
 */
#include "store/redemptions/redemptions.h"

#include "store/engine/db.h"

static const char INSERT_DRAFT[] =
    "INSERT INTO draft"
    "       (tenant_id, id, account_id, subscription_id, created_at)"
    " VALUES ($1, $2, $3, $4, $5)";

static const char INSERT_DRAFT_KEY[] =
    "INSERT INTO draft_key"
    "       (tenant_id, draft_id, position, digest)"
    " VALUES ($1, $2, $3, $4)";

Err
store_draft_add(Tx *tx, const Draft *draft)
{
    TRY(db_exec(tx->db, NULL, INSERT_DRAFT,
                ARGS(TEXT(draft->tenant_id.text), TEXT(draft->id.text), TEXT(draft->user_id.text),
                     ID_OR_NULL(draft->subscription_id), INT(draft->created_at))));
    for (size_t i = 0; i < draft->key_count; i++)
        TRY(db_exec(tx->db, NULL, INSERT_DRAFT_KEY,
                    ARGS(TEXT(draft->tenant_id.text), TEXT(draft->id.text), INT((int64_t)i + 1),
                         BYTES(draft->key[i]))));
    return OK;
}

// clang-format off
#define DRAFT_ROW(FIRST, OTHER)                    \
    FIRST(ID,  tenant_id,       "tenant_id")       \
    OTHER(ID,  id,              "id")              \
    OTHER(ID,  user_id,         "account_id")      \
    OTHER(ID,  subscription_id, "subscription_id") \
    OTHER(ID,  redemption_id,   "redemption_id")   \
    OTHER(INT, created_at,      "created_at")
// clang-format on
ROW_READER(read_draft_row, Draft, DRAFT_ROW)

static const char SELECT_DRAFT[] =
    "SELECT " COLUMNS(DRAFT_ROW)
    "  FROM draft"
    " WHERE tenant_id = $1 AND id = $2 AND account_id = $3 AND created_at >= $4";

static Err
get_draft_row(Tx *tx, const Draft *wanted, Arena *arena, Draft *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_DRAFT,
                  ARGS(TEXT(wanted->tenant_id.text), TEXT(wanted->id.text),
                       TEXT(wanted->user_id.text), INT(wanted->created_at))));
    TRY(rows_get(&rows, ERR_NOT_FOUND));
    return read_draft_row(&rows, arena, ret);
}

// clang-format off
#define DRAFT_KEY_ROW(FIRST, OTHER) \
    FIRST(BYTES, byte, "digest")
// clang-format on
ROW_READER(read_draft_key_row, Digest, DRAFT_KEY_ROW)
LIST_OF(Digest);

static const char SELECT_DRAFT_KEYS[] =
    "SELECT " COLUMNS(DRAFT_KEY_ROW)
    "  FROM draft_key"
    " WHERE tenant_id = $1 AND draft_id = $2"
    " ORDER BY position";

Err
store_draft_get(Tx *tx, const Draft *wanted, Arena *arena, Draft *ret)
{
    CLEANUP(rows_close) Rows rows = {0};
    Draft draft;
    DigestList keys;

    TRY(get_draft_row(tx, wanted, arena, &draft));
    TRY(db_select(tx->db, &rows, SELECT_DRAFT_KEYS,
                  ARGS(TEXT(wanted->tenant_id.text), TEXT(wanted->id.text))));
    TRY(ROWS_LIST(&rows, KEYS_TOGETHER_MAX, arena, read_draft_key_row, &keys));
    draft.key = keys.item;
    draft.key_count = keys.count;
    *ret = draft;
    return OK;
}

static const char UPDATE_USED[] =
    "UPDATE draft"
    "   SET redemption_id = $1"
    " WHERE tenant_id = $2 AND id = $3";

Err
store_draft_mark_used(Tx *tx, const Draft *draft, const Id *redemption_id)
{
    return db_exec(
        tx->db, NULL, UPDATE_USED,
        ARGS(TEXT(redemption_id->text), TEXT(draft->tenant_id.text), TEXT(draft->id.text)));
}

static const char DELETE_DRAFT_KEYS[] =
    "DELETE FROM draft_key"
    " WHERE tenant_id = $1 AND draft_id = $2";

static const char DELETE_DRAFT[] =
    "DELETE FROM draft"
    " WHERE tenant_id = $1 AND id = $2";

static Err
remove_draft(Tx *tx, const Draft *draft)
{
    TRY(db_exec(tx->db, NULL, DELETE_DRAFT_KEYS,
                ARGS(TEXT(draft->tenant_id.text), TEXT(draft->id.text))));
    return db_exec(tx->db, NULL, DELETE_DRAFT,
                   ARGS(TEXT(draft->tenant_id.text), TEXT(draft->id.text)));
}

static const char SELECT_OLD_DRAFT[] =
    "SELECT tenant_id, id"
    "  FROM draft"
    " WHERE created_at < $1"
    " ORDER BY created_at"
    " LIMIT 1";

static Err
find_old_draft(Tx *tx, Micros before, Draft *ret, bool *ret_found)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_OLD_DRAFT, ARGS(INT(before))));
    TRY(rows_next(&rows, ret_found));
    if (*ret_found)
        *ret = (Draft){.tenant_id = rows_id(&rows, 0), .id = rows_id(&rows, 1)};
    return OK;
}

Err
store_draft_remove_old(Tx *tx, Micros before, int64_t limit, bool *ret_more)
{
    bool found = true;

    for (int64_t i = 0; i < limit && found; i++) {
        Draft draft;
        TRY(find_old_draft(tx, before, &draft, &found));
        if (found)
            TRY(remove_draft(tx, &draft));
    }
    *ret_more = found;
    return OK;
}
