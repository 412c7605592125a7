#include "service/record.h"

#include "base/text/text.h"
#include "store/directory/directory.h"
#include "store/events/events.h"

static Id
id_or_none(const Id *id)
{
    return id == NULL ? (Id){{0}} : *id;
}

/*
 * An event of a tenant belongs to its partner's feed too, or the feed would have holes in the
 * tenant's chain.
 */
static Err
set_owner(Ctx *ctx, Tx *tx, const Record *record, Event *event)
{
    Tenant tenant;

    event->partner_id = id_or_none(record->partner_id);
    event->tenant_id = id_or_none(record->tenant_id);
    if (id_is_empty(&event->tenant_id) || !id_is_empty(&event->partner_id))
        return OK;
    if (id_equal(&ctx->actor.tenant_id, &event->tenant_id)) {
        event->partner_id = ctx->actor.partner_id;
        return OK;
    }
    TRY(store_tenant_get(tx, &event->tenant_id, ctx->arena, &tenant));
    event->partner_id = tenant.partner_id;
    return OK;
}

/* RULE AUD-1: in the transaction of the change, so that neither is there without the other. */
static Err
append_event(Ctx *ctx, Tx *tx, const Record *record, const char *data)
{
    /* RULE AUD-3: who, when, what, from where, and why where a reason was asked for. */
    Event event = {
        .type = event_name(record->type),
        .at = ctx->now,
        .actor_id = ctx->actor.user_id,
        .address.text = ctx->actor.address,
        .subject = record->subject,
        .reason.text = record->reason,
        .data = data,
    };

    TRY(set_owner(ctx, tx, record, &event));
    clock_note_written();
    return store_event_append(tx, ctx->arena, &event);
}

Json
event_begin(const Ctx *ctx, Record *record, EventType type, const char *subject)
{
    record->type = type;
    record->subject = subject;
    record->data = buf_new(ctx->arena, EVENT_DATA_MAX);

    Json json = json_new(&record->data);
    json_object_begin(&json, NULL);
    return json;
}

void
event_put_text(Json *json, const char *name, const char *before, const char *after)
{
    if (after == NULL && before != NULL)
        json_raw(json, name, "null");
    else if (after != NULL && (before == NULL || !text_equal(before, after)))
        json_text(json, name, after);
}

/* RULE ROLE-3: the event names both. */
void
event_put_settled(const Ctx *ctx, Json *json)
{
    json_text_if(json, "approval", ctx->settled.approval);
    if (!id_is_empty(&ctx->settled.asked_by))
        json_text(json, "askedBy", ctx->settled.asked_by.text);
}

Err
event_end(Ctx *ctx, Tx *tx, Record *record, Json *json)
{
    json_object_end(json);
    assert(!record->data.full);
    assert(event_takes(record->type, record->data.data));
    return append_event(ctx, tx, record, record->data.data);
}

Err
record_event(Ctx *ctx, Tx *tx, const Record *record, EventType type, const char *subject)
{
    Record whole = *record;

    assert(event_members(type)[0] == '\0');
    whole.type = type;
    whole.subject = subject;
    return append_event(ctx, tx, &whole, "{}");
}
