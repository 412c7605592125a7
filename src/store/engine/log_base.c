/*
 * Whose log is it? A log that lies beside another database than its own would be moved into that
 * one, page by page, and make something of the two that never was.
 *
 * So the database has an id, and the first transaction of every log gives it the next one and says
 * which it had before. The file alone has then the one or the other, whatever was moved from the
 * log into it. A copy has got an id that no log knows, because it was opened for writing to be
 * verified.
 */
#include "store/engine/db_sqlite.h"

#include <sys/stat.h>

enum { LOG_HEADER_BYTES = 32, URI_BYTES = 3 * 4096 };

typedef struct LogBase {
    Digest id;
    Digest before;
} LogBase;

/* --- writing -------------------------------------------------------------------------------- */

static const char UPDATE_BASE[] =
    "UPDATE log_base"
    "   SET before_id = id, id = $1";

Err
sqlite_begin_log(DbSqlite *db)
{
    Digest id;

    random_bytes(id.byte, sizeof(id.byte));
    return db_exec(&db->base, NULL, UPDATE_BASE, ARGS(BYTES(id)));
}

Err
store_begin_log(Db *db)
{
    CLEANUP(tx_end) Tx tx = {0};
    bool exists;

    TRY(tx_begin(db, &tx));
    TRY(sqlite_has_sums(db, &exists));
    if (exists)
        TRY(sqlite_begin_log((DbSqlite *)db));
    return tx_commit(&tx);
}

/* --- reading -------------------------------------------------------------------------------- */

static void
close_base(sqlite3 **handle)
{
    sqlite3_close(*handle);
}

static void
end_base(sqlite3_stmt **statement)
{
    sqlite3_finalize(*statement);
}

static bool
read_id(sqlite3_stmt *statement, int column, Digest *ret)
{
    const void *bytes = sqlite3_column_blob(statement, column);
    bool whole = sqlite3_column_bytes(statement, column) == (int)sizeof(ret->byte);

    if (bytes != NULL && whole)
        memcpy(ret->byte, bytes, sizeof(ret->byte));
    return bytes != NULL && whole;
}

static bool
read_base(const char *name, int flags, LogBase *ret)
{
    static const char SELECT_BASE[] = "SELECT id, before_id FROM log_base";
    CLEANUP(close_base) sqlite3 *handle = NULL;
    CLEANUP(end_base) sqlite3_stmt *statement = NULL;

    if (sqlite3_open_v2(name, &handle, flags | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
        return false;
    sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    if (sqlite3_prepare_v2(handle, SELECT_BASE, -1, &statement, NULL) != SQLITE_OK ||
        sqlite3_step(statement) != SQLITE_ROW || !read_id(statement, 0, &ret->id))
        return false;
    /* In the log with which a database began there was none before, and nobody has this one. */
    if (!read_id(statement, 1, &ret->before))
        ret->before = (Digest){{0}};
    return true;
}

/* SQLite leaves the log out where it is told that nobody changes the file. */
static bool
read_base_of_file(const char *path, LogBase *ret)
{
    char uri[URI_BYTES] = "file:";
    size_t at = strlen(uri);

    for (const char *c = path; *c != '\0' && at + 32 < sizeof(uri); c++)
        at += (size_t)snprintf(uri + at, sizeof(uri) - at, strchr("?#%", *c) ? "%%%02x" : "%c",
                               (unsigned char)*c);
    snprintf(uri + at, sizeof(uri) - at, "?immutable=1");
    return read_base(uri, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, ret);
}

static bool
is_same_id(const Digest *a, const Digest *b)
{
    return memcmp(a->byte, b->byte, sizeof(a->byte)) == 0;
}

LogFit
sqlite_judge_log(const char *path, const char *log)
{
    LogBase file, both;
    struct stat info;

    if (stat(log, &info) != 0 || info.st_size <= LOG_HEADER_BYTES)
        return LOG_FITS;
    if (!read_base_of_file(path, &file) || !read_base(path, SQLITE_OPEN_READWRITE, &both))
        return LOG_UNKNOWN;
    return is_same_id(&file.id, &both.id) || is_same_id(&file.id, &both.before) ? LOG_FITS
                                                                                : LOG_IS_ANOTHERS;
}
