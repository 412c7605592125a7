/*
 * Tally: how many statements a request has the database run, whichever connections it uses on its
 * way. Each stage that is given a connection adds its own when it ends. While it lasts, the log
 * knows what the thread is working on.
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
    LogWork left; /* what the thread worked on before */
} Tally;

static inline void
tally_begin(Exchange *exchange, const Db *db, Tally *ret)
{
    const Route *route = exchange->route;
    const LogWork work = {exchange->id, exchange->method, route == NULL ? NULL : route->path};

    *ret = (Tally){exchange, db, db == NULL ? 0 : store_statements(db), log_work_on(work)};
}

static inline void
tally_end(Tally *tally)
{
    if (tally->db != NULL)
        tally->exchange->statements += store_statements(tally->db) - tally->before;
    log_work_on(tally->left);
}

/* The same for a change, which may run again: its last run is what it took. */
static inline void
tally_end_change(Tally *tally)
{
    Exchange *exchange = tally->exchange;

    exchange->statements -= exchange->change_statements;
    exchange->change_statements = store_statements(tally->db) - tally->before;
    exchange->statements += exchange->change_statements;
    log_work_on(tally->left);
}

#endif
