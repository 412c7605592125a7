/*
 * SQLite, in WAL mode with synchronous=FULL: a commit is on the disk when COMMIT returns
 * (RULE IDEM-2). SQLite 3.40.1 has a fault when two connections write or checkpoint at the same
 * moment (https://www.sqlite.org/wal.html, "The WAL-Reset Bug"), so exactly one connection of
 * one process, the writer's, does either; all others are opened to read only.
 */
#include "store/engine/db_sqlite.h"

#include "base/log.h"

#include <pthread.h>

enum {
    READER_CACHE_KIB = 2048,
    WRITER_CACHE_KIB = 65536,
};

/*
 * Two rows that must not be equal are an answer. Any other constraint that objects, such as a
 * foreign key, was broken by a bug of ours.
 */
static Err
err_of_code(int code)
{
    switch (code) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
        return ERR_ALREADY_EXISTS;
    default:
        break;
    }
    switch (code & 0xff) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE:
        return OK;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return ERR_DB_CONFLICT;
    case SQLITE_CONSTRAINT:
        return ERR_INTERNAL;
    case SQLITE_FULL:
        return ERR_STORAGE_FULL;
    default:
        return ERR_STORAGE_UNAVAILABLE;
    }
}

Err
sqlite_err(DbSqlite *db, int code)
{
    Err err = err_of_code(code);

    if (err == OK || err == ERR_ALREADY_EXISTS || err == ERR_DB_CONFLICT)
        return err;
    snprintf(db->base.text, sizeof(db->base.text), "sqlite %d: %.120s", code,
             sqlite3_errmsg(db->handle));
    log_line(LOG_ERROR, "database=\"%s\"", db->base.text);
    return err;
}

/*
 * Not a Table: the keys are addresses of ours, so nobody can choose them, and to hash their bytes
 * would take twenty times as long. Half of the slots stay free.
 */
static Statement *
find_statement(DbSqlite *db, const char *sql)
{
    size_t at = ((uintptr_t)sql / 16 * 0x9e3779b1u) % SLOTS;

    while (db->statement[at].sql != NULL && db->statement[at].sql != sql)
        at = (at + 1) % SLOTS;
    return &db->statement[at];
}

static Err
sqlite_prepare(DbSqlite *db, const char *sql, Statement *ret)
{
    sqlite3_stmt *handle;

    assert(db->statement_count < STATEMENTS_MAX);
    TRY(sqlite_err(
        db, sqlite3_prepare_v3(db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &handle, NULL)));
    *ret = (Statement){.sql = sql, .handle = handle, .changes = !sqlite3_stmt_readonly(handle)};
    db->statement_count++;
    for (int i = 0; i < ARGS_MAX; i++) {
        char name[16];
        snprintf(name, sizeof(name), "$%d", i + 1);
        ret->parameter[i] = sqlite3_bind_parameter_index(handle, name);
    }
    return OK;
}

static int
sqlite_bind(const Statement *statement, size_t number, const Arg *arg)
{
    int index = statement->parameter[number];

    assert(index > 0);
    switch (arg->kind) {
    case ARG_INT:
        return sqlite3_bind_int64(statement->handle, index, arg->number);
    case ARG_TEXT:
        return sqlite3_bind_text(statement->handle, index, arg->bytes, -1, SQLITE_STATIC);
    case ARG_BLOB:
        return sqlite3_bind_blob64(statement->handle, index, arg->bytes,
                                   (sqlite3_uint64)arg->number, SQLITE_STATIC);
    default:
        return sqlite3_bind_null(statement->handle, index);
    }
}

static Err
sqlite_select(Db *base, Rows *ret, const char *sql, const Arg *args, size_t count)
{
    DbSqlite *db = (DbSqlite *)base;
    Statement *statement = find_statement(db, sql);

    if (statement->sql == NULL)
        TRY(sqlite_prepare(db, sql, statement));
    assert(!statement->busy);
    for (size_t i = 0; i < count; i++)
        TRY(sqlite_err(db, sqlite_bind(statement, i, &args[i])));
    statement->busy = true;
    if (statement->changes)
        sqlite_note_statement(db);
    *ret = (Rows){.db = base, .cursor = statement};
    return OK;
}

static sqlite3_stmt *
handle_of(const Rows *rows)
{
    return ((const Statement *)rows->cursor)->handle;
}

static Err
sqlite_next(Rows *rows, bool *ret_found)
{
    DbSqlite *db = (DbSqlite *)rows->db;
    int code = sqlite3_step(handle_of(rows));
    Err err = sqlite_err(db, code);

    if (err != OK && ((const Statement *)rows->cursor)->changes)
        sqlite_undo_statement(db);
    TRY(err);
    *ret_found = code == SQLITE_ROW;
    return OK;
}

static int64_t
sqlite_changed(const Rows *rows)
{
    return sqlite3_changes64(((DbSqlite *)rows->db)->handle);
}

static int64_t
sqlite_get_int(const Rows *rows, int column)
{
    return sqlite3_column_int64(handle_of(rows), column);
}

static const char *
sqlite_get_text(const Rows *rows, int column)
{
    return (const char *)sqlite3_column_text(handle_of(rows), column);
}

static const void *
sqlite_get_blob(const Rows *rows, int column, size_t *ret_count)
{
    const void *bytes = sqlite3_column_blob(handle_of(rows), column);

    *ret_count = (size_t)sqlite3_column_bytes(handle_of(rows), column);
    return bytes;
}

static void
sqlite_close_rows(Rows *rows)
{
    Statement *statement = rows->cursor;

    sqlite3_reset(statement->handle);
    statement->busy = false;
}

static Err
sqlite_script(Db *base, const char *sql)
{
    DbSqlite *db = (DbSqlite *)base;

    return sqlite_err(db, sqlite3_exec(db->handle, sql, NULL, NULL, NULL));
}

static bool
sqlite_in_transaction(const Db *base)
{
    return sqlite3_get_autocommit(((const DbSqlite *)base)->handle) == 0;
}

static void
sqlite_close(Db *base)
{
    DbSqlite *db = (DbSqlite *)base;

    for (size_t i = 0; i < SLOTS; i++)
        sqlite3_finalize(db->statement[i].handle);
    sqlite3_close(db->handle);
    sqlite_forget_rows(db);
    free(db);
}

static const DbDriver SQLITE = {
    .begin_sql = "BEGIN IMMEDIATE",
    .select = sqlite_select,
    .next = sqlite_next,
    .changed = sqlite_changed,
    .get_int = sqlite_get_int,
    .get_text = sqlite_get_text,
    .get_blob = sqlite_get_blob,
    .close_rows = sqlite_close_rows,
    .script = sqlite_script,
    .before_commit = sqlite_before_commit,
    .after_commit = sqlite_after_commit,
    .after_rollback = sqlite_after_rollback,
    .after_mark = sqlite_after_mark,
    .after_undo = sqlite_after_undo,
    .sum_anew = sqlite_sum_anew,
    .in_transaction = sqlite_in_transaction,
    .wants_tidy = sqlite_wants_tidy,
    .tidy = sqlite_tidy,
    .close = sqlite_close,
};

static Err
sqlite_pragma(DbSqlite *db, const char *text)
{
    return sqlite_err(db, sqlite3_exec(db->handle, text, NULL, NULL, NULL));
}

/* A setting that was not taken would lose data silently; so it is read back. */
static Err
sqlite_verify(DbSqlite *db, const char *text, const char *expected)
{
    sqlite3_stmt *statement;

    TRY(sqlite_err(db, sqlite3_prepare_v2(db->handle, text, -1, &statement, NULL)));
    bool row = sqlite3_step(statement) == SQLITE_ROW;
    const char *actual = row ? (const char *)sqlite3_column_text(statement, 0) : NULL;
    bool same = actual != NULL && strcmp(actual, expected) == 0;
    if (!same)
        log_line(LOG_ERROR, "database=\"%s is %s instead of %s\"", text,
                 actual == NULL ? "nothing" : actual, expected);
    sqlite3_finalize(statement);
    return same ? OK : ERR_STORAGE_UNAVAILABLE;
}

/* SQLite opens what it may not write to read it, and then says so at each change only. */
static Err
check_writable(DbSqlite *db)
{
    if (sqlite3_db_readonly(db->handle, "main") == 0)
        return OK;
    log_line(LOG_ERROR, "database=\"the file may only be read\"");
    return ERR_STORAGE_UNAVAILABLE;
}

/* RULE KEY-5: what is erased is written over in its page, and not only left out of it. */
static Err
configure_writing(DbSqlite *db)
{
    TRY(check_writable(db));
    TRY(sqlite_pragma(db,
                      "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                      "PRAGMA secure_delete=ON"));
    sqlite_watch_log(db);
    sqlite_watch_rows(db);
    TRY(sqlite_verify(db, "PRAGMA synchronous", "2"));
    return sqlite_verify(db, "PRAGMA secure_delete", "1");
}

static Err
sqlite_configure(DbSqlite *db, DbMode mode)
{
    sqlite3_busy_timeout(db->handle, LOCK_WAIT_MS);
    sqlite3_db_config(db->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, mode != DB_WRITE, NULL);
    sqlite3_wal_autocheckpoint(db->handle, 0);
    TRY(sqlite_pragma(
        db, "PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY; PRAGMA trusted_schema=OFF"));

    char cache[48];
    snprintf(cache, sizeof(cache), "PRAGMA cache_size=-%d",
             mode == DB_WRITE ? WRITER_CACHE_KIB : READER_CACHE_KIB);
    TRY(sqlite_pragma(db, cache));
    if (mode == DB_SCRATCH)
        return OK;
    TRY(mode == DB_WRITE ? configure_writing(db) : sqlite_pragma(db, "PRAGMA query_only=ON"));
    return sqlite_verify(db, "PRAGMA journal_mode", "wal");
}

/* Nobody reads SQLite's count of its memory, and keeping it is one lock for all connections. */
static void
configure_library(void)
{
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

Err
db_sqlite_open(const char *path, DbMode mode, Db **ret)
{
    static pthread_once_t configured = PTHREAD_ONCE_INIT;
    DbSqlite *db = calloc(1, sizeof(*db));
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;

    if (db == NULL)
        die("out of memory");
    pthread_once(&configured, configure_library);
    db->base.driver = &SQLITE;
    db->base.writes = mode != DB_READ;
    int code = sqlite3_open_v2(path, &db->handle,
                               flags | (mode != DB_READ ? SQLITE_OPEN_CREATE : 0), NULL);
    Err err = sqlite_err(db, code);
    if (err == OK)
        err = sqlite_configure(db, mode);
    if (err != OK) {
        sqlite_close(&db->base);
        return err;
    }
    *ret = &db->base;
    return OK;
}
