/*
 * What a request holds of that of which there is only so much: room for its body, a place among the
 * downloads, its turn. Each is bounded for all together and for each account.
 */
#include "http/server/server_inside.h"

/* As if everybody together were a caller; 0 is the server's own machine. */
enum { EVERYBODY = 1 };

/* A place among those who wait is had for half a minute at the most. */
enum { WAIT_RETRY_SECONDS = EVENT_WAIT_SECONDS_MAX / 2 };

/* Of both, or of neither. */
static Err
take_of_both(const Exchange *exchange, CallerPart part, int64_t amount, int64_t most_of_all,
             int64_t most_of_one)
{
    Holdings *holdings = exchange->shared->holdings;
    const uint64_t all = caller_part(EVERYBODY, part);

    if (!holding_take(holdings, all, amount, most_of_all))
        return ERR_BUSY;
    if (holding_take(holdings, caller_part(exchange->caller, part), amount, most_of_one))
        return OK;
    holding_give_back(holdings, all, amount);
    return ERR_TOO_MANY_REQUESTS;
}

static void
give_back_both(const Exchange *exchange, CallerPart part, uint64_t holder, int64_t amount)
{
    Holdings *holdings = exchange->shared->holdings;

    if (amount == 0)
        return;
    holding_give_back(holdings, caller_part(EVERYBODY, part), amount);
    holding_give_back(holdings, caller_part(holder, part), amount);
}

Err
exchange_hold_body(Exchange *exchange, size_t bytes)
{
    if (bytes == 0)
        return OK;
    Err err = take_of_both(exchange, PART_BODIES, (int64_t)bytes, exchange->shared->held_bodies_max,
                           HELD_BODY_BYTES_OF_ACCOUNT);
    if (err == ERR_TOO_MANY_REQUESTS)
        return refuse_with_number(&exchange->ctx.refusal, err, "retryAfter", 1);
    TRY(err);
    exchange->body_held = (int64_t)bytes;
    exchange->body_holder = exchange->caller;
    return OK;
}

Err
exchange_hold_download(Exchange *exchange)
{
    Err err = take_of_both(exchange, PART_DOWNLOADS, 1, DOWNLOADS_OF_ALL, DOWNLOADS_OF_ACCOUNT);

    if (err == ERR_TOO_MANY_REQUESTS)
        return ERR_TOO_MANY_DOWNLOADS;
    TRY(err);
    exchange->downloads_held = 1;
    exchange->download_holder = exchange->caller;
    return OK;
}

Err
exchange_hold_wait(Exchange *exchange)
{
    if (exchange->waits_held > 0)
        return OK;
    Err err = take_of_both(exchange, PART_WAITS, 1, EVENT_WAITS_OF_ALL, EVENT_WAITS_OF_ACCOUNT);
    if (err == ERR_TOO_MANY_REQUESTS)
        return refuse_with_number(&exchange->ctx.refusal, err, "retryAfter", WAIT_RETRY_SECONDS);
    TRY(err);
    exchange->waits_held = 1;
    exchange->wait_holder = exchange->caller;
    return OK;
}

void
exchange_end_turn(Exchange *exchange)
{
    Exchange *next = turn_next(exchange->server->turns, exchange);

    if (next != NULL)
        next->ready(next);
}

void
exchange_let_go(Exchange *exchange)
{
    give_back_both(exchange, PART_BODIES, exchange->body_holder, exchange->body_held);
    give_back_both(exchange, PART_WAITS, exchange->wait_holder, exchange->waits_held);
    give_back_both(exchange, PART_DOWNLOADS, exchange->download_holder, exchange->downloads_held);
}
