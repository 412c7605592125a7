#include "http/server/server.h"

#include "base/log.h"
#include "http/metrics.h"
#include "http/server/listen.h"
#include "http/server/server_inside.h"

#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

enum {
    FILES_MAX = 100000,
    FILES_LEAST = 1024,   /* that every system allows */
    FILES_RESERVED = 128, /* not for connections: database, log, listening */
    LINGERING_PART = 32,  /* of the files; LINGERING_MAX at the most */
    STOP_WAIT_SECONDS = 45,
    LASTING_WORK_MAX = 2, /* at a time: lots of a million keys, some 60 MiB each */
    SHORT_WORK_MAX = 2,
    SLOW_WORK_MAX = 2,      /* passwords, 64 MiB each */
    SLOW_WORK_IN_ORDER = 8, /* which takes a second; more is a flood, or a rush */
};

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

/* As many files as the system lets us have. */
static size_t
allow_files(void)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return FILES_LEAST;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    return limit.rlim_cur > FILES_MAX ? FILES_MAX : (size_t)limit.rlim_cur;
}

/* A few are kept back for our own, and for connections that linger; the others are connections. */
static void
share_out_files(size_t files, size_t *ret_connections, size_t *ret_lingering)
{
    const size_t lingering = files / LINGERING_PART + 1;

    *ret_lingering = lingering < LINGERING_MAX ? lingering : LINGERING_MAX;
    const size_t kept = FILES_RESERVED + *ret_lingering;
    *ret_connections = files > 2 * kept ? files - kept : FILES_RESERVED;
}

/*
 * The library of Debian 13 puts folded lines together and takes LF alone for an end unless it is
 * told to be strict. That of Debian 12 has no such setting, and framing.c sees what it lets
 * through; where it can be strict, that is about Host alone, which we miss ourselves.
 */
#if MHD_VERSION >= 0x00097701
#define STRICTNESS MHD_OPTION_CLIENT_DISCIPLINE_LVL, 2
#else
#define STRICTNESS MHD_OPTION_STRICT_FOR_CLIENT, 0
#endif

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
        MHD_OPTION_NOTIFY_CONNECTION, connection_on_change, server, MHD_OPTION_NOTIFY_COMPLETED,
        connection_on_end, server, MHD_OPTION_UNESCAPE_CALLBACK, leave_escaped, NULL, STRICTNESS,
        MHD_OPTION_CONNECTION_LIMIT, (unsigned)server->connections_max,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_SECONDS_MAX,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HEADER_BYTES_MAX, MHD_OPTION_ARRAY,
        threads > 1 ? POOL : POOL + 1, MHD_OPTION_END);
}

static bool
start_main(Server *server)
{
    int socket = server->settings.listeners->main;

    server->settings.listeners->main = -1;
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

Server *
server_start(const ServerSettings *settings)
{
    Server *server = calloc(1, sizeof(*server));
    size_t lingering;

    if (server == NULL)
        die("out of memory");
    server->settings = *settings;
    server->settings.shared.metrics = metrics_new(&server->settings.shared.routes);
    pthread_mutex_init(&server->mutex, NULL);
    share_out_files(allow_files(), &server->connections_max, &lingering);
    server->wires = wires_new(server->connections_max, !settings->shared.tls_in_front);
    server->turns = turns_new();
    server->waits = waits_new(work_resume);
    writer_on_commit(settings->shared.writer, waits_note, server->waits);
    server->linger = linger_new(lingering);
    server->lasting_work =
        pool_new(CONNECTION_WORK, (PoolRoom){LASTING_WORK_MAX, LASTING_WORK_WAITING_MAX, 0, 0});
    server->short_work =
        pool_new(CONNECTION_WORK, (PoolRoom){SHORT_WORK_MAX, SHORT_WORK_WAITING_MAX, 0, 0});
    server->slow_work =
        pool_new(CONNECTION_WORK, (PoolRoom){SLOW_WORK_MAX, SLOW_WORK_WAITING_MAX,
                                             SIGN_IN_PLACES_OF_ADDRESS, SLOW_WORK_IN_ORDER});
    if (!start_local(server) || !metrics_server_start(server) || !start_main(server))
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
 * in the end, and long work ends when the writer takes no more pieces of it, or before it begins;
 * but the library may not be stopped while a connection is suspended.
 */
static void
finish_in_flight(Server *server)
{
    pthread_mutex_lock(&server->mutex);
    server->stopping = true;
    pthread_mutex_unlock(&server->mutex);
    waits_end(server->waits);
    if (wait_until_none(server, &server->in_flight, STOP_WAIT_SECONDS * MICROS_PER_SECOND))
        return;
    writer_close(server->settings.shared.writer);
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
    pool_free(&stopped->lasting_work);
    pool_free(&stopped->short_work);
    pool_free(&stopped->slow_work);
    wires_free(&stopped->wires);
    turns_free(&stopped->turns);
    writer_on_commit(stopped->settings.shared.writer, NULL, NULL);
    waits_free(&stopped->waits);
    linger_free(&stopped->linger);
    unlink(stopped->settings.socket_path);
    while (stopped->pool_count > 0)
        arena_free(&stopped->pool[--stopped->pool_count]);
    metrics_free(&stopped->settings.shared.metrics);
    pthread_mutex_destroy(&stopped->mutex);
    free(stopped);
    *server = NULL;
}
