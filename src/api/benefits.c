/*
 * Benefits of the caller's partner: the list, one in full, and showing a key.
 */
#include "api/api.h"

#include "api/members.h"
#include "service/benefits/benefits.h"
#include "service/json_values.h"
#include "store/benefits/benefits.h"
#include "store/keys/keys.h"

/* --- JSON ----------------------------------------------------------------------------------- */

static void
put_benefit_source(Json *json, const Benefit *benefit)
{
    json_object_begin(json, "source");
    json_text(json, "offer", benefit->offer_code);
    json_text(json, "name", benefit->offer_name);
    json_text_if(json, "competency", benefit->competency);
    json_object_end(json);
}

static void
put_used(Json *json, const BenefitView *view)
{
    const char *offered = view->benefit.quantity.currency;

    if (view->benefit.kind == PRODUCT_CREDIT)
        json_money(json, "used", view->currency != NULL ? view->currency : offered, view->used);
    else
        json_int(json, "used", view->used);
}

static void
put_benefit_key(Json *json, const KeyRecord *key, Date today)
{
    json_object_begin(json, NULL);
    json_text(json, "ref", key->ref);
    json_int(json, "licenses", key->licenses);
    json_text(json, "status", KEY_STATUS_NAMES[key_status(key->state, key->redeem_by, today)]);
    json_date(json, "redeemBy", key->redeem_by);
    json_object_end(json);
}

static void
put_benefit_members(Json *json, const Ctx *ctx, const BenefitView *view)
{
    const Benefit *benefit = &view->benefit;

    json_text(json, "id", benefit->id.text);
    json_translated(json, "name", view->name);
    json_text(json, "sku", benefit->sku);
    json_text(json, "category", CATEGORY_NAMES[benefit->kind]);
    put_benefit_source(json, benefit);
    json_text(json, "type", GRANT_TYPE_NAMES[benefit->type]);
    json_object_begin(json, "quantity");
    put_quantity(json, benefit->kind, &benefit->quantity);
    json_object_end(json);
    put_used(json, view);
    json_text(json, "status", BENEFIT_STATUS_NAMES[view->status]);
    /* RULE SUB-7: the last day to use the benefit; what it bought may last longer. */
    json_date(json, "activateBy", benefit->activate_by);
    if (!id_is_empty(&view->credit_id)) {
        json_date(json, "endsOn", view->ends_on);
        json_text(json, "creditId", view->credit_id.text);
    }
    json_array_begin(json, "keys");
    for (size_t i = 0; i < view->key_count; i++)
        put_benefit_key(json, &view->key[i], ctx->today);
    json_array_end(json);
}

static Err
reply_benefits(Ctx *ctx, Reply *reply, const BenefitQuery *query, const BenefitViewList *list)
{
    ListReply out = reply_list_begin(ctx, reply);

    for (size_t i = 0; i < list->count && reply_item_begin(&out); i++) {
        const BenefitView *view = &list->item[i];
        put_benefit_members(&out.json, ctx, view);
        reply_item_end(&out, place_of_benefit(ctx, query, view));
    }
    return reply_list_end(ctx, &out, list->more);
}

static Err
reply_csv(Ctx *ctx, Reply *reply, const BenefitQuery *query)
{
    reply->body = buf_new(ctx->arena, BENEFITS_CSV_BYTES_MAX);
    TRY(export_benefits(ctx, query, &reply->body));
    reply->content_type = "text/csv; charset=utf-8";
    reply->file_name = "benefits.csv";
    return OK;
}

/* --- handlers ------------------------------------------------------------------------------- */

Err
api_benefit_list(Ctx *ctx, const Request *request, Reply *reply)
{
    const BenefitQuery *query = request->query;
    BenefitViewList list;

    if (request->wants_csv)
        return reply_csv(ctx, reply, query);
    TRY(list_benefits_with_keys(ctx, query, &list));
    return reply_benefits(ctx, reply, query, &list);
}

Err
api_benefit_show(Ctx *ctx, const Request *request, Reply *reply)
{
    Id id;
    BenefitView view;

    TRY(request_id(request, 0, "ben_", &id));
    TRY(get_benefit(ctx, &id, &view));
    Json json = reply_json(ctx, reply);
    put_benefit_members(&json, ctx, &view);
    json_object_end(&json);
    reply_set_etag(ctx, reply);
    return OK;
}

Err
api_key_reveal(Ctx *ctx, const Request *request, Reply *reply)
{
    Id benefit_id;
    ProductKey key;
    char text[KEY_TEXT_SIZE];

    TRY(request_id(request, 0, "ben_", &benefit_id));
    TRY(reveal_key(ctx, &benefit_id, request->value[1], request->body, &key));
    key_format(&key, text);
    Json json = reply_json(ctx, reply);
    json_text(&json, "key", text);
    json_object_end(&json);
    return OK;
}

/* --- keys ------------------------------------------------------------------------------------ */

static void
put_key_view(Json *json, const KeyView *view)
{
    const KeyRecord *key = &view->key;

    json_text(json, "ref", key->ref);
    json_text(json, "benefitId", view->benefit_id.text);
    json_translated(json, "name", view->name);
    json_text(json, "sku", key->sku);
    json_int(json, "licenses", key->licenses);
    json_text(json, "status", KEY_STATUS_NAMES[view->status]);
    json_date(json, "redeemBy", key->redeem_by);
    if (key->revealed_at != 0)
        json_time(json, "firstRevealedAt", key->revealed_at);
}

/* RULE KEY-5: the references, and never a key. */
Err
api_key_list(Ctx *ctx, const Request *request, Reply *reply)
{
    const KeyQuery *query = request->query;
    KeyViewList list;

    TRY(list_keys(ctx, query, &list));
    ListReply out = reply_list_begin(ctx, reply);
    for (size_t i = 0; i < list.count && reply_item_begin(&out); i++) {
        put_key_view(&out.json, &list.item[i]);
        reply_item_end(&out, place_of_key(ctx, query, &list.item[i]));
    }
    return reply_list_end(ctx, &out, list.more);
}
