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
        .of_reader = exchange->route->face == NULL && exchange->route->permit == PERMIT_SIGNED_IN,
    };
}

Reply
reply_new(const Exchange *exchange)
{
    bool page = exchange->route->face != NULL;
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

    json_object_begin(&json, NULL);
    return json;
}

ListReply
reply_list_begin(Ctx *ctx, Reply *reply)
{
    ListReply list = {.json = reply_json(ctx, reply), .list = &reply->list};

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
end_list(Ctx *ctx, ListReply *list, const char *next)
{
    Json *json = &list->json;

    /* A part without an item would have no place to go on from. */
    if (list->cut && list->last == NULL)
        return ERR_INTERNAL;
    json->out->max = ANSWER_BYTES_MAX;
    json_array_end(json);
    if (next != NULL)
        json_text(json, "next", cursor_encode(ctx, list->list, "after", next));
    json_object_end(json);
    return OK;
}

Err
reply_list_end(Ctx *ctx, ListReply *list, bool more)
{
    return end_list(ctx, list, more || list->cut ? list->last : NULL);
}

Err
reply_feed_end(Ctx *ctx, ListReply *list, const char *place)
{
    return end_list(ctx, list, list->last != NULL ? list->last : place);
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

void
reply_set_etag(Ctx *ctx, Reply *reply)
{
    Digest digest = checksum_of(reply->body.data, reply->body.length);
    Buf tag = buf_new(ctx->arena, (size_t)2 * ETAG_BYTES);

    buf_char(&tag, '"');
    buf_text(&tag, text_base64url(ctx->arena, digest.byte, ETAG_BYTES));
    buf_char(&tag, '"');
    reply->etag = tag.data;
}

/*
 * "*" or a list of entity tags. For If-Match a weak one never matches, for If-None-Match it is as
 * good as a strong one (RFC 9110, 8.8.3.2).
 */
static bool
names_tag(const char *list, const char *tag, bool weakly)
{
    size_t length = strlen(tag);

    if (text_equal(list, "*"))
        return true;
    for (const char *at = list; *at != '\0';) {
        at += strspn(at, " \t,");
        if (weakly && strncmp(at, "W/", 2) == 0)
            at += 2;
        size_t item = strcspn(at, " \t,");
        if (item == length && memcmp(at, tag, length) == 0)
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
    bool same = names_tag(request->if_match, reply->etag, false);
    reply->etag = NULL;
    reply->body = (Buf){0};
    return same ? OK : ERR_ETAG_STALE;
}

void
reply_check_if_none_match(const char *if_none_match, Reply *reply)
{
    if (if_none_match == NULL || reply->status != 200 || reply->etag == NULL)
        return;
    if (!names_tag(if_none_match, reply->etag, true))
        return;
    reply->status = 304;
    reply->body = (Buf){0};
}
