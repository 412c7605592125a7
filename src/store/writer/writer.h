/*
 * Writer: the one thread that changes the database.
 *
 * Changes are queued as jobs. The writer takes what is queued, up to a bound and without waiting
 * for more, runs all of it in one transaction and commits once: one fsync serves the whole group.
 * Only then does it tell the jobs that they are done (RULE IDEM-2). A job that is refused is undone
 * and does not disturb the others. If the engine fails under a group, each of its jobs runs again
 * alone, so that one bad job cannot take others with it.
 */
#ifndef STORE_WRITER_WRITER_H
#define STORE_WRITER_WRITER_H

#include "store/engine/engine.h"

/* --- those who read: readers.c ---------------------------------------------------------------- */

/*
 * Readers: a connection for reading for each thread, that keeps what it sees while it can.
 *
 * Beginning and ending a read costs SQLite two locks of the file each time, which is more than the
 * reading of a row. So a thread goes on reading from the state of the database that it has until
 * the writer has committed something: everything that was answered before a request began is seen
 * by it. Before the writer tidies the log, it ends the reading of those who are idle, or the log
 * could not start over.
 */

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

/* --- the one who writes: writer.c ------------------------------------------------------------- */

typedef struct Writer Writer;

typedef struct Job Job;
struct Job {
    /*
     * Change the database; in the writer's thread, inside the job's transaction. What it returns
     * other than OK undoes it. It may run again and again, each time after everything it did to
     * the database was undone, so that is all it may touch, besides memory that it begins anew.
     */
    Err (*run)(Job *job, Db *db);
    /* What became of it: OK means durable. In the writer's thread, so it must be quick. */
    void (*done)(Job *job, Err err);
    Job *next; /* the writer's own */
    Err err;   /* likewise */
};

/* How busy the writer has been since it started. */
typedef struct WriterStats {
    int64_t groups;
    int64_t jobs;
    int64_t queued; /* now */
} WriterStats;

/*
 * What is done to the database when nobody waits for it: one step, of about a millisecond, after
 * each group and when the writer is idle. In the writer's thread, in transactions of its own. True
 * if there is more to do.
 */
typedef struct SideWork {
    bool (*step)(Db *db, void *data);
    void *data;
} SideWork;

/*
 * The connection, opened with DB_WRITE, belongs to the writer until it is stopped. The readers are
 * told of every commit before anybody is.
 */
Writer *writer_start(Db *db, Readers *readers, SideWork side_work);

/* False if the queue is full; nothing will happen to the job then. */
MUST_CHECK bool writer_submit(Writer *writer, Job *job);

/* Run a job and wait for what becomes of it; ERR_BUSY if the queue is full. */
MUST_CHECK Err writer_run(Writer *writer, Err (*work)(Db *db, void *data), void *data);

/*
 * Who is told, in the writer's thread, whenever something may have been committed and those who
 * asked for it know; NULL for nobody. It must be quick, and ask nothing of the writer.
 */
void writer_on_commit(Writer *writer, void (*told)(void *data), void *data);

WriterStats writer_stats(Writer *writer);

/* Take no more jobs; those that are queued are finished. */
void writer_close(Writer *writer);

/* Closes, waits for what is queued, and gives the connection back. Nobody may use it any more. */
Db *writer_stop(Writer **writer);

#endif
