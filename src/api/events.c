/*
 * The feed of events: everything that happened, oldest first, each with its place in its chain; the
 * heads of the chains, and all of both as a file.
 */
#include "api/api.h"

#include "base/limit/limit.h"
#include "base/text/text.h"
#include "service/activity/activity.h"
#include "service/audit/audit.h"
#include "service/events/events.h"
#include "service/json_values.h"
#include "store/events/events.h"

typedef struct EventQuery {
    EventFilter filter;
    int64_t wait; /* seconds */
} EventQuery;

typedef struct EventExportQuery {
    const char *partner_id;
} EventExportQuery;

// clang-format off
SHAPE_AROUND(EVENT_QUERY, EventQuery, filter, EVENT_FILTER,
    FIELD_OR(EventQuery, INT, wait, "wait", 0, .max = EVENT_WAIT_SECONDS_MAX, .of_part = true),
);
SHAPE_AROUND(EVENT_HEAD_QUERY, EventHeadQuery, page, PAGE_QUERY,
    FIELD(EventHeadQuery, ID, partner_id, "partnerId", .prefix = "par_", .optional = true),
);
SHAPE_OPTIONAL(EVENT_EXPORT_QUERY, EventExportQuery,
    FIELD(EventExportQuery, ID, partner_id, "partnerId", .prefix = "par_"),
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
feed_place(const Ctx *ctx, const EventFilter *filter, const Id *reached)
{
    const Id first = id_first("evt_", 0);

    if (!id_is_empty(reached))
        return arena_copy(ctx->arena, reached->text, strlen(reached->text));
    return filter->after != NULL ? filter->after
                                 : arena_copy(ctx->arena, first.text, strlen(first.text));
}

Err
api_event_list(Ctx *ctx, const Request *request, Reply *reply)
{
    const EventQuery *query = request->query;
    EventList list;
    Id reached;

    TRY(list_events(ctx, &query->filter, &list, &reached));
    reply->wait_seconds = list.count == 0 && !list.more ? query->wait : 0;
    ListReply out = reply_list_begin(ctx, reply);
    for (size_t i = 0; i < list.count && reply_item_begin(&out); i++) {
        put_event_members(&out.json, ctx, &list.item[i]);
        reply_item_end(&out, list.item[i].id.text);
    }
    return reply_feed_end(ctx, &out, feed_place(ctx, &query->filter, &reached), list.more);
}

/* --- heads ---------------------------------------------------------------------------------- */

static void
put_head_members(Json *json, const EventHead *head)
{
    json_text(json, "stream", head->stream);
    json_int(json, "seq", head->seq);
    json_text(json, "id", head->id.text);
    json_time(json, "at", head->at);
    put_hex(json, "hash", head->hash.byte, sizeof(head->hash.byte));
}

Err
api_event_head_list(Ctx *ctx, const Request *request, Reply *reply)
{
    EventHeadList list;

    TRY(list_event_heads(ctx, request->query, &list));
    ListReply out = reply_list_begin(ctx, reply);
    for (size_t i = 0; i < list.count && reply_item_begin(&out); i++) {
        put_head_members(&out.json, &list.item[i]);
        reply_item_end(&out, list.item[i].stream);
    }
    return reply_list_end(ctx, &out, list.more);
}

/* --- the export, a piece at a time ---------------------------------------------------------- */

/* Few enough to fit into a piece, whatever they say. */
enum { PIECE_EVENTS = 100, PIECE_HEADS = 500, STREAM_SIZE = 64 };

typedef enum ExportPart { EXPORT_BEGIN, EXPORT_EVENTS, EXPORT_HEADS, EXPORT_ENDED } ExportPart;

typedef struct EventDownload {
    EventExport export;
    ExportPart part;
    char chain[STREAM_SIZE]; /* what export.chain says, which a piece's memory does not outlive */
} EventDownload;

static Json
begin_line(Buf *out)
{
    Json json = json_new(out);

    json_object_begin(&json, NULL);
    return json;
}

static void
end_line(Json *json)
{
    json_object_end(json);
    buf_char(json->out, '\n');
}

static void
put_first_line(const Ctx *ctx, EventDownload *download, Buf *piece)
{
    Json json = begin_line(piece);

    json_text(&json, "export", AUDIT_EXPORT_FORM);
    json_time(&json, "at", ctx->now);
    end_line(&json);
    download->part = EXPORT_EVENTS;
}

static Err
put_more_events(Ctx *ctx, EventDownload *download, Buf *piece)
{
    EventList list;

    TRY(export_more_events(ctx, &download->export, PIECE_EVENTS, &list));
    for (size_t i = 0; i < list.count; i++) {
        Json json = begin_line(piece);
        put_event_members(&json, ctx, &list.item[i]);
        end_line(&json);
    }
    if (!list.more)
        download->part = EXPORT_HEADS;
    return OK;
}

static void
put_last_line(EventDownload *download, Buf *piece)
{
    Json json = begin_line(piece);

    json_text(&json, "end", AUDIT_EXPORT_FORM);
    json_int(&json, "events", download->export.events);
    json_int(&json, "chains", download->export.chains);
    end_line(&json);
    download->part = EXPORT_ENDED;
}

static Err
put_more_heads(Ctx *ctx, EventDownload *download, Buf *piece)
{
    EventHeadList list;

    TRY(export_more_heads(ctx, &download->export, PIECE_HEADS, &list));
    for (size_t i = 0; i < list.count; i++) {
        Json json = begin_line(piece);
        put_head_members(&json, &list.item[i]);
        end_line(&json);
    }
    if (!list.more) {
        put_last_line(download, piece);
        return OK;
    }
    snprintf(download->chain, sizeof(download->chain), "%s", download->export.chain);
    download->export.chain = download->chain;
    return OK;
}

static Err
next_piece_of_events(Ctx *ctx, void *state, Buf *piece)
{
    EventDownload *download = state;

    switch (download->part) {
    case EXPORT_BEGIN:
        put_first_line(ctx, download, piece);
        return OK;
    case EXPORT_EVENTS:
        return put_more_events(ctx, download, piece);
    case EXPORT_HEADS:
        return put_more_heads(ctx, download, piece);
    default:
        return OK;
    }
}

Err
api_event_export(Ctx *ctx, const Request *request, Reply *reply)
{
    const EventExportQuery *query = request->query;
    EventDownload *download = ARENA_NEW(ctx->arena, EventDownload);

    TRY(export_events(ctx, query->partner_id, &download->export));
    reply->content_type = "application/jsonl";
    reply->file_name = "events.jsonl";
    reply->stream = next_piece_of_events;
    reply->stream_state = download;
    return OK;
}
