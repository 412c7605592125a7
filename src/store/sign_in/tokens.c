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
                   ARGS(BLOB(token->hash.byte, sizeof(token->hash.byte)), TEXT(token->id.text),
                        TEXT(token->user_id.text), INT(token->created_at), INT(token->expires_at)));
}

/* Runs for every request: one statement, each table entered by a unique index. */
static const char SELECT_ACTOR[] =
    "SELECT account.id, account.tenant_id, tenant.partner_id, account.roles, account.email,"
    "       tenant.name, tenant.domain"
    "  FROM api_token AS token"
    "  JOIN account ON account.id = token.account_id"
    "  LEFT JOIN tenant ON tenant.id = account.tenant_id"
    " WHERE token.hash = $1 AND token.expires_at > $2 AND account.disabled_at IS NULL";

Err
store_actor_get(Tx *tx, const Hash *token, Micros now, Arena *arena, Actor *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_ACTOR,
                  ARGS(BLOB(token->byte, sizeof(token->byte)), INT(now))));
    TRY(rows_get(&rows, ERR_SIGN_IN_REQUIRED));
    *ret = (Actor){
        .user_id = rows_id(&rows, 0),
        .tenant_id = rows_id(&rows, 1),
        .partner_id = rows_id(&rows, 2),
        .roles = (Roles)rows_int(&rows, 3),
        .email = rows_text(&rows, 4, arena),
        .tenant_name = rows_text(&rows, 5, arena),
        .tenant_domain = rows_text(&rows, 6, arena),
    };
    return OK;
}
