/*
 * A body that comes: from whom, how much of it is kept, and what is dropped.
 */
#include "http/server/server_inside.h"

#include "http/serve.h"

/* What is not kept of a request that was refused; the answer to more than that ends the connection.
 */
enum { DROPPED_BYTES_MAX = 8 * 1024 };

/* Nobody who is not known gets more than a sign-in takes. */
static size_t
body_max(const Exchange *exchange)
{
    const Route *route = exchange->route;

    if (route == NULL)
        return 0;
    if (id_is_empty(&exchange->ctx.actor.user_id) && !exchange->local)
        return STRANGER_FORM_BYTES_MAX;
    if (route->batch)
        return BATCH_BYTES_MAX;
    return route->page ? FORM_BYTES_MAX : BODY_BYTES_MAX;
}

Err
body_admit(Exchange *exchange)
{
    Readers *readers = exchange->shared->readers;
    Db *db;

    TRY(readers_enter(readers, &db));
    Err err = serve_admit(exchange, db);
    readers_leave(readers);
    return err;
}

bool
body_is_announced(struct MHD_Connection *connection, uint64_t *ret_length)
{
    const char *text =
        MHD_lookup_connection_value(connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_CONTENT_LENGTH);

    *ret_length = text == NULL ? UINT64_MAX : strtoull(text, NULL, 10);
    if (text != NULL)
        return *ret_length > 0;
    return MHD_lookup_connection_value(connection, MHD_HEADER_KIND,
                                       MHD_HTTP_HEADER_TRANSFER_ENCODING) != NULL;
}

Err
body_open(Exchange *exchange, uint64_t length)
{
    TRY(body_admit(exchange));
    if (exchange->headers.packed)
        return ERR_CONTENT_CODING;
    const size_t max = body_max(exchange);
    if (length != UINT64_MAX && length > max)
        return ERR_BODY_TOO_LARGE;
    TRY(exchange_hold_body(exchange, length < max ? (size_t)length : max));
    exchange->body = buf_new(exchange->ctx.arena, max);
    return OK;
}

bool
body_ends_connection(struct MHD_Connection *connection, uint64_t length)
{
    return length == UINT64_MAX || length > DROPPED_BYTES_MAX ||
           MHD_lookup_connection_value(connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_EXPECT) != NULL;
}

static enum MHD_Result
body_drop(Exchange *exchange, size_t *count)
{
    exchange->dropped += *count;
    *count = 0;
    return exchange->dropped > DROPPED_BYTES_MAX ? MHD_NO : MHD_YES;
}

/* A length that was announced was checked before; chunks may go on beyond what is kept. */
enum MHD_Result
body_take(Exchange *exchange, const char *bytes, size_t *count)
{
    wire_progress(exchange->wire, *count);
    if (exchange->stage == STAGE_REFUSED)
        return body_drop(exchange, count);
    buf_put(&exchange->body, bytes, *count);
    *count = 0;
    if (!exchange->body.full)
        return MHD_YES;
    exchange->stage = STAGE_REFUSED;
    exchange->err = ERR_BODY_TOO_LARGE;
    return MHD_YES;
}
