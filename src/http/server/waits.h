/*
 * Waits: requests that wait until something is committed to the database, or their time is over.
 *
 * Whoever waits has left its connection; one thread wakes all of them together, a few times a
 * second at the most, and they look again. Between commits it sleeps until the first one's time is
 * over.
 */
#ifndef HTTP_SERVER_WAITS_H
#define HTTP_SERVER_WAITS_H

#include "http/exchange.h"

typedef struct Waits Waits;

/* wake() is called on the thread of the waits, of an exchange that is waiting no more. */
Waits *waits_new(void (*wake)(Exchange *exchange));

/* When nobody waits, and nobody can begin to. */
void waits_free(Waits **waits);

/* How much was noted so far: to be asked before the exchange looks for what it waits for. */
uint64_t waits_noted(Waits *waits);

/*
 * Until that moment of the steady clock, or something is noted that had not been by `noted`.
 * Suspend is called before anybody could wake it. False, and nothing was called, when waits have
 * ended.
 */
MUST_CHECK bool waits_add(Waits *waits, Exchange *exchange, uint64_t noted,
                          void (*suspend)(Exchange *exchange));

/* Something was committed. From any thread; quick. */
void waits_note(void *waits);

/* Nobody waits any more: all are woken, and nobody is let in again. */
void waits_end(Waits *waits);

#endif
