/*
 * What is metered and what it costs; and what one currency is worth in another.
 */
#include "store/catalogue/catalogue.h"

#include "store/engine/db.h"

// clang-format off
#define METER_ROW(FIRST, OTHER)           \
    FIRST(TEXT, code,       "code")       \
    OTHER(TEXT, name,       "name")       \
    OTHER(TEXT, unit,       "unit")       \
    OTHER(INT,  created_at, "created_at")
// clang-format on
ROW_READER(read_meter_row, Meter, METER_ROW)

static const char SELECT_METER[] =
    "SELECT " COLUMNS(METER_ROW)
    "  FROM meter"
    " WHERE code = $1";

Err
store_meter_get(Tx *tx, const char *code, Arena *arena, Meter *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_METER, ARGS(TEXT(code))));
    TRY(rows_get(&rows, ERR_NOT_FOUND));
    return read_meter_row(&rows, arena, ret);
}

static const char SELECT_METERS[] =
    "SELECT " COLUMNS(METER_ROW)
    "  FROM meter"
    " WHERE code > $1"
    " ORDER BY code"
    " LIMIT $2";

Err
store_meter_list(Tx *tx, const Page *page, Arena *arena, MeterList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_METERS, ARGS(PAGE_AFTER(page), INT(page->limit + 1))));
    return ROWS_LIST(&rows, page->limit, arena, read_meter_row, ret);
}

static const char INSERT_METER[] =
    "INSERT INTO meter (code, name, unit, created_at)"
    " VALUES ($1, $2, $3, $4)";

Err
store_meter_add(Tx *tx, const Meter *meter)
{
    return db_exec(
        tx->db, NULL, INSERT_METER,
        ARGS(TEXT(meter->code), TEXT(meter->name), TEXT(meter->unit), INT(meter->created_at)));
}

// clang-format off
#define METER_PRICE_ROW(FIRST, OTHER)       \
    FIRST(TEXT, currency,   "p.currency")   \
    OTHER(INT,  valid_from, "p.valid_from") \
    OTHER(INT,  micros,     "p.micros")
// clang-format on
ROW_READER(read_meter_price_row, MeterPrice, METER_PRICE_ROW)

static const char SELECT_PRICES[] =
    "SELECT wanted.n, " COLUMNS(METER_PRICE_ROW)
    "  FROM (SELECT m.code, ROW_NUMBER() OVER (ORDER BY m.code) - 1 AS n"
    "          FROM meter m"
    "         WHERE m.code >= $1 AND m.code <= $2) AS wanted"
    " CROSS JOIN meter_price p"
    " WHERE p.meter = wanted.code"
    "   AND p.valid_from = (SELECT MAX(l.valid_from) FROM meter_price l"
    "                        WHERE l.meter = p.meter AND l.currency = p.currency"
    "                          AND l.valid_from <= $3)"
    " ORDER BY wanted.n, p.currency";

Err
store_meter_price_list(Tx *tx, const MeterList *meters, Micros at, Arena *arena,
                       MeterPriceList **ret)
{
    CLEANUP(rows_close) Rows rows = {0};
    size_t count = meters->count;

    if (count > 0)
        TRY(db_select(
            tx->db, &rows, SELECT_PRICES,
            ARGS(TEXT(meters->item[0].code), TEXT(meters->item[count - 1].code), INT(at))));
    return ROWS_LISTS(&rows, count, ROWS_ALL, arena, read_meter_price_row, ret);
}

static const char SELECT_PRICE[] =
    "SELECT valid_from, micros"
    "  FROM meter_price"
    " WHERE meter = $1 AND currency = $2 AND valid_from <= $3"
    " ORDER BY valid_from DESC"
    " LIMIT 1";

static Err
find_latest_price(Tx *tx, const MeterName *name, Micros at, PriceSpan *ret)
{
    CLEANUP(rows_close) Rows rows = {0};
    bool found;

    TRY(db_select(tx->db, &rows, SELECT_PRICE,
                  ARGS(TEXT(name->code), TEXT(name->currency), INT(at))));
    TRY(rows_next(&rows, &found));
    if (found) {
        ret->from = rows_int(&rows, 0);
        ret->micros = rows_int(&rows, 1);
    }
    return OK;
}

static const char SELECT_NEXT_PRICE[] =
    "SELECT MIN(valid_from)"
    "  FROM meter_price"
    " WHERE meter = $1 AND currency = $2 AND valid_from > $3";

Err
store_meter_price_find(Tx *tx, const MeterName *name, Micros at, PriceSpan *ret)
{
    CLEANUP(rows_close) Rows rows = {0};
    PriceSpan span = {.from = INT64_MIN, .until = INT64_MAX, .micros = -1};

    TRY(find_latest_price(tx, name, at, &span));
    TRY(db_select(tx->db, &rows, SELECT_NEXT_PRICE,
                  ARGS(TEXT(name->code), TEXT(name->currency), INT(at))));
    TRY(rows_get(&rows, ERR_INTERNAL));
    /* Where there is no next one it is NULL, which reads as 0. */
    if (rows_int(&rows, 0) != 0)
        span.until = rows_int(&rows, 0);
    *ret = span;
    return OK;
}

static const char PUT_PRICE[] =
    "INSERT INTO meter_price (meter, currency, valid_from, micros)"
    " VALUES ($1, $2, $3, $4)"
    "     ON CONFLICT (meter, currency, valid_from) DO UPDATE SET micros = EXCLUDED.micros";

Err
store_meter_price_put(Tx *tx, const char *code, const MeterPrice *price)
{
    return db_exec(
        tx->db, NULL, PUT_PRICE,
        ARGS(TEXT(code), TEXT(price->currency), INT(price->valid_from), INT(price->micros)));
}

static const char COUNT_CURRENCIES[] =
    "SELECT COUNT(DISTINCT currency)"
    "  FROM meter_price"
    " WHERE meter = $1 AND currency <> $2";

Err
store_meter_currency_count(Tx *tx, const MeterName *other_than, int64_t *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, COUNT_CURRENCIES,
                  ARGS(TEXT(other_than->code), TEXT(other_than->currency))));
    TRY(rows_get(&rows, ERR_INTERNAL));
    *ret = rows_int(&rows, 0);
    return OK;
}

/* --- exchange rates ------------------------------------------------------------------------- */

static const char SELECT_RATE[] =
    "SELECT micros"
    "  FROM exchange_rate"
    " WHERE from_currency = $1 AND to_currency = $2";

Err
store_rate_find(Tx *tx, const char *from, const char *to, int64_t *ret, bool *ret_found)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_RATE, ARGS(TEXT(from), TEXT(to))));
    TRY(rows_next(&rows, ret_found));
    if (*ret_found)
        *ret = rows_int(&rows, 0);
    return OK;
}

// clang-format off
#define RATE_ROW(FIRST, OTHER)               \
    FIRST(TEXT, from,       "from_currency") \
    OTHER(TEXT, to,         "to_currency")   \
    OTHER(INT,  micros,     "micros")        \
    OTHER(INT,  changed_at, "changed_at")
// clang-format on
ROW_READER(read_rate_row, ExchangeRate, RATE_ROW)

static const char COUNT_RATES[] =
    "SELECT COUNT(*)"
    "  FROM exchange_rate"
    " WHERE from_currency <> $1 OR to_currency <> $2";

Err
store_rate_count(Tx *tx, const ExchangeRate *other_than, int64_t *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, COUNT_RATES, ARGS(TEXT(other_than->from), TEXT(other_than->to))));
    TRY(rows_get(&rows, ERR_INTERNAL));
    *ret = rows_int(&rows, 0);
    return OK;
}

static const char SELECT_RATES[] =
    "SELECT " COLUMNS(RATE_ROW)
    "  FROM exchange_rate"
    " ORDER BY from_currency, to_currency";

Err
store_rate_list(Tx *tx, Arena *arena, ExchangeRateList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_RATES, NO_ARGS));
    return ROWS_LIST(&rows, ROWS_ALL, arena, read_rate_row, ret);
}

static const char PUT_RATE[] =
    "INSERT INTO exchange_rate (from_currency, to_currency, micros, changed_at)"
    " VALUES ($1, $2, $3, $4)"
    "     ON CONFLICT (from_currency, to_currency)"
    "     DO UPDATE SET micros = EXCLUDED.micros, changed_at = EXCLUDED.changed_at";

Err
store_rate_put(Tx *tx, const ExchangeRate *rate)
{
    return db_exec(
        tx->db, NULL, PUT_RATE,
        ARGS(TEXT(rate->from), TEXT(rate->to), INT(rate->micros), INT(rate->changed_at)));
}
