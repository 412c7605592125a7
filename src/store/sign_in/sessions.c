/*
 * Sessions: browsers that are signed in, and the accounts that each of them may use.
 */
#include "store/sign_in/sign_in.h"

#include "store/engine/db.h"

static const char INSERT_SESSION[] =
    "INSERT INTO session (id, hash, account_id, created_at, seen_at, expires_at)"
    " VALUES ($1, $2, $3, $4, $5, $6)";

Err
store_session_add(Tx *tx, const Session *session)
{
    return db_exec(tx->db, NULL, INSERT_SESSION,
                   ARGS(TEXT(session->id.text), BYTES(session->hash), TEXT(session->user_id.text),
                        INT(session->created_at), INT(session->seen_at), INT(session->expires_at)));
}

static const char INSERT_ACCOUNT[] =
    "INSERT INTO session_account (session_id, account_id)"
    " VALUES ($1, $2)";

Err
store_session_add_account(Tx *tx, const Session *session, const Id *user_id)
{
    return db_exec(tx->db, NULL, INSERT_ACCOUNT, ARGS(TEXT(session->id.text), TEXT(user_id->text)));
}

/* A session and who uses it, as they are read together. */
typedef struct SignedIn {
    Session session;
    Actor actor;
} SignedIn;

#define ACCOUNTS_OF_SESSION                                                                        \
    "(SELECT COUNT(*) FROM session_account WHERE session_account.session_id = session.id)"

// clang-format off
#define SIGNED_IN_ROW(FIRST, OTHER)                           \
    FIRST(ID,    session.id,          "session.id")           \
    OTHER(BYTES, session.hash,        "session.hash")         \
    OTHER(ID,    session.user_id,     "session.account_id")   \
    OTHER(INT,   session.created_at,  "session.created_at")   \
    OTHER(INT,   session.seen_at,     "session.seen_at")      \
    OTHER(INT,   session.expires_at,  "session.expires_at")   \
    OTHER(INT,   session.accounts,    ACCOUNTS_OF_SESSION)    \
    OTHER(ID,    actor.user_id,       "account.id")           \
    OTHER(ID,    actor.tenant_id,     "account.tenant_id")    \
    OTHER(ID,    actor.partner_id,    "tenant.partner_id")    \
    OTHER(INT,   actor.roles,         "account.roles")        \
    OTHER(TEXT,  actor.email,         "account.email")        \
    OTHER(TEXT,  actor.display_name,  "account.display_name") \
    OTHER(TEXT,  actor.tenant_name,   "tenant.name")          \
    OTHER(TEXT,  actor.tenant_domain, "tenant.domain")        \
    OTHER(TEXT,  actor.time_zone,     "account.time_zone")    \
    OTHER(INT,   actor.suspended_at,  "partner.suspended_at") \
    OTHER(INT,   actor.page_rows,     "account.page_rows")
// clang-format on
ROW_READER(read_signed_in_row, SignedIn, SIGNED_IN_ROW)

/* Runs for every page: one statement, each table entered by a unique index. */
static const char SELECT_SIGNED_IN[] =
    "SELECT " COLUMNS(SIGNED_IN_ROW)
    "  FROM session"
    "  JOIN account ON account.id = session.account_id"
    "  LEFT JOIN tenant ON tenant.id = account.tenant_id"
    "  LEFT JOIN partner ON partner.id = tenant.partner_id"
    " WHERE session.hash = $1 AND account.disabled_at IS NULL";

Err
store_session_find(Tx *tx, const Hash *hash, Arena *arena, Session **ret, Actor *ret_actor)
{
    CLEANUP(rows_close) Rows rows = {0};
    SignedIn *found;

    TRY(db_select(tx->db, &rows, SELECT_SIGNED_IN, ARGS(BYTES(*hash))));
    TRY(ROWS_FIND(&rows, arena, read_signed_in_row, &found));
    *ret = found == NULL ? NULL : &found->session;
    if (found != NULL)
        *ret_actor = found->actor;
    return OK;
}

/* A person has one account in a tenant, so this is how many accounts a session can have. */
enum { ACCOUNTS_MAX = 200 };

// clang-format off
#define OWN_ACCOUNT_ROW(FIRST, OTHER)                  \
    FIRST(ID,   user_id,       "account.id")           \
    OTHER(ID,   tenant_id,     "account.tenant_id")    \
    OTHER(ID,   partner_id,    "tenant.partner_id")    \
    OTHER(TEXT, tenant_name,   "tenant.name")          \
    OTHER(TEXT, tenant_domain, "tenant.domain")        \
    OTHER(TEXT, display_name,  "account.display_name") \
    OTHER(INT,  roles,         "account.roles")        \
    OTHER(INT,  signed_in_at,  "account.signed_in_at")
// clang-format on
ROW_READER(read_own_account_row, OwnAccount, OWN_ACCOUNT_ROW)

static const char SELECT_ACCOUNTS[] =
    "SELECT " COLUMNS(OWN_ACCOUNT_ROW)
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

    TRY(db_select(tx->db, &rows, SELECT_ACCOUNTS, ARGS(TEXT(session->id.text), INT(ACCOUNTS_MAX))));
    return ROWS_LIST(&rows, ACCOUNTS_MAX, arena, read_own_account_row, ret);
}

static const char UPDATE_SESSION[] =
    "UPDATE session"
    "   SET hash = $1, account_id = $2, seen_at = $3"
    " WHERE id = $4";

Err
store_session_put(Tx *tx, const Session *session)
{
    return db_exec(tx->db, NULL, UPDATE_SESSION,
                   ARGS(BYTES(session->hash), TEXT(session->user_id.text), INT(session->seen_at),
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

static const char SELECT_BEYOND[] =
    "SELECT session.id"
    "  FROM session_account AS own"
    "  JOIN session ON session.id = own.session_id"
    " WHERE own.account_id = $1 AND session.account_id = $1"
    " ORDER BY session.id DESC"
    " LIMIT 1 OFFSET $2";

Err
store_session_find_beyond(Tx *tx, const Id *user_id, int64_t most, Id *ret)
{
    CLEANUP(rows_close) Rows rows = {0};
    bool found;

    TRY(db_select(tx->db, &rows, SELECT_BEYOND, ARGS(TEXT(user_id->text), INT(most))));
    TRY(rows_next(&rows, &found));
    *ret = found ? rows_id(&rows, 0) : (Id){{0}};
    return OK;
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

// clang-format off
#define SESSION_ROW(FIRST, OTHER)          \
    FIRST(ID,    id,         "id")         \
    OTHER(BYTES, hash,       "hash")       \
    OTHER(ID,    user_id,    "account_id") \
    OTHER(INT,   created_at, "created_at") \
    OTHER(INT,   seen_at,    "seen_at")    \
    OTHER(INT,   expires_at, "expires_at")
// clang-format on
ROW_READER(read_session_row, Session, SESSION_ROW)

static const char SELECT_SESSIONS[] =
    "SELECT " COLUMNS(SESSION_ROW)
    "  FROM session"
    " WHERE id > $1"
    " ORDER BY id"
    " LIMIT $2";

Err
store_session_list(Tx *tx, const Page *page, Arena *arena, SessionList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_SESSIONS, ARGS(PAGE_AFTER(page), INT(page->limit + 1))));
    return ROWS_LIST(&rows, page->limit, arena, read_session_row, ret);
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
