/*
 * DbSqlite: what the files that know SQLite share of a connection.
 */
#ifndef STORE_ENGINE_DB_SQLITE_H
#define STORE_ENGINE_DB_SQLITE_H

#include "store/engine/db.h"

#define SQLITE_ENABLE_PREUPDATE_HOOK /* Debian's library has it */
#include <sqlite3.h>

enum {
    LOCK_WAIT_MS = 5000,
    STATEMENTS_MAX = 512, /* that one connection prepares; src/store has fewer */
    SLOTS = 2 * STATEMENTS_MAX,
};

/* A statement of ours, prepared once a connection. */
typedef struct Statement {
    const char *sql;
    sqlite3_stmt *handle;
    int parameter[ARGS_MAX]; /* SQLite takes $1 for a name, not for a position */
    bool busy;
    bool changes; /* something, and does not only read */
} Statement;

typedef struct DbSqlite {
    Db base;
    sqlite3 *handle;
    bool log_begins;   /* with the next commit that changes something */
    int64_t changes;   /* that it had made when the last transaction ended */
    int log_pages;     /* in the write-ahead log, not yet in the database file */
    struct Sums *sums; /* of a connection that writes; see sums_sqlite.c */
    int statement_count;
    Statement statement[SLOTS];
} DbSqlite;

/* What the code means; what is amiss goes into the log and into the connection's text. */
MUST_CHECK Err sqlite_err(DbSqlite *db, int code);

/* --- what the rows of the tables add up to: sums_sqlite.c --------------------------------------
 */

enum { SUM_LANES = WIDE_HASH_BYTES / 8, SUM_TABLES_MAX = 64, SUM_NAME_SIZE = 64 };

/* How many rows, and the digests of all of them, each lane added up by itself. */
typedef struct RowSum {
    int64_t rows;
    uint64_t lane[SUM_LANES];
} RowSum;

/* The bytes of a row that a digest is made of, one row after the other. */
typedef struct RowBytes {
    uint8_t *byte;
    size_t count;
    size_t room;
} RowBytes;

void row_begin(RowBytes *row, const char *table);
void row_put(RowBytes *row, sqlite3_value *value);

/* Count the row in, or out: times is 1 or -1. */
void row_count(const RowBytes *row, int times, RowSum *sum);
void row_sum_add(RowSum *sum, const RowSum *more);
bool row_sum_equal(const RowSum *a, const RowSum *b);
void row_sum_digest(const RowSum *sum, uint8_t ret[WIDE_HASH_BYTES]);
Digest row_sum_seal(const Vault *vault, const char *table, const RowSum *sum);

/* A sum as table_sum has it, with whether it is sealed by the vault, or there is no vault. */
typedef struct KeptSum {
    RowSum sum;
    bool found;
    bool sealed;
} KeptSum;

MUST_CHECK Err sqlite_find_sum(Db *db, const char *table, const Vault *vault, KeptSum *ret);

/* From now on the sum of that table is another one: where it was renewed. */
void sqlite_replace_sum(DbSqlite *db, const char *table, const RowSum *sum);

/* Does the database have sums? One of an older version has not. */
MUST_CHECK Err sqlite_has_sums(Db *db, bool *ret);

/* From now on this connection keeps the sums of what it changes, and writes them at each commit. */
void sqlite_watch_rows(DbSqlite *db);
void sqlite_forget_rows(DbSqlite *db);

/* The next commit is the first of a log: log_base.c */
MUST_CHECK Err sqlite_begin_log(DbSqlite *db);

/* Around a statement that changes something: one that failed has changed nothing. */
void sqlite_note_statement(DbSqlite *db);
void sqlite_undo_statement(DbSqlite *db);

/* Of the driver. */
MUST_CHECK Err sqlite_before_commit(Db *base);
void sqlite_after_commit(Db *base);
void sqlite_after_rollback(Db *base);
void sqlite_after_mark(Db *base);
void sqlite_after_undo(Db *base);
MUST_CHECK Err sqlite_sum_anew(Db *base); /* sums_read.c */

/* --- the write-ahead log: log_sqlite.c ---------------------------------------------------------
 */

/* Count what this connection writes into the log. */
void sqlite_watch_log(DbSqlite *db);

/* wants_tidy and tidy of the driver. */
bool sqlite_wants_tidy(const Db *base, bool idle);
MUST_CHECK Err sqlite_tidy(Db *base, bool idle, bool *ret_more);

#endif
