/*
 * Serve: the life of one request, from its headers to its reply, without the bytes of HTTP.
 *
 *   serve_open    the headers are here: which route, and how large may the body be?
 *   serve_admit   before a body is kept, and before what is dear: who asks, and may they?
 *   serve_start   the body is here: who asks, may they, what do they say? Reads are answered at
 *                 once; changes are left for the writer, long work for a thread of its own.
 *   serve_change  in the writer, inside a transaction: run the handler, keep the answer for retries
 *   serve_finish  the transaction is durable or was undone: the reply that says so
 *   serve_log     the reply is on its way: one line in the log
 */
#ifndef HTTP_SERVE_H
#define HTTP_SERVE_H

#include "http/exchange.h"
#include "store/writer/writer.h"

typedef enum ServeState {
    SERVE_DONE,
    SERVE_REFUSED, /* why is in exchange->err, for serve_complete() */
    SERVE_CHANGE,
    SERVE_LONG,
    SERVE_SLOW
} ServeState;

/* The arena, target, method, headers and address are set. Not OK: answer at once with err. */
MUST_CHECK Err serve_open(Exchange *exchange);

/*
 * Who asks, and may they? Asked when the headers are here, before anything is kept of a body, and
 * again where the rest took its time. Not OK: answer with err.
 */
MUST_CHECK Err serve_admit(Exchange *exchange, Db *db);

/* Db is this thread's connection for reading. */
ServeState serve_start(Exchange *exchange, Db *db);

/*
 * Leaves a complete reply: the handler's where err is OK, else the problem document or a page. Db
 * is this thread's connection for reading, or NULL where there is none; then no form is shown
 * again.
 */
void serve_complete(Exchange *exchange, Db *db, Err err);

/* Runs the long or slow part, on a thread of its own; then the exchange goes to the writer.
 * serve_long.c */
Err serve_long(Exchange *exchange, Db *db);

/* Job functions for the writer. What became of it is in exchange->err, for serve_complete(). */
Err serve_change(Job *job, Db *db);
void serve_finish(Job *job, Err err);

/*
 * The next piece of a download, nothing at its end. An error where whoever asked for it may not
 * have it any more.
 */
MUST_CHECK Err serve_piece(Exchange *exchange, Db *db, Buf *piece);

void serve_log(Exchange *exchange);

#endif
