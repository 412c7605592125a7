/*
 * The work that a request takes, once it is here as a whole: where it is done, and what waits.
 */
#include "http/server/server_inside.h"

#include "http/serve.h"

enum MHD_Result
refuse_request(Exchange *exchange, struct MHD_Connection *connection, Err err)
{
    serve_complete(exchange, NULL, err);
    return answer(exchange, connection);
}

/* Called by whoever had it: the connection goes on on its own thread, and the exchange with it. */
void
work_resume(Exchange *exchange)
{
    if (exchange->stage == STAGE_WORKING)
        exchange->stage = STAGE_READY;
    MHD_resume_connection(exchange->connection);
}

/* Before anybody else can wake it. */
static void
suspend_exchange(Exchange *exchange)
{
    exchange_count_suspended(exchange->server, 1);
    MHD_suspend_connection(exchange->connection);
}

static void
submit(Exchange *exchange)
{
    exchange->job = (Job){.run = serve_change, .done = serve_finish};
    if (!writer_submit(exchange->shared->writer, &exchange->job))
        serve_finish(&exchange->job, ERR_BUSY);
}

static bool
is_lasting(const Exchange *exchange)
{
    return exchange->route->effect == EFFECT_LONG && exchange->place.rank == RANK_LASTING;
}

static void
run_apart(void *data)
{
    Exchange *exchange = data;
    Db *db = NULL;

    if (is_lasting(exchange) && server_is_stopping(exchange->server)) {
        exchange->err = ERR_BUSY;
        return;
    }
    exchange->err = store_open(exchange->server->settings.database, DB_READ, &db);
    if (exchange->err == OK)
        exchange->err = serve_long(exchange, db);
    store_close(&db);
}

static void
go_on_from_apart(void *data)
{
    Exchange *exchange = data;

    if (exchange->err == OK)
        submit(exchange);
    else
        serve_finish(&exchange->job, exchange->err);
}

static void
give_way(void *data)
{
    Exchange *exchange = data;

    serve_finish(&exchange->job, ERR_BUSY);
}

const PoolWork CONNECTION_WORK = {run_apart, go_on_from_apart, give_way};

static void
start_apart(Exchange *exchange, Pool *pool)
{
    if (!pool_add(pool, exchange, exchange->place.rank, exchange->place.caller))
        serve_finish(&exchange->job, ERR_BUSY);
}

/* --- the order of things ---------------------------------------------------------------------- */

/* What became of it is known. A form that was refused is read anew before it is shown again. */
enum MHD_Result
work_finish(Exchange *exchange, struct MHD_Connection *connection)
{
    Readers *readers = exchange->shared->readers;
    Db *db;

    if (exchange->err == OK || readers_enter(readers, &db) != OK) {
        serve_complete(exchange, NULL, exchange->err);
    } else {
        serve_complete(exchange, db, exchange->err);
        readers_leave(readers);
    }
    return answer(exchange, connection);
}

/* The answer that there is says that nothing is new: it is made anew when something may be. */
static enum MHD_Result
wait_for_news(Exchange *exchange, struct MHD_Connection *connection, uint64_t noted)
{
    const Micros now = clock_steady();
    Err err = exchange_hold_wait(exchange);

    if (err != OK)
        return refuse_request(exchange, connection, err);
    exchange->admitted_at = now; /* it is one request, however often it looks */
    exchange->wait_began = now;
    exchange->stage = STAGE_WAIT;
    if (waits_add(exchange->server->waits, exchange, noted, suspend_exchange))
        return MHD_YES;
    return work_finish(exchange, connection);
}

static bool
may_wait(Exchange *exchange)
{
    const Micros seconds = exchange->reply.wait_seconds;

    exchange->wait_until = exchange->started + seconds * MICROS_PER_SECOND;
    return seconds > 0 && clock_steady() < exchange->wait_until;
}

enum MHD_Result
work_start(Exchange *exchange, struct MHD_Connection *connection)
{
    const uint64_t noted = waits_noted(exchange->server->waits);
    Db *db;

    if (exchange->stage == STAGE_WAIT)
        exchange->waited += clock_steady() - exchange->wait_began;
    Err err = readers_enter(exchange->shared->readers, &db);
    if (err != OK)
        return refuse_request(exchange, connection, err);
    ServeState state = serve_start(exchange, db);
    readers_leave(exchange->shared->readers);
    if (state == SERVE_DONE && may_wait(exchange))
        return wait_for_news(exchange, connection, noted);
    if (state == SERVE_DONE || state == SERVE_REFUSED)
        return work_finish(exchange, connection);
    /* Suspended first: the writer may be done before we return. */
    exchange->stage = STAGE_WORKING;
    suspend_exchange(exchange);
    if (state == SERVE_CHANGE)
        submit(exchange);
    else if (state == SERVE_SLOW)
        start_apart(exchange, exchange->server->slow_work);
    else if (is_lasting(exchange))
        start_apart(exchange, exchange->server->lasting_work);
    else
        start_apart(exchange, exchange->server->short_work);
    return MHD_YES;
}

static bool
is_search(const Exchange *exchange)
{
    Form query;

    return exchange->query[0] != '\0' &&
           form_parse(exchange->ctx.arena, exchange->query, strlen(exchange->query), &query) ==
               OK &&
           form_value(&query, "q") != NULL;
}

/* An import of a few rows does not wait for a large one, not even of its own account. */
static bool
is_large_batch(const Exchange *exchange)
{
    return exchange->route->batch && (exchange->route->effect != EFFECT_LONG ||
                                      exchange->body.length > SHORT_IMPORT_BYTES_MAX);
}

/* What one account does one at a time; it is the same for all searches, and for all batches. */
static bool
needs_turn(const Exchange *exchange, uint64_t *ret_number)
{
    bool batch = is_large_batch(exchange);

    *ret_number = caller_part(exchange->caller, batch ? PART_BATCHES : PART_SEARCHES);
    return (batch || is_search(exchange)) && exchange->shared->requests_per_second > 0;
}

static enum MHD_Result
start_dear_work(Exchange *exchange, struct MHD_Connection *connection)
{
    uint64_t number;
    Err err = exchange->admitted_at != 0 ? OK : body_admit(exchange);

    if (err == OK && exchange->route->download)
        err = exchange_hold_download(exchange);
    if (err != OK)
        return refuse_request(exchange, connection, err);
    if (!needs_turn(exchange, &number))
        return work_start(exchange, connection);
    exchange->stage = STAGE_TURN;
    switch (turn_ask(exchange->server->turns, exchange, number, suspend_exchange)) {
    case TURN_NOW:
        return work_start(exchange, connection);
    case TURN_LATER:
        return MHD_YES;
    case TURN_NEVER:
        break;
    }
    return refuse_request(
        exchange, connection,
        refuse_with_number(&exchange->ctx.refusal, ERR_TOO_MANY_REQUESTS, "retryAfter", 1));
}

enum MHD_Result
work_begin(Exchange *exchange, struct MHD_Connection *connection)
{
    uint64_t number;

    wire_enter(exchange->wire, WIRE_WORKING);
    if (exchange->stage == STAGE_REFUSED)
        return work_finish(exchange, connection);
    if (!exchange_enter_flight(exchange))
        return refuse_request(exchange, connection, ERR_BUSY);
    if (exchange->route->download || needs_turn(exchange, &number))
        return start_dear_work(exchange, connection);
    return work_start(exchange, connection);
}
