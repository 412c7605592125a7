/*
 * What is metered and what it costs, and what one currency is worth in another.
 */
#include "service/catalogue/catalogue.h"

#include "base/limit/limit.h"
#include "base/text/text.h"
#include "service/json_values.h"
#include "service/record.h"

static Err
view_meters(Ctx *ctx, Tx *tx, const MeterList *meters, MeterView **ret)
{
    MeterView *view = ARENA_NEW_ARRAY(ctx->arena, MeterView, meters->count);
    MeterPriceList *prices;

    TRY(store_meter_price_list(tx, meters, ctx->now, ctx->arena, &prices));
    for (size_t i = 0; i < meters->count; i++)
        view[i] = (MeterView){meters->item[i], prices[i]};
    *ret = view;
    return OK;
}

static Err
view_meter(Ctx *ctx, Tx *tx, const Meter *meter, MeterView *ret)
{
    Meter one = *meter;
    MeterView *view;

    TRY(view_meters(ctx, tx, &(MeterList){.item = &one, .count = 1}, &view));
    *ret = *view;
    return OK;
}

static Err
record_meter_price(Ctx *ctx, Tx *tx, EventType type, const char *code, const MeterPrice *price)
{
    Record record = {0};
    Json json = event_begin(ctx, &record, type, code);

    json_money(&json, "price", price->currency, price->micros);
    json_time(&json, "validFrom", price->valid_from);
    return event_end(ctx, tx, &record, &json);
}

/* Prices are shown to the second, so from now on means from the second that is shown. */
static Micros
present_second(const Ctx *ctx)
{
    return ctx->now - ctx->now % MICROS_PER_SECOND;
}

/* What is kept is listed as a whole, so there must not be too much of it. */
static Err
check_kept(Ctx *ctx, int64_t others, int64_t most)
{
    if (others < most)
        return OK;
    return refuse_with_number(&ctx->refusal, ERR_TOO_MANY_CURRENCIES, "maxKept", most);
}

/* Prices may begin in the past, for events that come late; what was counted keeps its amount. */
static Err
store_first_price(Ctx *ctx, Tx *tx, const MeterInput *input, EventType type)
{
    const MeterName name = {input->code, input->price->currency};
    int64_t others;
    MeterPrice price = {
        .currency = input->price->currency,
        .valid_from = input->valid_from == INPUT_ABSENT ? present_second(ctx) : input->valid_from,
    };

    if (!money_parse(input->price->amount, &price.micros))
        return refuse_member(&ctx->refusal, ERR_MEMBER_INVALID, "/price/amount", NULL);
    TRY(store_meter_currency_count(tx, &name, &others));
    TRY(check_kept(ctx, others, METER_CURRENCIES_MAX));
    TRY(store_meter_price_put(tx, input->code, &price));
    return record_meter_price(ctx, tx, type, input->code, &price);
}

Err
create_meter(Ctx *ctx, const MeterInput *input, MeterView *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    const Meter meter = {input->code, input->name, input->unit, ctx->now};

    TRY(tx_begin(ctx->db, &tx));
    TRY(store_meter_add(&tx, &meter));
    TRY(store_first_price(ctx, &tx, input, EVENT_METER_CREATED));
    TRY(view_meter(ctx, &tx, &meter, ret));
    return tx_commit(&tx);
}

Err
set_meter_price(Ctx *ctx, const MeterInput *input, MeterView *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    Meter meter;

    TRY(tx_begin(ctx->db, &tx));
    TRY(store_meter_get(&tx, input->code, ctx->arena, &meter));
    TRY(store_first_price(ctx, &tx, input, EVENT_METER_PRICED));
    TRY(view_meter(ctx, &tx, &meter, ret));
    return tx_commit(&tx);
}

Err
get_meter(Ctx *ctx, const char *code, MeterView *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    Meter meter;

    TRY(tx_begin(ctx->db, &tx));
    TRY(store_meter_get(&tx, code, ctx->arena, &meter));
    TRY(view_meter(ctx, &tx, &meter, ret));
    return tx_commit(&tx);
}

Err
list_meters(Ctx *ctx, const Page *page, MeterViewList *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    MeterList list;
    MeterView *item;

    TRY(tx_begin(ctx->db, &tx));
    TRY(store_meter_list(&tx, page, ctx->arena, &list));
    TRY(view_meters(ctx, &tx, &list, &item));
    TRY(tx_commit(&tx));

    *ret = (MeterViewList){item, list.count, list.more};
    return OK;
}

/* --- exchange rates ------------------------------------------------------------------------- */

static Err
record_rate_set(Ctx *ctx, Tx *tx, const ExchangeRate *rate)
{
    Record record = {0};
    Json json = event_begin(ctx, &record, EVENT_RATE_SET, rate->to);
    char text[MONEY_TEXT_SIZE];

    money_format(rate->micros, text);
    json_text(&json, "from", rate->from);
    json_text(&json, "to", rate->to);
    json_text(&json, "rate", text);
    return event_end(ctx, tx, &record, &json);
}

/* RULE CR-10: fixed by the operator; a credit keeps the one it was granted at. */
Err
set_rate(Ctx *ctx, const RateInput *input, ExchangeRate *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    ExchangeRate rate = {.from = input->from, .to = input->to, .changed_at = ctx->now};
    int64_t others;

    if (!money_parse(input->rate, &rate.micros))
        return refuse_member(&ctx->refusal, ERR_MEMBER_INVALID, "/rate", NULL);
    if (text_equal(rate.from, rate.to))
        return refuse_member(&ctx->refusal, ERR_MEMBER_INVALID, "/to", NULL);
    TRY(tx_begin(ctx->db, &tx));
    TRY(store_rate_count(&tx, &rate, &others));
    TRY(check_kept(ctx, others, RATES_MAX));
    TRY(store_rate_put(&tx, &rate));
    TRY(record_rate_set(ctx, &tx, &rate));
    TRY(tx_commit(&tx));
    *ret = rate;
    return OK;
}

Err
list_rates(Ctx *ctx, ExchangeRateList *ret)
{
    CLEANUP(tx_end) Tx tx = {0};

    TRY(tx_begin(ctx->db, &tx));
    TRY(store_rate_list(&tx, ctx->arena, ret));
    return tx_commit(&tx);
}
