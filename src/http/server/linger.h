/*
 * Linger: lets whoever was answered before its request was over hear the answer.
 *
 * Closing a connection on which something unread lies, or still comes, makes the system reset it,
 * and the other end may lose what it was told (RFC 9112, section 9.6). So a second descriptor of
 * the socket is held, and what comes is read and dropped for a few seconds, when the library has
 * closed its own.
 */
#ifndef HTTP_SERVER_LINGER_H
#define HTTP_SERVER_LINGER_H

#include "base/base.h"

typedef struct Linger Linger;

/* Its thread reads; so many sockets are held at the most, LINGERING_MAX or fewer. */
Linger *linger_new(size_t places);
void linger_free(Linger **linger);

/* The socket of a connection that is about to be answered and closed. */
void linger_hold(Linger *linger, int socket);

#endif
