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
    exchange_let_go(exchange);
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
