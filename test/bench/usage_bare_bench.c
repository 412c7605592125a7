/*
 * What SQLite itself takes for usage events: the limit that metering is measured against.
 *
 *   usage_bare_bench insert SERVED.db REPLAY.db BATCH
 *   usage_bare_bench fill DATABASE.db COUNT
 *
 * The first reads the rows that a server has stored in SERVED.db, in the order in which it stored
 * them, and inserts the same rows into REPLAY.db, a copy of the database from before, BATCH of them
 * to a transaction: prepared, bound and stepped, through the store's own connection and so with its
 * settings and its checkpoints. Left out of the limit is everything else that the server does:
 * HTTP, JSON, looking up credits and people, finding duplicates, sums, the ledger, and its events.
 *
 * The second only makes a database large: COUNT events of another source, as old as they are many.
 *
 * Prints {"count":…,"seconds":…,"cpuSeconds":…}.
 */
#include "domain/credit/credit.h"
#include "stopwatch.h"
#include "store/engine/db.h"

#include <sqlite3.h>

enum { COLUMNS = 10, FILL_BATCH = 100000 };

/* The store keeps its connections to itself, but SQLite tells of every one that is opened. */
static sqlite3 *latest;

static int
on_open(sqlite3 *handle, const char **ret_error, const void *api)
{
    (void)ret_error;
    (void)api;
    latest = handle;
    return SQLITE_OK;
}

static void
give_up(const char *what, const char *about)
{
    fprintf(stderr, "usage_bare_bench: %s: %s\n", what, about);
    exit(1);
}

typedef struct Side {
    Db *db;
    sqlite3_stmt *statement;
} Side;

static Side
open_side(const char *path, DbMode mode, const char *sql)
{
    char address[512];
    Side side = {0};

    snprintf(address, sizeof(address), "sqlite:%s", path);
    if (store_open(address, mode, &side.db) != OK)
        give_up("cannot open", path);
    if (sqlite3_prepare_v3(latest, sql, -1, SQLITE_PREPARE_PERSISTENT, &side.statement, NULL) !=
        SQLITE_OK)
        give_up(sqlite3_errmsg(latest), sql);
    return side;
}

static void
close_side(Side *side)
{
    sqlite3_finalize(side->statement);
    store_close(&side->db);
}

/* --- inserting what was served -------------------------------------------------------------- */

/* What the measurement sent, and nothing else that may be there. */
static const char READ_SQL[] =
    "SELECT reporter, source, id, credit_id, account_id, at, meter, quantity, micros, received_at"
    "  FROM usage_event"
    " WHERE source = 'bench'"
    " ORDER BY rowid";

static const char INSERT_SQL[] =
    "INSERT INTO usage_event"
    "       (reporter, source, id, credit_id, account_id, at, meter, quantity, micros, received_at)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

/* The rows are in memory before the clock starts. */
typedef struct Rows10 {
    sqlite3_value **value; /* COLUMNS of each */
    size_t count;
} Rows10;

static Rows10
read_rows(const char *path)
{
    Side served = open_side(path, DB_READ, READ_SQL);
    Rows10 rows = {0};
    size_t room = 0;

    while (sqlite3_step(served.statement) == SQLITE_ROW) {
        if (rows.count == room) {
            room = room == 0 ? 65536 : 2 * room;
            rows.value = realloc(rows.value, room * COLUMNS * sizeof(*rows.value));
            assert(rows.value != NULL);
        }
        for (int i = 0; i < COLUMNS; i++)
            rows.value[rows.count * COLUMNS + (size_t)i] =
                sqlite3_value_dup(sqlite3_column_value(served.statement, i));
        rows.count++;
    }
    close_side(&served);
    return rows;
}

static Err
insert_batch(Side *side, const Rows10 *rows, size_t first, size_t last)
{
    CLEANUP(tx_end) Tx tx = {0};
    bool more;

    TRY(tx_begin(side->db, &tx));
    for (size_t at = first; at < last; at++) {
        for (int i = 0; i < COLUMNS; i++)
            sqlite3_bind_value(side->statement, i + 1, rows->value[at * COLUMNS + (size_t)i]);
        if (sqlite3_step(side->statement) != SQLITE_DONE)
            return ERR_STORAGE_UNAVAILABLE;
        sqlite3_reset(side->statement);
    }
    TRY(tx_commit(&tx));
    return db_tidy(side->db, false, &more);
}

static Stopwatch
insert_all(const char *path, const Rows10 *rows, size_t batch)
{
    Side side = open_side(path, DB_WRITE, INSERT_SQL);
    Stopwatch started = stopwatch_read();

    for (size_t first = 0; first < rows->count; first += batch) {
        size_t last = first + batch < rows->count ? first + batch : rows->count;
        if (insert_batch(&side, rows, first, last) != OK)
            give_up("cannot insert", store_problem(side.db));
    }
    Stopwatch took = stopwatch_since(started);
    close_side(&side);
    return took;
}

/* --- filling -------------------------------------------------------------------------------- */

/* Ids that grow with time, as those of services that meter do, and of their length. */
static const char FILL_SQL[] =
    "WITH RECURSIVE n (i) AS (SELECT ?1 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?2)"
    " INSERT INTO usage_event"
    "       (reporter, source, id, credit_id, account_id, at, meter, quantity, micros, received_at)"
    " SELECT '', 'before', printf('01J%023d', i), 'crd_00000000000000000000000000',"
    "        'usr_00000000000000000000000000', i, NULL, 0, 1000, i"
    "   FROM n";

static Err
fill_batch(Side *side, int64_t first, int64_t last)
{
    CLEANUP(tx_end) Tx tx = {0};
    bool more;

    TRY(tx_begin(side->db, &tx));
    sqlite3_bind_int64(side->statement, 1, first);
    sqlite3_bind_int64(side->statement, 2, last);
    if (sqlite3_step(side->statement) != SQLITE_DONE)
        return ERR_STORAGE_UNAVAILABLE;
    sqlite3_reset(side->statement);
    TRY(tx_commit(&tx));
    return db_tidy(side->db, true, &more);
}

static Stopwatch
fill(const char *path, int64_t count)
{
    Side side = open_side(path, DB_WRITE, FILL_SQL);
    Stopwatch started = stopwatch_read();

    for (int64_t first = 0; first < count; first += FILL_BATCH) {
        int64_t last = first + FILL_BATCH < count ? first + FILL_BATCH : count;
        if (fill_batch(&side, first, last) != OK)
            give_up("cannot fill", store_problem(side.db));
    }
    Stopwatch took = stopwatch_since(started);
    close_side(&side);
    return took;
}

int
main(int argc, char **argv)
{
    bool inserts = argc == 5 && strcmp(argv[1], "insert") == 0;
    bool fills = argc == 4 && strcmp(argv[1], "fill") == 0;
    long long count;
    Stopwatch took;

    if (!inserts && !fills) {
        fputs(
            "usage: usage_bare_bench insert SERVED.db REPLAY.db BATCH\n"
            "       usage_bare_bench fill DATABASE.db COUNT\n",
            stderr);
        return 2;
    }
    sqlite3_auto_extension((void (*)(void))on_open);
    if (inserts) {
        Rows10 rows = read_rows(argv[2]);
        count = (long long)rows.count;
        took = insert_all(argv[3], &rows, strtoul(argv[4], NULL, 10));
    } else {
        count = strtoll(argv[3], NULL, 10);
        took = fill(argv[2], count);
    }
    printf("{\"count\":%lld", count);
    stopwatch_print(took);
    puts("}");
    return 0;
}
