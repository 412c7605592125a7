#include "store/replies/replies.h"

#include "store/engine/db.h"

static Err
read_digest(const Rows *rows, int column, Arena *arena, Digest *ret)
{
    size_t count;
    const uint8_t *bytes = rows_blob(rows, column, arena, &count);

    if (count != sizeof(ret->byte))
        return ERR_STORAGE_UNAVAILABLE;
    memcpy(ret->byte, bytes, count);
    return OK;
}

static const char SELECT_REPLY[] =
    "SELECT request_digest, status, location, etag, body, created_at"
    "  FROM idempotency"
    " WHERE account_id = $1 AND key_digest = $2";

Err
store_reply_find(Tx *tx, const Id *user_id, const Digest *key, Arena *arena, StoredReply **ret)
{
    CLEANUP(rows_close) Rows rows = {0};
    StoredReply *reply = NULL;
    bool found;

    TRY(db_select(tx->db, &rows, SELECT_REPLY,
                  ARGS(TEXT(user_id->text), BLOB(key->byte, sizeof(key->byte)))));
    TRY(rows_next(&rows, &found));
    if (found) {
        reply = ARENA_NEW(arena, StoredReply);
        TRY(read_digest(&rows, 0, arena, &reply->request));
        reply->status = (int)rows_int(&rows, 1);
        reply->location = rows_text(&rows, 2, arena);
        reply->etag = rows_text(&rows, 3, arena);
        reply->body = rows_text(&rows, 4, arena);
        reply->created_at = rows_int(&rows, 5);
    }
    *ret = reply;
    return OK;
}

/* RULE IDEM-1: the primary key decides which of two racing requests is the first. */
static const char INSERT_REPLY[] =
    "INSERT INTO idempotency"
    "       (account_id, key_digest, request_digest, status, location, etag, body, created_at)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

Err
store_reply_put(Tx *tx, const Id *user_id, const Digest *key, const StoredReply *reply)
{
    return db_exec(tx->db, NULL, INSERT_REPLY,
                   ARGS(TEXT(user_id->text), BLOB(key->byte, sizeof(key->byte)),
                        BLOB(reply->request.byte, sizeof(reply->request.byte)), INT(reply->status),
                        TEXT(reply->location), TEXT(reply->etag), TEXT(reply->body),
                        INT(reply->created_at)));
}

static const char DELETE_OLD[] =
    "DELETE FROM idempotency"
    " WHERE (account_id, key_digest) IN"
    "       (SELECT account_id, key_digest"
    "          FROM idempotency"
    "         WHERE created_at < $1"
    "         ORDER BY created_at"
    "         LIMIT $2)";

Err
store_reply_remove_old(Tx *tx, Micros before, int64_t limit, bool *ret_more)
{
    int64_t changed;

    TRY(db_exec(tx->db, &changed, DELETE_OLD, ARGS(INT(before), INT(limit))));
    *ret_more = changed == limit;
    return OK;
}
