/*
 * Sessions: browsers that are signed in, and the accounts that each of them may use.
 */
#include "store/sign_in/sign_in.h"

#include "store/engine/db.h"

static Err
read_hash(const Rows *rows, int column, Arena *arena, Hash *ret)
{
    size_t count;
    const uint8_t *bytes = rows_blob(rows, column, arena, &count);

    if (count != sizeof(ret->byte))
        return ERR_STORAGE_UNAVAILABLE;
    memcpy(ret->byte, bytes, count);
    return OK;
}

static const char INSERT_SESSION[] =
    "INSERT INTO session (id, hash, account_id, created_at, seen_at, expires_at)"
    " VALUES ($1, $2, $3, $4, $5, $6)";

Err
store_session_add(Tx *tx, const Session *session)
{
    return db_exec(tx->db, NULL, INSERT_SESSION,
                   ARGS(TEXT(session->id.text),
                        BLOB(session->hash.byte, sizeof(session->hash.byte)),
                        TEXT(session->user_id.text), INT(session->created_at),
                        INT(session->seen_at), INT(session->expires_at)));
}

static const char INSERT_ACCOUNT[] =
    "INSERT INTO session_account (session_id, account_id)"
    " VALUES ($1, $2)";

Err
store_session_add_account(Tx *tx, const Session *session, const Id *user_id)
{
    return db_exec(tx->db, NULL, INSERT_ACCOUNT, ARGS(TEXT(session->id.text), TEXT(user_id->text)));
}

/* Runs for every page: one statement, each table entered by a unique index. */
static const char SELECT_SESSION[] =
    "SELECT session.id, session.created_at, session.seen_at, session.expires_at,"
    "       account.id, account.tenant_id, tenant.partner_id, account.roles, account.email,"
    "       account.display_name, tenant.name, tenant.domain"
    "  FROM session"
    "  JOIN account ON account.id = session.account_id"
    "  LEFT JOIN tenant ON tenant.id = account.tenant_id"
    " WHERE session.hash = $1 AND account.disabled_at IS NULL";

Err
store_session_find(Tx *tx, const Hash *hash, Arena *arena, Session **ret, Actor *ret_actor)
{
    CLEANUP(rows_close) Rows rows = {0};
    bool found;

    TRY(db_select(tx->db, &rows, SELECT_SESSION, ARGS(BLOB(hash->byte, sizeof(hash->byte)))));
    TRY(rows_next(&rows, &found));
    *ret = found ? ARENA_NEW(arena, Session) : NULL;
    if (!found)
        return OK;
    **ret = (Session){
        .id = rows_id(&rows, 0),
        .hash = *hash,
        .user_id = rows_id(&rows, 4),
        .created_at = rows_int(&rows, 1),
        .seen_at = rows_int(&rows, 2),
        .expires_at = rows_int(&rows, 3),
    };
    *ret_actor = (Actor){
        .user_id = rows_id(&rows, 4),
        .tenant_id = rows_id(&rows, 5),
        .partner_id = rows_id(&rows, 6),
        .roles = (Roles)rows_int(&rows, 7),
        .email = rows_text(&rows, 8, arena),
        .display_name = rows_text(&rows, 9, arena),
        .tenant_name = rows_text(&rows, 10, arena),
        .tenant_domain = rows_text(&rows, 11, arena),
    };
    return OK;
}

/* A person has one account in a tenant, so this is how many accounts a session can have. */
enum { ACCOUNTS_MAX = 200 };

static const char SELECT_ACCOUNTS[] =
    "SELECT account.id, account.tenant_id, tenant.name, tenant.domain, account.display_name,"
    "       account.roles, COALESCE(account.signed_in_at, 0)"
    "  FROM session_account AS own"
    "  JOIN account ON account.id = own.account_id"
    "  LEFT JOIN tenant ON tenant.id = account.tenant_id"
    " WHERE own.session_id = $1 AND account.disabled_at IS NULL"
    " ORDER BY COALESCE(tenant.name, ''), account.id"
    " LIMIT $2";

Err
store_session_list_accounts(Tx *tx, const Session *session, Arena *arena, OwnAccountList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};
    OwnAccountList list = {.item = ARENA_NEW_ARRAY(arena, OwnAccount, ACCOUNTS_MAX)};
    bool found;

    TRY(db_select(tx->db, &rows, SELECT_ACCOUNTS, ARGS(TEXT(session->id.text), INT(ACCOUNTS_MAX))));
    TRY(rows_next(&rows, &found));
    while (found) {
        list.item[list.count++] = (OwnAccount){
            .user_id = rows_id(&rows, 0),
            .tenant_id = rows_id(&rows, 1),
            .tenant_name = rows_text(&rows, 2, arena),
            .tenant_domain = rows_text(&rows, 3, arena),
            .display_name = rows_text(&rows, 4, arena),
            .roles = (Roles)rows_int(&rows, 5),
            .signed_in_at = rows_int(&rows, 6),
        };
        TRY(rows_next(&rows, &found));
    }
    *ret = list;
    return OK;
}

static const char UPDATE_SESSION[] =
    "UPDATE session"
    "   SET hash = $1, account_id = $2, seen_at = $3"
    " WHERE id = $4";

Err
store_session_put(Tx *tx, const Session *session)
{
    return db_exec(tx->db, NULL, UPDATE_SESSION,
                   ARGS(BLOB(session->hash.byte, sizeof(session->hash.byte)),
                        TEXT(session->user_id.text), INT(session->seen_at),
                        TEXT(session->id.text)));
}

static const char DELETE_SESSION[] =
    "DELETE FROM session"
    " WHERE id = $1";

Err
store_session_remove(Tx *tx, const Id *id)
{
    return db_exec(tx->db, NULL, DELETE_SESSION, ARGS(TEXT(id->text)));
}

static const char DELETE_RELATED[] =
    "DELETE FROM session"
    " WHERE id IN (SELECT other.session_id"
    "                FROM session_account AS own"
    "                JOIN session_account AS other ON other.account_id = own.account_id"
    "               WHERE own.session_id = $1)"
    "   AND id <> $2";

Err
store_session_remove_related(Tx *tx, const Session *session, bool itself, int64_t *ret_count)
{
    const char *kept = itself ? "" : session->id.text;

    return db_exec(tx->db, ret_count, DELETE_RELATED, ARGS(TEXT(session->id.text), TEXT(kept)));
}

static const char DELETE_OF_USER[] =
    "DELETE FROM session"
    " WHERE id IN (SELECT session_id"
    "                FROM session_account"
    "               WHERE account_id = $1)";

Err
store_session_remove_of_user(Tx *tx, const Id *user_id)
{
    return db_exec(tx->db, NULL, DELETE_OF_USER, ARGS(TEXT(user_id->text)));
}

static const char DELETE_IN_ACCOUNT[] =
    "DELETE FROM session"
    " WHERE account_id = $1";

static const char DELETE_ACCOUNT[] =
    "DELETE FROM session_account"
    " WHERE account_id = $1";

Err
store_session_remove_account(Tx *tx, const Id *user_id)
{
    TRY(db_exec(tx->db, NULL, DELETE_IN_ACCOUNT, ARGS(TEXT(user_id->text))));
    return db_exec(tx->db, NULL, DELETE_ACCOUNT, ARGS(TEXT(user_id->text)));
}

static const char DELETE_OLD[] =
    "DELETE FROM session"
    " WHERE id IN (SELECT id"
    "                FROM session"
    "               WHERE expires_at <= $1"
    "               ORDER BY expires_at"
    "               LIMIT $2)";

Err
store_session_remove_old(Tx *tx, Micros now, int64_t limit)
{
    return db_exec(tx->db, NULL, DELETE_OLD, ARGS(INT(now), INT(limit)));
}

static const char SELECT_SESSIONS[] =
    "SELECT id, hash, account_id, created_at, seen_at, expires_at"
    "  FROM session"
    " WHERE id > $1"
    " ORDER BY id"
    " LIMIT $2";

Err
store_session_list(Tx *tx, const Page *page, Arena *arena, SessionList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};
    SessionList list = {.item = ARENA_NEW_ARRAY(arena, Session, (size_t)page->limit)};
    bool found;

    TRY(db_select(tx->db, &rows, SELECT_SESSIONS,
                  ARGS(TEXT(page->after == NULL ? "" : page->after), INT(page->limit + 1))));
    TRY(rows_next(&rows, &found));
    while (found && list.count < (size_t)page->limit) {
        Session *session = &list.item[list.count++];
        *session = (Session){
            .id = rows_id(&rows, 0),
            .user_id = rows_id(&rows, 2),
            .created_at = rows_int(&rows, 3),
            .seen_at = rows_int(&rows, 4),
            .expires_at = rows_int(&rows, 5),
        };
        TRY(read_hash(&rows, 1, arena, &session->hash));
        TRY(rows_next(&rows, &found));
    }
    list.more = found;
    *ret = list;
    return OK;
}

static const char UPDATE_SEEN[] =
    "UPDATE session"
    "   SET seen_at = $1"
    " WHERE id = $2";

Err
store_session_set_seen(Tx *tx, const Id *id, Micros seen_at)
{
    return db_exec(tx->db, NULL, UPDATE_SEEN, ARGS(INT(seen_at), TEXT(id->text)));
}
