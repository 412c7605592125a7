#include "http/server/server_inside.h"

#include "base/log.h"
#include "base/text/text.h"
#include "http/server/listen.h"
#include "http/server/metrics.h"

#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

enum {
    ARENA_BYTES = 32 * 1024 * 1024, /* the most that a batch of use with its answer can need */
    WARM_BYTES_MAX = 4 * 1024 * 1024,
    CONNECTION_BYTES = 16384, /* a request's line and headers must fit in here */
    IDLE_SECONDS = 60,        /* a connection that says nothing so long is closed */
    FILES_RESERVED = 128,     /* not for connections: database, log, listening */
    STOP_WAIT_SECONDS = 45,
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
    exchange->service = &server->settings.service;
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

/* We undo %XX ourselves, where we know which characters are separators. */
static size_t
leave_escaped(void *data, struct MHD_Connection *connection, char *text)
{
    (void)data;
    (void)connection;
    return strlen(text);
}

static void
say_nothing(void *data, const char *format, va_list args)
{
    (void)data;
    (void)format;
    (void)args;
}

/* As many connections as the system lets us have files, some kept back for our own. */
static unsigned
connections_max(void)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return 1024;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    rlim_t files = limit.rlim_cur > 100000 ? 100000 : limit.rlim_cur;
    return files > (rlim_t)2 * FILES_RESERVED ? (unsigned)files - FILES_RESERVED : FILES_RESERVED;
}

static struct MHD_Daemon *
start_daemon(Server *server, int socket, unsigned threads, OnTarget *target)
{
    const struct MHD_OptionItem POOL[] = {
        {MHD_OPTION_THREAD_POOL_SIZE, (intptr_t)threads, NULL},
        {MHD_OPTION_END, 0, NULL},
    };

    return MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG, 0, NULL, NULL,
        connection_on_request, server, MHD_OPTION_EXTERNAL_LOGGER, say_nothing, NULL,
        MHD_OPTION_LISTEN_SOCKET, socket, MHD_OPTION_URI_LOG_CALLBACK, target, server,
        MHD_OPTION_NOTIFY_COMPLETED, connection_on_end, server, MHD_OPTION_UNESCAPE_CALLBACK,
        leave_escaped, NULL, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_CONNECTION_LIMIT,
        connections_max(), MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_SECONDS,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_BYTES, MHD_OPTION_ARRAY,
        threads > 1 ? POOL : POOL + 1, MHD_OPTION_END);
}

/* NOLINTBEGIN(readability-function-size): the library's own signature */
static enum MHD_Result
on_metrics(void *data, struct MHD_Connection *connection, const char *url, const char *method,
           const char *version, const char *bytes, size_t *count, void **state)
/* NOLINTEND(readability-function-size) */
{
    enum { METRICS_BYTES = 16384 };
    Server *server = data;
    const Service *service = &server->settings.service;
    CLEANUP(arena_free) Arena *arena = arena_new((size_t)4 * METRICS_BYTES);
    Buf out = buf_new(arena, METRICS_BYTES);
    bool known = text_equal(url, "/metrics") && text_equal(method, "GET");

    (void)version;
    (void)bytes;
    (void)count;
    (void)state;
    if (known)
        metrics_write(service->metrics, writer_stats(service->writer), &out);
    struct MHD_Response *response =
        MHD_create_response_from_buffer(out.length, out.data, MHD_RESPMEM_MUST_COPY);
    add_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8");
    enum MHD_Result result = MHD_queue_response(connection, known ? 200 : 404, response);
    MHD_destroy_response(response);
    return result;
}

static bool
start_main(Server *server)
{
    const char *why;
    int socket = listen_tcp(server->settings.listen, &why);

    if (socket < 0) {
        log_line(LOG_ERROR, "listen=\"%s\" why=\"%s\"", server->settings.listen, why);
        return false;
    }
    server->port = listen_port(socket);
    server->daemon =
        start_daemon(server, socket, (unsigned)server->settings.threads, connection_on_target);
    return server->daemon != NULL;
}

static bool
start_local(Server *server)
{
    const char *why;
    int socket = listen_unix(server->settings.socket_path, &why);

    if (socket < 0) {
        log_line(LOG_ERROR, "socket=\"%s\" why=\"%s\"", server->settings.socket_path, why);
        return false;
    }
    server->local = start_daemon(server, socket, 1, connection_on_local_target);
    return server->local != NULL;
}

static bool
start_metrics(Server *server)
{
    const char *why;

    if (server->settings.metrics_listen == NULL)
        return true;
    int socket = listen_tcp(server->settings.metrics_listen, &why);
    if (socket < 0) {
        log_line(LOG_ERROR, "metrics=\"%s\" why=\"%s\"", server->settings.metrics_listen, why);
        return false;
    }
    server->metrics =
        MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD, 0, NULL, NULL, on_metrics, server,
                         MHD_OPTION_LISTEN_SOCKET, socket, MHD_OPTION_CONNECTION_LIMIT, 64u,
                         MHD_OPTION_CONNECTION_TIMEOUT, 10u, MHD_OPTION_END);
    return server->metrics != NULL;
}

Server *
server_start(const ServerSettings *settings)
{
    Server *server = calloc(1, sizeof(*server));

    if (server == NULL)
        abort();
    server->settings = *settings;
    server->settings.service.metrics = metrics_new();
    pthread_mutex_init(&server->mutex, NULL);
    long_work_init(&server->long_work);
    slow_work_init(&server->slow_work, connection_work_slowly);
    if (!start_local(server) || !start_metrics(server) || !start_main(server))
        server_stop(&server);
    return server;
}

int
server_port(const Server *server)
{
    return server->port;
}

/* False when that took too long. */
static bool
wait_until_none(Server *server, const int *count, Micros longest)
{
    const struct timespec PAUSE = {.tv_nsec = 5000000};
    const Micros began = clock_steady();

    for (;;) {
        pthread_mutex_lock(&server->mutex);
        bool none = *count == 0;
        pthread_mutex_unlock(&server->mutex);
        if (none || clock_steady() - began > longest)
            return none;
        nanosleep(&PAUSE, NULL);
    }
}

/*
 * What is here as a whole is finished: reads at once, changes when the writer gets to them. What is
 * not is refused, or there would always be something in flight. Who reads too slowly is left behind
 * in the end, and long work ends when the writer takes no more pieces of it; but the library may
 * not be stopped while a connection is suspended.
 */
static void
finish_in_flight(Server *server)
{
    pthread_mutex_lock(&server->mutex);
    server->stopping = true;
    pthread_mutex_unlock(&server->mutex);
    if (wait_until_none(server, &server->in_flight, STOP_WAIT_SECONDS * MICROS_PER_SECOND))
        return;
    writer_close(server->settings.service.writer);
    bool none = wait_until_none(server, &server->suspended, INT64_MAX);
    assert(none);
}

static void
stop_daemon(struct MHD_Daemon **daemon)
{
    if (*daemon != NULL)
        MHD_stop_daemon(*daemon);
    *daemon = NULL;
}

void
server_stop(Server **server)
{
    Server *stopped = *server;

    if (stopped == NULL)
        return;
    if (stopped->daemon != NULL) {
        int socket = MHD_quiesce_daemon(stopped->daemon);
        if (socket >= 0)
            close(socket);
    }
    finish_in_flight(stopped);
    stop_daemon(&stopped->daemon);
    stop_daemon(&stopped->local);
    stop_daemon(&stopped->metrics);
    long_work_end(&stopped->long_work);
    slow_work_end(&stopped->slow_work);
    unlink(stopped->settings.socket_path);
    while (stopped->pool_count > 0)
        arena_free(&stopped->pool[--stopped->pool_count]);
    metrics_free(&stopped->settings.service.metrics);
    pthread_mutex_destroy(&stopped->mutex);
    free(stopped);
    *server = NULL;
}
