/*
 * The writer: a queue, a thread, and three ways to run a group, each a little more careful than the
 * one before: trusted, by parts, alone.
 */
#include "store/writer/writer.h"

#include "base/log.h"
#include "store/engine/db.h"

#include <errno.h>
#include <pthread.h>

enum {
    GROUP_MAX = 64,
    GROUPS_WARY = 32,
    QUEUE_MAX = 4096,
    IDLE_MS = 200, /* so long nothing to do is time for housekeeping */
};

struct Writer {
    Db *db;
    Readers *readers;
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t wake;
    Job *first;
    Job **last;
    bool stopping;
    int wary;    /* so many groups are yet to run with savepoints */
    bool untidy; /* there is housekeeping to do when idle */
    SideWork side_work;
    WriterStats stats;
    void (*told)(void *data); /* of commits, or NULL */
    void *told_data;
};

/* Of all trouble, what is the engine's own: BUSY and INTERNAL are one job's, and undone with it. */
static bool
is_engine_failure(Err err)
{
    return err == ERR_STORAGE_FULL || err == ERR_STORAGE_UNAVAILABLE || err == ERR_DB_CONFLICT;
}

/*
 * A change touches nothing but its transaction and its arena, or it could not be run again. Built
 * with -Dreplay=true, each one proves it: it runs, is undone, and must come to the same when it
 * runs again.
 */
static Err
run_job(Db *db, Job *job)
{
    if (!PERQ_REPLAY)
        return job->run(job, db);
    TRY(db_mark(db));
    Err first = job->run(job, db);
    if (is_engine_failure(first) || !db_in_transaction(db))
        return first;
    TRY(db_undo(db));
    Err second = job->run(job, db);
    assert(second == first || is_engine_failure(second));
    return second;
}

/* One job among others: what it refuses is undone alone. Fails only where the engine does. */
static Err
run_part(Db *db, Job *job)
{
    TRY(db_mark(db));
    job->err = run_job(db, job);
    if (job->err == OK)
        return db_keep(db);
    if (is_engine_failure(job->err) || !db_in_transaction(db))
        return job->err;
    return db_undo(db);
}

/* One job among others that can be undone only with them. */
static Err
run_trusted(Db *db, Job *job)
{
    job->err = run_job(db, job);
    return job->err;
}

static Err
run_jobs(Db *db, Job *jobs, Err (*run)(Db *db, Job *job))
{
    CLEANUP(tx_end) Tx tx = {0};

    TRY(tx_begin(db, &tx));
    for (Job *job = jobs; job != NULL; job = job->next)
        TRY(run(db, job));
    return tx_commit(&tx);
}

static Err
run_alone(Db *db, Job *job)
{
    CLEANUP(tx_end) Tx tx = {0};

    TRY(tx_begin(db, &tx));
    TRY(run_job(db, job));
    return tx_commit(&tx);
}

/*
 * A savepoint costs a fifth of what a redemption does, so a group runs without them until one of
 * its jobs is refused. Then all of it is undone and runs again with them, as do the next groups: a
 * refusal seldom comes alone.
 */
static void
run_group(Writer *writer, Job *jobs)
{
    bool several = jobs->next != NULL;

    if (several && writer->wary == 0 && run_jobs(writer->db, jobs, run_trusted) == OK)
        return;
    if (several && writer->wary == 0)
        writer->wary = GROUPS_WARY;
    else if (several)
        writer->wary--;
    if (several && run_jobs(writer->db, jobs, run_part) == OK)
        return;
    for (Job *job = jobs; job != NULL; job = job->next)
        job->err = run_alone(writer->db, job);
}

/* The job may be gone when its done() returns, so the way on is read before. */
static void
tell(Job *jobs)
{
    while (jobs != NULL) {
        Job *next = jobs->next;
        jobs->done(jobs, jobs->err);
        jobs = next;
    }
}

/* Up to GROUP_MAX jobs, cut off from the queue. */
static Job *
take_group(Writer *writer)
{
    Job *group = writer->first;
    Job **end = &writer->first;
    int64_t count = 0;

    for (; *end != NULL && count < GROUP_MAX; count++)
        end = &(*end)->next;
    writer->first = *end;
    *end = NULL;
    if (writer->first == NULL)
        writer->last = &writer->first;
    writer->stats.queued -= count;
    writer->stats.jobs += count;
    writer->stats.groups += count > 0;
    return group;
}

/* False when nothing came within IDLE_MS; waits without end where there is nothing to tidy. */
static bool
wait_for_work(Writer *writer)
{
    struct timespec until = clock_deadline(IDLE_MS);
    int code = 0;

    while (writer->first == NULL && !writer->stopping && code != ETIMEDOUT)
        code = writer->untidy ? pthread_cond_timedwait(&writer->wake, &writer->mutex, &until)
                              : pthread_cond_wait(&writer->wake, &writer->mutex);
    return writer->first != NULL || writer->stopping;
}

static void
tidy(Writer *writer, bool idle)
{
    bool more = false;
    bool unfinished = writer->side_work.step(writer->db, writer->side_work.data);

    if (db_wants_tidy(writer->db, idle))
        readers_let_go(writer->readers);
    Err err = db_tidy(writer->db, idle, &more);

    /* A checkpoint that fails loses nothing: the log is whole. It is tried again after a change. */
    if (err != OK)
        log_line(LOG_ERROR, "checkpoint=\"%s\"", store_problem(writer->db));
    writer->untidy = unfinished || (err == OK && more);
}

/* Under the lock, so that nobody is told who does not listen any more. */
static void
tell_of_commit(Writer *writer)
{
    pthread_mutex_lock(&writer->mutex);
    if (writer->told != NULL)
        writer->told(writer->told_data);
    pthread_mutex_unlock(&writer->mutex);
}

static void *
work(void *data)
{
    Writer *writer = data;

    pthread_mutex_lock(&writer->mutex);
    for (;;) {
        bool busy = wait_for_work(writer);
        Job *group = take_group(writer);
        if (busy && group == NULL)
            break;
        pthread_mutex_unlock(&writer->mutex);
        if (group != NULL) {
            run_group(writer, group);
            readers_note_commit(writer->readers);
            tell(group);
            tell_of_commit(writer);
        }
        tidy(writer, !busy);
        pthread_mutex_lock(&writer->mutex);
    }
    pthread_mutex_unlock(&writer->mutex);
    return NULL;
}

void
writer_on_commit(Writer *writer, void (*told)(void *data), void *data)
{
    pthread_mutex_lock(&writer->mutex);
    writer->told = told;
    writer->told_data = data;
    pthread_mutex_unlock(&writer->mutex);
}

Writer *
writer_start(Db *db, Readers *readers, SideWork side_work)
{
    Writer *writer = calloc(1, sizeof(*writer));
    pthread_condattr_t attributes;

    if (writer == NULL)
        die("out of memory");
    writer->db = db;
    writer->readers = readers;
    writer->side_work = side_work;
    writer->last = &writer->first;
    writer->untidy = true; /* what a process before us left */
    pthread_mutex_init(&writer->mutex, NULL);
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&writer->wake, &attributes);
    pthread_condattr_destroy(&attributes);
    if (pthread_create(&writer->thread, NULL, work, writer) != 0)
        die("no thread for the writer");
    return writer;
}

bool
writer_submit(Writer *writer, Job *job)
{
    pthread_mutex_lock(&writer->mutex);
    bool room = writer->stats.queued < QUEUE_MAX && !writer->stopping;
    if (room) {
        job->next = NULL;
        *writer->last = job;
        writer->last = &job->next;
        writer->stats.queued++;
        pthread_cond_signal(&writer->wake);
    }
    pthread_mutex_unlock(&writer->mutex);
    return room;
}

/* A job that somebody waits for. */
typedef struct WaitingJob {
    Job job;
    Err (*work)(Db *db, void *data);
    void *data;
    pthread_mutex_t mutex;
    pthread_cond_t told;
    bool done;
    Err err;
} WaitingJob;

static Err
waiting_run(Job *job, Db *db)
{
    WaitingJob *waiting = (WaitingJob *)job;

    return waiting->work(db, waiting->data);
}

static void
waiting_done(Job *job, Err err)
{
    WaitingJob *waiting = (WaitingJob *)job;

    pthread_mutex_lock(&waiting->mutex);
    waiting->err = err;
    waiting->done = true;
    pthread_cond_signal(&waiting->told);
    pthread_mutex_unlock(&waiting->mutex);
}

Err
writer_run(Writer *writer, Err (*run)(Db *db, void *data), void *data)
{
    WaitingJob waiting = {
        .job = {.run = waiting_run, .done = waiting_done},
        .work = run,
        .data = data,
        .mutex = PTHREAD_MUTEX_INITIALIZER,
        .told = PTHREAD_COND_INITIALIZER,
    };

    if (!writer_submit(writer, &waiting.job))
        return ERR_BUSY;
    pthread_mutex_lock(&waiting.mutex);
    while (!waiting.done)
        pthread_cond_wait(&waiting.told, &waiting.mutex);
    pthread_mutex_unlock(&waiting.mutex);
    return waiting.err;
}

WriterStats
writer_stats(Writer *writer)
{
    pthread_mutex_lock(&writer->mutex);
    WriterStats stats = writer->stats;
    pthread_mutex_unlock(&writer->mutex);
    return stats;
}

void
writer_close(Writer *writer)
{
    pthread_mutex_lock(&writer->mutex);
    writer->stopping = true;
    pthread_cond_signal(&writer->wake);
    pthread_mutex_unlock(&writer->mutex);
}

Db *
writer_stop(Writer **writer)
{
    Db *db = (*writer)->db;

    writer_close(*writer);
    pthread_join((*writer)->thread, NULL);
    pthread_cond_destroy(&(*writer)->wake);
    pthread_mutex_destroy(&(*writer)->mutex);
    free(*writer);
    *writer = NULL;
    return db;
}
