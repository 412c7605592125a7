/*
 * Server: libmicrohttpd, and nothing of it above this header.
 *
 * A pool of threads receives requests. Reads are answered on the thread that received them, on its
 * own connection to the database; a change suspends its connection until the writer says that it
 * is durable, so no thread ever waits.
 */
#ifndef HTTP_SERVER_SERVER_H
#define HTTP_SERVER_SERVER_H

#include "http/exchange.h"

typedef struct Server Server;

typedef struct ServerSettings {
    const char *listen;         /* HOST:PORT; port 0 takes any that is free */
    const char *metrics_listen; /* the same for /metrics, or NULL */
    const char *socket_path;    /* of the administration socket */
    const char *database;       /* to read from */
    int threads;
    Shared shared; /* metrics are the server's own */
} ServerSettings;

/* NULL where it cannot listen; the log says why. */
Server *server_start(const ServerSettings *settings);

int server_port(const Server *server);

/*
 * Take no more requests, finish those that are in flight, and end. The writer must still run, and
 * be stopped afterwards.
 */
void server_stop(Server **server);

/* Is it an address that the server could listen on: HOST:PORT or [HOST]:PORT, numbers only? */
MUST_CHECK bool listen_is_address(const char *address);

#endif
