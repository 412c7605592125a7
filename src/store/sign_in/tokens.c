/*
 * API tokens, and whom they speak for.
 */
#include "store/sign_in/sign_in.h"

#include "store/engine/db.h"

static const char INSERT_TOKEN[] =
    "INSERT INTO api_token (hash, id, account_id, created_at, expires_at)"
    " VALUES ($1, $2, $3, $4, $5)";

Err
store_token_add(Tx *tx, const Token *token)
{
    return db_exec(tx->db, NULL, INSERT_TOKEN,
                   ARGS(BYTES(token->hash), TEXT(token->id.text), TEXT(token->user_id.text),
                        INT(token->created_at), INT(token->expires_at)));
}

// clang-format off
#define ACTOR_ROW(FIRST, OTHER)                     \
    FIRST(ID,   user_id,       "account.id")        \
    OTHER(ID,   tenant_id,     "account.tenant_id") \
    OTHER(ID,   partner_id,    "tenant.partner_id") \
    OTHER(INT,  roles,         "account.roles")     \
    OTHER(TEXT, email,         "account.email")     \
    OTHER(TEXT, tenant_name,   "tenant.name")       \
    OTHER(TEXT, tenant_domain, "tenant.domain")
// clang-format on
ROW_READER(read_actor_row, Actor, ACTOR_ROW)

/* Runs for every request: one statement, each table entered by a unique index. */
static const char SELECT_ACTOR[] =
    "SELECT " COLUMNS(ACTOR_ROW)
    "  FROM api_token AS token"
    "  JOIN account ON account.id = token.account_id"
    "  LEFT JOIN tenant ON tenant.id = account.tenant_id"
    " WHERE token.hash = $1 AND token.expires_at > $2 AND account.disabled_at IS NULL";

Err
store_actor_get(Tx *tx, const Hash *token, Micros now, Arena *arena, Actor *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_ACTOR, ARGS(BYTES(*token), INT(now))));
    TRY(rows_get(&rows, ERR_SIGN_IN_REQUIRED));
    return read_actor_row(&rows, arena, ret);
}
