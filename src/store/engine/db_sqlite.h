/*
 * DbSqlite: what the files that know SQLite share of a connection.
 */
#ifndef STORE_ENGINE_DB_SQLITE_H
#define STORE_ENGINE_DB_SQLITE_H

#include "store/engine/db.h"

#include <sqlite3.h>

enum {
    LOCK_WAIT_MS = 5000,
    STATEMENTS_MAX = 256, /* that one connection prepares; src/store has fewer */
    SLOTS = 2 * STATEMENTS_MAX,
};

/* A statement of ours, prepared once a connection. */
typedef struct Statement {
    const char *sql;
    sqlite3_stmt *handle;
    int parameter[ARGS_MAX]; /* SQLite takes $1 for a name, not for a position */
    bool busy;
} Statement;

typedef struct DbSqlite {
    Db base;
    sqlite3 *handle;
    int log_pages; /* in the write-ahead log, not yet in the database file */
    int statement_count;
    Statement statement[SLOTS];
} DbSqlite;

/* What the code means; what is amiss goes into the log and into the connection's text. */
MUST_CHECK Err sqlite_err(DbSqlite *db, int code);

/* --- the write-ahead log: log_sqlite.c ---------------------------------------------------------
 */

/* Count what this connection writes into the log. */
void sqlite_watch_log(DbSqlite *db);

/* wants_tidy and tidy of the driver. */
bool sqlite_wants_tidy(const Db *base, bool idle);
MUST_CHECK Err sqlite_tidy(Db *base, bool idle, bool *ret_more);

#endif
