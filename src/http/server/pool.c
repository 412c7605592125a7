/*
 * Pool: each request that is on its way has an arena of its own; a few are kept for the next ones,
 * and it is known how many requests are on their way.
 */
#include "http/server/server_inside.h"

enum {
    ARENA_BYTES = 32 * 1024 * 1024, /* the most that a batch of use with its answer can need */
    WARM_BYTES_MAX = 4 * 1024 * 1024,
};

Exchange *
exchange_new(Server *server, const char *target)
{
    Arena *arena = NULL;

    pthread_mutex_lock(&server->mutex);
    if (server->pool_count > 0) {
        arena = server->pool[--server->pool_count];
        server->pool_excess -= arena_excess(arena);
    }
    pthread_mutex_unlock(&server->mutex);
    if (arena == NULL)
        arena = arena_new(ARENA_BYTES);

    Exchange *exchange = ARENA_NEW(arena, Exchange);
    exchange->ctx.arena = arena;
    exchange->shared = &server->settings.shared;
    exchange->target = arena_copy(arena, target, strlen(target));
    return exchange;
}

/* --- what it holds --------------------------------------------------------------------------- */

enum { ALL_BODIES = 1 }; /* as if it were a caller */

Err
exchange_hold_body(Exchange *exchange, size_t bytes)
{
    const Shared *shared = exchange->shared;
    const uint64_t holder = exchange->caller;

    if (bytes == 0)
        return OK;
    if (!holding_take(shared->holdings, ALL_BODIES, (int64_t)bytes, shared->held_bodies_max))
        return ERR_BUSY;
    if (!holding_take(shared->holdings, holder, (int64_t)bytes, HELD_BODY_BYTES_OF_ACCOUNT)) {
        holding_give_back(shared->holdings, ALL_BODIES, (int64_t)bytes);
        return refuse_with_number(&exchange->ctx.refusal, ERR_TOO_MANY_REQUESTS, "retryAfter", 1);
    }
    exchange->body_held = (int64_t)bytes;
    exchange->body_holder = holder;
    return OK;
}

static void
give_up_body(Exchange *exchange)
{
    const Shared *shared = exchange->shared;

    if (exchange->body_held == 0)
        return;
    holding_give_back(shared->holdings, ALL_BODIES, exchange->body_held);
    holding_give_back(shared->holdings, exchange->body_holder, exchange->body_held);
}

/* A download is counted by its account, and all together. */
enum { ALL_DOWNLOADS = 2 };

static uint64_t
downloads_of(uint64_t caller)
{
    enum { APART = 0x5bd1e995 }; /* from the same caller's bodies */

    return caller ^ APART;
}

Err
exchange_hold_download(Exchange *exchange)
{
    Holdings *holdings = exchange->shared->holdings;
    const uint64_t holder = downloads_of(exchange->caller);

    if (!holding_take(holdings, ALL_DOWNLOADS, 1, DOWNLOADS_OF_ALL))
        return ERR_BUSY;
    if (!holding_take(holdings, holder, 1, DOWNLOADS_OF_ACCOUNT)) {
        holding_give_back(holdings, ALL_DOWNLOADS, 1);
        return ERR_TOO_MANY_DOWNLOADS;
    }
    exchange->download_holder = holder;
    return OK;
}

static void
give_up_download(Exchange *exchange)
{
    Holdings *holdings = exchange->shared->holdings;

    if (exchange->download_holder == 0)
        return;
    holding_give_back(holdings, ALL_DOWNLOADS, 1);
    holding_give_back(holdings, exchange->download_holder, 1);
}

void
exchange_end_turn(Exchange *exchange)
{
    Exchange *next = turn_next(exchange->server->turns, exchange);

    if (next != NULL)
        next->ready(next);
}

/* --- keeping arenas -------------------------------------------------------------------------- */

/* Full when as many arenas as we keep have kept something of their last answer, or very much. */
static bool
put_into_pool(Server *server, Arena *arena)
{
    if (server->pool_count == ARENAS_KEPT_MAX ||
        server->pool_excess + arena_excess(arena) > WARM_BYTES_MAX)
        return false;
    server->pool_excess += arena_excess(arena);
    server->pool[server->pool_count++] = arena;
    return true;
}

void
exchange_free(Server *server, Exchange *exchange)
{
    Arena *arena = exchange->ctx.arena;
    bool was_in_flight = exchange->in_flight;

    exchange_end_turn(exchange);
    give_up_body(exchange);
    give_up_download(exchange);
    arena_rewind(arena);
    pthread_mutex_lock(&server->mutex);
    server->in_flight -= was_in_flight;
    bool kept = put_into_pool(server, arena);
    pthread_mutex_unlock(&server->mutex);
    if (!kept)
        arena_free(&arena);
}

bool
exchange_enter_flight(Exchange *exchange)
{
    Server *server = exchange->server;

    pthread_mutex_lock(&server->mutex);
    exchange->in_flight = !server->stopping;
    server->in_flight += exchange->in_flight;
    pthread_mutex_unlock(&server->mutex);
    return exchange->in_flight;
}

bool
server_is_stopping(Server *server)
{
    pthread_mutex_lock(&server->mutex);
    bool stopping = server->stopping;
    pthread_mutex_unlock(&server->mutex);
    return stopping;
}

void
exchange_count_suspended(Server *server, int change)
{
    pthread_mutex_lock(&server->mutex);
    server->suspended += change;
    pthread_mutex_unlock(&server->mutex);
}
