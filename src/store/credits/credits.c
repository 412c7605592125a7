/*
 * Credits and their periods. What stands here of a credit is as of when it was last written; the
 * column due_on says from which day on time alone has changed it.
 */
#include "store/credits/credits.h"

#include "store/engine/db.h"

enum { CREDITS_OF_USER_MAX = 200 };

// clang-format off
#define CREDIT_ROW(FIRST, OTHER)                                           \
    FIRST(ID,     tenant_id,                  "c.tenant_id")               \
    OTHER(ID,     id,                         "c.id")                      \
    OTHER(ID,     partner_id,                 "c.partner_id")              \
    OTHER(ID,     benefit_id,                 "c.benefit_id")              \
    OTHER(CHOICE, term.period,                "c.kind", CREDIT_KIND_NAMES) \
    OTHER(INT,    term.micros,                "c.micros")                  \
    OTHER(DATE,   term.starts_on,             "c.starts_on")               \
    OTHER(DATE,   term.ends_on,               "c.ends_on")                 \
    OTHER(TEXT,   currency,                   "c.currency")                \
    OTHER(INT,    rate,                       "c.rate")                    \
    OTHER(ID,     holder_id,                  "c.holder_id")               \
    OTHER(INT,    users,                      "c.users")                   \
    OTHER(INT,    progress.periods,           "c.periods")                 \
    OTHER(INT,    progress.open,              "c.is_open")                 \
    OTHER(INT,    progress.balance.granted,   "n.granted")                 \
    OTHER(INT,    progress.balance.used,      "n.used")                    \
    OTHER(INT,    progress.balance.lapsed,    "n.lapsed")                  \
    OTHER(INT,    progress.balance.uncovered, "n.uncovered")               \
    OTHER(INT,    postings,                   "c.postings")                \
    OTHER(INT,    created_at,                 "c.created_at")              \
    OTHER(TEXT,   sku,                        "b.sku")                     \
    OTHER(TEXT,   name.in[LANG_EN],                       "p.name")                    \
    OTHER(TEXT,   name.in[LANG_SV],                    "p.name_sv")                 \
    OTHER(CHOICE, type,                       "b.type", GRANT_TYPE_NAMES)  \
    OTHER(TEXT,   offer_code,                 "o.code")                    \
    OTHER(TEXT,   offer_name,                 "o.name")                    \
    OTHER(TEXT,   competency,                 "o.competency")              \
    OTHER(ID,     superseded_by,              "b.superseded_by")
// clang-format on
ROW_READER(read_credit_row, Credit, CREDIT_ROW)

/*
 * What every SELECT below begins with: a literal, as statements are told apart by their address.
 * Before the first period there is no balance: its columns are NULL, which reads as 0.
 */
#define SELECT_CREDIT "SELECT " COLUMNS(CREDIT_ROW) "  FROM credit c" WITH_CREDIT
#define WITH_CREDIT                                                                                \
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
    return read_credit_row(&rows, arena, ret);
}

static const char SELECT_ANY[] = SELECT_CREDIT " WHERE c.id = $1";

Err
store_credit_get_any(Tx *tx, const Id *id, Arena *arena, Credit *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_ANY, ARGS(TEXT(id->text))));
    TRY(rows_get(&rows, ERR_NOT_FOUND));
    return read_credit_row(&rows, arena, ret);
}

static const char SELECT_OF_BENEFIT[] = SELECT_CREDIT " WHERE c.benefit_id = $1";

Err
store_credit_find_of_benefit(Tx *tx, const Id *benefit_id, Arena *arena, Credit **ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_OF_BENEFIT, ARGS(TEXT(benefit_id->text))));
    return ROWS_FIND(&rows, arena, read_credit_row, ret);
}

static const char SELECT_LIST[] = SELECT_CREDIT
    " WHERE c.tenant_id = $1 AND c.id > $2"
    " ORDER BY c.id"
    " LIMIT $3";

Err
store_credit_list(Tx *tx, const Id *tenant_id, const Page *page, Arena *arena, CreditList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_LIST,
                  ARGS(TEXT(tenant_id->text), PAGE_AFTER(page), INT(page->limit + 1))));
    return ROWS_LIST(&rows, page->limit, arena, read_credit_row, ret);
}

static const char SELECT_OF_PARTNER[] = SELECT_CREDIT
    " WHERE c.partner_id = $1"
    " ORDER BY c.benefit_id";

Err
store_credit_list_of_partner(Tx *tx, const Id *partner_id, Arena *arena, CreditList *ret)
{
    return MEMO_LIST(tx->db, SELECT_OF_PARTNER, partner_id, arena, read_credit_row, ret);
}

static const char SELECT_OF_BENEFITS[] = WITH_IDS
    "SELECT wanted.n, " COLUMNS(CREDIT_ROW)
    "  FROM wanted"
    " CROSS JOIN credit c" WITH_CREDIT
    " WHERE c.benefit_id = wanted.id"
    " ORDER BY wanted.n";

Err
store_credits_of_benefits(Tx *tx, const Id *benefit_id, size_t count, Arena *arena, Credit **ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    if (count > 0)
        TRY(db_select(tx->db, &rows, SELECT_OF_BENEFITS, ARGS(IDS(arena, benefit_id, count))));
    return ROWS_EACH(&rows, count, arena, read_credit_row, ret);
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
    return ROWS_LIST(&rows, CREDITS_OF_USER_MAX, arena, read_credit_row, ret);
}

static const char SELECT_OF_USERS[] = WITH_IDS
    "SELECT held.n, " COLUMNS(CREDIT_ROW)
    "  FROM (SELECT wanted.n, c.id,"
    "               ROW_NUMBER() OVER (PARTITION BY wanted.n ORDER BY c.id) AS number"
    "          FROM wanted"
    "         CROSS JOIN credit_user u"
    "          JOIN credit c ON c.tenant_id = u.tenant_id AND c.id = u.credit_id"
    "         WHERE u.tenant_id = $3 AND u.account_id = wanted.id AND u.until IS NULL"
    "           AND c.ends_on > $5) AS held"
    " CROSS JOIN credit c" WITH_CREDIT
    " WHERE held.number <= $4 AND c.tenant_id = $3 AND c.id = held.id"
    " ORDER BY held.n, held.id";

Err
store_credit_list_of_users(Tx *tx, const HoldersScope *scope, Arena *arena, CreditList **ret)
{
    CLEANUP(rows_close) Rows rows = {0};
    const User *first = scope->users->item;
    size_t count = scope->users->count;

    if (count > 0)
        TRY(db_select(tx->db, &rows, SELECT_OF_USERS,
                      ARGS(IDS_OF(arena, first, count), TEXT(first->tenant_id.text),
                           INT(scope->limit + 1), INT(scope->behind.day))));
    return ROWS_LISTS(&rows, count, scope->limit, arena, read_credit_row, ret);
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
    return ROWS_LIST(&rows, limit, arena, read_credit_row, ret);
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
    return ROWS_LIST(&rows, limit, arena, read_credit_row, ret);
}

/* --- writing -------------------------------------------------------------------------------- */

static Arg
due_on(const Credit *credit)
{
    Date on;

    return credit_due_on(&credit->term, &credit->progress, &on) ? INT(on.day) : NOTHING;
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
                        INT(c->term.starts_on.day), INT(c->term.ends_on.day),
                        ID_OR_NULL(c->holder_id), INT(c->users), INT(c->progress.periods),
                        INT(c->progress.open), due_on(c), INT(c->postings), INT(c->created_at)));
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
                ARGS(INT(c->term.ends_on.day), ID_OR_NULL(c->holder_id), INT(c->users),
                     INT(c->progress.periods), INT(c->progress.open), due_on(c), INT(c->postings),
                     TEXT(c->tenant_id.text), TEXT(c->id.text))));
    return changed == 1 ? OK : ERR_NOT_FOUND;
}

/* --- periods -------------------------------------------------------------------------------- */

// clang-format off
#define PERIOD_ROW(FIRST, OTHER)                \
    FIRST(INT,  number,            "number")    \
    OTHER(DATE, days.starts_on,    "starts_on") \
    OTHER(DATE, days.ends_on,      "ends_on")   \
    OTHER(INT,  balance.granted,   "granted")   \
    OTHER(INT,  balance.used,      "used")      \
    OTHER(INT,  balance.lapsed,    "lapsed")    \
    OTHER(INT,  balance.uncovered, "uncovered")
// clang-format on
ROW_READER(read_period_row, CreditPeriodRecord, PERIOD_ROW)

static const char SELECT_PERIOD[] =
    "SELECT " COLUMNS(PERIOD_ROW)
    "  FROM credit_period"
    " WHERE tenant_id = $1 AND credit_id = $2 AND number = $3";

Err
store_period_get(Tx *tx, const Credit *credit, int64_t number, CreditPeriodRecord *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_PERIOD,
                  ARGS(TEXT(credit->tenant_id.text), TEXT(credit->id.text), INT(number))));
    TRY(rows_get(&rows, ERR_NOT_FOUND));
    return read_period_row(&rows, NULL, ret);
}

static const char SELECT_PERIODS[] =
    "SELECT " COLUMNS(PERIOD_ROW)
    "  FROM credit_period"
    " WHERE tenant_id = $1 AND credit_id = $2"
    " ORDER BY number";

Err
store_period_list(Tx *tx, const Credit *credit, Arena *arena, CreditPeriodRecordList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_PERIODS,
                  ARGS(TEXT(credit->tenant_id.text), TEXT(credit->id.text))));
    return ROWS_LIST(&rows, ROWS_ALL, arena, read_period_row, ret);
}

// clang-format off
#define PERIOD_OF_ROW(FIRST, OTHER)                    \
    FIRST(ID,   credit_id,                "credit_id") \
    OTHER(INT,  period.number,            "number")    \
    OTHER(DATE, period.days.starts_on,    "starts_on") \
    OTHER(DATE, period.days.ends_on,      "ends_on")   \
    OTHER(INT,  period.balance.granted,   "granted")   \
    OTHER(INT,  period.balance.used,      "used")      \
    OTHER(INT,  period.balance.lapsed,    "lapsed")    \
    OTHER(INT,  period.balance.uncovered, "uncovered")
// clang-format on
ROW_READER(read_period_of_row, CreditPeriodOf, PERIOD_OF_ROW)

static const char SELECT_PERIODS_OF_TENANT[] =
    "SELECT " COLUMNS(PERIOD_OF_ROW)
    "  FROM credit_period"
    " WHERE tenant_id = $1 AND ends_on > $2"
    " ORDER BY credit_id, number";

Err
store_period_list_of_tenant(Tx *tx, const Id *tenant_id, Date behind, Arena *arena,
                            CreditPeriodOfList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_PERIODS_OF_TENANT,
                  ARGS(TEXT(tenant_id->text), INT(behind.day))));
    return ROWS_LIST(&rows, ROWS_ALL, arena, read_period_of_row, ret);
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

/* --- names ---------------------------------------------------------------------------------- */

// clang-format off
#define CREDIT_LABEL(FIRST, OTHER)         \
    FIRST(ID,   owner_id,   "c.tenant_id") \
    OTHER(TEXT, name.in[LANG_EN],       "p.name")      \
    OTHER(TEXT, name.in[LANG_SV],    "p.name_sv")   \
    OTHER(ID,   benefit_id, "c.benefit_id")
// clang-format on
ROW_READER(read_credit_label, Label, CREDIT_LABEL)

static const char SELECT_CREDIT_LABELS[] = WITH_IDS
    "SELECT wanted.n, " COLUMNS(CREDIT_LABEL)
    "  FROM wanted"
    " CROSS JOIN credit c"
    "  JOIN benefit b ON b.id = c.benefit_id"
    "  JOIN product p ON p.sku = b.sku"
    " WHERE ($3 = '' OR c.tenant_id = $3) AND c.id = wanted.id";

Err
store_credit_labels(Tx *tx, const LabelScope *scope, Arena *arena, Label **ret)
{
    return LABELS(tx->db, SELECT_CREDIT_LABELS, scope, arena, read_credit_label, ret);
}
