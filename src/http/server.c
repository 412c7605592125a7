#include "http/server.h"

#include "base/log.h"
#include "base/text.h"
#include "http/framing.h"
#include "http/listen.h"
#include "http/long_work.h"
#include "http/metrics.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

enum {
    ARENA_BYTES = 16 * 1024 * 1024,
    POOL_MAX = 64,            /* idle arenas kept for the next requests */
    CONNECTION_BYTES = 16384, /* a request's line and headers must fit in here */
    IDLE_SECONDS = 60,        /* a connection that says nothing so long is closed */
    FILES_RESERVED = 128,     /* not for connections: database, log, listening */
    READERS_MAX = 64,
    STOP_WAIT_SECONDS = 45,
};

struct Server {
    ServerSettings settings;
    struct MHD_Daemon *daemon;
    struct MHD_Daemon *local;
    struct MHD_Daemon *metrics;
    int port;

    pthread_mutex_t mutex;
    Arena *pool[POOL_MAX];
    size_t pool_count;
    Db *reader[READERS_MAX];
    size_t reader_count;
    LongWork long_work;
    bool stopping; /* what is not here as a whole is refused from now on */
    int in_flight; /* requests that are here as a whole, whose answers are not sent */
    int suspended; /* those of them that have left their connection */
};

/* The connection for reading of this thread, opened when it is first needed. */
static _Thread_local Db *thread_reader;

static Err
reader_of_thread(Server *server, Db **ret)
{
    if (thread_reader == NULL) {
        TRY(store_open(server->settings.database, DB_READ, &thread_reader));
        pthread_mutex_lock(&server->mutex);
        assert(server->reader_count < READERS_MAX);
        server->reader[server->reader_count++] = thread_reader;
        pthread_mutex_unlock(&server->mutex);
    }
    *ret = thread_reader;
    return OK;
}

static Exchange *
exchange_new(Server *server, const char *target)
{
    Arena *arena = NULL;

    pthread_mutex_lock(&server->mutex);
    if (server->pool_count > 0)
        arena = server->pool[--server->pool_count];
    pthread_mutex_unlock(&server->mutex);
    if (arena == NULL)
        arena = arena_new(ARENA_BYTES);

    Exchange *exchange = ARENA_NEW(arena, Exchange);
    exchange->ctx.arena = arena;
    exchange->service = &server->settings.service;
    exchange->target = arena_copy(arena, target, strlen(target));
    return exchange;
}

static void
exchange_free(Server *server, Exchange *exchange)
{
    Arena *arena = exchange->ctx.arena;
    bool was_in_flight = exchange->in_flight;

    arena_reset(arena, 0);
    pthread_mutex_lock(&server->mutex);
    server->in_flight -= was_in_flight;
    if (server->pool_count < POOL_MAX) {
        server->pool[server->pool_count++] = arena;
        arena = NULL;
    }
    pthread_mutex_unlock(&server->mutex);
    arena_free(&arena);
}

/* False when it comes too late. */
static bool
enter_flight(Exchange *exchange)
{
    Server *server = exchange->server;

    pthread_mutex_lock(&server->mutex);
    exchange->in_flight = !server->stopping;
    server->in_flight += exchange->in_flight;
    pthread_mutex_unlock(&server->mutex);
    return exchange->in_flight;
}

static bool
is_stopping(Server *server)
{
    pthread_mutex_lock(&server->mutex);
    bool stopping = server->stopping;
    pthread_mutex_unlock(&server->mutex);
    return stopping;
}

/* --- from HTTP ------------------------------------------------------------------------------ */

typedef struct HeaderScan {
    Headers *headers;
    Framing framing;
    bool twice; /* a header that decides something came twice */
} HeaderScan;

static enum MHD_Result
scan_header(void *data, enum MHD_ValueKind kind, const char *name, const char *value)
{
    HeaderScan *scan = data;
    const struct {
        const char *name;
        const char **place;
    } WANTED[] = {
        {MHD_HTTP_HEADER_AUTHORIZATION, &scan->headers->authorization},
        {MHD_HTTP_HEADER_CONTENT_TYPE, &scan->headers->content_type},
        {"Idempotency-Key", &scan->headers->idempotency_key},
        {MHD_HTTP_HEADER_IF_MATCH, &scan->headers->if_match},
        {MHD_HTTP_HEADER_IF_NONE_MATCH, &scan->headers->if_none_match},
        {MHD_HTTP_HEADER_ACCEPT, &scan->headers->accept},
        {MHD_HTTP_HEADER_ACCEPT_LANGUAGE, &scan->headers->accept_language},
    };

    (void)kind;
    if (value == NULL)
        value = "";
    framing_header(&scan->framing, name, value);
    for (size_t i = 0; i < COUNT_OF(WANTED); i++) {
        if (strcasecmp(name, WANTED[i].name) != 0)
            continue;
        scan->twice = scan->twice || *WANTED[i].place != NULL;
        *WANTED[i].place = value;
        break;
    }
    return MHD_YES;
}

static Err
read_headers(Exchange *exchange, struct MHD_Connection *connection, Framing framing)
{
    HeaderScan scan = {.headers = &exchange->headers, .framing = framing};

    MHD_get_connection_values(connection, MHD_HEADER_KIND, scan_header, &scan);
    return framing_is_sound(&scan.framing) && !scan.twice ? OK : ERR_REQUEST_MALFORMED;
}

static void
read_address(Exchange *exchange, struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    const struct sockaddr *address = info != NULL ? info->client_addr : NULL;
    const void *number = NULL;

    if (address != NULL && address->sa_family == AF_INET)
        number = &((const struct sockaddr_in *)(const void *)address)->sin_addr;
    if (address != NULL && address->sa_family == AF_INET6)
        number = &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr;
    if (number != NULL)
        inet_ntop(address->sa_family, number, exchange->address, sizeof(exchange->address));
}

/* --- to HTTP -------------------------------------------------------------------------------- */

static void
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
    int64_t quota = exchange->service->requests_per_second;
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

static void
add_headers(struct MHD_Response *response, const Exchange *exchange)
{
    const Reply *reply = &exchange->reply;

    add_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, reply->content_type);
    add_header(response, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");
    add_header(response, "X-Content-Type-Options", "nosniff");
    add_header(response, MHD_HTTP_HEADER_ETAG, reply->etag);
    add_header(response, MHD_HTTP_HEADER_LOCATION, reply->location);
    if (reply->file_name != NULL)
        add_header(
            response, "Content-Disposition",
            arena_printf(exchange->ctx.arena, "attachment; filename=\"%s\"", reply->file_name));
    if (exchange->replayed)
        add_header(response, "Idempotency-Replayed", "true");
    /* After a request that may have been read wrongly, the next one cannot be trusted either. */
    if (exchange->err == ERR_REQUEST_MALFORMED)
        add_header(response, MHD_HTTP_HEADER_CONNECTION, "close");
    if (exchange->err == ERR_METHOD_NOT_ALLOWED)
        add_header(response, MHD_HTTP_HEADER_ALLOW, exchange->allow);
    if (exchange->err == ERR_SIGN_IN_REQUIRED)
        add_header(response, MHD_HTTP_HEADER_WWW_AUTHENTICATE, "Bearer");
    if (exchange->err != OK)
        add_header(response, MHD_HTTP_HEADER_CONTENT_LANGUAGE, lang_code(exchange->ctx.lang));
    if (is_stopping(exchange->server))
        add_header(response, MHD_HTTP_HEADER_CONNECTION, "close");
    add_limits(response, exchange);
}

/* The next bytes of a streamed body; a new piece is made where the last one is sent. */
static ssize_t
next_bytes(void *data, uint64_t position, char *bytes, size_t max)
{
    enum { PIECE_BYTES_MAX = 2 * 1024 * 1024 };
    Exchange *exchange = data;
    Reply *reply = &exchange->reply;
    Server *server = exchange->server;

    (void)position;
    if (exchange->piece_sent == exchange->piece.length) {
        arena_reset(exchange->ctx.arena, exchange->mark);
        exchange->piece = buf_new(exchange->ctx.arena, PIECE_BYTES_MAX);
        exchange->piece_sent = 0;
        if (reader_of_thread(server, &exchange->ctx.db) != OK ||
            reply->stream(&exchange->ctx, reply->stream_state, &exchange->piece) != OK)
            return MHD_CONTENT_READER_END_WITH_ERROR;
        assert(!exchange->piece.full);
    }
    size_t left = exchange->piece.length - exchange->piece_sent;
    if (left == 0)
        return MHD_CONTENT_READER_END_OF_STREAM;
    size_t count = left < max ? left : max;
    memcpy(bytes, exchange->piece.data + exchange->piece_sent, count);
    exchange->piece_sent += count;
    return (ssize_t)count;
}

static enum MHD_Result
answer(Exchange *exchange, struct MHD_Connection *connection)
{
    enum { BLOCK_BYTES = 64 * 1024 };
    Reply *reply = &exchange->reply;
    struct MHD_Response *response;

    exchange->stage = STAGE_ANSWERED;
    exchange->mark = arena_mark(exchange->ctx.arena);
    if (reply->stream != NULL)
        response = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, BLOCK_BYTES, next_bytes,
                                                     exchange, NULL);
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

static enum MHD_Result
refuse(Exchange *exchange, struct MHD_Connection *connection, Err err)
{
    serve_complete(exchange, err);
    return answer(exchange, connection);
}

/* --- the stages of a request ---------------------------------------------------------------- */

static void
count_suspended(Server *server, int change)
{
    pthread_mutex_lock(&server->mutex);
    server->suspended += change;
    pthread_mutex_unlock(&server->mutex);
}

/* Called by the writer: the connection goes on on its own thread, and the exchange with it. */
static void
resume(Exchange *exchange)
{
    exchange->stage = STAGE_READY;
    MHD_resume_connection(exchange->connection);
}

static void
submit(Exchange *exchange)
{
    exchange->job = (Job){.run = serve_change, .done = serve_finish};
    if (!writer_submit(exchange->service->writer, &exchange->job))
        serve_finish(&exchange->job, ERR_BUSY);
}

static void
work_long(LongThread *self, void *data)
{
    Exchange *exchange = data;
    Db *db = NULL;

    Err err = store_open(exchange->server->settings.database, DB_READ, &db);
    if (err == OK)
        err = serve_long(exchange, db);
    store_close(&db);
    /* Before the answer: whoever has it may come with more at once. */
    long_work_leave(self);
    if (err == OK)
        submit(exchange);
    else
        serve_finish(&exchange->job, err);
}

static void
start_long(Exchange *exchange)
{
    if (!long_work_start(&exchange->server->long_work, work_long, exchange))
        serve_finish(&exchange->job, ERR_BUSY);
}

static uint64_t
announced_length(struct MHD_Connection *connection)
{
    const char *text =
        MHD_lookup_connection_value(connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_CONTENT_LENGTH);

    return text == NULL ? 0 : strtoull(text, NULL, 10);
}

static enum MHD_Result
on_headers(Exchange *exchange, struct MHD_Connection *connection, Framing framing)
{
    exchange->stage = STAGE_BODY;
    exchange->connection = connection;
    exchange->ready = resume;
    exchange->body = buf_new(exchange->ctx.arena, BODY_BYTES_MAX);
    read_address(exchange, connection);
    Err err = read_headers(exchange, connection, framing);
    Err opened = serve_open(exchange);
    if (err == OK)
        err = opened;
    if (err == OK && announced_length(connection) > BODY_BYTES_MAX)
        err = ERR_BODY_TOO_LARGE;
    return err == OK ? MHD_YES : refuse(exchange, connection, err);
}

/* A length that was announced was checked before; chunks that go on beyond it are cut off. */
static enum MHD_Result
on_body(Exchange *exchange, const char *bytes, size_t *count)
{
    buf_put(&exchange->body, bytes, *count);
    *count = 0;
    return exchange->body.full ? MHD_NO : MHD_YES;
}

static enum MHD_Result
on_complete(Exchange *exchange, struct MHD_Connection *connection)
{
    Db *db;

    if (!enter_flight(exchange))
        return refuse(exchange, connection, ERR_BUSY);
    Err err = reader_of_thread(exchange->server, &db);
    if (err != OK)
        return refuse(exchange, connection, err);

    ServeState state = serve_start(exchange, db);
    if (state == SERVE_DONE)
        return answer(exchange, connection);
    /* Suspended first: the writer may be done before we return. */
    exchange->stage = STAGE_WORKING;
    count_suspended(exchange->server, 1);
    MHD_suspend_connection(connection);
    if (state == SERVE_CHANGE)
        submit(exchange);
    else
        start_long(exchange);
    return MHD_YES;
}

static enum MHD_Result
on_request(void *data, struct MHD_Connection *connection, const char *url, const char *method,
           const char *version, const char *bytes, size_t *count, void **state)
{
    Exchange *exchange = *state;

    (void)data;
    if (exchange->stage == STAGE_NEW) {
        exchange->method = method;
        return on_headers(exchange, connection,
                          framing_begin(method, url, exchange->target, version));
    }
    if (exchange->stage == STAGE_ANSWERED) {
        *count = 0;
        return MHD_YES;
    }
    if (*count > 0)
        return on_body(exchange, bytes, count);
    if (exchange->stage == STAGE_READY) {
        count_suspended(exchange->server, -1);
        return answer(exchange, connection);
    }
    return on_complete(exchange, connection);
}

/* The first that is heard of a request: its target, as it was sent. */
static void *
on_target(void *data, const char *target, struct MHD_Connection *connection)
{
    Server *server = data;
    Exchange *exchange = exchange_new(server, target != NULL ? target : "");

    (void)connection;
    exchange->server = server;
    return exchange;
}

static void *
on_local_target(void *data, const char *target, struct MHD_Connection *connection)
{
    Exchange *exchange = on_target(data, target, connection);

    exchange->local = true;
    return exchange;
}

static void
on_end(void *data, struct MHD_Connection *connection, void **state,
       enum MHD_RequestTerminationCode code)
{
    (void)connection;
    (void)code;
    if (*state != NULL)
        exchange_free(data, *state);
    *state = NULL;
}

/* We undo %XX ourselves, where we know which characters are separators. */
static size_t
leave_escaped(void *data, struct MHD_Connection *connection, char *text)
{
    (void)data;
    (void)connection;
    return strlen(text);
}

/* --- starting and stopping ------------------------------------------------------------------ */

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
    return files > 2 * FILES_RESERVED ? (unsigned)files - FILES_RESERVED : FILES_RESERVED;
}

typedef void *OnTarget(void *data, const char *target, struct MHD_Connection *connection);

static struct MHD_Daemon *
start_daemon(Server *server, int socket, unsigned threads, OnTarget *target)
{
    const struct MHD_OptionItem POOL[] = {
        {MHD_OPTION_THREAD_POOL_SIZE, (intptr_t)threads, NULL},
        {MHD_OPTION_END, 0, NULL},
    };

    return MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG, 0, NULL, NULL,
        on_request, server, MHD_OPTION_EXTERNAL_LOGGER, say_nothing, NULL, MHD_OPTION_LISTEN_SOCKET,
        socket, MHD_OPTION_URI_LOG_CALLBACK, target, server, MHD_OPTION_NOTIFY_COMPLETED, on_end,
        server, MHD_OPTION_UNESCAPE_CALLBACK, leave_escaped, NULL, MHD_OPTION_STRICT_FOR_CLIENT, 1,
        MHD_OPTION_CONNECTION_LIMIT, connections_max(), MHD_OPTION_CONNECTION_TIMEOUT,
        (unsigned)IDLE_SECONDS, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_BYTES,
        MHD_OPTION_ARRAY, threads > 1 ? POOL : POOL + 1, MHD_OPTION_END);
}

static enum MHD_Result
on_metrics(void *data, struct MHD_Connection *connection, const char *url, const char *method,
           const char *version, const char *bytes, size_t *count, void **state)
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
    server->daemon = start_daemon(server, socket, (unsigned)server->settings.threads, on_target);
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
    server->local = start_daemon(server, socket, 1, on_local_target);
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
    unlink(stopped->settings.socket_path);
    for (size_t i = 0; i < stopped->reader_count; i++)
        store_close(&stopped->reader[i]);
    while (stopped->pool_count > 0)
        arena_free(&stopped->pool[--stopped->pool_count]);
    metrics_free(&stopped->settings.service.metrics);
    pthread_mutex_destroy(&stopped->mutex);
    free(stopped);
    *server = NULL;
}
