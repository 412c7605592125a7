/*
 * Answers that are kept for requests that may be sent again.
 */
#include "store/replies/replies.h"

#include "store/engine/db.h"

// clang-format off
#define REPLY_ROW(FIRST, OTHER)                \
    FIRST(BYTES, request,    "request_digest") \
    OTHER(INT,   status,     "status")         \
    OTHER(TEXT,  location,   "location")       \
    OTHER(TEXT,  etag,       "etag")           \
    OTHER(TEXT,  body,       "body")           \
    OTHER(INT,   created_at, "created_at")
// clang-format on
ROW_READER(read_reply_row, StoredReply, REPLY_ROW)

static const char SELECT_REPLY[] =
    "SELECT " COLUMNS(REPLY_ROW)
    "  FROM idempotency"
    " WHERE account_id = $1 AND key_digest = $2";

Err
store_reply_find(Tx *tx, const Id *user_id, const Digest *key, Arena *arena, StoredReply **ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_REPLY, ARGS(TEXT(user_id->text), BYTES(*key))));
    return ROWS_FIND(&rows, arena, read_reply_row, ret);
}

/*
 * RULE IDEM-1: the primary key decides which of two racing requests is the first. The other has to
 * begin again, and finds the answer.
 */
static const char INSERT_REPLY[] =
    "INSERT INTO idempotency"
    "       (account_id, key_digest, request_digest, status, location, etag, body, created_at)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

Err
store_reply_put(Tx *tx, const Id *user_id, const Digest *key, const StoredReply *reply)
{
    Err err = db_exec(tx->db, NULL, INSERT_REPLY,
                      ARGS(TEXT(user_id->text), BYTES(*key), BYTES(reply->request),
                           INT(reply->status), TEXT(reply->location), TEXT(reply->etag),
                           TEXT(reply->body), INT(reply->created_at)));
    return err == ERR_ALREADY_EXISTS ? ERR_DB_CONFLICT : err;
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
