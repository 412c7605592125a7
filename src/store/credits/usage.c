/*
 * What was used, event by event and day by day; what is metered and what it costs.
 */
#include "store/credits/credits.h"

#include "store/engine/db.h"

/* RULE CR-7: the unique key, not an earlier read, says whether an event was counted before. */
static const char INSERT_EVENT[] =
    "INSERT INTO usage_event"
    "       (reporter, source, id, credit_id, account_id, at, meter, quantity, micros, received_at)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
    "     ON CONFLICT (reporter, source, id) DO NOTHING";

Err
store_usage_add(Tx *tx, const UsageEvent *event, bool *ret_added)
{
    const UsageEvent *e = event;
    return db_exec_one(tx->db, ret_added, INSERT_EVENT,
                       ARGS(TEXT(e->reporter), TEXT(e->source), TEXT(e->id),
                            TEXT(e->credit_id.text), TEXT(e->user_id.text), INT(e->at),
                            TEXT(e->meter), INT(e->quantity), INT(e->micros), INT(e->received_at)));
}

// clang-format off
#define USAGE_EVENT_ROW(FIRST, OTHER)           \
    FIRST(ID,   credit_id,   "credit_id")       \
    OTHER(ID,   user_id,     "account_id")      \
    OTHER(INT,  at,          "at")              \
    OTHER(TEXT, meter,       "meter")           \
    OTHER(INT,  quantity,    "quantity")        \
    OTHER(INT,  micros,      "micros")          \
    OTHER(INT,  received_at, "received_at")     \
    OTHER(INT,  corrected,   "(SELECT COUNT(*) FROM usage_correction c"                    \
                             "  WHERE c.reporter = usage_event.reporter"                    \
                             "    AND c.source = usage_event.source AND c.id = usage_event.id)")
// clang-format on
ROW_READER(read_usage_event_row, UsageEvent, USAGE_EVENT_ROW)

static const char SELECT_EVENT[] =
    "SELECT " COLUMNS(USAGE_EVENT_ROW)
    "  FROM usage_event"
    " WHERE reporter = $1 AND source = $2 AND id = $3";

Err
store_usage_find(Tx *tx, const UsageEvent *named, Arena *arena, UsageEvent **ret)
{
    CLEANUP(rows_close) Rows rows = {0};
    UsageEvent *event;

    TRY(db_select(tx->db, &rows, SELECT_EVENT,
                  ARGS(TEXT(named->reporter), TEXT(named->source), TEXT(named->id))));
    TRY(ROWS_FIND(&rows, arena, read_usage_event_row, &event));
    if (event != NULL) {
        event->reporter = named->reporter;
        event->source = named->source;
        event->id = named->id;
    }
    *ret = event;
    return OK;
}

static const char INSERT_CORRECTION[] =
    "INSERT INTO usage_correction (reporter, source, id, credit_id, corrected_at)"
    " VALUES ($1, $2, $3, $4, $5)"
    "     ON CONFLICT (reporter, source, id) DO NOTHING";

Err
store_usage_correct(Tx *tx, const UsageEvent *event, Micros at, bool *ret_added)
{
    return db_exec_one(tx->db, ret_added, INSERT_CORRECTION,
                       ARGS(TEXT(event->reporter), TEXT(event->source), TEXT(event->id),
                            TEXT(event->credit_id.text), INT(at)));
}

static const char ADD_DAY[] =
    "INSERT INTO usage_day (tenant_id, credit_id, day, account_id, events, micros)"
    " VALUES ($1, $2, $3, $4, $5, $6)"
    "     ON CONFLICT (tenant_id, credit_id, day, account_id)"
    "     DO UPDATE SET events = usage_day.events + EXCLUDED.events,"
    "        micros = usage_day.micros + EXCLUDED.micros";

Err
store_usage_day_add(Tx *tx, const Credit *credit, const UsageDay *usage)
{
    return db_exec(tx->db, NULL, ADD_DAY,
                   ARGS(TEXT(credit->tenant_id.text), TEXT(credit->id.text), INT(usage->day.day),
                        TEXT(usage->user_id.text), INT(usage->events), INT(usage->micros)));
}

// clang-format off
#define USAGE_DAY_ROW(FIRST, OTHER)                    \
    FIRST(DATE, day,    "day")                         \
    OTHER(INT,  events, "CAST(SUM(events) AS BIGINT)") \
    OTHER(INT,  micros, "CAST(SUM(micros) AS BIGINT)")
// clang-format on
ROW_READER(read_usage_day_row, UsageDay, USAGE_DAY_ROW)

static const char SELECT_DAYS[] =
    "SELECT " COLUMNS(USAGE_DAY_ROW)
    "  FROM usage_day"
    " WHERE tenant_id = $1 AND credit_id = $2 AND day >= $3 AND day < $4"
    " GROUP BY day"
    " ORDER BY day";

/* Each of these sums is of one row; so the columns are the same. */
static const char SELECT_DAYS_OF_USER[] =
    "SELECT " COLUMNS(USAGE_DAY_ROW)
    "  FROM usage_day"
    " WHERE tenant_id = $1 AND credit_id = $2 AND day >= $3 AND day < $4 AND account_id = $5"
    " GROUP BY day"
    " ORDER BY day";

Err
store_usage_day_list(Tx *tx, const Credit *credit, const UsageScope *scope, Arena *arena,
                     UsageDayList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};
    UsageDayList list;
    Arg tenant_id = TEXT(credit->tenant_id.text);
    Arg id = TEXT(credit->id.text);
    const Id *user_id = scope->user_id;
    Arg from = INT(scope->days.starts_on.day);
    Arg to = INT(scope->days.ends_on.day);

    if (user_id == NULL)
        TRY(db_select(tx->db, &rows, SELECT_DAYS, ARGS(tenant_id, id, from, to)));
    else
        TRY(db_select(tx->db, &rows, SELECT_DAYS_OF_USER,
                      ARGS(tenant_id, id, from, to, TEXT(user_id->text))));
    TRY(ROWS_LIST(&rows, ROWS_ALL, arena, read_usage_day_row, &list));
    for (size_t i = 0; i < list.count && user_id != NULL; i++)
        list.item[i].user_id = *user_id;
    *ret = list;
    return OK;
}
