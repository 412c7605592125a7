/*
 * A client that sends redemptions as fast as they are answered, on many connections at once:
 *
 *   redeem_load_bench PORT CONNECTIONS redeem|preview <lines
 *
 * On each line a token, a tenant's id and a product key; line i is sent on connection i %
 * CONNECTIONS. Redeeming, every other key of a connection extends the subscription that the one
 * before has activated. One request is under way on each connection. One thread, so that it takes
 * as little as it can of the machine that it shares with the server.
 *
 * Prints {"count":…,"seconds":…,"cpuSeconds":…}, the last being its own. Ends with status 1 on any
 * answer that is no success.
 */
#include "base/base.h"
#include "base/clock.h"
#include "stopwatch.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    CONNECTIONS_MAX = 1024,
    LINE_SIZE = 256,
    ANSWER_SIZE = 16384,
    ID_TEXT_SIZE = 31,
    EVENTS_AT_ONCE = 64,
};

typedef struct Line {
    char token[LINE_SIZE], tenant_id[LINE_SIZE], key[LINE_SIZE];
} Line;

typedef struct Connection {
    int socket;
    size_t next; /* line */
    size_t sent;
    char subscription_id[ID_TEXT_SIZE];
    char answer[ANSWER_SIZE];
    size_t length;
} Connection;

typedef struct Load {
    bool redeems;
    Line *line;
    size_t line_count;
    Connection *connection;
    size_t connection_count;
    size_t answered;
} Load;

static void
give_up(const char *what, const char *about)
{
    fprintf(stderr, "redeem_load_bench: %s: %s\n", what, about);
    exit(1);
}

static void
read_lines(Load *load)
{
    char text[3 * LINE_SIZE];
    size_t room = 0;

    while (fgets(text, sizeof(text), stdin) != NULL) {
        if (load->line_count == room) {
            room = room == 0 ? 1024 : 2 * room;
            load->line = realloc(load->line, room * sizeof(*load->line));
            assert(load->line != NULL);
        }
        Line *line = &load->line[load->line_count++];
        if (sscanf(text, "%255s %255s %255s", line->token, line->tenant_id, line->key) != 3)
            give_up("not a line of token, tenant and key", text);
    }
}

static int
connect_to(int port)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_port = htons((uint16_t)port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    int on = 1;
    int file = socket(AF_INET, SOCK_STREAM, 0);

    if (file < 0 || connect(file, (struct sockaddr *)&address, sizeof(address)) != 0)
        give_up("cannot connect", strerror(errno));
    setsockopt(file, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    return file;
}

static void
send_next(const Load *load, Connection *connection)
{
    const Line *line = &load->line[connection->next];
    bool extends = load->redeems && connection->sent % 2 == 1;
    char body[1024], request[2048];

    int size = snprintf(body, sizeof(body),
                        "{\"tenantId\":\"%s\",\"action\":\"%s\",\"keys\":[\"%s\"],%s%s%s}",
                        line->tenant_id, extends ? "extend" : "activate", line->key,
                        extends ? "\"subscriptionId\":\"" : "\"separate\":true",
                        extends ? connection->subscription_id : "", extends ? "\"" : "");
    int length = snprintf(request, sizeof(request),
                          "POST /api/v1/redemptions%s HTTP/1.1\r\nHost: localhost\r\n"
                          "Authorization: Bearer %s\r\nContent-Type: application/json\r\n"
                          "Content-Length: %d\r\n\r\n%s",
                          load->redeems ? "" : "/preview", line->token, size, body);
    assert(length > 0 && (size_t)length < sizeof(request));
    if (write(connection->socket, request, (size_t)length) != length)
        give_up("cannot send", strerror(errno));
    connection->next += load->connection_count;
    connection->sent++;
    connection->length = 0;
}

/* Is the whole answer there? Its body then begins at *ret_body. */
static bool
is_complete(const Connection *connection, const char **ret_body)
{
    const char *end = strstr(connection->answer, "\r\n\r\n");
    const char *length = strcasestr(connection->answer, "\r\nContent-Length:");

    if (end == NULL)
        return false;
    assert(length != NULL && length < end);
    *ret_body = end + 4;
    size_t expected = strtoul(length + strlen("\r\nContent-Length:"), NULL, 10);
    return strlen(*ret_body) >= expected;
}

static void
keep_subscription(Connection *connection, const char *body)
{
    static const char MEMBER[] = "\"subscriptionId\":\"";
    const char *at = strstr(body, MEMBER);

    if (at == NULL)
        give_up("an answer without subscription", body);
    memcpy(connection->subscription_id, at + strlen(MEMBER), ID_TEXT_SIZE - 1);
}

static void
receive(Load *load, Connection *connection)
{
    const char *body;
    size_t room = ANSWER_SIZE - 1 - connection->length;
    ssize_t count = read(connection->socket, connection->answer + connection->length, room);

    if (count <= 0)
        give_up("the server closed a connection", connection->answer);
    connection->length += (size_t)count;
    connection->answer[connection->length] = '\0';
    if (!is_complete(connection, &body))
        return;
    if (strncmp(connection->answer, "HTTP/1.1 20", strlen("HTTP/1.1 20")) != 0)
        give_up("no success", connection->answer);
    if (load->redeems)
        keep_subscription(connection, body);
    load->answered++;
    if (connection->next < load->line_count)
        send_next(load, connection);
}

static void
run(Load *load, int poll)
{
    struct epoll_event event[EVENTS_AT_ONCE];

    for (size_t i = 0; i < load->connection_count && i < load->line_count; i++)
        send_next(load, &load->connection[i]);
    while (load->answered < load->line_count) {
        int count = epoll_wait(poll, event, EVENTS_AT_ONCE, -1);
        for (int i = 0; i < count; i++)
            receive(load, event[i].data.ptr);
    }
}

static void
open_connections(Load *load, int port, int poll)
{
    for (size_t i = 0; i < load->connection_count; i++) {
        Connection *connection = &load->connection[i];
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = connection};
        connection->socket = connect_to(port);
        connection->next = i;
        epoll_ctl(poll, EPOLL_CTL_ADD, connection->socket, &event);
    }
}

int
main(int argc, char **argv)
{
    Load load = {.redeems = argc == 4 && strcmp(argv[3], "redeem") == 0};

    load.connection_count = argc == 4 ? strtoul(argv[2], NULL, 10) : 0;
    if (load.connection_count == 0 || load.connection_count > CONNECTIONS_MAX) {
        fputs("usage: redeem_load_bench PORT CONNECTIONS redeem|preview\n", stderr);
        return 2;
    }
    read_lines(&load);
    load.connection = calloc(load.connection_count, sizeof(*load.connection));
    assert(load.connection != NULL);
    int poll = epoll_create1(0);
    open_connections(&load, (int)strtol(argv[1], NULL, 10), poll);

    Stopwatch started = stopwatch_read();
    run(&load, poll);
    Stopwatch took = stopwatch_since(started);
    printf("{\"count\":%zu", load.answered);
    stopwatch_print(took);
    puts("}");
    for (size_t i = 0; i < load.connection_count; i++)
        close(load.connection[i].socket);
    close(poll);
    free(load.connection);
    free(load.line);
    return 0;
}
