/*
 * Turns: of what is dear, one request of an account runs at a time, and the next ones wait.
 *
 * Whoever waits has left its connection, so no thread waits with it.
 */
#ifndef HTTP_SERVER_TURNS_H
#define HTTP_SERVER_TURNS_H

#include "http/exchange.h"

typedef struct Turns Turns;

Turns *turns_new(void);
void turns_free(Turns **turns);

typedef enum TurnAnswer {
    TURN_NOW,
    TURN_LATER, /* the exchange was handed to suspend(), and will be to turn_next() */
    TURN_NEVER  /* too many wait already */
} TurnAnswer;

/*
 * May the exchange run, as the only one of this number? Where it must wait, suspend is called
 * before anybody else could wake it.
 */
TurnAnswer turn_ask(Turns *turns, Exchange *exchange, uint64_t number,
                    void (*suspend)(Exchange *exchange));

/* Its turn, or its waiting, is over. Whose turn it is now, for waking it; or NULL. */
Exchange *turn_next(Turns *turns, Exchange *exchange);

#endif
