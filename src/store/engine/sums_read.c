/*
 * Sums, read: what all rows of all tables add up to, and whether that is what was kept.
 */
#include "store/engine/db_sqlite.h"

#include "base/log.h"
#include "base/text/text.h"

enum { ROWS_A_TIME = 16384 };

/* --- a row and its digest ------------------------------------------------------------------- */

static void
row_bytes(RowBytes *row, const void *bytes, size_t count)
{
    if (row->count + count > row->room) {
        row->room = 2 * (row->count + count) + 1024;
        void *larger = realloc(row->byte, row->room);
        if (larger == NULL)
            die("out of memory");
        row->byte = larger;
    }
    if (count > 0)
        memcpy(row->byte + row->count, bytes, count);
    row->count += count;
}

static void
row_int64(RowBytes *row, uint64_t number)
{
    uint8_t bytes[8];

    for (int i = 0; i < 8; i++)
        bytes[i] = (uint8_t)(number >> 8 * i);
    row_bytes(row, bytes, sizeof(bytes));
}

void
row_begin(RowBytes *row, const char *table)
{
    row->count = 0;
    row_bytes(row, table, strlen(table) + 1);
}

/* Kind, length and bytes, so that no two rows say the same. There are no fractions in Perq; one
 * that somebody put in is read as the text that SQLite makes of it. */
void
row_put(RowBytes *row, sqlite3_value *value)
{
    uint8_t kind = (uint8_t)sqlite3_value_type(value);

    row_bytes(row, &kind, 1);
    if (kind == SQLITE_NULL)
        return;
    if (kind == SQLITE_INTEGER) {
        row_int64(row, (uint64_t)sqlite3_value_int64(value));
        return;
    }
    const void *bytes = kind == SQLITE_BLOB ? sqlite3_value_blob(value) : sqlite3_value_text(value);
    size_t count = (size_t)sqlite3_value_bytes(value);
    row_int64(row, count);
    row_bytes(row, bytes, bytes == NULL ? 0 : count);
}

void
row_count(const RowBytes *row, int times, RowSum *sum)
{
    WideHash hash = wide_hash_of(row->byte, row->count);

    for (size_t i = 0; i < SUM_LANES; i++) {
        uint64_t lane = 0;
        for (size_t j = 8; j-- > 0;)
            lane = lane << 8 | hash.byte[8 * i + j];
        sum->lane[i] += times > 0 ? lane : UINT64_C(0) - lane;
    }
    sum->rows += times;
}

void
row_sum_add(RowSum *sum, const RowSum *more)
{
    sum->rows += more->rows;
    for (size_t i = 0; i < SUM_LANES; i++)
        sum->lane[i] += more->lane[i];
}

bool
row_sum_equal(const RowSum *a, const RowSum *b)
{
    bool equal = a->rows == b->rows;

    for (size_t i = 0; i < SUM_LANES; i++)
        equal = equal && a->lane[i] == b->lane[i];
    return equal;
}

void
row_sum_digest(const RowSum *sum, uint8_t ret[WIDE_HASH_BYTES])
{
    for (size_t i = 0; i < WIDE_HASH_BYTES; i++)
        ret[i] = (uint8_t)(sum->lane[i / 8] >> 8 * (i % 8));
}

Digest
row_sum_seal(const Vault *vault, const char *table, const RowSum *sum)
{
    char text[SUM_NAME_SIZE + 32 + WIDE_HASH_BYTES] = "";
    int length = snprintf(text, SUM_NAME_SIZE + 32, "%s %lld ", table, (long long)sum->rows);
    uint8_t digest[WIDE_HASH_BYTES];

    assert(length > 0 && length < SUM_NAME_SIZE + 32);
    row_sum_digest(sum, digest);
    memcpy(text + length, digest, sizeof(digest));
    return vault_digest(vault, "table-sum", text, (size_t)length + sizeof(digest));
}

/* --- what is kept --------------------------------------------------------------------------- */

static const char SELECT_HAS_SUMS[] =
    "SELECT COUNT(*)"
    "  FROM sqlite_master"
    " WHERE type = 'table' AND name = 'table_sum'";

Err
sqlite_has_sums(Db *db, bool *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(db, &rows, SELECT_HAS_SUMS, NO_ARGS));
    TRY(rows_get(&rows, ERR_INTERNAL));
    *ret = rows_int(&rows, 0) > 0;
    return OK;
}

static void
read_lanes(const uint8_t *bytes, size_t count, RowSum *ret)
{
    for (size_t i = 0; bytes != NULL && count == WIDE_HASH_BYTES && i < count; i++)
        ret->lane[i / 8] |= (uint64_t)bytes[i] << 8 * (i % 8);
}

static bool
is_sealed(const Vault *vault, const char *table, const Rows *rows, const RowSum *sum)
{
    size_t count;
    const uint8_t *bytes = rows->db->driver->get_blob(rows, 2, &count);

    if (vault == NULL)
        return true;
    Digest seal = row_sum_seal(vault, table, sum);
    return bytes != NULL && count == sizeof(seal.byte) && memcmp(bytes, seal.byte, count) == 0;
}

static const char SELECT_SUM[] =
    "SELECT row_count, digest, seal"
    "  FROM table_sum"
    " WHERE name = $1";

Err
sqlite_find_sum(Db *db, const char *table, const Vault *vault, KeptSum *ret)
{
    CLEANUP(rows_close) Rows rows = {0};
    KeptSum kept = {0};
    size_t count;

    TRY(db_select(db, &rows, SELECT_SUM, ARGS(TEXT(table))));
    TRY(rows_next(&rows, &kept.found));
    if (kept.found) {
        kept.sum.rows = rows_int(&rows, 0);
        const uint8_t *bytes = db->driver->get_blob(&rows, 1, &count);
        read_lanes(bytes, count, &kept.sum);
        kept.sealed = is_sealed(vault, table, &rows, &kept.sum);
    }
    *ret = kept;
    return OK;
}

/* --- all rows of all tables ----------------------------------------------------------------- */

static void
end_statement(sqlite3_stmt **statement)
{
    sqlite3_finalize(*statement);
}

static void
end_row(RowBytes *row)
{
    free(row->byte);
}

/*
 * The one place where a statement is put together: it asks for every column of every table that
 * there is, whatever the migrations to come make.
 */
static Err
prepare_for(DbSqlite *db, const char *form, const char *table, sqlite3_stmt **ret)
{
    char *sql = sqlite3_mprintf(form, table);

    if (sql == NULL)
        die("out of memory");
    int code = sqlite3_prepare_v2(db->handle, sql, -1, ret, NULL);
    sqlite3_free(sql);
    return sqlite_err(db, code);
}

static Err
sum_table(DbSqlite *db, const char *table, const SumCheck *check, RowSum *ret)
{
    CLEANUP(end_statement) sqlite3_stmt *statement = NULL;
    CLEANUP(end_row) RowBytes row = {0};
    RowSum sum = {0};
    int code;

    TRY(prepare_for(db, "SELECT t.* FROM \"%w\" AS t", table, &statement));
    int columns = sqlite3_column_count(statement);
    while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
        row_begin(&row, table);
        for (int i = 0; i < columns; i++)
            row_put(&row, sqlite3_column_value(statement, i));
        row_count(&row, 1, &sum);
        if (check != NULL && check->count != NULL && sum.rows % ROWS_A_TIME == 0)
            check->count(check->to, ROWS_A_TIME);
    }
    TRY(sqlite_err(db, code));
    *ret = sum;
    return OK;
}

static const char SELECT_NEXT_TABLE[] =
    "SELECT name"
    "  FROM sqlite_master"
    " WHERE type = 'table' AND name > $1 AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    "   AND name NOT IN ('table_sum', 'log_base')"
    " ORDER BY name"
    " LIMIT 1";

/* The name is copied, for it is asked for the next one when the rows are closed. */
static Err
find_next_table(Db *db, char name[SUM_NAME_SIZE], bool *ret_found)
{
    CLEANUP(rows_close) Rows rows = {0};
    char after[SUM_NAME_SIZE];

    memcpy(after, name, sizeof(after));
    TRY(db_select(db, &rows, SELECT_NEXT_TABLE, ARGS(TEXT(after))));
    TRY(rows_next(&rows, ret_found));
    if (*ret_found)
        snprintf(name, SUM_NAME_SIZE, "%s", db->driver->get_text(&rows, 0));
    return OK;
}

/* --- after a migration ---------------------------------------------------------------------- */

/*
 * A record from before a column was added does not have it, and to the hook SQLite does not say the
 * default either. So where a table has defaults its records are written once more.
 */
static Err
write_records(DbSqlite *db, const char *table)
{
    static const char DEFAULTS[] =
        "SELECT name FROM pragma_table_info('%q') WHERE dflt_value IS NOT NULL LIMIT 1";
    CLEANUP(end_statement) sqlite3_stmt *find = NULL;

    TRY(prepare_for(db, DEFAULTS, table, &find));
    int code = sqlite3_step(find);
    TRY(sqlite_err(db, code));
    if (code != SQLITE_ROW)
        return OK;
    char *sql = sqlite3_mprintf("UPDATE \"%w\" SET \"%w\" = \"%w\"", table,
                                (const char *)sqlite3_column_text(find, 0),
                                (const char *)sqlite3_column_text(find, 0));
    Err err = sql == NULL ? ERR_INTERNAL : db_script(&db->base, sql);
    sqlite3_free(sql);
    return err;
}

Err
sqlite_sum_anew(Db *base)
{
    DbSqlite *db = (DbSqlite *)base;
    char table[SUM_NAME_SIZE] = "";
    bool found = true, exists = false;

    if (db->sums != NULL)
        TRY(sqlite_has_sums(base, &exists));
    while (exists && found) {
        RowSum sum;
        TRY(find_next_table(base, table, &found));
        if (!found)
            break;
        TRY(write_records(db, table));
        TRY(sum_table(db, table, NULL, &sum));
        sqlite_replace_sum(db, table, &sum);
    }
    return OK;
}

/* --- perq check ----------------------------------------------------------------------------- */

static void
add_sum_fault(SumFaults *faults, const char *what)
{
    if (faults->count < SUM_FAULTS_MAX)
        faults->what[faults->count++] = what;
}

static const char *
judge_sum(const char *table, const KeptSum *kept, const RowSum *sum, Arena *arena)
{
    if (!kept->found)
        return arena_printf(arena, "table %s: its sum is missing", table);
    if (kept->sum.rows != sum->rows)
        return arena_printf(arena, "table %s: it has %lld rows instead of %lld", table,
                            (long long)sum->rows, (long long)kept->sum.rows);
    if (!row_sum_equal(&kept->sum, sum))
        return arena_printf(arena, "table %s: a row of it was changed, and not by perq", table);
    if (!kept->sealed)
        return arena_printf(arena, "table %s: its sum was not sealed with this key file", table);
    return NULL;
}

static Err
judge_table(Db *db, const char *table, const SumCheck *check, Arena *arena, SumFaults *ret)
{
    KeptSum kept;
    RowSum sum;

    TRY(sqlite_find_sum(db, table, check->vault, &kept));
    TRY(sum_table((DbSqlite *)db, table, check, &sum));
    const char *fault = judge_sum(table, &kept, &sum, arena);
    if (fault != NULL)
        add_sum_fault(ret, fault);
    return OK;
}

Err
store_sum_faults(Tx *tx, const SumCheck *check, Arena *arena, SumFaults *ret)
{
    char table[SUM_NAME_SIZE] = "";
    bool found = true, exists;

    ret->count = 0;
    TRY(sqlite_has_sums(tx->db, &exists));
    while (exists && found) {
        TRY(find_next_table(tx->db, table, &found));
        if (found)
            TRY(judge_table(tx->db, table, check, arena, ret));
    }
    return OK;
}
