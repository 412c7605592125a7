/*
 * API tokens, and whom they speak for.
 */
#include "store/sign_in/sign_in.h"

#include "store/engine/db.h"

static const char INSERT_TOKEN[] =
    "INSERT INTO api_token (hash, id, account_id, tenant_id, name, created_at, expires_at)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7)";

Err
store_token_add(Tx *tx, const Token *token)
{
    return db_exec(tx->db, NULL, INSERT_TOKEN,
                   ARGS(BYTES(token->hash), TEXT(token->id.text), TEXT(token->user_id.text),
                        TEXT(token->tenant_id.text), TEXT(token->name), INT(token->created_at),
                        INT(token->expires_at)));
}

// clang-format off
#define ACTOR_ROW(FIRST, OTHER)                     \
    FIRST(ID,   user_id,       "account.id")        \
    OTHER(ID,   tenant_id,     "account.tenant_id") \
    OTHER(ID,   partner_id,    "tenant.partner_id") \
    OTHER(INT,  roles,         "account.roles")     \
    OTHER(TEXT, email,         "account.email")     \
    OTHER(TEXT, tenant_name,   "tenant.name")       \
    OTHER(TEXT, tenant_domain, "tenant.domain")     \
    OTHER(INT,  token_ends,    "token.expires_at")
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

static const char COUNT_TOKENS[] =
    "SELECT COUNT(*)"
    "  FROM api_token"
    " WHERE account_id = $1";

Err
store_token_count(Tx *tx, const Id *user_id, int64_t *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, COUNT_TOKENS, ARGS(TEXT(user_id->text))));
    TRY(rows_get(&rows, ERR_INTERNAL));
    *ret = rows_int(&rows, 0);
    return OK;
}

/* --- lists ---------------------------------------------------------------------------------- */

// clang-format off
#define TOKEN_ROW(FIRST, OTHER)                \
    FIRST(ID,    id,         "token.id")         \
    OTHER(BYTES, hash,       "token.hash")       \
    OTHER(ID,    user_id,    "token.account_id") \
    OTHER(ID,    tenant_id,  "token.tenant_id")  \
    OTHER(TEXT,  name,       "token.name")       \
    OTHER(TEXT,  email,      "account.email")    \
    OTHER(INT,   created_at, "token.created_at") \
    OTHER(INT,   used_on,    "token.used_on")    \
    OTHER(INT,   expires_at, "token.expires_at")
// clang-format on
ROW_READER(read_token_row, Token, TOKEN_ROW)

static const char SELECT_TOKEN[] =
    "SELECT " COLUMNS(TOKEN_ROW)
    "  FROM api_token AS token"
    "  JOIN account ON account.id = token.account_id"
    " WHERE token.id = $1";

Err
store_token_get(Tx *tx, const Id *id, Arena *arena, Token *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_TOKEN, ARGS(TEXT(id->text))));
    TRY(rows_get(&rows, ERR_NOT_FOUND));
    return read_token_row(&rows, arena, ret);
}

static const char SELECT_TOKENS[] =
    "SELECT " COLUMNS(TOKEN_ROW)
    "  FROM api_token AS token"
    "  JOIN account ON account.id = token.account_id"
    " WHERE token.id > $1"
    " ORDER BY token.id"
    " LIMIT $2";

Err
store_token_list(Tx *tx, const Page *page, Arena *arena, TokenList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_TOKENS, ARGS(PAGE_AFTER(page), INT(page->limit + 1))));
    return ROWS_LIST(&rows, page->limit, arena, read_token_row, ret);
}

static const char SELECT_OF_TENANT[] =
    "SELECT " COLUMNS(TOKEN_ROW)
    "  FROM api_token AS token"
    "  JOIN account ON account.id = token.account_id"
    " WHERE token.tenant_id = $1 AND token.id > $2"
    " ORDER BY token.id"
    " LIMIT $3";

Err
store_token_list_of_tenant(Tx *tx, const Id *tenant_id, const Page *page, Arena *arena,
                           TokenList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_OF_TENANT,
                  ARGS(TEXT(tenant_id->text), PAGE_AFTER(page), INT(page->limit + 1))));
    return ROWS_LIST(&rows, page->limit, arena, read_token_row, ret);
}

static const char SELECT_OF_USER[] =
    "SELECT " COLUMNS(TOKEN_ROW)
    "  FROM api_token AS token"
    "  JOIN account ON account.id = token.account_id"
    " WHERE token.account_id = $1 AND token.id > $2"
    " ORDER BY token.id"
    " LIMIT $3";

Err
store_token_list_of_user(Tx *tx, const Id *user_id, const Page *page, Arena *arena, TokenList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_OF_USER,
                  ARGS(TEXT(user_id->text), PAGE_AFTER(page), INT(page->limit + 1))));
    return ROWS_LIST(&rows, page->limit, arena, read_token_row, ret);
}

/* --- their end ------------------------------------------------------------------------------ */

static const char DELETE_TOKEN[] =
    "DELETE FROM api_token"
    " WHERE id = $1";

Err
store_token_remove(Tx *tx, const Id *id)
{
    return db_exec(tx->db, NULL, DELETE_TOKEN, ARGS(TEXT(id->text)));
}

static const char DELETE_OLD[] =
    "DELETE FROM api_token"
    " WHERE account_id = $1 AND expires_at < $2";

Err
store_token_remove_old(Tx *tx, const Id *user_id, Micros before)
{
    return db_exec(tx->db, NULL, DELETE_OLD, ARGS(TEXT(user_id->text), INT(before)));
}

/* --- their use ------------------------------------------------------------------------------ */

enum { USES_AT_ONCE = 200 };

typedef struct TokenUse {
    Id id;
    Hash hash;
    int64_t used_on;
} TokenUse;

// clang-format off
#define TOKEN_USE_ROW(FIRST, OTHER) \
    FIRST(ID,    id,      "id")     \
    OTHER(BYTES, hash,    "hash")   \
    OTHER(INT,   used_on, "used_on")
// clang-format on
ROW_READER(read_token_use_row, TokenUse, TOKEN_USE_ROW)

static const char SELECT_USES[] =
    "SELECT " COLUMNS(TOKEN_USE_ROW)
    "  FROM api_token"
    " WHERE id > $1"
    " ORDER BY id"
    " LIMIT $2";

static Err
read_uses(Tx *tx, const Id *after, TokenUse ret[USES_AT_ONCE], size_t *ret_count)
{
    CLEANUP(rows_close) Rows rows = {0};
    size_t count = 0;
    bool found;

    TRY(db_select(tx->db, &rows, SELECT_USES, ARGS(TEXT(after->text), INT(USES_AT_ONCE))));
    TRY(rows_next(&rows, &found));
    while (found) {
        TRY(read_token_use_row(&rows, NULL, &ret[count++]));
        TRY(rows_next(&rows, &found));
    }
    *ret_count = count;
    return OK;
}

static const char UPDATE_USED[] =
    "UPDATE api_token"
    "   SET used_on = $1"
    " WHERE id = $2";

Err
store_token_note_uses(Tx *tx, Sightings *sightings, Id *after, bool *ret_more)
{
    TokenUse use[USES_AT_ONCE];
    size_t count;

    TRY(read_uses(tx, after, use, &count));
    for (size_t i = 0; i < count; i++) {
        int64_t seen_on = sighting_find(sightings, &use[i].hash) / MICROS_PER_DAY;
        if (seen_on > use[i].used_on)
            TRY(db_exec(tx->db, NULL, UPDATE_USED, ARGS(INT(seen_on), TEXT(use[i].id.text))));
    }
    *ret_more = count == USES_AT_ONCE;
    *after = *ret_more ? use[count - 1].id : (Id){{0}};
    return OK;
}
