/*
 * The ledger of credits, and who held them when.
 */
#include "store/credits/credits.h"

#include "store/engine/db.h"

static const char INSERT_POSTING[] =
    "INSERT INTO posting"
    "       (tenant_id, credit_id, seq, entry, kind, account, holder_id, period, micros, at)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

Err
store_posting_add(Tx *tx, const Credit *credit, const Posting *posting)
{
    const Posting *p = posting;

    return db_exec(tx->db, NULL, INSERT_POSTING,
                   ARGS(TEXT(credit->tenant_id.text), TEXT(credit->id.text), INT(p->seq),
                        INT(p->entry), TEXT(MOVE_KIND_NAMES[p->kind]),
                        TEXT(LEDGER_ACCOUNT_NAMES[p->account]), ID_OR_NULL(p->holder_id),
                        INT(p->period), INT(p->micros), INT(p->at)));
}

// clang-format off
#define POSTING_ROW(FIRST, OTHER)                             \
    FIRST(INT,    seq,       "seq")                           \
    OTHER(INT,    entry,     "entry")                         \
    OTHER(CHOICE, kind,      "kind", MOVE_KIND_NAMES)         \
    OTHER(CHOICE, account,   "account", LEDGER_ACCOUNT_NAMES) \
    OTHER(ID,     holder_id, "holder_id")                     \
    OTHER(INT,    period,    "period")                        \
    OTHER(INT,    micros,    "micros")                        \
    OTHER(INT,    at,        "at")
// clang-format on
ROW_READER(read_posting_row, Posting, POSTING_ROW)

static const char SELECT_POSTINGS[] =
    "SELECT " COLUMNS(POSTING_ROW)
    "  FROM posting"
    " WHERE tenant_id = $1 AND credit_id = $2 AND seq > $3 AND at <= $4"
    " ORDER BY seq"
    " LIMIT $5";

Err
store_posting_list(Tx *tx, const Credit *credit, const PostingPage *page, Arena *arena,
                   PostingList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_POSTINGS,
                  ARGS(TEXT(credit->tenant_id.text), TEXT(credit->id.text), INT(page->after),
                       INT(page->until), INT(page->limit + 1))));
    return ROWS_LIST(&rows, page->limit, arena, read_posting_row, ret);
}

/* What the postings of one account come to; sum is "micros", or what turns it around. */
#define SUM_OF(account, sum)                                                                       \
    "CAST(COALESCE(SUM(CASE WHEN account = '" account "' THEN " sum " ELSE 0 END), 0) AS BIGINT)"

// clang-format off
#define BALANCE_ROW(FIRST, OTHER)                         \
    FIRST(INT, granted,   SUM_OF("programme", "-micros")) \
    OTHER(INT, used,      SUM_OF("used", "micros"))       \
    OTHER(INT, lapsed,    SUM_OF("lapsed", "micros"))     \
    OTHER(INT, uncovered, SUM_OF("uncovered", "micros"))
// clang-format on
ROW_READER(read_balance_row, PeriodBalance, BALANCE_ROW)

static const char SUM_POSTINGS[] =
    "SELECT " COLUMNS(BALANCE_ROW)
    "  FROM posting"
    " WHERE tenant_id = $1 AND credit_id = $2 AND period = $3 AND at <= $4";

Err
store_posting_sum(Tx *tx, const Credit *credit, int64_t period, Micros until, PeriodBalance *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(
        tx->db, &rows, SUM_POSTINGS,
        ARGS(TEXT(credit->tenant_id.text), TEXT(credit->id.text), INT(period), INT(until))));
    TRY(rows_get(&rows, ERR_INTERNAL));
    return read_balance_row(&rows, NULL, ret);
}

// clang-format off
#define AVAILABLE_ROW(FIRST, OTHER)                     \
    FIRST(INT, period, "period")                        \
    OTHER(INT, micros, SUM_OF("available", "micros"))
// clang-format on
ROW_READER(read_available_row, Available, AVAILABLE_ROW)

static const char SUM_AVAILABLE[] =
    "SELECT " COLUMNS(AVAILABLE_ROW)
    "  FROM posting"
    " WHERE tenant_id = $1 AND credit_id = $2 AND seq <= $3"
    " GROUP BY period";

Err
store_posting_available(Tx *tx, const Credit *credit, int64_t last, Arena *arena,
                        AvailableList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SUM_AVAILABLE,
                  ARGS(TEXT(credit->tenant_id.text), TEXT(credit->id.text), INT(last))));
    return ROWS_LIST(&rows, ROWS_ALL, arena, read_available_row, ret);
}

/* --- who held it ---------------------------------------------------------------------------- */

static const char INSERT_USER[] =
    "INSERT INTO credit_user (tenant_id, credit_id, account_id, since)"
    " VALUES ($1, $2, $3, $4)"
    "     ON CONFLICT (tenant_id, credit_id, account_id, since) DO UPDATE SET until = NULL";

Err
store_credit_user_add(Tx *tx, const Credit *credit, const Id *user_id, Micros since)
{
    bool now;
    bool ever;

    TRY(store_credit_user_find(tx, credit, user_id, &now, &ever));
    if (now)
        return ERR_ALREADY_EXISTS;
    return db_exec(
        tx->db, NULL, INSERT_USER,
        ARGS(TEXT(credit->tenant_id.text), TEXT(credit->id.text), TEXT(user_id->text), INT(since)));
}

static const char END_USER[] =
    "UPDATE credit_user"
    "   SET until = $4"
    " WHERE tenant_id = $1 AND credit_id = $2 AND account_id = $3 AND until IS NULL";

Err
store_credit_user_end(Tx *tx, const Credit *credit, const Id *user_id, Micros until,
                      bool *ret_found)
{
    return db_exec_one(
        tx->db, ret_found, END_USER,
        ARGS(TEXT(credit->tenant_id.text), TEXT(credit->id.text), TEXT(user_id->text), INT(until)));
}

static const char COUNT_USER[] =
    "SELECT COUNT(*), COUNT(until)"
    "  FROM credit_user"
    " WHERE tenant_id = $1 AND credit_id = $2 AND account_id = $3";

Err
store_credit_user_find(Tx *tx, const Credit *credit, const Id *user_id, bool *ret_now,
                       bool *ret_ever)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, COUNT_USER,
                  ARGS(TEXT(credit->tenant_id.text), TEXT(credit->id.text), TEXT(user_id->text))));
    TRY(rows_get(&rows, ERR_INTERNAL));
    *ret_ever = rows_int(&rows, 0) > 0;
    *ret_now = rows_int(&rows, 0) > rows_int(&rows, 1);
    return OK;
}

static const char COUNT_USERS[] =
    "SELECT COUNT(*), MAX(account_id)"
    "  FROM credit_user"
    " WHERE tenant_id = $1 AND credit_id = $2 AND until IS NULL";

Err
store_credit_user_count(Tx *tx, const Credit *credit, int64_t *ret_count, Id *ret_holder)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, COUNT_USERS,
                  ARGS(TEXT(credit->tenant_id.text), TEXT(credit->id.text))));
    TRY(rows_get(&rows, ERR_INTERNAL));
    *ret_count = rows_int(&rows, 0);
    *ret_holder = rows_id(&rows, 1);
    return OK;
}

/* What was metered of them from day $6 to $7. */
#define SUM_METERED                                                                                \
    "(SELECT SUM(d.micros) FROM usage_day d"                                                       \
    "  WHERE d.tenant_id = u.tenant_id AND d.credit_id = u.credit_id"                              \
    "    AND d.day >= $6 AND d.day < $7 AND d.account_id = u.account_id)"

// clang-format off
#define UNMETERED_ROW(FIRST, OTHER)                        \
    FIRST(ID,     user_id,      "u.account_id")            \
    OTHER(TEXT,   email,        "a.email")                 \
    OTHER(TEXT,   display_name, "a.display_name")          \
    OTHER(CHOICE, kind,         "a.kind", USER_KIND_NAMES) \
    OTHER(INT,    since,        "u.since")                 \
    OTHER(INT,    until,        "u.until")

#define CREDIT_USER_ROW(FIRST, OTHER) \
    UNMETERED_ROW(FIRST, OTHER)       \
    OTHER(INT, micros, SUM_METERED)
// clang-format on
ROW_READER(read_credit_user_row, CreditUser, CREDIT_USER_ROW)

static const char SELECT_USERS[] =
    "SELECT " COLUMNS(CREDIT_USER_ROW)
    "  FROM credit_user u"
    "  JOIN account a ON a.id = u.account_id"
    " WHERE u.tenant_id = $1 AND u.credit_id = $2 AND u.account_id > $3"
    "   AND u.since <= $4 AND (u.until IS NULL OR u.until > $4)"
    "   AND ($8 = '' OR u.account_id = $8)"
    " ORDER BY u.account_id"
    " LIMIT $5";

Err
store_credit_user_list(Tx *tx, const Credit *credit, const CreditUserPage *page, Arena *arena,
                       CreditUserList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_USERS,
                  ARGS(TEXT(credit->tenant_id.text), TEXT(credit->id.text), PAGE_AFTER(page),
                       INT(page->at), INT(page->limit + 1), INT(page->days.starts_on.day),
                       INT(page->days.ends_on.day), TEXT(page->only == NULL ? "" : page->only))));
    return ROWS_LIST(&rows, page->limit, arena, read_credit_user_row, ret);
}

/* The same between the days that $4 has for each credit, as two numbers of 12 characters. */
#define SUM_METERED_OF_EACH                                                                        \
    "(SELECT CAST(SUM(d.micros) AS BIGINT) FROM usage_day d"                                       \
    "  WHERE d.tenant_id = $3 AND d.credit_id = u.credit_id"                                       \
    "    AND d.day >= CAST(SUBSTR($4, u.n * 24 + 1, 12) AS BIGINT)"                                \
    "    AND d.day < CAST(SUBSTR($4, u.n * 24 + 13, 12) AS BIGINT)"                                \
    "    AND d.account_id = u.account_id)"

// clang-format off
#define USER_OF_CREDITS_ROW(FIRST, OTHER) \
    UNMETERED_ROW(FIRST, OTHER)           \
    OTHER(INT, micros, SUM_METERED_OF_EACH)
// clang-format on
ROW_READER(read_user_of_credits_row, CreditUser, USER_OF_CREDITS_ROW)

static const char SELECT_USERS_OF_CREDITS[] = WITH_IDS
    "SELECT u.n, " COLUMNS(USER_OF_CREDITS_ROW)
    "  FROM (SELECT wanted.n, h.credit_id, h.account_id, h.since, h.until,"
    "               ROW_NUMBER() OVER (PARTITION BY wanted.n ORDER BY h.account_id) AS number"
    "          FROM wanted"
    "         CROSS JOIN credit_user h"
    "         WHERE h.tenant_id = $3 AND h.credit_id = wanted.id"
    "           AND h.since <= $5 AND (h.until IS NULL OR h.until > $5)"
    "           AND ($6 = '' OR h.account_id = $6)) AS u"
    " CROSS JOIN account a"
    " WHERE u.number <= $7 AND a.id = u.account_id"
    " ORDER BY u.n, u.account_id";

static Arg
arg_days(Arena *arena, const DateRange *days, size_t count)
{
    enum { WIDTH = 24 };
    char *list = arena_alloc(arena, count * WIDTH + 1, 1);

    for (size_t i = 0; i < count; i++)
        snprintf(list + i * WIDTH, WIDTH + 1, "%12d%12d", (int)days[i].starts_on.day,
                 (int)days[i].ends_on.day);
    return TEXT(list);
}

Err
store_credit_user_list_of_all(Tx *tx, const CreditUsersScope *scope, Arena *arena,
                              CreditUserList **ret)
{
    CLEANUP(rows_close) Rows rows = {0};
    size_t count = scope->count;

    TRY(db_select(tx->db, &rows, SELECT_USERS_OF_CREDITS,
                  ARGS(IDS(arena, scope->credit_id, count), TEXT(scope->tenant_id.text),
                       arg_days(arena, scope->days, count), INT(scope->at),
                       TEXT(scope->only == NULL ? "" : scope->only), INT(scope->limit + 1))));
    return ROWS_LISTS(&rows, count, scope->limit, arena, read_user_of_credits_row, ret);
}
