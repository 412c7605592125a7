/*
 * Follows a request through its stages: headers, body, work, answer.
 */
#include "http/server/server_inside.h"

#include "base/text/text.h"
#include "http/serve.h"
#include "http/server/forwarded.h"
#include "http/server/framing.h"

/* --- what the library knows of a request ---------------------------------------------------- */

typedef struct HeaderScan {
    Headers *headers;
    Framing framing;
    bool twice; /* a header that decides something came twice */
} HeaderScan;

static bool
is_packed(const char *codings)
{
    Weighted coding;

    while (weights_next(&codings, &coding))
        if (!weighted_is(&coding, "identity"))
            return true;
    return false;
}

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
        {MHD_HTTP_HEADER_REFERER, &scan->headers->referer},
        {MHD_HTTP_HEADER_ACCEPT, &scan->headers->accept},
        {MHD_HTTP_HEADER_ACCEPT_ENCODING, &scan->headers->accept_encoding},
        {MHD_HTTP_HEADER_ACCEPT_LANGUAGE, &scan->headers->accept_language},
        {MHD_HTTP_HEADER_COOKIE, &scan->headers->cookie},
        {MHD_HTTP_HEADER_HOST, &scan->headers->host},
        {"Sec-Fetch-Site", &scan->headers->sec_fetch_site},
        {MHD_HTTP_HEADER_ORIGIN, &scan->headers->origin},
    };

    (void)kind;
    if (value == NULL)
        value = "";
    framing_header(&scan->framing, name, value);
    if (strcasecmp(name, MHD_HTTP_HEADER_CONTENT_ENCODING) == 0)
        scan->headers->packed = scan->headers->packed || is_packed(value);
    if (strcasecmp(name, "X-Forwarded-For") == 0)
        scan->headers->forwarded_for = value; /* proxies may each add a header of their own */
    if (strcasecmp(name, "X-Forwarded-Proto") == 0)
        scan->headers->forwarded_proto = value;
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

static const struct sockaddr *
address_of_client(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);

    return info != NULL ? info->client_addr : NULL;
}

static int
socket_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);

    return info != NULL ? info->connect_fd : -1;
}

static struct Wire *
wire_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

    return info != NULL ? info->socket_context : NULL;
}

void
connection_on_change(void *data, struct MHD_Connection *connection, void **wire,
                     enum MHD_ConnectionNotificationCode code)
{
    Server *server = data;
    const struct sockaddr *address = address_of_client(connection);
    Wire *watched = *wire;

    if (code == MHD_CONNECTION_NOTIFY_CLOSED && watched != NULL)
        wire_close(server->wires, &watched);
    else if (code == MHD_CONNECTION_NOTIFY_STARTED && address != NULL &&
             address->sa_family != AF_UNIX)
        watched = wire_open(server->wires, socket_of(connection), address);
    *wire = watched;
}

static void
read_forwarded_address(Exchange *exchange)
{
    const char *list = exchange->headers.forwarded_for;

    if (list != NULL && exchange->shared->tls_in_front)
        read_forwarded(list, exchange->address);
}

/* --- its stages ------------------------------------------------------------------------------ */

static Err
open_exchange(Exchange *exchange, struct MHD_Connection *connection, Framing framing)
{
    Err err = read_headers(exchange, connection, framing);

    address_show(address_of_client(connection), exchange->address);
    read_forwarded_address(exchange);
    Err opened = serve_open(exchange);
    return err != OK ? err : opened;
}

static enum MHD_Result
on_headers(Exchange *exchange, struct MHD_Connection *connection, Framing framing)
{
    uint64_t length;
    bool announced = body_is_announced(connection, &length);

    exchange->stage = STAGE_BODY;
    exchange->connection = connection;
    exchange->ready = work_resume;
    exchange->wire = wire_of(connection);
    exchange->body = buf_new(exchange->ctx.arena, 0);
    wire_enter(exchange->wire, WIRE_BODY);
    exchange->err = open_exchange(exchange, connection, framing);
    bool malformed = exchange->err == ERR_REQUEST_MALFORMED;
    if (announced && exchange->err == OK)
        exchange->err = body_open(exchange, length);
    if (exchange->err == OK)
        return MHD_YES;
    if (announced && !malformed && !body_ends_connection(connection, length)) {
        exchange->stage = STAGE_REFUSED;
        return MHD_YES;
    }
    if (announced || malformed)
        linger_hold(exchange->server->linger, socket_of(connection));
    return work_finish(exchange, connection);
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
        return body_take(exchange, bytes, count);
    bool turn = exchange->stage == STAGE_TURN || exchange->stage == STAGE_WAIT;
    if (exchange->stage == STAGE_READY || turn)
        exchange_count_suspended(exchange->server, -1);
    if (exchange->stage == STAGE_READY)
        return work_finish(exchange, connection);
    if (turn)
        return work_start(exchange, connection);
    return work_begin(exchange, connection);
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
    (void)code;
    wire_enter(wire_of(connection), WIRE_WAITING);
    if (*state != NULL)
        exchange_free(data, *state);
    *state = NULL;
}
