/*
 * Rows: what a SELECT gives, and how it becomes records.
 *
 * What is read of a record stands in one table: for each column how it is read, the member that it
 * becomes and the column itself in SQL. Both the statements and the function that reads their rows
 * are made from it, so that no column has a number, and none can be read as another.
 *
 *     #define PARTNER_ROW(FIRST, OTHER)         \
 *         FIRST(ID,   id,         "id")         \
 *         OTHER(TEXT, name,       "name")       \
 *         OTHER(INT,  created_at, "created_at")
 *     ROW_READER(read_partner, Partner, PARTNER_ROW)
 *
 *     static const char SELECT_PARTNER[] =
 *         "SELECT " COLUMNS(PARTNER_ROW)
 *         "  FROM partner"
 *         " WHERE id = $1";
 *
 * This makes read_partner(rows, arena, ret). What the table does not name is zero.
 *
 *     ID      Id
 *     TEXT    const char *, a copy in the arena
 *     INT     any integer, and bool
 *     DATE    Date
 *     CHOICE  an enum, by the list of its names: CHOICE, tier, "tier", TIER_NAMES
 *     CHARS   char[], which the text must fit into
 *     BYTES   a struct of bytes such as Hash, which must be as many
 *     BLOB    const uint8_t *, a copy in the arena; x_size, beside the member x, says how many
 *     SORT    SortKey, a copy in the arena
 *
 * NULL is the empty id, no text, 0 and the first of a choice; only BYTES must be there. What no
 * version of this program wrote, such as a choice that there is not, is trouble of ours: it is
 * logged, and reading the row fails with ERR_INTERNAL.
 */
#ifndef STORE_ENGINE_ROWS_H
#define STORE_ENGINE_ROWS_H

#include "base/clock.h"
#include "base/err.h"
#include "base/id/id.h"
#include "base/list.h"
#include "base/order/order.h"
#include "domain/date/date.h"

/* A running SELECT. Declare with CLEANUP(rows_close). */
typedef struct Rows {
    struct Db *db;
    const char *sql;
    void *cursor;
    int first;       /* the column with which the record begins: see ROWS_LISTS() */
    bool unreadable; /* the current row holds what cannot be: reading it fails */
    bool logged;     /* the log wants to know how long it took */
    Micros took;     /* so far, if so */
} Rows;

/* Step to the next row. *ret_found is false after the last. */
MUST_CHECK Err rows_next(Rows *rows, bool *ret_found);

/* Step to the one row there must be: absent is what the absence of a row means. */
MUST_CHECK Err rows_get(Rows *rows, Err absent);

void rows_close(Rows *rows);

/* --- a column ------------------------------------------------------------------------------- */

/* Of the current row; columns count from 0. For statements that select one column or two. */
int64_t rows_int(const Rows *rows, int column);
const char *rows_text(const Rows *rows, int column, Arena *arena);
Id rows_id(const Rows *rows, int column);
Date rows_date(const Rows *rows, int column);
SortKey rows_sort_key(const Rows *rows, int column, Arena *arena);
const uint8_t *rows_blob(const Rows *rows, int column, Arena *arena, size_t *ret_count);

/* What does not fit makes the row unreadable, and what these give then is of no meaning. */
int rows_choice(Rows *rows, int column, const char *const *names);
void rows_chars(Rows *rows, int column, char *ret, size_t size);
void rows_bytes(Rows *rows, int column, void *ret, size_t size);

/* --- a record ------------------------------------------------------------------------------- */

/* The columns of a table, as they stand between SELECT and FROM. */
#define COLUMNS(ROW)                         ROW(COLUMN_FIRST, COLUMN_OTHER)
#define COLUMN_FIRST(kind, member, sql, ...) sql
#define COLUMN_OTHER(kind, member, sql, ...) ", " sql

/* NOLINTBEGIN(bugprone-macro-parentheses): types and members cannot stand in parentheses */
#define ROW_READER(name, Type, ROW)                                                                \
    MUST_CHECK static Err name(Rows *rows, Arena *arena, Type *ret)                                \
    {                                                                                              \
        Type record = {0};                                                                         \
        int column = rows->first;                                                                  \
                                                                                                   \
        (void)arena;                                                                               \
        ROW(COLUMN_READ, COLUMN_READ)                                                              \
        if (rows->unreadable)                                                                      \
            return ERR_INTERNAL;                                                                   \
        *ret = record;                                                                             \
        return OK;                                                                                 \
    }                                                                                              \
    /* The same for ROWS_LIST() and ROWS_FIND(), which do not know the type. */                    \
    __attribute__((unused)) static Err name##_item(Rows *rows, Arena *arena, void *ret)            \
    {                                                                                              \
        return name(rows, arena, ret);                                                             \
    }

/* How each kind is read. A file that needs another kind defines one more of these. */
#define COLUMN_READ(kind, member, sql, ...) READ_##kind(record.member, ##__VA_ARGS__);
#define READ_ID(member)                     member = rows_id(rows, column++)
#define READ_TEXT(member)                   member = rows_text(rows, column++, arena)
#define READ_INT(member)                    member = (typeof(member))rows_int(rows, column++)
#define READ_DATE(member)                   member = rows_date(rows, column++)
#define READ_CHOICE(member, names)          member = (typeof(member))rows_choice(rows, column++, names)
#define READ_CHARS(member)                  rows_chars(rows, column++, member, sizeof(member))
#define READ_BYTES(member)                  rows_bytes(rows, column++, &(member), sizeof(member))
#define READ_SORT(member)                   member = rows_sort_key(rows, column++, arena)
#define READ_BLOB(member)                   member = rows_blob(rows, column++, arena, &member##_size)
/* NOLINTEND(bugprone-macro-parentheses) */

/* --- all records ---------------------------------------------------------------------------- */

/* What becomes of each row: how it is read, how large that is, and where it lives. */
typedef struct Reading {
    Err (*read)(Rows *rows, Arena *arena, void *ret);
    size_t size;
    Arena *arena;
} Reading;

/* The compiler objects where the reader reads something else than item points to. */
#define READING(arena, reader, item)                                                               \
    (&(const Reading){reader##_item, sizeof(*(item)) + 0 * sizeof(reader(NULL, NULL, (item))),     \
                      (arena)})

/*
 * The rows as a list. One more than limit may have been asked for: it is not read, but then the
 * list knows that there is more.
 */
#define ROWS_LIST(rows, limit, arena, reader, ret)                                                 \
    rows_list(rows, limit, READING(arena, reader, (ret)->item), ret)
MUST_CHECK Err rows_list(Rows *rows, int64_t limit, const Reading *reading, void *ret);
#define ROWS_ALL INT64_MAX

/*
 * The same of those rows only that are wanted, by the record that was read. What is not takes no
 * memory, however many there are. NULL wants all.
 */
typedef struct Keeping {
    bool (*wanted)(const void *record, void *data);
    void *data;
} Keeping;

#define ROWS_KEPT(rows, limit, keeping, arena, reader, ret)                                        \
    rows_kept(rows, limit, keeping, READING(arena, reader, (ret)->item), ret)
MUST_CHECK Err rows_kept(Rows *rows, int64_t limit, const Keeping *keeping, const Reading *reading,
                         void *ret);

/*
 * A part of a list with its place among all rows (ListPart), of a statement that gives all of them
 * in their order. It is run once more where the part is behind or in front of a place.
 */
typedef struct Parting {
    const ListPart *part;
    Keeping keeping;
    Err (*select)(struct Db *db, const void *scope, Rows *ret);
    /* Below 0, 0 or above, as the record comes before the place, stands there, or comes after it.
     */
    int (*compare)(const void *record, const RowPlace *place, const void *scope);
    const void *scope; /* for both */
} Parting;

#define ROWS_PART(db, parting, arena, reader, ret)                                                 \
    rows_part(db, parting, READING(arena, reader, (ret)->item), ret)
MUST_CHECK Err rows_part(struct Db *db, const Parting *parting, const Reading *reading, void *ret);

/* The first row, in the arena; *ret is NULL where there is none. */
#define ROWS_FIND(rows, arena, reader, ret)                                                        \
    rows_find(rows, READING(arena, reader, *(ret)), (void *)(ret))
MUST_CHECK Err rows_find(Rows *rows, const Reading *reading, void *ret);

/* --- all records of many things ------------------------------------------------------------- */

/*
 * The rows of a statement that asks for many things at once. The first column says of each row
 * which of them it is about, by its place from 0, and those of the table come behind it:
 *
 *     "SELECT wanted.n, " COLUMNS(SUBSCRIPTION_ROW)
 *
 * These give an array of count lists, as those of ROWS_LIST(), in the arena; one of count records,
 * which are zero where there is no row. Of no things at all no statement has to be run.
 */
#define ROWS_LISTS(rows, count, limit, arena, reader, ret)                                         \
    rows_lists(rows, count, limit, READING(arena, reader, (*(ret))->item), (void *)(ret))
MUST_CHECK Err rows_lists(Rows *rows, size_t count, int64_t limit, const Reading *reading,
                          void *ret);

#define ROWS_EACH(rows, count, arena, reader, ret)                                                 \
    rows_each(rows, count, READING(arena, reader, *(ret)), (void *)(ret))
MUST_CHECK Err rows_each(Rows *rows, size_t count, const Reading *reading, void *ret);

#endif
