/*
 * World: the server as `perq serve` runs it, in this process, with the sample programme and
 * something of everything in it.
 *
 * It lies in memory where there is such a folder. Its clock stands at the same moment after each
 * start. What inputs change is undone by starting again from a copy, so that an input does the same
 * whatever came before it.
 */
#ifndef FUZZ_REQUEST_WORLD_H
#define FUZZ_REQUEST_WORLD_H

#include "base/buf.h"

/* Once for the process; it ends where the server does not start. */
void world_begin(void);

/* Starts again where the last input changed the database, or many came before. */
void world_renew(void);

/* What the server answers to these bytes on a connection of their own: ask.h. */
Buf world_ask(Arena *arena, const Buf *sent, bool *ret_cut);

#endif
