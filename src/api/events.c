/*
 * The feed of events: everything that happened, oldest first, each with its place in its chain.
 */
#include "api/api.h"

#include "base/limit/limit.h"
#include "base/text/text.h"
#include "service/activity/activity.h"
#include "service/events/events.h"
#include "service/json_values.h"
#include "store/events/events.h"

typedef struct EventQuery {
    Page page;
    const char *partner_id;
    int64_t wait; /* seconds */
} EventQuery;

// clang-format off
SHAPE_AROUND(EVENT_QUERY, EventQuery, page, PAGE_QUERY,
    FIELD(EventQuery, ID, partner_id, "partnerId", .prefix = "par_", .optional = true),
    FIELD_OR(EventQuery, INT, wait,    "wait", 0, .max = EVENT_WAIT_SECONDS_MAX, .of_part = true),
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
put_hex(Json *json, const char *name, const uint8_t *bytes, size_t count)
{
    char text[2 * HASH_BYTES + 1];

    assert(count <= HASH_BYTES);
    text_hex(bytes, count, text);
    json_text(json, name, text);
}

/* What a text is called, and what proves it. */
typedef struct SaltedNames {
    const char *text, *salt, *digest;
} SaltedNames;

/*
 * RULE AUD-4: the text with its salt to whoever may know it, as long as it is there; the digest to
 * everybody, who can follow the chain by it.
 */
static void
put_salted(Json *json, const SaltedNames *names, const SaltedText *salted, bool shown)
{
    if (shown && salted_text_is_there(salted)) {
        json_text(json, names->text, salted->text);
        put_hex(json, names->salt, salted->salt.byte, sizeof(salted->salt.byte));
    }
    if (salted_text_was_given(salted))
        put_hex(json, names->digest, salted->digest.byte, sizeof(salted->digest.byte));
}

/* In the plain form there is no digest, and the event says that something is not said. */
static void
put_address(Json *json, const Event *event, bool shown)
{
    static const SaltedNames NAMES = {"from", "fromSalt", "fromDigest"};

    if (event_form_salts_address(event->form))
        put_salted(json, &NAMES, &event->address, shown);
    else if (salted_text_is_there(&event->address) && shown)
        json_text(json, NAMES.text, event->address.text);
    else if (salted_text_is_there(&event->address))
        json_bool(json, "fromWithheld", true);
}

static void
put_reason(Json *json, const Event *event)
{
    static const SaltedNames NAMES = {"reason", "reasonSalt", "reasonDigest"};

    if (event_form_salts_reason(event->form))
        put_salted(json, &NAMES, &event->reason, true);
    else
        json_text_if(json, NAMES.text, event->reason.text);
}

static void
put_actor(Json *json, const Ctx *ctx, const Event *event)
{
    json_object_begin(json, "actor");
    json_text(json, "kind", actor_kind(event));
    json_text_if(json, "userId", text_or_null(event->actor_id.text));
    put_address(json, event, may_see_address(ctx, event));
    json_object_end(json);
}

/* RULE AUD-2: everything that the hash covers is here; store/events/events.h says how. */
static void
put_event_members(Json *json, const Ctx *ctx, const Event *event)
{
    json_text(json, "id", event->id.text);
    json_text(json, "type", event->type);
    json_time(json, "at", event->at);
    put_actor(json, ctx, event);
    json_text_if(json, "partnerId", text_or_null(event->partner_id.text));
    json_text_if(json, "tenantId", text_or_null(event->tenant_id.text));
    json_text(json, "subject", event->subject);
    put_reason(json, event);
    json_raw(json, "data", event->data);
    json_text(json, "stream", event->stream);
    json_int(json, "seq", event->seq);
    json_text(json, "form", event_form_name(event->form));
    put_hex(json, "hash", event->hash.byte, sizeof(event->hash.byte));
}

/* Where nothing has happened, everything is still to come. */
static const char *
feed_place(const Ctx *ctx, const Page *page)
{
    const Id first = id_first("evt_", 0);

    return page->after != NULL ? page->after
                               : arena_copy(ctx->arena, first.text, strlen(first.text));
}

Err
api_event_list(Ctx *ctx, const Request *request, Reply *reply)
{
    const EventQuery *query = request->query;
    EventList list;

    TRY(list_events(ctx, query->partner_id, &query->page, &list));
    reply->wait_seconds = list.count == 0 ? query->wait : 0;
    ListReply out = reply_list_begin(ctx, reply);
    for (size_t i = 0; i < list.count && reply_item_begin(&out); i++) {
        put_event_members(&out.json, ctx, &list.item[i]);
        reply_item_end(&out, list.item[i].id.text);
    }
    return reply_feed_end(ctx, &out, feed_place(ctx, &query->page));
}
