#include "ask.h"

#include "answer.h"

#include "base/file.h"

#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    ANSWER_MAX = 16 * 1024 * 1024,
    ANSWER_WAIT_MS = 200,
    ANSWER_WAITS_MAX = 300,
    READ_BYTES = 65536,
    FILES_MAX = 256,
    TAKE_YIELDS_MAX = 100000,
};

static struct sockaddr_in
loopback(uint32_t host, uint16_t port)
{
    return (struct sockaddr_in){
        .sin_family = AF_INET,
        .sin_port = htons(port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK + host),
    };
}

/* From one address after the other: the ports of one would be used up, each for a minute. */
static int
connected(uint16_t port)
{
    enum { HOSTS = 200 };
    static uint32_t host;
    struct sockaddr_in to = loopback(0, port), from = loopback(host++ % HOSTS, 0);
    int on = 1;
    int file = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (file < 0 || setsockopt(file, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof(on)) != 0 ||
        bind(file, (struct sockaddr *)&from, sizeof(from)) != 0 ||
        connect(file, (struct sockaddr *)&to, sizeof(to)) != 0)
        abort();
    return file;
}

/* False where the server does not want more. */
static bool
send_all(int file, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t sent = send(file, bytes, size, MSG_NOSIGNAL);
        if (sent <= 0)
            return false;
        bytes += sent;
        size -= (size_t)sent;
    }
    return true;
}

static in_port_t
port_of(int file, int (*name)(int file, struct sockaddr *address, socklen_t *size))
{
    struct sockaddr_in address = {0};
    socklen_t size = sizeof(address);

    if (name(file, (struct sockaddr *)&address, &size) != 0 || address.sin_family != AF_INET)
        return 0;
    return address.sin_port;
}

/* The other end of the connection, which is in this process too; -1 where it is not open. */
static int
other_end(int file)
{
    in_port_t port = port_of(file, getsockname);

    for (int other = 3; other < FILES_MAX; other++)
        if (other != file && port_of(other, getpeername) == port)
            return other;
    return -1;
}

/*
 * Until the server has taken all that was sent, answers, or wants no more. libmicrohttpd 0.9.75
 * does not notice an end that comes along with the last bytes, and would wait for more of them.
 */
static void
wait_until_taken(int file)
{
    struct pollfd answer = {.fd = file, .events = POLLIN | POLLRDHUP};
    int other = -1, left = 1;

    for (int i = 0; i < TAKE_YIELDS_MAX && left > 0 && poll(&answer, 1, 0) == 0; i++) {
        if (other < 0 || port_of(other, getpeername) != port_of(file, getsockname))
            other = other_end(file);
        if (other >= 0 && ioctl(other, FIONREAD, &left) != 0)
            left = 1;
        sched_yield();
    }
}

/*
 * Until there is more to read. False where the answers are all there and nothing follows: the
 * library does not notice an end that comes while it has put the request aside either, and keeps
 * the connection for a minute.
 */
static bool
wait_for_more(int file, const Buf *answer, bool has_head)
{
    struct pollfd ready = {.fd = file, .events = POLLIN};

    for (int i = 0; i < ANSWER_WAITS_MAX; i++) {
        if (poll(&ready, 1, ANSWER_WAIT_MS) == 1)
            return true;
        if (answers_are_whole(answer->arena, answer->data, answer->length, has_head))
            return false;
    }
    assert(false); /* no answer, and no end */
    return false;
}

Buf
ask_server(uint16_t port, Arena *arena, const Buf *sent, bool *ret_cut)
{
    CLEANUP(file_close) int file = connected(port);
    char *part = arena_take(arena, READ_BYTES);
    Buf answer = buf_new(arena, ANSWER_MAX);
    bool has_head = asks_for_head(sent->data, sent->length);
    ssize_t count = 1;

    *ret_cut = !send_all(file, sent->data, sent->length);
    wait_until_taken(file);
    shutdown(file, SHUT_WR);
    while (count > 0 && wait_for_more(file, &answer, has_head)) {
        count = recv(file, part, READ_BYTES, 0);
        if (count > 0)
            buf_put(&answer, part, (size_t)count);
    }
    *ret_cut = *ret_cut || count < 0;
    assert(!answer.full);
    return answer;
}
