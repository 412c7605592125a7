/*
 * Redeeming keys: the preview, the act and its receipts.
 */
#include "api/api.h"

#include "api/members.h"
#include "service/json_values.h"
#include "service/redemptions/redemptions.h"
#include "store/redemptions/redemptions.h"

static void
put_holding(Json *json, const char *name, const Holding *holding)
{
    json_object_begin(json, name);
    json_int(json, "licenses", holding->licenses);
    json_date(json, "endsOn", holding->ends_on);
    json_int(json, "carry", holding->carry);
    json_object_end(json);
}

static void
put_redeemed_keys(Json *json, const Receipt *receipt)
{
    json_array_begin(json, "keys");
    for (size_t i = 0; i < receipt->key_count; i++) {
        json_object_begin(json, NULL);
        json_text(json, "ref", receipt->key[i].ref);
        json_int(json, "licenses", receipt->key[i].licenses);
        if (receipt->key[i].replaced_by[0] != '\0')
            json_text(json, "replacedBy", receipt->key[i].replaced_by);
        json_object_end(json);
    }
    json_array_end(json);
}

static void
put_redeeming_tenant(Json *json, const RedemptionView *view)
{
    json_object_begin(json, "tenant");
    json_text(json, "id", view->receipt.tenant_id.text);
    json_text(json, "name", view->tenant_name);
    json_text(json, "domain", view->tenant_domain);
    json_object_end(json);
}

static void
put_warnings(Json *json, const Ctx *ctx, const RedemptionView *view)
{
    json_array_begin(json, "warnings");
    for (size_t i = 0; i < view->warning_count; i++) {
        json_object_begin(json, NULL);
        json_text(json, "code", view->warning_code[i]);
        json_translated(json, "detail", lang_text(ctx->lang, view->warning[i]));
        json_object_end(json);
    }
    json_array_end(json);
}

/* What it started from and what it made of it; nothing where there is no subscription. */
static void
put_change(Json *json, const Receipt *receipt)
{
    if (receipt->held)
        put_holding(json, "before", &receipt->before);
    if (receipt->after.licenses > 0)
        put_holding(json, "after", &receipt->after);
}

/* The members of a preview; a receipt has them too. */
static void
put_redemption(Json *json, const Ctx *ctx, const RedemptionView *view)
{
    const Receipt *receipt = &view->receipt;

    json_text(json, "action", ACTION_NAMES[receipt->action]);
    json_text(json, "sku", receipt->sku);
    json_translated(json, "name", lang_name(ctx->lang, &receipt->name));
    put_redeeming_tenant(json, view);
    put_redeemed_keys(json, receipt);
    if (!id_is_empty(&receipt->subscription_id))
        json_text(json, "subscriptionId", receipt->subscription_id.text);
    put_change(json, receipt);
    put_warnings(json, ctx, view);
    if (receipt->action != ACTION_VOID)
        put_calculation(json, ctx, &view->calculation);
}

static void
put_receipt(Json *json, const Ctx *ctx, const RedemptionView *view)
{
    const Receipt *receipt = &view->receipt;

    json_text(json, "id", receipt->id.text);
    put_redemption(json, ctx, view);
    if (!id_is_empty(&receipt->voids))
        json_text(json, "voids", receipt->voids.text);
    json_text_if(json, "reason", receipt->reason);
    json_time(json, "redeemedAt", receipt->at);
    json_text(json, "redeemedBy", receipt->user_id.text);
}

Err
api_redemption_preview(Ctx *ctx, const Request *request, Reply *reply)
{
    RedemptionView view;

    TRY(preview_redemption(ctx, request->body, &view));
    Json json = reply_json(ctx, reply);
    put_redemption(&json, ctx, &view);
    json_object_end(&json);
    return OK;
}

Err
api_redemption_create(Ctx *ctx, const Request *request, Reply *reply)
{
    RedemptionView view;

    TRY(redeem_keys(ctx, request->body, &view));
    Json json = reply_json(ctx, reply);
    put_receipt(&json, ctx, &view);
    json_object_end(&json);
    reply_set_etag(ctx, reply);
    reply->status = 201;
    reply->location = arena_printf(ctx->arena, "/api/v1/redemptions/%s", view.receipt.id.text);
    return OK;
}

Err
api_redemption_show(Ctx *ctx, const Request *request, Reply *reply)
{
    RedemptionView view;
    Id id;

    TRY(request_id(request, 0, "red_", &id));
    TRY(get_receipt(ctx, &id, &view));
    Json json = reply_json(ctx, reply);
    put_receipt(&json, ctx, &view);
    json_object_end(&json);
    reply_set_etag(ctx, reply);
    return OK;
}

Err
api_redemption_list(Ctx *ctx, const Request *request, Reply *reply)
{
    RedemptionViewList list;

    TRY(list_receipts(ctx, request->query, &list));
    ListReply out = reply_list_begin(ctx, reply);
    for (size_t i = 0; i < list.count && reply_item_begin(&out); i++) {
        put_receipt(&out.json, ctx, &list.item[i]);
        reply_item_end(&out, list.item[i].receipt.id.text);
    }
    return reply_list_end(ctx, &out, list.more);
}

Err
api_what_if(Ctx *ctx, const Request *request, Reply *reply)
{
    RedemptionView view;
    Id id;

    TRY(request_id(request, 0, "sub_", &id));
    TRY(what_if(ctx, &id, request->query, &view));
    Json json = reply_json(ctx, reply);
    put_redemption(&json, ctx, &view);
    json_object_end(&json);
    return OK;
}
