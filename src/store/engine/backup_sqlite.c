/*
 * SQLite's part of backup.h: the online backup API reads all pages in one read transaction, which
 * the write-ahead log keeps still while the writer goes on. This connection never writes to the
 * live database and never checkpoints it (see db_sqlite.c).
 */
#include "store/engine/db.h"

#include "base/log.h"

#include <sqlite3.h>

enum { LOCK_WAIT_MS = 5000 };

static void
close_sqlite(sqlite3 **handle)
{
    sqlite3_close(*handle);
}

static void
finish_statement(sqlite3_stmt **statement)
{
    sqlite3_finalize(*statement);
}

static Err
backup_err(sqlite3 *handle, int code, const char *about)
{
    if (code == SQLITE_OK || code == SQLITE_DONE || code == SQLITE_ROW)
        return OK;
    log_line(LOG_ERROR, "file=\"%s\" database=\"sqlite %d: %s\"", about, code,
             sqlite3_errmsg(handle));
    return (code & 0xff) == SQLITE_FULL ? ERR_STORAGE_FULL : ERR_STORAGE_UNAVAILABLE;
}

static Err
open_handle(const char *path, sqlite3 **ret)
{
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;

    TRY(backup_err(*ret, sqlite3_open_v2(path, ret, flags, NULL), path));
    sqlite3_busy_timeout(*ret, LOCK_WAIT_MS);
    sqlite3_wal_autocheckpoint(*ret, 0);
    sqlite3_db_config(*ret, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    return OK;
}

Err
backup_sqlite_copy(const char *database, const char *path)
{
    /* The copy is nothing until it is whole and verified, so it needs no journal of its own. */
    static const char NO_JOURNAL[] = "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF";
    CLEANUP(close_sqlite) sqlite3 *from = NULL;
    CLEANUP(close_sqlite) sqlite3 *to = NULL;

    TRY(open_handle(database, &from));
    TRY(open_handle(path, &to));
    TRY(backup_err(to, sqlite3_exec(to, NO_JOURNAL, NULL, NULL, NULL), path));
    sqlite3_backup *backup = sqlite3_backup_init(to, "main", from, "main");
    if (backup == NULL)
        return backup_err(to, sqlite3_errcode(to), path);
    int code = sqlite3_backup_step(backup, -1);
    int finished = sqlite3_backup_finish(backup);
    return backup_err(to, code == SQLITE_DONE ? finished : code, path);
}

/* Of a damaged file the engine may say anything, but not that the system did not let it. */
static bool
is_damage(int code)
{
    switch (code & 0xff) {
    case SQLITE_OK:
    case SQLITE_DONE:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_READONLY:
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_NOMEM:
    case SQLITE_FULL:
        return false;
    case SQLITE_IOERR:
        return code == SQLITE_IOERR_SHORT_READ;
    default:
        return true;
    }
}

static void
add_damage(DamageList *list, Arena *arena, const char *text)
{
    static const char CHECK[] = "CHECK constraint failed", NULLS[] = "NULL value in";
    bool readable =
        strncmp(text, CHECK, strlen(CHECK)) == 0 || strncmp(text, NULLS, strlen(NULLS)) == 0;

    if (list->count == DAMAGES_MAX)
        return;
    list->what[list->count++] = arena_printf(arena, "damaged: %.200s", text);
    list->readable += readable;
}

/* Each row is a complaint; a sound database has the one row "ok". */
static int
read_complaints(sqlite3_stmt *statement, Arena *arena, DamageList *list)
{
    int code;

    while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
        const char *text = (const char *)sqlite3_column_text(statement, 0);
        if (text == NULL || strcmp(text, "ok") != 0)
            add_damage(list, arena, text == NULL ? "" : text);
    }
    return code;
}

Err
backup_sqlite_find_damage(const char *path, Arena *arena, DamageList *ret)
{
    char check[48];
    CLEANUP(close_sqlite) sqlite3 *handle = NULL;
    CLEANUP(finish_statement) sqlite3_stmt *statement = NULL;
    DamageList list = {0};

    TRY(open_handle(path, &handle));
    snprintf(check, sizeof(check), "PRAGMA integrity_check(%d)", DAMAGES_MAX);
    int code = sqlite3_prepare_v2(handle, check, -1, &statement, NULL);
    if (code == SQLITE_OK)
        code = read_complaints(statement, arena, &list);
    if (is_damage(code))
        add_damage(&list, arena, sqlite3_errmsg(handle));
    else
        TRY(backup_err(handle, code, path));
    *ret = list;
    return OK;
}
