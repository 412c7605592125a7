/*
 * Offers and what they grant.
 */
#include "api/api.h"

#include "api/members.h"
#include "service/catalogue/catalogue.h"
#include "service/json_values.h"
#include "store/catalogue/catalogue.h"

static void
put_granted_credit(Json *json, const Quantity *quantity)
{
    char amount[MONEY_TEXT_SIZE];

    money_format(quantity->micros, amount);
    json_object_begin(json, "credit");
    json_text(json, "period", CREDIT_PERIOD_NAMES[quantity->period]);
    json_text(json, "currency", quantity->currency);
    json_text(json, "amount", amount);
    json_object_end(json);
}

void
put_quantity(Json *json, ProductKind kind, const Quantity *quantity)
{
    if (kind == PRODUCT_LICENSE)
        json_int(json, "licenses", quantity->licenses);
    else if (kind == PRODUCT_SUPPORT)
        json_int(json, "incidents", quantity->incidents);
    else
        put_granted_credit(json, quantity);
}

static void
put_grant(Json *json, const Grant *grant)
{
    json_object_begin(json, NULL);
    json_text(json, "sku", grant->sku);
    json_text(json, "type", GRANT_TYPE_NAMES[grant->type]);
    put_quantity(json, grant->kind, &grant->quantity);
    json_object_end(json);
}

static void
put_offer_members(Json *json, const Offer *offer)
{
    json_text(json, "id", offer->id.text);
    json_text(json, "code", offer->code);
    json_text(json, "name", offer->name);
    json_text(json, "tier", TIER_NAMES[offer->tier]);
    json_text_if(json, "competency", offer->competency);
    json_array_begin(json, "benefits");
    for (size_t i = 0; i < offer->grant_count; i++)
        put_grant(json, &offer->grant[i]);
    json_array_end(json);
    json_time(json, "createdAt", offer->created_at);
}

static void
reply_offer(Ctx *ctx, Reply *reply, const Offer *offer)
{
    Json json = reply_json(ctx, reply);

    put_offer_members(&json, offer);
    json_object_end(&json);
    reply_set_etag(ctx, reply);
}

Err
api_offer_create(Ctx *ctx, const Request *request, Reply *reply)
{
    Offer offer;

    TRY(create_offer(ctx, request->body, &offer));
    reply->status = 201;
    reply->location = arena_printf(ctx->arena, "/api/v1/offers/%s", offer.code);
    reply_offer(ctx, reply, &offer);
    return OK;
}

Err
api_offer_show(Ctx *ctx, const Request *request, Reply *reply)
{
    Offer offer;

    TRY(get_offer(ctx, request->value[0], &offer));
    reply_offer(ctx, reply, &offer);
    return OK;
}

Err
api_offer_list(Ctx *ctx, const Request *request, Reply *reply)
{
    const Page *page = request->query;
    OfferList list;

    TRY(list_offers(ctx, page, &list));
    ListReply out = reply_list_begin(ctx, reply);
    for (size_t i = 0; i < list.count && reply_item_begin(&out); i++) {
        put_offer_members(&out.json, &list.item[i]);
        reply_item_end(&out, list.item[i].code);
    }
    return reply_list_end(ctx, &out, list.more);
}
