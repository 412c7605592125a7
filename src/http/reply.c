/*
 * What handlers write their answers with.
 */
#include "http/http.h"

#include "base/text/text.h"
#include "http/exchange.h"

/* The largest answer: 200 items of a list at 10 000 bytes, or the API's own description. */
enum { BODY_MAX = 4 * 1024 * 1024, ETAG_BYTES = 12 };

// clang-format off
SHAPE_OPTIONAL(PAGE_QUERY, Page,
    LIMIT(Page),
    AFTER(Page),
);
// clang-format on

Reply
reply_new(const Exchange *exchange)
{
    bool page = exchange->route->face != NULL;
    Reply reply = {
        .status = 200,
        .content_type = page ? "text/html; charset=utf-8" : "application/json",
    };

    if (exchange->new_visitor)
        reply.cookie[COOKIE_VISITOR] = exchange->request.cookies.value[COOKIE_VISITOR];
    return reply;
}

Buf *
reply_body(Ctx *ctx, Reply *reply)
{
    reply->body = buf_new(ctx->arena, BODY_MAX);
    return &reply->body;
}

Json
reply_json(Ctx *ctx, Reply *reply)
{
    Json json = json_new(reply_body(ctx, reply));

    json_object_begin(&json, NULL);
    return json;
}

Json
reply_list_begin(Ctx *ctx, Reply *reply)
{
    Json json = reply_json(ctx, reply);

    json_array_begin(&json, "items");
    return json;
}

void
reply_list_end(Ctx *ctx, Json *json, bool more, const char *last)
{
    json_array_end(json);
    if (more)
        json_text(json, "next", cursor_encode(ctx->arena, last));
    json_object_end(json);
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
