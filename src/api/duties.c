/*
 * What needs doing, by when, in the organisations that the caller may go to; and what waits for the
 * operator's staff.
 */
#include "api/api.h"

#include "service/json_values.h"
#include "service/overview/overview.h"
#include "service/queue/queue.h"

enum { DUTIES_WRITTEN_MAX = 200 }; /* of one organisation */

static void
put_duty(const Ctx *ctx, Json *json, const Duty *duty)
{
    const BenefitView *benefit = duty->benefit;
    const char *name =
        benefit != NULL ? benefit->name : lang_name(ctx->lang, &duty->subscription->name);

    json_object_begin(json, NULL);
    json_text(json, "kind", DUTY_KIND_NAMES[duty->kind]);
    json_date(json, "by", duty->by);
    json_translated(json, "name", name);
    if (benefit != NULL)
        json_text(json, "benefitId", benefit->benefit.id.text);
    if (benefit != NULL && !id_is_empty(&benefit->credit_id))
        json_text(json, "creditId", benefit->credit_id.text);
    if (duty->subscription != NULL)
        json_text(json, "subscriptionId", duty->subscription->id.text);
    json_object_end(json);
}

static void
put_duty_place(const Ctx *ctx, Json *json, const DutyPlace *place)
{
    size_t count = place->count < DUTIES_WRITTEN_MAX ? place->count : DUTIES_WRITTEN_MAX;

    json_object_begin(json, NULL);
    json_text(json, "tenantId", place->account.tenant_id.text);
    json_text(json, "name", place->account.tenant_name);
    json_text(json, "domain", place->account.tenant_domain);
    json_array_begin(json, "duties");
    for (size_t i = 0; i < count; i++)
        put_duty(ctx, json, &place->duty[i]);
    json_array_end(json);
    json_bool(json, "more", place->more || count < place->count);
    json_object_end(json);
}

Err
api_duty_list(Ctx *ctx, const Request *request, Reply *reply)
{
    DutyPlaces places;

    (void)request;
    TRY(list_duties_everywhere(ctx, &places));
    Json json = reply_json(ctx, reply);
    json_array_begin(&json, "organisations");
    for (size_t i = 0; i < places.count; i++)
        put_duty_place(ctx, &json, &places.item[i]);
    json_array_end(&json);
    json_object_end(&json);
    return OK;
}

/* --- for the staff
 * ----------------------------------------------------------------------------------- */

static void
put_queue_item(Json *json, const QueueItem *item)
{
    json_object_begin(json, NULL);
    json_text(json, "id", item->id.text);
    json_text(json, "name", item->name);
    json_text_if(json, "kind", item->kind);
    json_text_if(json, "partnerId", id_is_empty(&item->partner_id) ? NULL : item->partner_id.text);
    json_text_if(json, "offer", item->offer);
    if (item->since == 0)
        json_date(json, "due", item->due);
    else
        json_time(json, "since", item->since);
    if (item->failed)
        json_bool(json, "failed", true);
    json_object_end(json);
}

Err
api_queue_show(Ctx *ctx, const Request *request, Reply *reply)
{
    Queue queue;

    (void)request;
    TRY(get_queue(ctx, &queue));
    Json json = reply_json(ctx, reply);
    json_array_begin(&json, "sources");
    for (size_t i = 0; i < queue.count; i++) {
        const QueueItemList *items = &queue.part[i].items;
        json_object_begin(&json, NULL);
        json_text(&json, "source", QUEUE_SOURCE_NAMES[queue.part[i].source]);
        json_array_begin(&json, "items");
        for (size_t j = 0; j < items->count; j++)
            put_queue_item(&json, &items->item[j]);
        json_array_end(&json);
        json_bool(&json, "more", items->more);
        json_object_end(&json);
    }
    json_array_end(&json);
    json_object_end(&json);
    return OK;
}
