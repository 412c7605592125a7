#include "service/events/events.h"

#include "base/text/text.h"
#include "service/reach.h"
#include "service/record.h"

/* RULE ROLE-2: what other tenants of the partner do is told to those who look after all of it. */
static bool
sees_all_tenants(const Ctx *ctx)
{
    return id_is_empty(&ctx->actor.tenant_id) || (ctx->actor.roles & ROLE_PARTNER_ADMIN) != 0;
}

static Err
reach_events(Ctx *ctx, Tx *tx, const char *partner_id, EventScope *ret)
{
    EventScope scope = {0};

    TRY(reach_partner(ctx, tx, partner_id, &scope.partner_id));
    if (!sees_all_tenants(ctx))
        scope.tenant_id = ctx->actor.tenant_id;
    *ret = scope;
    return OK;
}

/*
 * An id begins with the moment it was made at, so days are bounds of ids. Where the clock was set
 * back, an event has the day of the one before it.
 */
static Id
first_event_of(int64_t day)
{
    return id_first("evt_", day * MICROS_PER_DAY);
}

/* Unless the list goes on behind that. */
static void
begin_at(EventSearch *search, int64_t day)
{
    const Id first = first_event_of(day);

    if (strcmp(search->after.text, first.text) < 0)
        search->after = first;
}

static const Id AFTER_ALL_EVENTS = {"evt_~"};

Err
list_events(Ctx *ctx, const EventFilter *filter, EventList *ret, Id *ret_reached)
{
    CLEANUP(tx_end) Tx tx = {0};
    EventSearch search = {
        .after = id_from(filter->after),
        .before = AFTER_ALL_EVENTS,
        .limit = filter->limit,
        .stream = filter->stream,
        .type = filter->type == INPUT_ABSENT ? NULL : event_name((EventType)filter->type),
        .subject = filter->subject,
        .actor_id = id_from(filter->user_id),
    };

    if (filter->after != NULL && !id_is(filter->after, "evt_"))
        return ERR_CURSOR_INVALID;
    if (filter->from != INPUT_ABSENT)
        begin_at(&search, filter->from);
    if (filter->to != INPUT_ABSENT)
        search.before = first_event_of(filter->to + 1);
    TRY(tx_begin(ctx->db, &tx));
    TRY(reach_events(ctx, &tx, filter->partner_id, &search.scope));
    TRY(store_event_list(&tx, &search, ctx->arena, ret, ret_reached));
    return tx_commit(&tx);
}

Err
list_event_heads(Ctx *ctx, const EventHeadQuery *query, EventHeadList *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    EventHeadSearch search = {.at = AFTER_ALL_EVENTS, .page = query->page};

    TRY(tx_begin(ctx->db, &tx));
    TRY(reach_events(ctx, &tx, query->partner_id, &search.scope));
    TRY(store_event_head_list(&tx, &search, ctx->arena, ret));
    return tx_commit(&tx);
}

/* --- the export ----------------------------------------------------------------------------- */

/* In the chain of whoever asks, which is in the export; the staff's is that of whom they ask for.
 */
static Err
record_export(Ctx *ctx, Tx *tx, const EventScope *scope)
{
    const Actor *actor = &ctx->actor;
    const Record record = {.partner_id = &scope->partner_id, .tenant_id = &actor->tenant_id};
    const char *subject = !id_is_empty(&actor->tenant_id)    ? actor->tenant_id.text
                          : !id_is_empty(&scope->partner_id) ? scope->partner_id.text
                                                             : EVENT_STREAM_OF_OPERATOR;

    return record_event(ctx, tx, &record, EVENT_EVENTS_EXPORTED, subject);
}

Err
export_events(Ctx *ctx, const char *partner_id, EventExport *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    EventExport export = {0};
    Micros at;

    TRY(tx_begin(ctx->db, &tx));
    TRY(reach_events(ctx, &tx, partner_id, &export.scope));
    TRY(record_export(ctx, &tx, &export.scope));
    TRY(store_event_latest(&tx, &export.last, &at));
    TRY(tx_commit(&tx));

    *ret = export;
    return OK;
}

/* What the last one was is below the bound, and no other id is between. */
static Id
just_behind(const Id *id)
{
    Id behind = *id;

    behind.text[ID_LENGTH] = '~';
    return behind;
}

Err
export_more_events(Ctx *ctx, EventExport *export, int64_t limit, EventList *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    const EventSearch search = {
        .scope = export->scope,
        .after = export->after,
        .before = just_behind(&export->last),
        .limit = limit,
    };
    Id reached;

    TRY(tx_begin(ctx->db, &tx));
    TRY(store_event_list(&tx, &search, ctx->arena, ret, &reached));
    TRY(tx_commit(&tx));
    if (ret->count > 0)
        export->after = reached;
    export->events += (int64_t)ret->count;
    return OK;
}

Err
export_more_heads(Ctx *ctx, EventExport *export, int64_t limit, EventHeadList *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    const EventHeadSearch search = {
        .scope = export->scope,
        .at = export->last,
        .page = {.after = export->chain, .limit = limit},
    };

    TRY(tx_begin(ctx->db, &tx));
    TRY(store_event_head_list(&tx, &search, ctx->arena, ret));
    TRY(tx_commit(&tx));
    if (ret->count > 0)
        export->chain = ret->item[ret->count - 1].stream;
    export->chains += (int64_t)ret->count;
    return OK;
}

bool
may_see_address(const Ctx *ctx, const Event *event)
{
    if (id_is_empty(&ctx->actor.tenant_id) || id_is_empty(&event->actor_id))
        return true;
    if (id_is_empty(&event->actor_tenant_id))
        return false;
    return id_equal(&event->actor_tenant_id, &ctx->actor.tenant_id) || sees_all_tenants(ctx);
}
