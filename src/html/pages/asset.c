/*
 * Sends what pages load, in the smallest form that the browser takes.
 */
#include "html/pages/pages.h"

#include "base/text/text.h"
#include "html/assets.h"

static const char FOR_EVER[] = "public, max-age=31536000, immutable";
static const ReplyHeader HEADERS[] = {{"Vary", "Accept-Encoding"}, {NULL, NULL}};

bool
accepts_coding(const char *header, const char *coding)
{
    Weighted item;

    while (weights_next(&header, &item))
        if (weighted_is(&item, coding))
            return item.weight > 0;
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
