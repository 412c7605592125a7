/*
 * Tally: how many statements a request has the database run, whichever connections it uses on its
 * way, and how long the processor is busy with it, whichever threads. Each stage adds its own when
 * it ends; while it lasts, the log knows what the thread is working on. The time is read only where
 * it counts: asking for it costs as much as a statement.
 */
#ifndef HTTP_TALLY_H
#define HTTP_TALLY_H

#include "base/log.h"
#include "http/exchange.h"

/* Declare with CLEANUP(tally_end). */
typedef struct Tally {
    Exchange *exchange;
    const Db *db; /* or NULL */
    int64_t before;
    Micros begun; /* in the thread's own time, or 0 */
    LogWork left; /* what the thread worked on before */
} Tally;

static inline void
tally_begin(Exchange *exchange, const Db *db, Tally *ret)
{
    const Route *route = exchange->route;
    const LogWork work = {exchange->id, exchange->method, route == NULL ? NULL : route->path};
    bool counts = exchange->shared->requests_per_second > 0;

    *ret = (Tally){
        .exchange = exchange,
        .db = db,
        .before = db == NULL ? 0 : store_statements(db),
        .left = log_work_on(work),
        .begun = counts ? clock_of_thread() : 0,
    };
}

static inline void
tally_end_time(const Tally *tally)
{
    if (tally->begun != 0)
        tally->exchange->processor_time += clock_of_thread() - tally->begun;
}

static inline void
tally_end(Tally *tally)
{
    tally_end_time(tally);
    if (tally->db != NULL)
        tally->exchange->statements += store_statements(tally->db) - tally->before;
    log_work_on(tally->left);
}

/* The same for a change, which may run again: its last run is what it took. */
static inline void
tally_end_change(Tally *tally)
{
    Exchange *exchange = tally->exchange;

    tally_end_time(tally);
    exchange->statements -= exchange->change_statements;
    exchange->change_statements = store_statements(tally->db) - tally->before;
    exchange->statements += exchange->change_statements;
    log_work_on(tally->left);
}

#endif
