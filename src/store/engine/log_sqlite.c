/*
 * The write-ahead log: when what is in it moves into the database file, and when it is emptied.
 *
 * A checkpoint lets the log start over, but leaves in it what was there until that is written over.
 * RULE KEY-5: once something secret was erased the log is cut off as well: as soon as there is
 * nothing else to do, and within a minute however much there is.
 */
#include "store/engine/db_sqlite.h"

#include <sys/stat.h>

enum {
    LOG_PAGES_MAX = 16000, /* 64 MB: measured better than 1000, a checkpoint syncs less often */
};

#define ERASED_WAIT  (30 * MICROS_PER_SECOND) /* before it is done although there is work */
#define ERASED_AGAIN (1 * MICROS_PER_SECOND)  /* where readers were in the way */

static int
note_log_pages(void *data, sqlite3 *handle, const char *name, int pages)
{
    (void)handle;
    (void)name;
    ((DbSqlite *)data)->log_pages = pages;
    return SQLITE_OK;
}

/* One that a process before us left goes on until all of it is moved. */
static bool
has_own_log(DbSqlite *db)
{
    const char *name = sqlite3_filename_wal(sqlite3_db_filename(db->handle, "main"));
    struct stat info;

    return stat(name, &info) == 0 && info.st_size > 0;
}

/* What a process before us left in the log is cut off, too. */
void
sqlite_watch_log(DbSqlite *db)
{
    sqlite3_wal_hook(db->handle, note_log_pages, db);
    db->log_begins = !has_own_log(db);
    db_note_erased(&db->base);
}

static bool
must_cut_off(const Db *base, bool idle)
{
    return base->erased_at != 0 && (idle || clock_steady() - base->erased_at >= ERASED_WAIT);
}

bool
sqlite_wants_tidy(const Db *base, bool idle)
{
    int pages = ((const DbSqlite *)base)->log_pages;

    return pages >= LOG_PAGES_MAX || (idle && pages > 0) || must_cut_off(base, idle);
}

static Err
move_log(DbSqlite *db)
{
    int pages = 0, moved = 0;

    TRY(sqlite_err(db, sqlite3_wal_checkpoint_v2(db->handle, NULL, SQLITE_CHECKPOINT_PASSIVE,
                                                 &pages, &moved)));
    /* Readers of an old state hold the rest back; the next commit counts again. */
    db->log_begins = db->log_begins || pages == moved;
    db->log_pages = 0;
    return OK;
}

/* The writer does not wait for somebody who reads: it comes again. */
static Err
cut_off_log(DbSqlite *db)
{
    sqlite3_busy_timeout(db->handle, 0);
    int code = sqlite3_wal_checkpoint_v2(db->handle, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    sqlite3_busy_timeout(db->handle, LOCK_WAIT_MS);

    if ((code & 0xff) == SQLITE_BUSY) {
        db->base.erased_at = clock_steady() - ERASED_WAIT + ERASED_AGAIN;
        db->log_pages = 0;
        return OK;
    }
    TRY(sqlite_err(db, code));
    db->base.erased_at = 0;
    db->log_begins = true;
    db->log_pages = 0;
    return OK;
}

/* Move what is in the log into the database file, so that the log can start over. */
Err
sqlite_tidy(Db *base, bool idle, bool *ret_more)
{
    DbSqlite *db = (DbSqlite *)base;

    *ret_more = db->log_pages > 0 || base->erased_at != 0;
    if (!sqlite_wants_tidy(base, idle))
        return OK;
    TRY(must_cut_off(base, idle) ? cut_off_log(db) : move_log(db));
    *ret_more = base->erased_at != 0;
    return OK;
}
