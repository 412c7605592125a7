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

/* Sockets that listen already; -1 is none. Declare with CLEANUP(listeners_close). */
typedef struct Listeners {
    int main;
    int metrics;
} Listeners;

#define NO_LISTENERS ((Listeners){-1, -1})

/*
 * HOST:PORT, where port 0 takes any that is free; metrics may be NULL. A start does this before it
 * makes anything, so a port that somebody else has leaves nothing behind. False where it cannot be;
 * the log says why.
 */
MUST_CHECK bool listeners_open(const char *listen, const char *metrics_listen, Listeners *ret);
void listeners_close(Listeners *listeners);

typedef struct ServerSettings {
    Listeners *listeners;    /* the server takes what it serves */
    const char *socket_path; /* of the administration socket */
    const char *database;    /* to read from */
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
