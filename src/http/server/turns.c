#include "http/server/turns.h"

#include "base/log.h"

#include <pthread.h>

enum { TURN_CHAINS = 1024 };

/* Of one number: who has the turn, and who waits for it. */
typedef struct Turn {
    uint64_t number;
    Exchange *now;
    size_t waiting;
    TAILQ_HEAD(, Exchange) queue;
    LIST_ENTRY(Turn) in_chain;
} Turn;

struct Turns {
    pthread_mutex_t mutex;
    LIST_HEAD(, Turn) chain[TURN_CHAINS];
};

Turns *
turns_new(void)
{
    Turns *turns = calloc(1, sizeof(*turns));

    if (turns == NULL)
        die("out of memory");
    pthread_mutex_init(&turns->mutex, NULL);
    return turns;
}

void
turns_free(Turns **turns)
{
    if (*turns != NULL)
        pthread_mutex_destroy(&(*turns)->mutex);
    free(*turns);
    *turns = NULL;
}

static Turn *
find_turn(Turns *turns, uint64_t number)
{
    Turn *turn;

    LIST_FOREACH(turn, &turns->chain[number % TURN_CHAINS], in_chain)
    {
        if (turn->number == number)
            return turn;
    }
    turn = calloc(1, sizeof(*turn));
    if (turn == NULL)
        die("out of memory");
    turn->number = number;
    TAILQ_INIT(&turn->queue);
    LIST_INSERT_HEAD(&turns->chain[number % TURN_CHAINS], turn, in_chain);
    return turn;
}

static TurnAnswer
ask_locked(Turn *turn, Exchange *exchange, void (*suspend)(Exchange *exchange))
{
    if (turn->now == NULL) {
        turn->now = exchange;
        exchange->turn = turn;
        return TURN_NOW;
    }
    if (turn->waiting == WAITING_FOR_TURN_MAX)
        return TURN_NEVER;
    turn->waiting++;
    TAILQ_INSERT_TAIL(&turn->queue, exchange, in_turn);
    exchange->turn = turn;
    suspend(exchange);
    return TURN_LATER;
}

TurnAnswer
turn_ask(Turns *turns, Exchange *exchange, uint64_t number, void (*suspend)(Exchange *exchange))
{
    pthread_mutex_lock(&turns->mutex);
    TurnAnswer answer = ask_locked(find_turn(turns, number), exchange, suspend);
    pthread_mutex_unlock(&turns->mutex);
    return answer;
}

static Exchange *
next_locked(Turn *turn, Exchange *exchange)
{
    if (turn->now != exchange) {
        TAILQ_REMOVE(&turn->queue, exchange, in_turn);
        turn->waiting--;
        return NULL;
    }
    turn->now = TAILQ_FIRST(&turn->queue);
    if (turn->now != NULL) {
        TAILQ_REMOVE(&turn->queue, turn->now, in_turn);
        turn->waiting--;
        return turn->now;
    }
    LIST_REMOVE(turn, in_chain);
    free(turn);
    return NULL;
}

Exchange *
turn_next(Turns *turns, Exchange *exchange)
{
    Turn *turn = exchange->turn;

    if (turn == NULL)
        return NULL;
    exchange->turn = NULL;
    pthread_mutex_lock(&turns->mutex);
    Exchange *next = next_locked(turn, exchange);
    pthread_mutex_unlock(&turns->mutex);
    return next;
}
