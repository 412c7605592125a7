/*
 * What handlers write their answers with.
 */
#include "http/http.h"

#include "base/limit/limit.h"
#include "base/log.h"
#include "base/text/text.h"
#include "http/exchange.h"

/* Behind the items of a list there is room for its end, with the cursor of the next part. */
enum { LIST_END_BYTES = 4096, ETAG_BYTES = 12 };

// clang-format off
SHAPE_OPTIONAL(PAGE_QUERY, Page,
    LIMIT(Page),
    AFTER(Page),
);
// clang-format on

ListOf
list_of(const Exchange *exchange)
{
    return (ListOf){
        .path = exchange->path,
        .shape = exchange->route->query,
        .query = exchange->request.query,
        .of_reader = !exchange->route->page && exchange->route->permit == PERMIT_SIGNED_IN,
    };
}

Reply
reply_new(const Exchange *exchange)
{
    bool page = exchange->route->page;
    Reply reply = {
        .status = 200,
        .content_type = page ? "text/html; charset=utf-8" : "application/json",
        .list = list_of(exchange),
    };

    if (exchange->new_visitor)
        reply.cookie[COOKIE_VISITOR] = exchange->request.cookies.value[COOKIE_VISITOR];
    return reply;
}

Buf *
reply_body(Ctx *ctx, Reply *reply)
{
    reply->body = buf_new(ctx->arena, ANSWER_BYTES_MAX);
    return &reply->body;
}

Json
reply_json(Ctx *ctx, Reply *reply)
{
    Json json = json_new(reply_body(ctx, reply));

    json.marks = reply->marks = ARENA_NEW(ctx->arena, JsonMarks);
    json_object_begin(&json, NULL);
    return json;
}

ListReply
reply_list_begin(Ctx *ctx, Reply *reply)
{
    ListReply list = {.json = reply_json(ctx, reply), .list = &reply->list};

    list.json.marks = reply->marks = NULL;
    json_array_begin(&list.json, "items");
    reply->body.max = ANSWER_BYTES_MAX - LIST_END_BYTES;
    return list;
}

bool
reply_item_begin(ListReply *list)
{
    if (list->cut)
        return false;
    list->fitting = list->json;
    list->length = list->json.out->length;
    json_object_begin(&list->json, NULL);
    return true;
}

/* What did not fit is as if it had not been begun: it is the first of the next part. */
void
reply_item_end(ListReply *list, const char *place)
{
    json_object_end(&list->json);
    if (!list->json.out->full) {
        list->last = place;
        return;
    }
    buf_cut(list->json.out, list->length);
    list->json = list->fitting;
    list->cut = true;
}

/* Next is a place, or NULL at the end. */
static Err
end_items(Ctx *ctx, ListReply *list, const char *next)
{
    Json *json = &list->json;

    /* A part without an item would have no place to go on from. */
    if (list->cut && list->last == NULL)
        return ERR_INTERNAL;
    json->out->max = ANSWER_BYTES_MAX;
    json_array_end(json);
    if (next != NULL)
        json_text(json, "next", cursor_encode(ctx, list->list, "after", next));
    return OK;
}

Err
reply_list_end(Ctx *ctx, ListReply *list, bool more)
{
    TRY(end_items(ctx, list, more || list->cut ? list->last : NULL));
    json_object_end(&list->json);
    return OK;
}

Err
reply_feed_end(Ctx *ctx, ListReply *list, const char *place, bool more)
{
    TRY(end_items(ctx, list, list->cut ? list->last : place));
    json_bool(&list->json, "more", more || list->cut);
    json_object_end(&list->json);
    return OK;
}

Err
reply_check_whole(const Exchange *exchange)
{
    if (!exchange->reply.body.full)
        return OK;
    log_line(LOG_ERROR, "request=%s method=%s route=\"%s\" its answer is longer than %zu bytes",
             exchange->id, exchange->method, exchange->route->path, exchange->reply.body.max);
    return ERR_INTERNAL;
}

Err
request_id(const Request *request, int which, const char *prefix, Id *ret)
{
    if (!id_is(request->value[which], prefix))
        return ERR_NOT_FOUND;
    *ret = id_from(request->value[which]);
    return OK;
}

/* The body without what is only for its reader, and without what changes by itself or with it. */
static Digest
digest_of_body(Ctx *ctx, const Reply *reply, bool with_asides)
{
    const JsonMarks *marks = reply->marks;
    size_t size = reply->body.length, from = 0;
    Buf text = buf_new(ctx->arena, size);

    for (size_t i = 0; marks != NULL && i < marks->count; i++) {
        const JsonMark *mark = &marks->mark[i];
        if ((mark->aside && with_asides) || mark->from < from)
            continue;
        buf_put(&text, reply->body.data + from, mark->from - from);
        from = mark->until;
    }
    buf_put(&text, reply->body.data + from, size - from);
    return checksum_of(text.data, text.length);
}

static bool
has_mark(const JsonMarks *marks, bool aside)
{
    for (size_t i = 0; marks != NULL && i < marks->count; i++)
        if (marks->mark[i].aside == aside)
            return true;
    return false;
}

/* Between the version of a thing and what changes without anybody changing it. */
static const char ASIDE[] = ".";

void
reply_set_etag(Ctx *ctx, Reply *reply)
{
    Digest digest = digest_of_body(ctx, reply, false);
    Buf tag = buf_new(ctx->arena, (size_t)4 * ETAG_BYTES);

    buf_char(&tag, '"');
    buf_text(&tag, text_base64url(ctx->arena, digest.byte, ETAG_BYTES));
    if (has_mark(reply->marks, true)) {
        digest = digest_of_body(ctx, reply, true);
        buf_text(&tag, ASIDE);
        buf_text(&tag, text_base64url(ctx->arena, digest.byte, ETAG_BYTES));
    }
    buf_char(&tag, '"');
    reply->etag = tag.data;
    /* Who keeps the answer keeps one for each language: they have the same tag. */
    if (has_mark(reply->marks, false))
        reply->vary = "Accept-Language";
}

/* How much of a tag If-Match compares: up to what changes by itself. */
static size_t
version_length(const char *tag, size_t length)
{
    const char *aside = memchr(tag, ASIDE[0], length);

    return aside != NULL ? (size_t)(aside - tag) : length;
}

/*
 * "*" or a list of entity tags. For If-Match a weak one never matches, for If-None-Match it is as
 * good as a strong one (RFC 9110, 8.8.3.2), and has to be the whole one.
 */
static bool
names_tag(const char *list, const char *tag, bool of_version)
{
    size_t length = strlen(tag);
    size_t compared = of_version ? version_length(tag, length) : length;

    if (text_equal(list, "*"))
        return true;
    for (const char *at = list; *at != '\0';) {
        at += strspn(at, " \t,");
        if (!of_version && strncmp(at, "W/", 2) == 0)
            at += 2;
        size_t item = strcspn(at, " \t,");
        bool same = item == length && memcmp(at, tag, compared) == 0;
        if (same && (compared == length || at[compared] == ASIDE[0]))
            return true;
        at += item;
    }
    return false;
}

Err
reply_check_if_match(Ctx *ctx, const Request *request, Reply *reply)
{
    if (request->if_match == NULL)
        return ERR_ETAG_REQUIRED;
    reply_set_etag(ctx, reply);
    bool same = names_tag(request->if_match, reply->etag, true);
    reply->etag = NULL;
    reply->marks = NULL;
    reply->body = (Buf){0};
    return same ? OK : ERR_ETAG_STALE;
}

Err
reply_check_version(const Request *request, Reply *reply)
{
    if (reply->status != 200 || reply->etag == NULL)
        return OK;
    if (request->if_match != NULL && !names_tag(request->if_match, reply->etag, true))
        return ERR_ETAG_STALE;
    if (request->if_none_match != NULL && names_tag(request->if_none_match, reply->etag, false))
        reply->status = 304;
    return OK;
}
