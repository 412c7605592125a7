/*
 * Db: one connection to a database engine.
 *
 * Statements are written once, in the SQL that SQLite and PostgreSQL share, with parameters $1,
 * $2 ... and kept prepared by the address of their text: every statement is a static const char
 * array. Only files in store/ may include this header.
 */
#ifndef STORE_ENGINE_DB_H
#define STORE_ENGINE_DB_H

#include "store/engine/engine.h"
#include "store/engine/rows.h"

/* A parameter value. Text and bytes are borrowed until the rows are closed. */
typedef struct Arg {
    enum { ARG_NULL, ARG_INT, ARG_TEXT, ARG_BLOB } kind;
    int64_t number; /* or the number of bytes */
    const void *bytes;
} Arg;

#define INT(value)         ((Arg){.kind = ARG_INT, .number = (value)})
#define TEXT(value)        arg_text(value)
#define BLOB(value, count) ((Arg){.kind = ARG_BLOB, .bytes = (value), .number = (int64_t)(count)})
#define NOTHING            ((Arg){.kind = ARG_NULL})
#define ARGS(...)          (const Arg[]){__VA_ARGS__}, COUNT_OF(((const Arg[]){__VA_ARGS__}))
#define NO_ARGS            NULL, 0

/* All bytes of a value such as a Hash; an id, or NULL where it is empty; where a page begins. */
#define BYTES(value)   BLOB((value).byte, sizeof((value).byte))
#define ID_OR_NULL(id) arg_text(id_is_empty(&(id)) ? NULL : (id).text)
#define AFTER(page)    arg_text((page)->after == NULL ? "" : (page)->after)

enum { ARGS_MAX = 40 };

/* NULL text is the database's NULL. */
static inline Arg
arg_text(const char *text)
{
    return text == NULL ? NOTHING : (Arg){.kind = ARG_TEXT, .bytes = text};
}

/* Run a statement that returns no rows. ret_changed may be NULL. */
MUST_CHECK Err db_exec(Db *db, int64_t *ret_changed, const char *sql, const Arg *args,
                       size_t count);

MUST_CHECK Err db_select(Db *db, Rows *ret, const char *sql, const Arg *args, size_t count);

/* The first column of the first row, for one text as $1; *ret is NULL where there is no row. */
MUST_CHECK Err db_find_text(Db *db, const char *sql, const char *arg, Arena *arena,
                            const char **ret);

/*
 * ROWS_LIST() of all rows of a statement whose one parameter is the id of whoever they belong to.
 * A connection that reads remembers the list (memo.h), and ret has a copy.
 */
#define MEMO_LIST(db, sql, owner_id, arena, reader, ret)                                           \
    memo_list(db, sql, owner_id, READING(arena, reader, (ret)->item), ret)
MUST_CHECK Err memo_list(Db *db, const char *sql, const Id *owner_id, const Reading *reading,
                         void *ret);

/* Run a script of several statements, outside the cache of prepared ones. */
MUST_CHECK Err db_script(Db *db, const char *sql);

/*
 * Where a transaction is within another one, the inner joins the outer: it is durable when the
 * outer is committed, and its failure dooms the outer.
 */
MUST_CHECK Err db_begin(Db *db);
MUST_CHECK Err db_commit(Db *db);
void db_rollback(Db *db);

/*
 * One part of a transaction that can be undone without the rest: between mark and keep or undo. An
 * undone part leaves the transaction as healthy as it was.
 */
MUST_CHECK Err db_mark(Db *db);
MUST_CHECK Err db_keep(Db *db);
MUST_CHECK Err db_undo(Db *db);

/* Is the transaction still open? A full disk may have made the engine give it up. */
bool db_in_transaction(const Db *db);

/*
 * Housekeeping of the engine, outside any transaction: when idle, or when it cannot wait any
 * longer. *ret_more if there is something left to do when idle.
 */
MUST_CHECK Err db_tidy(Db *db, bool idle, bool *ret_more);

/* Would db_tidy() do anything now? */
bool db_wants_tidy(const Db *db, bool idle);

/* --- what an engine must provide ----------------------------------------------------------- */

typedef struct DbDriver {
    const char *begin_sql; /* for writing */
    Err (*select)(Db *db, Rows *ret, const char *sql, const Arg *args, size_t count);
    Err (*next)(Rows *rows, bool *ret_found);
    int64_t (*changed)(const Rows *rows);
    int64_t (*get_int)(const Rows *rows, int column); /* NULL is 0 */
    const char *(*get_text)(const Rows *rows, int column);
    const void *(*get_blob)(const Rows *rows, int column, size_t *ret_count);
    void (*close_rows)(Rows *rows);
    Err (*script)(Db *db, const char *sql);
    bool (*in_transaction)(const Db *db);
    bool (*wants_tidy)(const Db *db, bool idle);
    Err (*tidy)(Db *db, bool idle, bool *ret_more);
    void (*close)(Db *db);
} DbDriver;

struct Db {
    const DbDriver *driver;
    bool writes;       /* this connection may change the database */
    int depth;         /* transactions within one another */
    bool doomed;       /* an inner one failed: the outer must not commit */
    struct Memo *memo; /* of one that reads; NULL until it is of use */
    char text[160];    /* what the engine said when it failed last, for the log */
};

MUST_CHECK Err db_sqlite_open(const char *path, DbMode mode, Db **ret);

/* Copy the database into the empty file at path; is the file sound? backup_sqlite.c */
MUST_CHECK Err backup_sqlite_copy(const char *database, const char *path);
MUST_CHECK Err backup_sqlite_is_sound(const char *path, bool *ret);

#endif
