/*
 * Listen: sockets to accept connections on.
 */
#ifndef HTTP_SERVER_LISTEN_H
#define HTTP_SERVER_LISTEN_H

#include "base/base.h"

/* HOST:PORT or [HOST]:PORT, numbers only. -1 where that cannot be; *ret_why then says why. */
int listen_tcp(const char *address, const char **ret_why);

/* A socket in the file system that only its owner may open. An old one is replaced. */
int listen_unix(const char *path, const char **ret_why);

/* The port a TCP socket listens on. */
int listen_port(int socket);

#endif
