/*
 * Wires: the connections that are open, whose each is, and how long it may still take.
 *
 * libmicrohttpd ends a connection that says nothing, but not one that says a byte a minute, and it
 * counts neither an IPv6 network nor a mapped IPv4 address as one caller. A thread of their own
 * looks at all wires every other second and cuts those that are overdue; what it cuts, the library
 * sees as closed by the other end.
 */
#ifndef HTTP_SERVER_WIRES_H
#define HTTP_SERVER_WIRES_H

#include "base/clock.h"

#include <sys/socket.h>

typedef struct Wires Wires;
typedef struct Wire Wire;

/* What a wire is busy with decides how long that may take (see limit.def). */
typedef enum WireStage {
    WIRE_WAITING, /* for the headers of a request: HEADER_SECONDS_MAX from its first byte */
    WIRE_BODY,    /* a body comes: SLOW_SECONDS_MAX, and a second for each SLOW_BYTES */
    WIRE_WORKING, /* on our side: as long as it takes */
    WIRE_SENDING, /* an answer goes: as a body, and SENDING_SECONDS_MAX at most */
} WireStage;

/*
 * Has a wire been in a stage for too long, when it has moved so many bytes in it? For WIRE_WAITING
 * the time since a request began.
 */
MUST_CHECK bool wire_is_overdue(WireStage stage, Micros took, uint64_t bytes);

/*
 * Has an address more wires than its share, when so many of all are open? Half of what is left: one
 * address gets a third of all at the most, two a quarter each, and however many there are, some are
 * always left (dynamic thresholds, Choudhury and Hahne 1998).
 */
MUST_CHECK bool wires_are_too_many(size_t of_address, size_t open, size_t most);

/*
 * No more than so many will be open. Where they are shared, an address that has more than its
 * share loses the oldest of its own that wait, for each that it opens.
 */
Wires *wires_new(size_t most, bool shared);

/* None may be open any more. */
void wires_free(Wires **wires);

Wire *wire_open(Wires *wires, int socket, const struct sockaddr *address);
void wire_close(Wires *wires, Wire **wire);

/* From the thread that serves the wire; NULL is one that nobody watches. */
void wire_enter(Wire *wire, WireStage stage);
void wire_progress(Wire *wire, size_t bytes);

#endif
