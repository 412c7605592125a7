/*
 * Follows a request through its stages: headers, body, work, answer.
 */
#include "http/server/server_inside.h"

#include "http/serve.h"
#include "http/server/forwarded.h"
#include "http/server/framing.h"

#include <arpa/inet.h>
#include <netinet/in.h>

/* --- what the library knows of a request ---------------------------------------------------- */

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
        {MHD_HTTP_HEADER_ACCEPT_ENCODING, &scan->headers->accept_encoding},
        {MHD_HTTP_HEADER_ACCEPT_LANGUAGE, &scan->headers->accept_language},
        {MHD_HTTP_HEADER_COOKIE, &scan->headers->cookie},
        {MHD_HTTP_HEADER_HOST, &scan->headers->host},
        {"Sec-Fetch-Site", &scan->headers->sec_fetch_site},
    };

    (void)kind;
    if (value == NULL)
        value = "";
    framing_header(&scan->framing, name, value);
    if (strcasecmp(name, "X-Forwarded-For") == 0)
        scan->headers->forwarded_for = value; /* proxies may each add a header of their own */
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
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);

    MHD_get_connection_values(connection, MHD_HEADER_KIND, scan_header, &scan);
    bool sound = framing_is_sound(&scan.framing, info != NULL ? info->header_size : 0);
    return sound && !scan.twice ? OK : ERR_REQUEST_MALFORMED;
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

static void
read_forwarded_address(Exchange *exchange)
{
    const char *list = exchange->headers.forwarded_for;

    if (list != NULL && exchange->shared->tls_in_front)
        read_forwarded(list, exchange->address);
}

/* --- its stages ------------------------------------------------------------------------------ */

static enum MHD_Result
refuse_request(Exchange *exchange, struct MHD_Connection *connection, Err err)
{
    serve_complete(exchange, NULL, err);
    return answer(exchange, connection);
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
    if (!writer_submit(exchange->shared->writer, &exchange->job))
        serve_finish(&exchange->job, ERR_BUSY);
}

static void
run_apart(void *data)
{
    Exchange *exchange = data;
    Db *db = NULL;

    exchange->err = store_open(exchange->server->settings.database, DB_READ, &db);
    if (exchange->err == OK)
        exchange->err = serve_long(exchange, db);
    store_close(&db);
}

static void
go_on_from_apart(void *data)
{
    Exchange *exchange = data;

    if (exchange->err == OK)
        submit(exchange);
    else
        serve_finish(&exchange->job, exchange->err);
}

const PoolWork CONNECTION_WORK = {run_apart, go_on_from_apart};

static void
start_apart(Exchange *exchange, Pool *pool)
{
    if (!pool_add(pool, exchange))
        serve_finish(&exchange->job, ERR_BUSY);
}

static size_t
body_max(const Exchange *exchange)
{
    const Route *route = exchange->route;

    if (route != NULL && route->batch)
        return BATCH_BYTES_MAX;
    return route != NULL && route->face != NULL ? FORM_BYTES_MAX : BODY_BYTES_MAX;
}

/* Strangers do not get to fill the memory that a batch needs. */
static Err
admit(Exchange *exchange)
{
    Readers *readers = exchange->shared->readers;
    Db *db;

    if (!exchange->route->batch)
        return OK;
    TRY(readers_enter(readers, &db));
    Err err = serve_admit(exchange, db);
    readers_leave(readers);
    return err;
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
    read_address(exchange, connection);
    Err err = read_headers(exchange, connection, framing);
    read_forwarded_address(exchange);
    Err opened = serve_open(exchange);
    if (err == OK)
        err = opened;
    if (err == OK && announced_length(connection) > body_max(exchange))
        err = ERR_BODY_TOO_LARGE;
    if (err == OK)
        err = admit(exchange);
    exchange->body = buf_new(exchange->ctx.arena, body_max(exchange));
    return err == OK ? MHD_YES : refuse_request(exchange, connection, err);
}

/* A length that was announced was checked before; chunks that go on beyond it are cut off. */
static enum MHD_Result
on_body(Exchange *exchange, const char *bytes, size_t *count)
{
    buf_put(&exchange->body, bytes, *count);
    *count = 0;
    return exchange->body.full ? MHD_NO : MHD_YES;
}

/* What became of it is known. A form that was refused is read anew before it is shown again. */
static enum MHD_Result
finish_exchange(Exchange *exchange, struct MHD_Connection *connection)
{
    Readers *readers = exchange->shared->readers;
    Db *db;

    if (exchange->err == OK || readers_enter(readers, &db) != OK) {
        serve_complete(exchange, NULL, exchange->err);
    } else {
        serve_complete(exchange, db, exchange->err);
        readers_leave(readers);
    }
    return answer(exchange, connection);
}

static enum MHD_Result
on_complete(Exchange *exchange, struct MHD_Connection *connection)
{
    Db *db;

    if (!exchange_enter_flight(exchange))
        return refuse_request(exchange, connection, ERR_BUSY);
    Err err = readers_enter(exchange->shared->readers, &db);
    if (err != OK)
        return refuse_request(exchange, connection, err);

    ServeState state = serve_start(exchange, db);
    readers_leave(exchange->shared->readers);
    if (state == SERVE_DONE || state == SERVE_REFUSED)
        return finish_exchange(exchange, connection);
    /* Suspended first: the writer may be done before we return. */
    exchange->stage = STAGE_WORKING;
    exchange_count_suspended(exchange->server, 1);
    MHD_suspend_connection(connection);
    if (state == SERVE_CHANGE)
        submit(exchange);
    else if (state == SERVE_SLOW)
        start_apart(exchange, exchange->server->slow_work);
    else
        start_apart(exchange, exchange->server->long_work);
    return MHD_YES;
}

/* NOLINTBEGIN(readability-function-size): the library's own signature */
enum MHD_Result
connection_on_request(void *data, struct MHD_Connection *connection, const char *url,
                      const char *method, const char *version, const char *bytes, size_t *count,
                      void **state)
/* NOLINTEND(readability-function-size) */
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
        exchange_count_suspended(exchange->server, -1);
        return finish_exchange(exchange, connection);
    }
    return on_complete(exchange, connection);
}

void *
connection_on_target(void *data, const char *target, struct MHD_Connection *connection)
{
    Server *server = data;
    Exchange *exchange = exchange_new(server, target != NULL ? target : "");

    (void)connection;
    exchange->server = server;
    return exchange;
}

void *
connection_on_local_target(void *data, const char *target, struct MHD_Connection *connection)
{
    Exchange *exchange = connection_on_target(data, target, connection);

    exchange->local = true;
    return exchange;
}

void
connection_on_end(void *data, struct MHD_Connection *connection, void **state,
                  enum MHD_RequestTerminationCode code)
{
    (void)connection;
    (void)code;
    if (*state != NULL)
        exchange_free(data, *state);
    *state = NULL;
}
