/*
 * Long work: a handler that has a thread of its own, and does what it changes in pieces between
 * which the writer serves others. What it ends with is done as any other change, by serve_change().
 */
#include "http/serve.h"

#include "http/tally.h"

/* A piece of long work, in the writer. */
typedef struct Piece {
    Exchange *exchange;
    Err (*work)(Ctx *ctx, void *data);
    void *data;
} Piece;

static Err
run_piece(Db *db, void *data)
{
    CLEANUP(tally_end) Tally tally = {0};
    Piece *piece = data;

    tally_begin(piece->exchange, db, &tally);
    piece->exchange->ctx.db = db;
    return piece->work(&piece->exchange->ctx, piece->data);
}

static Err
run_in_writer(void *runner, Err (*work)(Ctx *ctx, void *data), void *data)
{
    Exchange *exchange = runner;
    Piece piece = {exchange, work, data};
    Db *own = exchange->ctx.db;

    Err err = writer_run(exchange->shared->writer, run_piece, &piece);
    exchange->ctx.db = own;
    return err;
}

Err
serve_long(Exchange *exchange, Db *db)
{
    CLEANUP(tally_end) Tally tally = {0};
    bool found;

    tally_begin(exchange, db, &tally);
    exchange->ctx.db = db;
    exchange->reply = reply_new(exchange);
    TRY(idempotency_find(exchange, &found));
    if (!found) {
        exchange->request.run = run_in_writer;
        exchange->request.runner = exchange;
        TRY(serve_handle(exchange, db));
    }
    exchange->long_part_done = true;
    exchange->mark = arena_mark(exchange->ctx.arena);
    return OK;
}
