/*
 * Ask: one connection to a server that runs in this very process.
 */
#ifndef FUZZ_REQUEST_ASK_H
#define FUZZ_REQUEST_ASK_H

#include "base/buf.h"

/*
 * What the server at this port answers to these bytes, to its end. *ret_cut where the connection
 * was broken off, as it is when not all that was sent was wanted. Ends the process where neither
 * an answer nor an end comes.
 */
Buf ask_server(uint16_t port, Arena *arena, const Buf *sent, bool *ret_cut);

#endif
