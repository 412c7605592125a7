/*
 * RULE IDEM-1: A POST that is sent again with the same Idempotency-Key gets the same answer.
 *
 * The answer is stored in the transaction that it speaks of. Only answers of success are: what was
 * refused has changed nothing and is judged anew. An answer that holds a product key is not stored
 * either (RULE KEY-5); its request is known again, and run again. It is known again also after the
 * key file was changed.
 */
#include "http/exchange.h"

#include "store/replies/replies.h"

enum { KEY_MAX = 255 };

static bool
is_visible_ascii(const char *text)
{
    size_t length = strlen(text);

    if (length < 1 || length > KEY_MAX)
        return false;
    for (; *text != '\0'; text++)
        if (*text <= ' ' || *text > '~')
            return false;
    return true;
}

/* Method, address and body, told apart by their lengths: the same bytes mean the same request. */
static Digest
digest_of_request(const Exchange *exchange)
{
    Buf text = buf_new(exchange->ctx.arena, exchange->body.length + strlen(exchange->target) + 64);

    buf_printf(&text, "%d %zu %s ", exchange->request.method, strlen(exchange->target),
               exchange->target);
    buf_put(&text, exchange->body.data, exchange->body.length);
    assert(!text.full);
    return vault_lasting_digest(exchange->shared->vault, "request", text.data, text.length);
}

Err
idempotency_read(Exchange *exchange)
{
    const char *key = exchange->headers.idempotency_key;

    if (key == NULL || exchange->request.method != METHOD_POST ||
        exchange->route->effect == EFFECT_READ)
        return OK;
    if (!is_visible_ascii(key))
        return ERR_IDEMPOTENCY_KEY_INVALID;
    exchange->keeps_reply = true;
    exchange->idempotency_key =
        vault_lasting_digest(exchange->shared->vault, "idempotency-key", key, strlen(key));
    exchange->request_digest = digest_of_request(exchange);
    return OK;
}

Err
idempotency_find(Exchange *exchange, bool *ret_found)
{
    CLEANUP(tx_end) Tx tx = {0};
    Ctx *ctx = &exchange->ctx;
    StoredReply *stored;

    *ret_found = false;
    if (!exchange->keeps_reply)
        return OK;
    TRY(tx_begin(ctx->db, &tx));
    TRY(store_reply_find(&tx, &ctx->actor.user_id, &exchange->idempotency_key, ctx->arena,
                         &stored));
    TRY(tx_commit(&tx));
    if (stored == NULL)
        return OK;
    if (memcmp(&stored->request, &exchange->request_digest, sizeof(stored->request)) != 0)
        return ERR_IDEMPOTENCY_MISMATCH;
    if (stored->body == NULL) {
        exchange->keeps_reply = false; /* it is kept already, without its answer */
        return OK;
    }
    exchange->reply.status = stored->status;
    exchange->reply.location = stored->location;
    exchange->reply.etag = stored->etag;
    buf_text(reply_body(ctx, &exchange->reply), stored->body);
    exchange->replayed = true;
    *ret_found = true;
    return OK;
}

Err
idempotency_keep(Exchange *exchange)
{
    CLEANUP(tx_end) Tx tx = {0};
    Ctx *ctx = &exchange->ctx;
    const Reply *reply = &exchange->reply;
    StoredReply stored = {
        .request = exchange->request_digest,
        .status = reply->status,
        .location = reply->location,
        .etag = reply->etag,
        .body = exchange->route->secret ? NULL : reply->body.data,
        .created_at = ctx->now,
    };

    if (!exchange->keeps_reply)
        return OK;
    TRY(tx_begin(ctx->db, &tx));
    TRY(store_reply_put(&tx, &ctx->actor.user_id, &exchange->idempotency_key, &stored));
    return tx_commit(&tx);
}
