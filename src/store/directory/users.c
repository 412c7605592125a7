/*
 * Users: the people of a tenant. The operator's own staff have no tenant: theirs is ''.
 */
#include "store/directory/directory.h"
#include "store/directory/read_user.h"
#include "store/engine/db.h"

enum { USERS_OF_EMAIL_MAX = 200, USERS_WITH_ROLE_MAX = 5 };

// clang-format off
#define USER_ROW(FIRST, OTHER) \
    PERSON_ROW(FIRST, OTHER)   \
    OTHER(INT, programme_count, COUNT_PROGRAMMES)
// clang-format on
ROW_READER(read_user_row, User, USER_ROW)

static const char SELECT_PROGRAMMES[] = WITH_IDS
    "SELECT part.programme"
    "  FROM wanted"
    " CROSS JOIN account"
    "  JOIN account_programme AS part"
    "       ON part.tenant_id = account.tenant_id AND part.account_id = account.id"
    " WHERE account.id = wanted.id"
    " ORDER BY wanted.n, part.programme";

static Err
select_programmes(Tx *tx, Arena *arena, const User *user, size_t count, Rows *ret)
{
    Id *id = ARENA_NEW_ARRAY(arena, Id, count);
    size_t with_programmes = 0;

    for (size_t i = 0; i < count; i++)
        if (user[i].programme_count > 0)
            id[with_programmes++] = user[i].id;
    if (with_programmes == 0)
        return OK;
    return db_select(tx->db, ret, SELECT_PROGRAMMES, ARGS(IDS(arena, id, with_programmes)));
}

static Err
read_own_programmes(Rows *rows, Arena *arena, User *user)
{
    user->programme = ARENA_NEW_ARRAY(arena, const char *, user->programme_count);
    for (size_t i = 0; i < user->programme_count; i++) {
        TRY(rows_get(rows, ERR_STORAGE_UNAVAILABLE));
        user->programme[i] = rows_text(rows, 0, arena);
    }
    return OK;
}

/* How many each user has is known, so behind the rows of one come those of the next. */
Err
read_programmes_of(Tx *tx, Arena *arena, User *user, size_t count)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(select_programmes(tx, arena, user, count, &rows));
    for (size_t i = 0; i < count; i++)
        if (user[i].programme_count > 0)
            TRY(read_own_programmes(&rows, arena, &user[i]));
    return OK;
}

/* The one row there must be. */
static Err
get_user_row(Tx *tx, Rows *rows, Arena *arena, User *ret)
{
    User user;

    TRY(rows_get(rows, ERR_NOT_FOUND));
    TRY(read_user_row(rows, arena, &user));
    TRY(read_programmes_of(tx, arena, &user, 1));
    *ret = user;
    return OK;
}

static const char SELECT_USER[] =
    "SELECT " COLUMNS(USER_ROW)
    "  FROM account"
    " WHERE id = $1";

Err
store_user_get(Tx *tx, const Id *id, Arena *arena, User *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_USER, ARGS(TEXT(id->text))));
    return get_user_row(tx, &rows, arena, ret);
}

static const char SELECT_USER_BY_EMAIL[] =
    "SELECT " COLUMNS(USER_ROW)
    "  FROM account"
    " WHERE email = $1 AND tenant_id = $2";

Err
store_user_get_by_email(Tx *tx, const Id *tenant_id, const char *email, Arena *arena, User *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_USER_BY_EMAIL, ARGS(TEXT(email), TEXT(tenant_id->text))));
    return get_user_row(tx, &rows, arena, ret);
}

/* The rows of a list of users, at most limit of them. */
static Err
list_user_rows(Tx *tx, Rows *rows, int64_t limit, Arena *arena, UserList *ret)
{
    UserList list;

    TRY(ROWS_LIST(rows, limit, arena, read_user_row, &list));
    TRY(read_programmes_of(tx, arena, list.item, list.count));
    *ret = list;
    return OK;
}

static const char SELECT_USERS[] =
    "SELECT " COLUMNS(USER_ROW)
    "  FROM account"
    " WHERE tenant_id = $1 AND id > $2"
    " ORDER BY id"
    " LIMIT $3";

Err
store_user_list(Tx *tx, const Id *tenant_id, const Page *page, Arena *arena, UserList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_USERS,
                  ARGS(TEXT(tenant_id->text), PAGE_AFTER(page), INT(page->limit + 1))));
    return list_user_rows(tx, &rows, page->limit, arena, ret);
}

static const char SELECT_USER_EXTERNAL[] =
    "SELECT " COLUMNS(USER_ROW)
    "  FROM account"
    " WHERE tenant_id = $1 AND external_id = $2";

Err
store_user_list_external(Tx *tx, const Id *tenant_id, const char *external_id, Arena *arena,
                         UserList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_USER_EXTERNAL,
                  ARGS(TEXT(tenant_id->text), TEXT(external_id))));
    return list_user_rows(tx, &rows, ROWS_ALL, arena, ret);
}

static const char SELECT_USERS_BY_EMAIL[] =
    "SELECT " COLUMNS(USER_ROW)
    "  FROM account"
    " WHERE email = $1"
    " ORDER BY id"
    " LIMIT $2";

Err
store_user_list_by_email(Tx *tx, const char *email, Arena *arena, UserList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_USERS_BY_EMAIL,
                  ARGS(TEXT(email), INT(USERS_OF_EMAIL_MAX + 1))));
    return list_user_rows(tx, &rows, USERS_OF_EMAIL_MAX, arena, ret);
}

static const char SELECT_USERS_WITH_ROLE[] =
    "SELECT " COLUMNS(USER_ROW)
    "  FROM account"
    " WHERE tenant_id = $1 AND (roles & $2) <> 0 AND disabled_at IS NULL"
    " ORDER BY id"
    " LIMIT $3";

Err
store_user_list_with_role(Tx *tx, const Id *tenant_id, Roles roles, Arena *arena, UserList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_USERS_WITH_ROLE,
                  ARGS(TEXT(tenant_id->text), INT(roles), INT(USERS_WITH_ROLE_MAX + 1))));
    return list_user_rows(tx, &rows, USERS_WITH_ROLE_MAX, arena, ret);
}

/* Everybody has one name, which readers of each language put elsewhere. */
static NameKeys
order_of_user(const User *user)
{
    return name_keys(&(Name){.in[LANG_EN] = user->display_name});
}

static const char INSERT_USER[] =
    "INSERT INTO account"
    "       (tenant_id, id, email, display_name, kind, roles, password_hash, created_at, sort_name,"
    "        search_text, sort_en, sort_sv, external_id)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";

static const char INSERT_PROGRAMME[] =
    "INSERT INTO account_programme (tenant_id, account_id, programme)"
    " VALUES ($1, $2, $3)";

static Err
add_programmes(Tx *tx, const User *user)
{
    for (size_t i = 0; i < user->programme_count; i++)
        TRY(db_exec(
            tx->db, NULL, INSERT_PROGRAMME,
            ARGS(TEXT(user->tenant_id.text), TEXT(user->id.text), TEXT(user->programme[i]))));
    return OK;
}

Err
store_user_add(Tx *tx, const User *user)
{
    const NameKeys order = order_of_user(user);

    TRY(db_exec(tx->db, NULL, INSERT_USER,
                ARGS(TEXT(user->tenant_id.text), TEXT(user->id.text), TEXT(user->email),
                     TEXT(user->display_name), TEXT(USER_KIND_NAMES[user->kind]), INT(user->roles),
                     TEXT(user->password_hash), INT(user->created_at), TEXT(user->sort_name),
                     TEXT(user->search_text), NAME_KEY(order.in[LANG_EN]),
                     NAME_KEY(order.in[LANG_SV]), TEXT(user->external_id))));
    return add_programmes(tx, user);
}

static const char UPDATE_USER[] =
    "UPDATE account"
    "   SET display_name = $1, sort_name = $2, search_text = $3, roles = $4, disabled_at = $5,"
    "       sort_en = $7, sort_sv = $8, external_id = $9"
    " WHERE id = $6";

Err
store_user_put(Tx *tx, const User *user)
{
    const NameKeys order = order_of_user(user);

    return db_exec(tx->db, NULL, UPDATE_USER,
                   ARGS(TEXT(user->display_name), TEXT(user->sort_name), TEXT(user->search_text),
                        INT(user->roles), user->disabled_at != 0 ? INT(user->disabled_at) : NOTHING,
                        TEXT(user->id.text), NAME_KEY(order.in[LANG_EN]),
                        NAME_KEY(order.in[LANG_SV]), TEXT(user->external_id)));
}

static const char SELECT_ALL_USERS[] =
    "SELECT " COLUMNS(USER_ROW)
    "  FROM account"
    " WHERE id > $1"
    " ORDER BY id"
    " LIMIT $2";

Err
store_user_list_all(Tx *tx, const Id *after, int64_t limit, Arena *arena, UserList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_ALL_USERS, ARGS(TEXT(after->text), INT(limit + 1))));
    return list_user_rows(tx, &rows, limit, arena, ret);
}

static const char UPDATE_FOLDED[] =
    "UPDATE account"
    "   SET email = $1, sort_name = $2, search_text = $3, sort_en = $5, sort_sv = $6"
    " WHERE id = $4";

Err
store_user_put_folded(Tx *tx, const User *user)
{
    const NameKeys order = order_of_user(user);

    return db_exec(tx->db, NULL, UPDATE_FOLDED,
                   ARGS(TEXT(user->email), TEXT(user->sort_name), TEXT(user->search_text),
                        TEXT(user->id.text), NAME_KEY(order.in[LANG_EN]),
                        NAME_KEY(order.in[LANG_SV])));
}

static const char DELETE_PROGRAMMES[] =
    "DELETE FROM account_programme"
    " WHERE tenant_id = $1 AND account_id = $2";

Err
store_user_set_programmes(Tx *tx, const User *user)
{
    TRY(db_exec(tx->db, NULL, DELETE_PROGRAMMES,
                ARGS(TEXT(user->tenant_id.text), TEXT(user->id.text))));
    return add_programmes(tx, user);
}

static const char UPDATE_PASSWORD[] =
    "UPDATE account"
    "   SET password_hash = $1"
    " WHERE id = $2";

Err
store_user_set_password(Tx *tx, const Id *user_id, const char *hash)
{
    return db_exec(tx->db, NULL, UPDATE_PASSWORD, ARGS(TEXT(hash), TEXT(user_id->text)));
}

static const char UPDATE_TIME_ZONE[] =
    "UPDATE account"
    "   SET time_zone = $1"
    " WHERE id = $2";

Err
store_user_set_time_zone(Tx *tx, const Id *user_id, const char *zone)
{
    return db_exec(tx->db, NULL, UPDATE_TIME_ZONE, ARGS(TEXT(zone), TEXT(user_id->text)));
}

static const char UPDATE_PAGE_ROWS[] =
    "UPDATE account"
    "   SET page_rows = $1"
    " WHERE id = $2";

Err
store_user_set_page_rows(Tx *tx, const Id *user_id, int64_t rows)
{
    return db_exec(tx->db, NULL, UPDATE_PAGE_ROWS, ARGS(INT(rows), TEXT(user_id->text)));
}

static const char UPDATE_SIGNED_IN[] =
    "UPDATE account"
    "   SET signed_in_at = $1"
    " WHERE id = $2";

Err
store_user_set_signed_in(Tx *tx, const Id *user_id, Micros at)
{
    return db_exec(tx->db, NULL, UPDATE_SIGNED_IN, ARGS(INT(at), TEXT(user_id->text)));
}

// clang-format off
#define USER_LABEL(FIRST, OTHER)                  \
    FIRST(ID,   owner_id, "account.tenant_id")    \
    OTHER(TEXT, name.in[LANG_EN], "account.display_name") \
    OTHER(TEXT, email,    "account.email")
// clang-format on
ROW_READER(read_user_label, Label, USER_LABEL)

static const char SELECT_USER_LABELS[] = WITH_IDS
    "SELECT wanted.n, " COLUMNS(USER_LABEL)
    "  FROM wanted"
    " CROSS JOIN account"
    " WHERE ($3 = '' OR account.tenant_id = $3) AND account.id = wanted.id";

Err
store_user_labels(Tx *tx, const LabelScope *scope, Arena *arena, Label **ret)
{
    return LABELS(tx->db, SELECT_USER_LABELS, scope, arena, read_user_label, ret);
}
