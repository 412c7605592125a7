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
    const char *subscription =
        id_is_empty(&draft->subscription_id) ? NULL : draft->subscription_id.text;

    TRY(db_exec(tx->db, NULL, INSERT_DRAFT,
                ARGS(TEXT(draft->tenant_id.text), TEXT(draft->id.text), TEXT(draft->user_id.text),
                     TEXT(subscription), INT(draft->created_at))));
    for (size_t i = 0; i < draft->key_count; i++)
        TRY(db_exec(tx->db, NULL, INSERT_DRAFT_KEY,
                    ARGS(TEXT(draft->tenant_id.text), TEXT(draft->id.text), INT((int64_t)i + 1),
                         BLOB(draft->key[i].byte, sizeof(draft->key[i].byte)))));
    return OK;
}

static const char SELECT_DRAFT[] =
    "SELECT subscription_id, created_at, redemption_id"
    "  FROM draft"
    " WHERE tenant_id = $1 AND id = $2 AND account_id = $3 AND created_at >= $4";

static Err
read_draft(Tx *tx, const Draft *wanted, Draft *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_DRAFT,
                  ARGS(TEXT(wanted->tenant_id.text), TEXT(wanted->id.text),
                       TEXT(wanted->user_id.text), INT(wanted->created_at))));
    TRY(rows_get(&rows, ERR_NOT_FOUND));
    *ret = *wanted;
    ret->subscription_id = rows_id(&rows, 0);
    ret->created_at = rows_int(&rows, 1);
    ret->redemption_id = rows_id(&rows, 2);
    return OK;
}

static const char SELECT_DRAFT_KEYS[] =
    "SELECT digest"
    "  FROM draft_key"
    " WHERE tenant_id = $1 AND draft_id = $2"
    " ORDER BY position";

Err
store_draft_get(Tx *tx, const Draft *wanted, Arena *arena, Draft *ret)
{
    CLEANUP(rows_close) Rows rows = {0};
    Digest *key = ARENA_NEW_ARRAY(arena, Digest, KEYS_TOGETHER_MAX);
    size_t count = 0;
    bool found;

    TRY(read_draft(tx, wanted, ret));
    TRY(db_select(tx->db, &rows, SELECT_DRAFT_KEYS,
                  ARGS(TEXT(wanted->tenant_id.text), TEXT(wanted->id.text))));
    TRY(rows_next(&rows, &found));
    while (found && count < KEYS_TOGETHER_MAX) {
        size_t size;
        const uint8_t *digest = rows_blob(&rows, 0, arena, &size);
        assert(size == sizeof(key[count].byte));
        memcpy(key[count++].byte, digest, size);
        TRY(rows_next(&rows, &found));
    }
    ret->key = key;
    ret->key_count = count;
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

Err
store_draft_remove(Tx *tx, const Draft *draft)
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
find_old(Tx *tx, Micros before, Draft *ret, bool *ret_found)
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
        TRY(find_old(tx, before, &draft, &found));
        if (found)
            TRY(store_draft_remove(tx, &draft));
    }
    *ret_more = found;
    return OK;
}
