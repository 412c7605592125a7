/*
 * The feed of events: everything that happened, oldest first, each with its place in its chain.
 */
#include "api/api.h"

#include "base/text/text.h"
#include "service/activity/activity.h"
#include "service/events/events.h"
#include "service/json_values.h"
#include "store/events/events.h"

typedef struct EventQuery {
    Page page;
    const char *partner_id;
} EventQuery;

// clang-format off
SHAPE_AROUND(EVENT_QUERY, EventQuery, page, PAGE_QUERY,
    FIELD(EventQuery, ID, partner_id, "partnerId", .prefix = "par_", .optional = true),
);
// clang-format on

/* What no user did came from the server's own machine, which has an address, or by itself. */
static const char *
actor_kind(const Event *event)
{
    if (!id_is_empty(&event->actor_id))
        return "user";
    return event_is_by_itself(event) ? "system" : "command-line";
}

static const char *
text_or_null(const char *text)
{
    return *text != '\0' ? text : NULL;
}

static void
put_actor(Json *json, const Event *event)
{
    json_object_begin(json, "actor");
    json_text(json, "kind", actor_kind(event));
    json_text_if(json, "userId", text_or_null(event->actor_id.text));
    json_text_if(json, "from", text_or_null(event->address));
    json_object_end(json);
}

/* RULE AUD-2: everything that the hash covers is here; store/event_chain.h says how. */
static void
put_event_members(Json *json, const Event *event)
{
    char hash[2 * HASH_BYTES + 1];

    text_hex(event->hash.byte, sizeof(event->hash.byte), hash);
    json_text(json, "id", event->id.text);
    json_text(json, "type", event->type);
    json_time(json, "at", event->at);
    put_actor(json, event);
    json_text_if(json, "partnerId", text_or_null(event->partner_id.text));
    json_text_if(json, "tenantId", text_or_null(event->tenant_id.text));
    json_text(json, "subject", event->subject);
    json_text_if(json, "reason", event->reason);
    json_raw(json, "data", event->data);
    json_text(json, "stream", event->stream);
    json_int(json, "seq", event->seq);
    json_text(json, "hash", hash);
}

Err
api_event_list(Ctx *ctx, const Request *request, Reply *reply)
{
    const EventQuery *query = request->query;
    EventList list;

    TRY(list_events(ctx, query->partner_id, &query->page, &list));
    ListReply out = reply_list_begin(ctx, reply);
    for (size_t i = 0; i < list.count && reply_item_begin(&out); i++) {
        put_event_members(&out.json, &list.item[i]);
        reply_item_end(&out, list.item[i].id.text);
    }
    return reply_list_end(ctx, &out, list.more);
}
