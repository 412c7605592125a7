/*
 * Meters, their prices, and exchange rates.
 */
#include "api/api.h"

#include "service/catalogue/catalogue.h"
#include "service/json_values.h"
#include "store/catalogue/catalogue.h"

/* --- meters --------------------------------------------------------------------------------- */

static void
put_price_members(Json *json, const MeterPrice *price)
{
    char amount[MONEY_TEXT_SIZE];

    money_format(price->micros, amount);
    json_object_begin(json, NULL);
    json_text(json, "currency", price->currency);
    json_text(json, "amount", amount);
    json_time(json, "validFrom", price->valid_from);
    json_object_end(json);
}

static void
put_meter_members(Json *json, const MeterView *view)
{
    json_text(json, "code", view->meter.code);
    json_text(json, "name", view->meter.name);
    json_text(json, "unit", view->meter.unit);
    json_array_begin(json, "prices");
    for (size_t i = 0; i < view->prices.count; i++)
        put_price_members(json, &view->prices.item[i]);
    json_array_end(json);
    json_time(json, "createdAt", view->meter.created_at);
}

static void
reply_meter(Ctx *ctx, Reply *reply, const MeterView *view)
{
    Json json = reply_json(ctx, reply);

    put_meter_members(&json, view);
    json_object_end(&json);
    reply_set_etag(ctx, reply);
}

Err
api_meter_create(Ctx *ctx, const Request *request, Reply *reply)
{
    MeterView view;

    TRY(create_meter(ctx, request->body, &view));
    reply->status = 201;
    reply->location = arena_printf(ctx->arena, "/api/v1/meters/%s", view.meter.code);
    reply_meter(ctx, reply, &view);
    return OK;
}

Err
api_meter_show(Ctx *ctx, const Request *request, Reply *reply)
{
    MeterView view;

    TRY(get_meter(ctx, request->value[0], &view));
    reply_meter(ctx, reply, &view);
    return OK;
}

Err
api_meter_price_set(Ctx *ctx, const Request *request, Reply *reply)
{
    MeterInput input = *(const MeterInput *)request->body;
    MeterView view;

    input.code = request->value[0];
    TRY(set_meter_price(ctx, &input, &view));
    reply_meter(ctx, reply, &view);
    return OK;
}

Err
api_meter_list(Ctx *ctx, const Request *request, Reply *reply)
{
    const Page *page = request->query;
    MeterViewList list;

    TRY(list_meters(ctx, page, &list));
    ListReply out = reply_list_begin(ctx, reply);
    for (size_t i = 0; i < list.count && reply_item_begin(&out); i++) {
        put_meter_members(&out.json, &list.item[i]);
        reply_item_end(&out, list.item[i].meter.code);
    }
    return reply_list_end(ctx, &out, list.more);
}

/* --- exchange rates ------------------------------------------------------------------------- */

static void
put_rate_members(Json *json, const ExchangeRate *rate)
{
    char text[MONEY_TEXT_SIZE];

    money_format(rate->micros, text);
    json_text(json, "from", rate->from);
    json_text(json, "to", rate->to);
    json_text(json, "rate", text);
    json_time(json, "changedAt", rate->changed_at);
}

Err
api_rate_set(Ctx *ctx, const Request *request, Reply *reply)
{
    ExchangeRate rate;

    TRY(set_rate(ctx, request->body, &rate));
    Json json = reply_json(ctx, reply);
    put_rate_members(&json, &rate);
    json_object_end(&json);
    return OK;
}

Err
api_rate_list(Ctx *ctx, const Request *request, Reply *reply)
{
    ExchangeRateList list;

    (void)request;
    TRY(list_rates(ctx, &list));
    Json json = reply_json(ctx, reply);
    json_array_begin(&json, "items");
    for (size_t i = 0; i < list.count; i++) {
        json_object_begin(&json, NULL);
        put_rate_members(&json, &list.item[i]);
        json_object_end(&json);
    }
    json_array_end(&json);
    json_object_end(&json);
    return OK;
}
