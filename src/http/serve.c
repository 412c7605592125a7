#include "http/serve.h"

#include "base/log.h"
#include "base/text/text.h"
#include "http/metrics.h"
#include "http/tally.h"
#include "service/keys/keys.h"
#include "service/reach.h"

#include <stdatomic.h>

/*
 * No two requests have the same, nor, but by a rare chance, those of two runs of the server. It
 * only finds a line in the log, so it may be guessed.
 */
static void
draw_request_id(char ret[REQUEST_ID_SIZE])
{
    static _Atomic uint64_t count;
    uint64_t next = atomic_fetch_add(&count, UINT64_C(0x9e3779b97f4a7c15));

    if (next == 0) {
        random_bytes(&next, sizeof(next));
        atomic_fetch_add(&count, next);
    }
    text_hex(&next, sizeof(next), ret);
}

/*
 * http://host/path, as one would say it to a proxy (RFC 9112, section 3.2.2). The host is the one
 * that counts, so no other may stand in the header; what is left is the path.
 */
static Err
take_off_origin(Exchange *exchange)
{
    const char *target = exchange->target, *host = exchange->headers.host;
    size_t scheme = strncasecmp(target, "http://", 7) == 0    ? 7
                    : strncasecmp(target, "https://", 8) == 0 ? 8
                                                              : 0;

    if (scheme == 0)
        return OK;
    size_t length = strcspn(target + scheme, "/?#");
    if (host == NULL || strlen(host) != length || strncasecmp(host, target + scheme, length) != 0)
        return ERR_REQUEST_MALFORMED;
    target += scheme + length;
    exchange->target = *target == '/' ? target : arena_printf(exchange->ctx.arena, "/%s", target);
    return OK;
}

static void
split_target(Exchange *exchange)
{
    size_t length = strcspn(exchange->target, "?");

    exchange->path = arena_copy(exchange->ctx.arena, exchange->target, length);
    exchange->query = exchange->target[length] == '?' ? exchange->target + length + 1 : "";
}

/* Without a proxy that speaks TLS, nobody does. */
static const char *
origin_of(const Exchange *exchange)
{
    const char *host = exchange->headers.host;

    return arena_printf(exchange->ctx.arena, "%s://%s",
                        exchange->shared->tls_in_front ? "https" : "http",
                        host != NULL ? host : "");
}

/* The time is read here and nowhere else. */
static void
read_time(Ctx *ctx)
{
    ctx->steady = clock_steady();
    ctx->now = clock_now();
    ctx->today = date_from_micros(ctx->now);
}

/* What all requests are given. */
static void
fill_ctx(Exchange *exchange)
{
    Ctx *ctx = &exchange->ctx;

    read_time(ctx);
    ctx->vault = exchange->shared->vault;
    ctx->policy = exchange->shared->policy;
    ctx->attempts = exchange->shared->attempts;
    ctx->sightings = exchange->shared->sightings;
    ctx->salt_key = exchange->shared->salt_key;
    ctx->actor.address = exchange->address;
    ctx->lang = lang_from_accept(exchange->headers.accept_language, LANG_EN);
}

Err
serve_open(Exchange *exchange)
{
    Arena *arena = exchange->ctx.arena;
    Method method = method_from_name(exchange->method);
    RouteMatch match;

    exchange->started = clock_steady();
    draw_request_id(exchange->id);
    fill_ctx(exchange);
    Err framed = take_off_origin(exchange);
    split_target(exchange);
    Err err = route_find(&exchange->shared->routes, method, exchange->path, arena, &match);
    memcpy(exchange->allow, match.allow, sizeof(exchange->allow));
    exchange->route = match.route;
    if (page_is_meant(exchange))
        page_open(exchange);
    if (framed == OK && err == ERR_ROUTE_UNKNOWN)
        err = page_find_lost(exchange, method, &match);
    TRY(framed != OK ? framed : err);
    exchange->request = (Request){
        .method = method,
        .path = exchange->path,
        .target = exchange->target,
        .origin = origin_of(exchange),
        .referer = exchange->headers.referer,
        .cookies = exchange->request.cookies,
        .face = face_of(exchange),
        .routes = &exchange->shared->routes,
        .if_match = exchange->headers.if_match,
        .if_none_match = exchange->headers.if_none_match,
        .accept_encoding = exchange->headers.accept_encoding,
        .wants_csv = media_weight(exchange->headers.accept, "text/csv") >
                     media_weight(exchange->headers.accept, "application/json"),
    };
    memcpy(exchange->request.value, match.value, sizeof(match.value));
    return OK;
}

static bool
is_json(const char *content_type)
{
    static const char JSON[] = "application/json";
    size_t length = strlen(JSON);

    if (content_type == NULL)
        return true;
    return strncasecmp(content_type, JSON, length) == 0 &&
           (content_type[length] == '\0' || strchr("; \t", content_type[length]) != NULL);
}

static Err
read_input(Exchange *exchange)
{
    Ctx *ctx = &exchange->ctx;
    const Shape *query = exchange->route->query;
    const Shape *body = exchange->route->body;
    void *input = NULL;

    if (exchange->route->page)
        return page_read_input(exchange);
    const char *asked = exchange->route->any_query ? "" : exchange->query;
    TRY(query_read(ctx, asked, query, &input));
    exchange->request.query = input;
    ListOf list = list_of(exchange);
    TRY(cursors_decode(ctx, &list, input));
    if (exchange->body.length == 0 && exchange->route->body == &NO_SHAPE)
        return OK;
    if (!is_json(exchange->headers.content_type))
        return ERR_MEDIA_TYPE;
    TRY(json_read(ctx, exchange->body.data, exchange->body.length, body, &input));
    exchange->request.body = input;
    return OK;
}

Err
serve_admit(Exchange *exchange, Db *db)
{
    CLEANUP(tally_end) Tally tally = {0};

    tally_begin(exchange, db, &tally);
    Err err = guard_check(exchange, db);
    if (err == OK)
        exchange->admitted_at = clock_steady();
    return err;
}

/*
 * Who was let in a moment ago need not be asked again; a right that was taken back ends at once.
 * Whoever waited may have been woken by just that.
 */
static bool
is_just_admitted(const Exchange *exchange)
{
    return exchange->admitted_at != 0 && exchange->waited == 0 &&
           clock_steady() - exchange->admitted_at < MICROS_PER_SECOND / 2;
}

static Err
prepare(Exchange *exchange, Db *db)
{
    if (!is_just_admitted(exchange))
        TRY(guard_check(exchange, db));
    if (!exchange->route->page)
        TRY(idempotency_read(exchange));
    return read_input(exchange);
}

Err
serve_handle(Exchange *exchange, Db *db)
{
    exchange->ctx.db = db;
    exchange->reply = reply_new(exchange);
    TRY(check_not_suspended(&exchange->ctx, exchange->route->permit));
    TRY(exchange->route->handler(&exchange->ctx, &exchange->request, &exchange->reply));
    return reply_check_whole(exchange);
}

/* RULE AUD-3, KEY-5: who, what and how long, but never what was said. */
void
serve_log(Exchange *exchange)
{
    enum { COUNT_TEXT_SIZE = 40 };
    Micros took = clock_steady() - exchange->started - exchange->waited;
    const char *actor = exchange->ctx.actor.user_id.text;
    char count[COUNT_TEXT_SIZE] = "";

    if (log_wants(LOG_DEBUG))
        snprintf(count, sizeof(count), " statements=%lld", (long long)exchange->statements);

    guard_charge(exchange);
    metrics_count(exchange->shared->metrics, exchange->route, exchange->reply.status, took);
    log_line(LOG_INFO, "request=%s actor=%s method=%s route=\"%s\" status=%d code=%s us=%lld%s",
             exchange->id, actor[0] != '\0' ? actor : "-",
             exchange->route != NULL ? exchange->method : "-",
             exchange->route != NULL ? exchange->route->path : "-", exchange->reply.status,
             err_code(exchange->err), (long long)took, count);
}

void
serve_complete(Exchange *exchange, Db *db, Err err)
{
    CLEANUP(tally_end) Tally tally = {0};

    tally_begin(exchange, db, &tally);
    exchange->err = err;
    if (err == OK)
        return;
    if (page_is_meant(exchange))
        page_refuse(exchange, db, err);
    else
        problem_reply(&exchange->ctx, err, exchange->id, &exchange->reply);
}

/* Who asks and what they see are read from one state of the database, and it is opened once. */
static Err
start_request(Exchange *exchange, Db *db)
{
    CLEANUP(tally_end) Tally tally = {0};
    CLEANUP(tx_end) Tx tx = {0};

    tally_begin(exchange, db, &tally);
    TRY(tx_begin(db, &tx));
    TRY(prepare(exchange, db));
    exchange->mark = arena_mark(exchange->ctx.arena);
    if (exchange->route->effect == EFFECT_READ)
        TRY(serve_handle(exchange, db));
    exchange->place.caller = exchange->caller;
    if (exchange->route->ask != NULL)
        TRY(exchange->route->ask(&exchange->ctx, &exchange->request, &exchange->place));
    return tx_commit(&tx);
}

/* After it waited, as if it had come only now: what it said before is forgotten. */
static void
begin_anew(Exchange *exchange)
{
    Ctx *ctx = &exchange->ctx;

    if (exchange->start_mark == 0) {
        exchange->start_mark = arena_mark(ctx->arena);
        return;
    }
    arena_reset(ctx->arena, exchange->start_mark);
    ctx->refusal = (Refusal){0};
    ctx->settled = (Settled){0};
    read_time(ctx);
}

ServeState
serve_start(Exchange *exchange, Db *db)
{
    begin_anew(exchange);
    Err err = start_request(exchange, db);

    exchange->asked_by = exchange->ctx.actor;
    exchange->visit = exchange->ctx.visit;
    exchange->err = err;
    if (err != OK)
        return SERVE_REFUSED;
    if (exchange->route->effect == EFFECT_CHANGE)
        return SERVE_CHANGE;
    if (exchange->route->effect == EFFECT_LONG)
        return SERVE_LONG;
    if (exchange->route->effect == EFFECT_SLOW)
        return SERVE_SLOW;
    if (exchange->request.method == METHOD_GET)
        exchange->err = reply_check_version(&exchange->request, &exchange->reply);
    return exchange->err == OK ? SERVE_DONE : SERVE_REFUSED;
}

/* RULE SIGN-9: a right that was taken back ends at once, also in the middle of a download. */
Err
serve_piece(Exchange *exchange, Db *db, Buf *piece)
{
    CLEANUP(tally_end) Tally tally = {0};
    const Id whose = exchange->asked_by.user_id;
    Reply *reply = &exchange->reply;

    tally_begin(exchange, db, &tally);
    exchange->ctx.db = db;
    TRY(guard_check(exchange, db));
    if (!id_equal(&exchange->ctx.actor.user_id, &whose))
        return ERR_SIGN_IN_REQUIRED;
    return reply->stream(&exchange->ctx, reply->stream_state, piece);
}

/* A group that failed runs its jobs again, so what the first run left is forgotten. */
Err
serve_change(Job *job, Db *db)
{
    CLEANUP(tally_end_change) Tally tally = {0};
    Exchange *exchange = (Exchange *)job;
    Ctx *ctx = &exchange->ctx;
    bool found;

    tally_begin(exchange, db, &tally);
    arena_reset(ctx->arena, exchange->mark);
    give_back_attempt(ctx);
    ctx->refusal = (Refusal){0};
    ctx->settled = (Settled){0};
    ctx->actor = exchange->asked_by;
    ctx->visit = exchange->visit;
    ctx->db = db;
    if (!exchange->long_part_done)
        exchange->reply = reply_new(exchange);
    TRY(idempotency_find(exchange, &found));
    if (found)
        return OK;
    if (exchange->long_part_done && exchange->reply.then != NULL)
        TRY(exchange->reply.then(ctx, &exchange->request, &exchange->reply));
    else if (!exchange->long_part_done)
        TRY(serve_handle(exchange, db));
    TRY(reply_check_whole(exchange));
    return idempotency_keep(exchange);
}

void
serve_finish(Job *job, Err err)
{
    Exchange *exchange = (Exchange *)job;

    /* The reply to a refusal is made on the connection's own thread: the writer has others to
     * serve. */
    exchange->err = err;
    exchange->ready(exchange);
}
