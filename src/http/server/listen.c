#include "http/server/listen.h"

#include "base/file.h"
#include "base/log.h"
#include "http/server/server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { BACKLOG = 4096 };

static int
give_up_listening(int file, const char **ret_why)
{
    *ret_why = strerror(errno);
    if (file >= 0)
        close(file);
    return -1;
}

static void
free_addresses(struct addrinfo **list)
{
    if (*list != NULL)
        freeaddrinfo(*list);
}

static int
listen_on(const struct addrinfo *address, const char **ret_why)
{
    int on = 1;
    int file = socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

    if (file < 0 || setsockopt(file, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) != 0 ||
        bind(file, address->ai_addr, address->ai_addrlen) != 0 || listen(file, BACKLOG) != 0)
        return give_up_listening(file, ret_why);
    return file;
}

/* The library takes 65537 for 1. */
static bool
is_port(const char *text)
{
    size_t digits = strspn(text, "0123456789");

    return digits >= 1 && digits <= 5 && text[digits] == '\0' && strtol(text, NULL, 10) <= 65535;
}

/* Numbers only: a name could mean another address tomorrow. */
static bool
resolve(const char *address, struct addrinfo **ret)
{
    struct addrinfo wanted = {
        .ai_socktype = SOCK_STREAM,
        .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE,
    };
    const char *colon = strrchr(address, ':');
    bool bracketed = address[0] == '[' && colon != NULL && colon[-1] == ']';
    char host[INET6_ADDRSTRLEN] = "";
    size_t length = colon == NULL ? 0 : (size_t)(colon - address) - (bracketed ? 2 : 0);

    if (colon == NULL || length >= sizeof(host) || !is_port(colon + 1))
        return false;
    memcpy(host, address + bracketed, length);
    return getaddrinfo(length > 0 ? host : NULL, colon + 1, &wanted, ret) == 0;
}

bool
listen_is_address(const char *address)
{
    CLEANUP(free_addresses) struct addrinfo *found = NULL;

    return resolve(address, &found);
}

int
listen_tcp(const char *address, const char **ret_why)
{
    CLEANUP(free_addresses) struct addrinfo *found = NULL;

    *ret_why = "not of the form HOST:PORT";
    return resolve(address, &found) ? listen_on(found, ret_why) : -1;
}

static bool
open_listener(const char *address, const char *name, int *ret)
{
    const char *why;

    if (address == NULL)
        return true;
    *ret = listen_tcp(address, &why);
    if (*ret < 0)
        log_line(LOG_ERROR, "%s=\"%s\" why=\"%s\"", name, address, why);
    return *ret >= 0;
}

bool
listeners_open(const char *listen, const char *metrics_listen, Listeners *ret)
{
    *ret = NO_LISTENERS;
    return open_listener(listen, "listen", &ret->main) &&
           open_listener(metrics_listen, "metrics", &ret->metrics);
}

void
listeners_close(Listeners *listeners)
{
    file_close(&listeners->main);
    file_close(&listeners->metrics);
    *listeners = NO_LISTENERS;
}

int
listen_unix(const char *path, const char **ret_why)
{
    CLEANUP(file_close) int folder = -1;
    struct sockaddr_un address = {.sun_family = AF_UNIX};

    *ret_why = strerror(ENAMETOOLONG);
    if (!file_short_name(path, sizeof(address.sun_path), address.sun_path, &folder))
        return -1;
    unlink(path);

    int file = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    mode_t before = umask(0177);
    bool bound = file >= 0 && bind(file, (struct sockaddr *)&address, sizeof(address)) == 0;
    umask(before);
    if (!bound || listen(file, BACKLOG) != 0)
        return give_up_listening(file, ret_why);
    return file;
}

int
listen_port(int socket)
{
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
    } address = {.v6 = {0}};
    socklen_t size = sizeof(address);

    if (getsockname(socket, &address.any, &size) != 0)
        return 0;
    return ntohs(address.any.sa_family == AF_INET6 ? address.v6.sin6_port : address.v4.sin_port);
}
