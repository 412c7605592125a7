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
#define BYTES(value)     BLOB((value).byte, sizeof((value).byte))
#define ID_OR_NULL(id)   arg_text(id_is_empty(&(id)) ? NULL : (id).text)
#define PAGE_AFTER(page) arg_text((page)->after == NULL ? "" : (page)->after)

/* The key of a name; behind which row a sorted list goes on, or NULL: its value and its id. */
#define NAME_KEY(key)      arg_bytes((key).byte, (key).size)
#define ORDER_AFTER(place) arg_order(place)
#define ID_AFTER(place)    TEXT((place) == NULL ? "" : (place)->id)

enum { ARGS_MAX = 40 };

/* NULL text is the database's NULL. */
static inline Arg
arg_text(const char *text)
{
    return text == NULL ? NOTHING : (Arg){.kind = ARG_TEXT, .bytes = text};
}

/* What is before all bytes stands as the empty text, as where a column was never filled. */
static inline Arg
arg_bytes(const uint8_t *bytes, size_t count)
{
    return count == 0 ? TEXT("") : BLOB(bytes, count);
}

static inline Arg
arg_order(const RowPlace *place)
{
    return place == NULL ? TEXT("") : arg_bytes(place->order.byte, place->order.size);
}

/* Run a statement that returns no rows. ret_changed may be NULL. */
MUST_CHECK Err db_exec(Db *db, int64_t *ret_changed, const char *sql, const Arg *args,
                       size_t count);

/* The same; *ret says whether it changed a row, where its WHERE clause or a key decides on one. */
MUST_CHECK Err db_exec_one(Db *db, bool *ret, const char *sql, const Arg *args, size_t count);

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

/* --- many things at once: wanted.c ---------------------------------------------------------- */

/*
 * A list in one parameter, so that one statement asks for any number of things and its text stays
 * what it is. It begins with WITH_IDS, which makes a table of what is wanted: wanted (n, id), where
 * n is the place in the list, from 0. $1 is how many there are and $2 the list, as IDS() or
 * IDS_OF() give them. What other things are wanted by is named by WITH_WANTED(), with its width.
 * The rows are read by ROWS_LISTS() or ROWS_EACH().
 *
 *     static const char SELECT_NAMES[] = WITH_IDS
 *         "SELECT wanted.n, " COLUMNS(NAME_ROW)
 *         "  FROM wanted"
 *         " CROSS JOIN account"
 *         " WHERE account.id = wanted.id";
 *
 * CROSS JOIN makes the engine go through the list, and not through the table.
 */
#define WITH_IDS WITH_WANTED("id", "30")

/* Twenty of them at a time: the further on a place is in a text, the longer it takes to find. */
// clang-format off
#define WITH_WANTED(name, width)                                                                   \
    "WITH RECURSIVE place (n, part) AS"                                                            \
    " (SELECT 0, SUBSTR($2, 1, " width " * 20) WHERE 0 < $1"                                       \
    " UNION ALL SELECT n + 1, CASE (n + 1) % 20"                                                   \
    " WHEN 0 THEN SUBSTR($2, (n + 1) * " width " + 1, " width " * 20) ELSE part END"               \
    " FROM place WHERE n + 1 < $1),"                                                               \
    " wanted (n, " name ") AS"                                                                     \
    " (SELECT n, SUBSTR(part, n % 20 * " width " + 1, " width ") FROM place) "
// clang-format on

/* $1 and $2: the ids in an array, and those of the things in one. */
#define IDS(arena, id, count) INT((int64_t)(count)), arg_ids(arena, id, sizeof(Id), count)
#define IDS_OF(arena, thing, count)                                                                \
    INT((int64_t)(count)), arg_ids(arena, &(thing)->id, sizeof(*(thing)), count)

/* The first of count ids, each of which lies so many bytes behind the one before. */
Arg arg_ids(Arena *arena, const Id *first, size_t stride, size_t count);

/* Texts of so many characters; any other text, and an empty id, is a place for nothing. */
Arg arg_texts(Arena *arena, size_t width, const char *const *text, size_t count);

/* Texts of at most so many characters, which RTRIM() gives back; a longer one names nothing. */
Arg arg_padded_texts(Arena *arena, size_t width, const char *const *text, size_t count);

/*
 * For LIKE … ESCAPE '!': contains this text, which may have the characters that mean something in a
 * pattern.
 */
const char *pattern_containing(Arena *arena, const char *text);

/*
 * What LabelScope asks for, by a statement with WITH_IDS in which $3 is the owner, or '' for all;
 * the table of its columns is of a Label.
 */
#define LABELS(db, sql, scope, arena, reader, ret)                                                 \
    db_labels(db, sql, scope, READING(arena, reader, *(ret)), ret)
MUST_CHECK Err db_labels(Db *db, const char *sql, const LabelScope *scope, const Reading *reading,
                         Label **ret);

/* --- transactions, and the engine as a whole ------------------------------------------------ */

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

/* Something secret was erased: db_tidy() will see to it that the log has nothing of it either. */
void db_note_erased(Db *db);

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
    Err (*before_commit)(Db *db); /* of an outermost transaction, whose changes then hold ... */
    void (*after_commit)(Db *db);
    void (*after_rollback)(Db *db); /* ... or do not */
    void (*after_mark)(Db *db);
    void (*after_undo)(Db *db);
    Err (*sum_anew)(Db *db); /* all there is, after a migration */
    bool (*in_transaction)(const Db *db);
    bool (*wants_tidy)(const Db *db, bool idle);
    Err (*tidy)(Db *db, bool idle, bool *ret_more);
    void (*close)(Db *db);
} DbDriver;

struct Db {
    const DbDriver *driver;
    bool writes;        /* this connection may change the database */
    int depth;          /* transactions within one another */
    bool doomed;        /* an inner one failed: the outer must not commit */
    Micros erased_at;   /* by the steady clock; 0 where the log was emptied since */
    int64_t statements; /* that were run on it, without those that begin and end transactions */
    struct Memo *memo;  /* of one that reads; NULL until it is of use */
    char text[160];     /* what the engine said when it failed last, for the log */
};

MUST_CHECK Err db_sqlite_open(const char *path, DbMode mode, Db **ret);

/* Copy the database into the empty file at path; what is wrong with a file. backup_sqlite.c */
MUST_CHECK Err backup_sqlite_copy(const char *database, const char *path);
LogFit sqlite_judge_log(const char *path, const char *log); /* log_base.c */
MUST_CHECK Err backup_sqlite_find_damage(const char *path, Arena *arena, DamageList *ret);

#endif
