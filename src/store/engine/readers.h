/*
 * Readers: a connection for reading for each thread, that keeps what it sees while it can.
 *
 * Beginning and ending a read costs SQLite two locks of the file each time, which is more than the
 * reading of a row. So a thread goes on reading from the state of the database that it has until
 * the writer has committed something: everything that was answered before a request began is seen
 * by it. Before the writer tidies the log, it ends the reading of those who are idle, or the log
 * could not start over.
 */
#ifndef STORE_ENGINE_READERS_H
#define STORE_ENGINE_READERS_H

#include "store/store.h"

typedef struct Readers Readers;

/* For as many threads as come. The address is kept. */
Readers *readers_new(const char *address);

/* When no thread reads any more. */
void readers_free(Readers **readers);

/*
 * This thread's connection, inside a transaction that sees the latest commit. Each enter is
 * followed by a leave in the same thread; in between, transactions join that one.
 */
MUST_CHECK Err readers_enter(Readers *readers, Db **ret);
void readers_leave(Readers *readers);

/* By the writer: something was committed, and nobody has been told yet. */
void readers_note_commit(Readers *readers);

/* By the writer: nobody who is idle reads from an old state. */
void readers_let_go(Readers *readers);

#endif
