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
    Arg holder = id_is_empty(&p->holder_id) ? NOTHING : TEXT(p->holder_id.text);

    return db_exec(tx->db, NULL, INSERT_POSTING,
                   ARGS(TEXT(credit->tenant_id.text), TEXT(credit->id.text), INT(p->seq),
                        INT(p->entry), TEXT(MOVE_KIND_NAMES[p->kind]),
                        TEXT(LEDGER_ACCOUNT_NAMES[p->account]), holder, INT(p->period),
                        INT(p->micros), INT(p->at)));
}

static Posting
read_posting(const Rows *rows, Arena *arena)
{
    return (Posting){
        .seq = rows_int(rows, 0),
        .entry = rows_int(rows, 1),
        .kind = (MoveKind)name_index(MOVE_KIND_NAMES, rows_text(rows, 2, arena)),
        .account = (LedgerAccount)name_index(LEDGER_ACCOUNT_NAMES, rows_text(rows, 3, arena)),
        .holder_id = rows_id(rows, 4),
        .period = rows_int(rows, 5),
        .micros = rows_int(rows, 6),
        .at = rows_int(rows, 7),
    };
}

static const char SELECT_POSTINGS[] =
    "SELECT seq, entry, kind, account, holder_id, period, micros, at"
    "  FROM posting"
    " WHERE tenant_id = $1 AND credit_id = $2 AND seq > $3 AND at <= $4"
    " ORDER BY seq"
    " LIMIT $5";

Err
store_posting_list(Tx *tx, const Credit *credit, const PostingPage *page, Arena *arena,
                   PostingList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};
    PostingList list = {0};
    bool found;

    TRY(db_select(tx->db, &rows, SELECT_POSTINGS,
                  ARGS(TEXT(credit->tenant_id.text), TEXT(credit->id.text), INT(page->after),
                       INT(page->until), INT(page->limit + 1))));
    TRY(rows_next(&rows, &found));
    while (found && list.count < (size_t)page->limit) {
        list.item = list_grow(arena, list.item, list.count, sizeof(*list.item));
        list.item[list.count++] = read_posting(&rows, arena);
        TRY(rows_next(&rows, &found));
    }
    list.more = found;
    *ret = list;
    return OK;
}

static const char SUM_POSTINGS[] =
    "SELECT CAST(COALESCE(SUM(CASE WHEN account = 'programme' THEN -micros ELSE 0 END), 0)"
    "           AS BIGINT),"
    "       CAST(COALESCE(SUM(CASE WHEN account = 'used' THEN micros ELSE 0 END), 0) AS BIGINT),"
    "       CAST(COALESCE(SUM(CASE WHEN account = 'lapsed' THEN micros ELSE 0 END), 0) AS BIGINT),"
    "       CAST(COALESCE(SUM(CASE WHEN account = 'uncovered' THEN micros ELSE 0 END), 0)"
    "           AS BIGINT)"
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
    *ret = (PeriodBalance){
        .granted = rows_int(&rows, 0),
        .used = rows_int(&rows, 1),
        .lapsed = rows_int(&rows, 2),
        .uncovered = rows_int(&rows, 3),
    };
    return OK;
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
    int64_t changed;

    TRY(db_exec(tx->db, &changed, END_USER,
                ARGS(TEXT(credit->tenant_id.text), TEXT(credit->id.text), TEXT(user_id->text),
                     INT(until))));
    *ret_found = changed == 1;
    return OK;
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

static const char SELECT_USERS[] =
    "SELECT u.account_id, a.email, a.display_name, a.kind, u.since, u.until,"
    "       (SELECT SUM(d.micros) FROM usage_day d"
    "         WHERE d.tenant_id = u.tenant_id AND d.credit_id = u.credit_id"
    "           AND d.day >= $6 AND d.day < $7 AND d.account_id = u.account_id)"
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
    CreditUserList list = {0};
    bool found;

    TRY(db_select(tx->db, &rows, SELECT_USERS,
                  ARGS(TEXT(credit->tenant_id.text), TEXT(credit->id.text),
                       TEXT(page->after == NULL ? "" : page->after), INT(page->at),
                       INT(page->limit + 1), INT(page->days.starts_on.day),
                       INT(page->days.ends_on.day), TEXT(page->only == NULL ? "" : page->only))));
    TRY(rows_next(&rows, &found));
    while (found && list.count < (size_t)page->limit) {
        list.item = list_grow(arena, list.item, list.count, sizeof(*list.item));
        list.item[list.count++] = (CreditUser){
            .user_id = rows_id(&rows, 0),
            .email = rows_text(&rows, 1, arena),
            .display_name = rows_text(&rows, 2, arena),
            .kind = (UserKind)name_index(USER_KIND_NAMES, rows_text(&rows, 3, arena)),
            .since = rows_int(&rows, 4),
            .until = rows_int(&rows, 5),
            .micros = rows_int(&rows, 6),
        };
        TRY(rows_next(&rows, &found));
    }
    list.more = found;
    *ret = list;
    return OK;
}
