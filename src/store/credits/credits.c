/*
 * Credits and their periods. What stands here of a credit is as of when it was last written; the
 * column due_on says from which day on time alone has changed it.
 */
#include "store/credits/credits.h"

#include "store/engine/db.h"
#include "store/engine/memo.h"

enum { CREDITS_OF_USER_MAX = 200 };

static CreditTerm
read_term(const Rows *rows, int column, Arena *arena)
{
    return (CreditTerm){
        .period = (CreditPeriod)name_index(CREDIT_KIND_NAMES, rows_text(rows, column, arena)),
        .micros = rows_int(rows, column + 1),
        .starts_on = rows_date(rows, column + 2),
        .ends_on = rows_date(rows, column + 3),
    };
}

/* Before the first period there is no balance: its columns are NULL, which reads as 0. */
static CreditProgress
read_progress(const Rows *rows, int column)
{
    return (CreditProgress){
        .periods = rows_int(rows, column),
        .open = rows_int(rows, column + 1) != 0,
        .balance = {.granted = rows_int(rows, column + 2),
                    .used = rows_int(rows, column + 3),
                    .lapsed = rows_int(rows, column + 4),
                    .uncovered = rows_int(rows, column + 5)},
    };
}

/* The columns of every SELECT below, in this order. */
static Credit
read_credit(const Rows *rows, Arena *arena)
{
    return (Credit){
        .tenant_id = rows_id(rows, 0),
        .id = rows_id(rows, 1),
        .partner_id = rows_id(rows, 2),
        .benefit_id = rows_id(rows, 3),
        .term = read_term(rows, 4, arena),
        .currency = rows_text(rows, 8, arena),
        .rate = rows_int(rows, 9),
        .holder_id = rows_id(rows, 10),
        .users = rows_int(rows, 11),
        .progress = read_progress(rows, 12),
        .postings = rows_int(rows, 18),
        .created_at = rows_int(rows, 19),
        .sku = rows_text(rows, 20, arena),
        .name = rows_text(rows, 21, arena),
        .name_sv = rows_text(rows, 22, arena),
        .type = (GrantType)name_index(GRANT_TYPE_NAMES, rows_text(rows, 23, arena)),
        .offer_code = rows_text(rows, 24, arena),
        .offer_name = rows_text(rows, 25, arena),
        .competency = rows_text(rows, 26, arena),
        .superseded_by = rows_id(rows, 27),
    };
}

/* What every SELECT below begins with: a literal, as statements are told apart by their address. */
#define SELECT_CREDIT                                                                              \
    "SELECT c.tenant_id, c.id, c.partner_id, c.benefit_id, c.kind, c.micros, c.starts_on,"         \
    "       c.ends_on, c.currency, c.rate, c.holder_id, c.users, c.periods, c.is_open,"            \
    "       n.granted, n.used, n.lapsed, n.uncovered, c.postings, c.created_at,"                   \
    "       b.sku, p.name, p.name_sv, b.type, o.code, o.name, o.competency, b.superseded_by"       \
    "  FROM credit c"                                                                              \
    "  JOIN benefit b ON b.id = c.benefit_id"                                                      \
    "  JOIN enrolment e ON e.id = b.enrolment_id"                                                  \
    "  JOIN offer o ON o.code = e.offer_code"                                                      \
    "  JOIN product p ON p.sku = b.sku"                                                            \
    "  LEFT JOIN credit_period n ON n.tenant_id = c.tenant_id AND n.credit_id = c.id"              \
    "       AND n.number = c.periods - 1"

static const char SELECT_ONE[] = SELECT_CREDIT " WHERE c.tenant_id = $1 AND c.id = $2";

Err
store_credit_get(Tx *tx, const Id *tenant_id, const Id *id, Arena *arena, Credit *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_ONE, ARGS(TEXT(tenant_id->text), TEXT(id->text))));
    TRY(rows_get(&rows, ERR_NOT_FOUND));
    *ret = read_credit(&rows, arena);
    return OK;
}

static const char SELECT_ANY[] = SELECT_CREDIT " WHERE c.id = $1";

Err
store_credit_get_any(Tx *tx, const Id *id, Arena *arena, Credit *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_ANY, ARGS(TEXT(id->text))));
    TRY(rows_get(&rows, ERR_NOT_FOUND));
    *ret = read_credit(&rows, arena);
    return OK;
}

static const char SELECT_OF_BENEFIT[] = SELECT_CREDIT " WHERE c.benefit_id = $1";

Err
store_credit_find_of_benefit(Tx *tx, const Id *benefit_id, Arena *arena, Credit **ret)
{
    CLEANUP(rows_close) Rows rows = {0};
    bool found;

    TRY(db_select(tx->db, &rows, SELECT_OF_BENEFIT, ARGS(TEXT(benefit_id->text))));
    TRY(rows_next(&rows, &found));
    *ret = NULL;
    if (found) {
        *ret = arena_alloc(arena, 1, sizeof(**ret));
        **ret = read_credit(&rows, arena);
    }
    return OK;
}

/* The rows, of which one more than limit may have been asked for, so that more is known. */
static Err
read_list(Rows *rows, size_t limit, Arena *arena, CreditList *ret)
{
    CreditList list = {0};
    bool found;

    TRY(rows_next(rows, &found));
    while (found && list.count < limit) {
        list.item = list_grow(arena, list.item, list.count, sizeof(*list.item));
        list.item[list.count++] = read_credit(rows, arena);
        TRY(rows_next(rows, &found));
    }
    list.more = found;
    *ret = list;
    return OK;
}

static const char SELECT_LIST[] = SELECT_CREDIT
    " WHERE c.tenant_id = $1 AND c.id > $2"
    " ORDER BY c.id"
    " LIMIT $3";

Err
store_credit_list(Tx *tx, const Id *tenant_id, const Page *page, Arena *arena, CreditList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};
    const char *after = page->after == NULL ? "" : page->after;

    TRY(db_select(tx->db, &rows, SELECT_LIST,
                  ARGS(TEXT(tenant_id->text), TEXT(after), INT(page->limit + 1))));
    return read_list(&rows, (size_t)page->limit, arena, ret);
}

static const char SELECT_OF_PARTNER[] = SELECT_CREDIT
    " WHERE c.partner_id = $1"
    " ORDER BY c.benefit_id";

static Err
select_of_partner(Tx *tx, const Id *partner_id, Arena *arena, CreditList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_OF_PARTNER, ARGS(TEXT(partner_id->text))));
    return read_list(&rows, BENEFITS_OF_PARTNER_MAX, arena, ret);
}

Err
store_credit_list_of_partner(Tx *tx, const Id *partner_id, Arena *arena, CreditList *ret)
{
    Memo *memo = memo_of(tx->db, partner_id);

    if (memo == NULL)
        return select_of_partner(tx, partner_id, arena, ret);
    if (!memo->has_credits)
        TRY(select_of_partner(tx, partner_id, memo->arena, &memo->credits));
    memo->has_credits = true;
    *ret = memo->credits;
    ret->item = list_copy(arena, memo->credits.item, ret->count, sizeof(*ret->item));
    return OK;
}

static const char SELECT_OF_USER[] = SELECT_CREDIT
    " WHERE c.tenant_id = $1"
    "   AND c.id IN (SELECT u.credit_id FROM credit_user u"
    "                 WHERE u.tenant_id = $1 AND u.account_id = $2 AND u.until IS NULL)"
    " ORDER BY c.id"
    " LIMIT $3";

Err
store_credit_list_of_user(Tx *tx, const Id *tenant_id, const Id *user_id, Arena *arena,
                          CreditList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_OF_USER,
                  ARGS(TEXT(tenant_id->text), TEXT(user_id->text), INT(CREDITS_OF_USER_MAX + 1))));
    return read_list(&rows, CREDITS_OF_USER_MAX, arena, ret);
}

static const char SELECT_DUE[] = SELECT_CREDIT
    " WHERE c.due_on <= $1"
    " ORDER BY c.due_on, c.tenant_id, c.id"
    " LIMIT $2";

Err
store_credit_list_due(Tx *tx, Date today, int64_t limit, Arena *arena, CreditList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_DUE, ARGS(INT(today.day), INT(limit + 1))));
    return read_list(&rows, (size_t)limit, arena, ret);
}

static const char SELECT_ALL[] = SELECT_CREDIT
    " WHERE (c.tenant_id, c.id) > ($1, $2)"
    " ORDER BY c.tenant_id, c.id"
    " LIMIT $3";

Err
store_credit_list_all(Tx *tx, const Credit *after, int64_t limit, Arena *arena, CreditList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};
    const char *tenant_id = after == NULL ? "" : after->tenant_id.text;
    const char *id = after == NULL ? "" : after->id.text;

    TRY(db_select(tx->db, &rows, SELECT_ALL, ARGS(TEXT(tenant_id), TEXT(id), INT(limit + 1))));
    return read_list(&rows, (size_t)limit, arena, ret);
}

/* --- writing -------------------------------------------------------------------------------- */

static Arg
due_on(const Credit *credit)
{
    Date on;

    return credit_due_on(&credit->term, &credit->progress, &on) ? INT(on.day) : NOTHING;
}

static Arg
holder_of(const Credit *credit)
{
    return id_is_empty(&credit->holder_id) ? NOTHING : TEXT(credit->holder_id.text);
}

static const char INSERT_CREDIT[] =
    "INSERT INTO credit"
    "       (tenant_id, id, partner_id, benefit_id, kind, currency, micros, rate, starts_on,"
    "        ends_on, holder_id, users, periods, is_open, due_on, postings, created_at)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)";

Err
store_credit_add(Tx *tx, const Credit *credit)
{
    const Credit *c = credit;

    return db_exec(tx->db, NULL, INSERT_CREDIT,
                   ARGS(TEXT(c->tenant_id.text), TEXT(c->id.text), TEXT(c->partner_id.text),
                        TEXT(c->benefit_id.text), TEXT(CREDIT_KIND_NAMES[c->term.period]),
                        TEXT(c->currency), INT(c->term.micros), INT(c->rate),
                        INT(c->term.starts_on.day), INT(c->term.ends_on.day), holder_of(c),
                        INT(c->users), INT(c->progress.periods), INT(c->progress.open), due_on(c),
                        INT(c->postings), INT(c->created_at)));
}

static const char UPDATE_CREDIT[] =
    "UPDATE credit"
    "   SET ends_on = $1, holder_id = $2, users = $3, periods = $4, is_open = $5, due_on = $6,"
    "       postings = $7"
    " WHERE tenant_id = $8 AND id = $9";

Err
store_credit_put(Tx *tx, const Credit *credit)
{
    const Credit *c = credit;
    int64_t changed;

    TRY(db_exec(tx->db, &changed, UPDATE_CREDIT,
                ARGS(INT(c->term.ends_on.day), holder_of(c), INT(c->users),
                     INT(c->progress.periods), INT(c->progress.open), due_on(c), INT(c->postings),
                     TEXT(c->tenant_id.text), TEXT(c->id.text))));
    return changed == 1 ? OK : ERR_NOT_FOUND;
}

/* --- periods -------------------------------------------------------------------------------- */

static CreditPeriodRecord
read_period(const Rows *rows)
{
    return (CreditPeriodRecord){
        .number = rows_int(rows, 0),
        .days = {rows_date(rows, 1), rows_date(rows, 2)},
        .balance = {.granted = rows_int(rows, 3),
                    .used = rows_int(rows, 4),
                    .lapsed = rows_int(rows, 5),
                    .uncovered = rows_int(rows, 6)},
    };
}

static const char SELECT_PERIOD[] =
    "SELECT number, starts_on, ends_on, granted, used, lapsed, uncovered"
    "  FROM credit_period"
    " WHERE tenant_id = $1 AND credit_id = $2 AND number = $3";

Err
store_period_get(Tx *tx, const Credit *credit, int64_t number, CreditPeriodRecord *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_PERIOD,
                  ARGS(TEXT(credit->tenant_id.text), TEXT(credit->id.text), INT(number))));
    TRY(rows_get(&rows, ERR_NOT_FOUND));
    *ret = read_period(&rows);
    return OK;
}

static const char SELECT_PERIODS[] =
    "SELECT number, starts_on, ends_on, granted, used, lapsed, uncovered"
    "  FROM credit_period"
    " WHERE tenant_id = $1 AND credit_id = $2"
    " ORDER BY number";

Err
store_period_list(Tx *tx, const Credit *credit, Arena *arena, CreditPeriodRecordList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};
    CreditPeriodRecordList list = {0};
    bool found;

    TRY(db_select(tx->db, &rows, SELECT_PERIODS,
                  ARGS(TEXT(credit->tenant_id.text), TEXT(credit->id.text))));
    TRY(rows_next(&rows, &found));
    while (found) {
        list.item = list_grow(arena, list.item, list.count, sizeof(*list.item));
        list.item[list.count++] = read_period(&rows);
        TRY(rows_next(&rows, &found));
    }
    *ret = list;
    return OK;
}

static const char PUT_PERIOD[] =
    "INSERT INTO credit_period"
    "       (tenant_id, credit_id, number, starts_on, ends_on, granted, used, lapsed, uncovered)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
    "     ON CONFLICT (tenant_id, credit_id, number)"
    "     DO UPDATE SET ends_on = EXCLUDED.ends_on, granted = EXCLUDED.granted,"
    "        used = EXCLUDED.used, lapsed = EXCLUDED.lapsed, uncovered = EXCLUDED.uncovered";

Err
store_period_put(Tx *tx, const Credit *credit, const CreditPeriodRecord *period)
{
    const PeriodBalance *balance = &period->balance;

    return db_exec(tx->db, NULL, PUT_PERIOD,
                   ARGS(TEXT(credit->tenant_id.text), TEXT(credit->id.text), INT(period->number),
                        INT(period->days.starts_on.day), INT(period->days.ends_on.day),
                        INT(balance->granted), INT(balance->used), INT(balance->lapsed),
                        INT(balance->uncovered)));
}
