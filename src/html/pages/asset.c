/*
 * Sends what pages load, in the smallest form that the browser takes.
 */
#include "html/pages/pages.h"

#include "base/text/text.h"
#include "html/assets.h"

#include <strings.h>

static const char FOR_EVER[] = "public, max-age=31536000, immutable";
static const ReplyHeader HEADERS[] = {{"Vary", "Accept-Encoding"}, {NULL, NULL}};

/* Where the weight of the coding whose name ends here is zero. */
static bool
coding_is_refused(const char *at)
{
    at += strspn(at, " \t");
    if (*at++ != ';')
        return false;
    at += strspn(at, " \t");
    if (strncasecmp(at, "q=0", strlen("q=0")) != 0)
        return false;
    at += strlen("q=0");
    if (*at == '.')
        at++;
    at += strspn(at, "0");
    return *at == '\0' || strchr(", \t", *at) != NULL;
}

bool
accepts_coding(const char *header, const char *coding)
{
    size_t length = strlen(coding);

    for (const char *at = header; at != NULL && *at != '\0';) {
        at += strspn(at, " \t,");
        size_t name = strcspn(at, " \t,;");
        if (name == length && strncasecmp(at, coding, length) == 0)
            return !coding_is_refused(at + name);
        at = strchr(at, ',');
    }
    return false;
}

static const AssetBody *
choose_body(const Asset *asset, const char *accept_encoding, Reply *reply)
{
    if (asset->brotli.data != NULL && accepts_coding(accept_encoding, "br")) {
        reply->content_encoding = "br";
        return &asset->brotli;
    }
    if (asset->gzip.data != NULL && accepts_coding(accept_encoding, "gzip")) {
        reply->content_encoding = "gzip";
        return &asset->gzip;
    }
    return &asset->plain;
}

static const Asset *
asset_at(const char *path)
{
    for (size_t i = 0; i < ASSETS_COUNT; i++)
        if (text_equal(ASSETS[i].path, path))
            return &ASSETS[i];
    return NULL;
}

Err
page_asset_show(Ctx *ctx, const Request *request, Reply *reply)
{
    const Asset *asset = asset_at(request->path);

    if (asset == NULL)
        return ERR_NOT_FOUND;
    const AssetBody *body = choose_body(asset, request->accept_encoding, reply);
    reply->content_type = asset->type;
    reply->cache_control = FOR_EVER;
    reply->headers = HEADERS;
    reply->body = buf_new(ctx->arena, body->size);
    buf_put(&reply->body, body->data, body->size);
    return OK;
}
