/*
 * Hands a complete reply to the library, as a whole or piece by piece.
 */
#include "http/server/server_inside.h"

#include "base/log.h"
#include "base/text/text.h"
#include "http/serve.h"

void
add_header(struct MHD_Response *response, const char *name, const char *value)
{
    if (value != NULL && MHD_add_response_header(response, name, value) != MHD_YES)
        log_line(LOG_ERROR, "header=\"%s\" refused", name);
}

/* What the refusal says, or the least there is: the trouble will be over soon or not at all. */
static int64_t
retry_after(const Exchange *exchange)
{
    const Refusal *refusal = &exchange->ctx.refusal;

    for (size_t i = 0; i < refusal->member_count; i++)
        if (text_equal(refusal->member[i].name, "retryAfter"))
            return refusal->member[i].number;
    return 1;
}

static void
add_limits(struct MHD_Response *response, const Exchange *exchange)
{
    int64_t quota = exchange->shared->requests_per_second;
    const Allowance *allowance = &exchange->allowance;
    char text[80];

    if (exchange->reply.status == 429 || exchange->reply.status == 503) {
        snprintf(text, sizeof(text), "%lld", (long long)retry_after(exchange));
        add_header(response, MHD_HTTP_HEADER_RETRY_AFTER, text);
    }
    if (quota == 0 || (allowance->remaining == 0 && allowance->full_seconds == 0))
        return;
    snprintf(text, sizeof(text), "\"default\";q=%lld;w=1", (long long)quota);
    add_header(response, "RateLimit-Policy", text);
    snprintf(text, sizeof(text), "\"default\";r=%lld;t=%lld", (long long)allowance->remaining,
             (long long)allowance->full_seconds);
    add_header(response, "RateLimit", text);
}

/* What a refusal says of how the next request should be. */
static void
add_advice(struct MHD_Response *response, const Exchange *exchange)
{
    /* After a request that may have been read wrongly, the next one cannot be trusted either. */
    if (exchange->err == ERR_REQUEST_MALFORMED)
        add_header(response, MHD_HTTP_HEADER_CONNECTION, "close");
    if (exchange->err == ERR_METHOD_NOT_ALLOWED)
        add_header(response, MHD_HTTP_HEADER_ALLOW, exchange->allow);
    if (exchange->err == ERR_CONTENT_CODING)
        add_header(response, MHD_HTTP_HEADER_ACCEPT_ENCODING, "identity");
    if (exchange->reply.status == 401)
        add_header(response, MHD_HTTP_HEADER_WWW_AUTHENTICATE, "Bearer");
    if (exchange->err != OK)
        add_header(response, MHD_HTTP_HEADER_CONTENT_LANGUAGE, lang_code(exchange->ctx.lang));
}

static void
add_headers(struct MHD_Response *response, const Exchange *exchange)
{
    const Reply *reply = &exchange->reply;

    add_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, reply->content_type);
    add_header(response, MHD_HTTP_HEADER_CACHE_CONTROL,
               reply->cache_control != NULL ? reply->cache_control : "no-store");
    add_header(response, MHD_HTTP_HEADER_CONTENT_ENCODING, reply->content_encoding);
    add_header(response, "X-Content-Type-Options", "nosniff");
    if (exchange->shared->tls_in_front)
        add_header(response, "Strict-Transport-Security", "max-age=31536000; includeSubDomains");
    if (reply->headers == NULL)
        add_header(response, "Content-Security-Policy",
                   "default-src 'none'; frame-ancestors 'none'");
    add_header(response, MHD_HTTP_HEADER_ETAG, reply->etag);
    add_header(response, MHD_HTTP_HEADER_VARY, reply->vary);
    add_header(response, MHD_HTTP_HEADER_LOCATION, reply->location);
    for (Cookie cookie = 0; cookie < COOKIE_COUNT; cookie++)
        if (reply->cookie[cookie] != NULL)
            add_header(response, MHD_HTTP_HEADER_SET_COOKIE,
                       cookie_line(cookie, reply->cookie[cookie], exchange->shared->tls_in_front,
                                   exchange->ctx.arena));
    for (const ReplyHeader *more = reply->headers; more != NULL && more->name != NULL; more++)
        add_header(response, more->name, more->value);
    if (reply->file_name != NULL)
        add_header(
            response, "Content-Disposition",
            arena_printf(exchange->ctx.arena, "attachment; filename=\"%s\"", reply->file_name));
    if (exchange->replayed)
        add_header(response, "Idempotency-Replayed", "true");
    add_advice(response, exchange);
    if (server_is_stopping(exchange->server))
        add_header(response, MHD_HTTP_HEADER_CONNECTION, "close");
    add_limits(response, exchange);
}

static Err
make_piece(Exchange *exchange)
{
    enum { PIECE_BYTES_MAX = 2 * 1024 * 1024 };
    Readers *readers = exchange->shared->readers;
    Db *db;

    exchange->statements = 0; /* those until now are in the line of the request */
    arena_reset(exchange->ctx.arena, exchange->mark);
    exchange->piece = buf_new(exchange->ctx.arena, PIECE_BYTES_MAX);
    exchange->piece_sent = 0;
    TRY(readers_enter(readers, &db));
    Err err = serve_piece(exchange, db, &exchange->piece);
    readers_leave(readers);
    guard_charge(exchange);
    log_line(LOG_DEBUG, "request=%s bytes=%zu statements=%lld", exchange->id,
             exchange->piece.length, (long long)exchange->statements);
    wire_progress(exchange->wire, exchange->piece.length);
    if (!exchange->piece.full)
        return err;
    log_line(LOG_ERROR, "request=%s method=%s route=\"%s\" a piece of its answer is too long",
             exchange->id, exchange->method, exchange->route->path);
    return ERR_INTERNAL;
}

/* The next bytes of a streamed body; a new piece is made where the last one is sent. */
static ssize_t
next_bytes(void *data, uint64_t position, char *bytes, size_t max)
{
    Exchange *exchange = data;

    (void)position;
    if (exchange->piece_sent == exchange->piece.length) {
        if (make_piece(exchange) != OK)
            return MHD_CONTENT_READER_END_WITH_ERROR;
    }
    size_t left = exchange->piece.length - exchange->piece_sent;
    if (left == 0)
        return MHD_CONTENT_READER_END_OF_STREAM;
    size_t count = left < max ? left : max;
    memcpy(bytes, exchange->piece.data + exchange->piece_sent, count);
    exchange->piece_sent += count;
    return (ssize_t)count;
}

/*
 * What answers HEAD of a body in pieces ends the connection: else the library would write the end
 * of a chunked body, which has no place there and which the client would read as the next answer.
 */
static struct MHD_Response *
stream_response(Exchange *exchange)
{
    enum { BLOCK_BYTES = 64 * 1024 };
    struct MHD_Response *response = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, BLOCK_BYTES,
                                                                      next_bytes, exchange, NULL);

    if (response != NULL && text_equal(exchange->method, "HEAD"))
        MHD_set_response_options(response, MHD_RF_HTTP_1_0_COMPATIBLE_STRICT, MHD_RO_END);
    return response;
}

enum MHD_Result
answer(Exchange *exchange, struct MHD_Connection *connection)
{
    Reply *reply = &exchange->reply;
    struct MHD_Response *response;

    assert(!reply->body.full); /* serve.c refuses to send half of one, and problems are short */
    assert(reply->stream == NULL || exchange->route->download); /* or nobody counts it */
    exchange->stage = STAGE_ANSWERED;
    exchange_end_turn(exchange);
    wire_enter(exchange->wire, WIRE_SENDING);
    wire_progress(exchange->wire, reply->body.length);
    exchange->mark = arena_mark(exchange->ctx.arena);
    if (reply->stream != NULL)
        response = stream_response(exchange);
    else
        response = MHD_create_response_from_buffer(reply->body.length, reply->body.data,
                                                   MHD_RESPMEM_PERSISTENT);
    if (response == NULL)
        return MHD_NO;
    add_headers(response, exchange);
    enum MHD_Result result = MHD_queue_response(connection, (unsigned)reply->status, response);
    MHD_destroy_response(response);
    serve_log(exchange);
    return result;
}
