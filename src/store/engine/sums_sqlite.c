/*
 * Sums: what the rows of each table add up to, kept while they are changed.
 *
 * SQLite says of each row that is written what it was and what it becomes. The digest of the one is
 * counted out and that of the other in, here in memory, and at each commit the sums of the tables
 * that were changed are written in the same transaction. What is undone is undone here as well. A
 * statement costs nothing but the digests, of some 0.5 us each.
 */
#include "store/engine/db_sqlite.h"

#include "base/log.h"
#include "base/text/text.h"

/* What the engine keeps for itself: the sums, and whose log it is. */
static bool
is_own_table(const char *name)
{
    return text_equal(name, "table_sum") || text_equal(name, "log_base") ||
           strncmp(name, "sqlite_", 7) == 0;
}

typedef struct TableSum {
    char name[SUM_NAME_SIZE];
    const char *engine_name; /* the engine's own text, by which it is found quickly */
    bool loaded;             /* kept is what the database has */
    bool rewrite;            /* though nothing of it was changed */
    KeptSum kept;
    RowSum change; /* since then */
    /* What it was when the statement or the part of that number began, if it was changed in it. */
    RowSum at_statement, at_mark;
    uint64_t statement, mark;
} TableSum;

typedef struct Sums {
    TableSum table[SUM_TABLES_MAX];
    size_t count;
    uint64_t statement, mark; /* how many there were */
    RowBytes row;
    Vault vault, next; /* next: of whoever seals from the commit on */
    bool exists;       /* the table in which they are kept */
} Sums;

/* --- which table ---------------------------------------------------------------------------- */

static TableSum *
add_table(Sums *sums, const char *name)
{
    if (sums->count == SUM_TABLES_MAX || strlen(name) >= SUM_NAME_SIZE)
        die("more tables than there are sums for, or a longer name");
    TableSum *table = &sums->table[sums->count++];
    *table = (TableSum){.statement = UINT64_MAX, .mark = UINT64_MAX};
    snprintf(table->name, sizeof(table->name), "%s", name);
    return table;
}

static TableSum *
find_table(Sums *sums, const char *name)
{
    for (size_t i = 0; i < sums->count; i++)
        if (sums->table[i].engine_name == name && text_equal(sums->table[i].name, name))
            return &sums->table[i];
    for (size_t i = 0; i < sums->count; i++)
        if (text_equal(sums->table[i].name, name)) {
            sums->table[i].engine_name = name;
            return &sums->table[i];
        }
    return add_table(sums, name);
}

/* --- what changes --------------------------------------------------------------------------- */

typedef int GetValue(sqlite3 *handle, int column, sqlite3_value **ret);

static void
count_row(Sums *sums, sqlite3 *handle, GetValue *get, TableSum *table, int times)
{
    int columns = sqlite3_preupdate_count(handle);

    row_begin(&sums->row, table->name);
    for (int i = 0; i < columns; i++) {
        sqlite3_value *value;
        if (get(handle, i, &value) != SQLITE_OK)
            die("the engine does not say what it writes");
        row_put(&sums->row, value);
    }
    row_count(&sums->row, times, &table->change);
}

static void
keep_for_undo(const Sums *sums, TableSum *table)
{
    if (table->statement != sums->statement)
        table->at_statement = table->change;
    if (table->mark != sums->mark)
        table->at_mark = table->change;
    table->statement = sums->statement;
    table->mark = sums->mark;
}

/* NOLINTBEGIN(readability-function-size): the engine's own signature */
static void
note_row(void *data, sqlite3 *handle, int what, const char *database, const char *name,
         sqlite3_int64 key, sqlite3_int64 new_key)
{
    Sums *sums = data;

    (void)key;
    (void)new_key;
    if (strcmp(database, "main") != 0 || is_own_table(name))
        return;
    TableSum *table = find_table(sums, name);
    keep_for_undo(sums, table);
    if (what != SQLITE_INSERT)
        count_row(sums, handle, sqlite3_preupdate_old, table, -1);
    if (what != SQLITE_DELETE)
        count_row(sums, handle, sqlite3_preupdate_new, table, 1);
}
/* NOLINTEND(readability-function-size) */

void
sqlite_watch_rows(DbSqlite *db)
{
    db->sums = calloc(1, sizeof(*db->sums));
    if (db->sums == NULL)
        die("out of memory");
    sqlite3_preupdate_hook(db->handle, note_row, db->sums);
}

void
sqlite_forget_rows(DbSqlite *db)
{
    if (db->sums != NULL)
        free(db->sums->row.byte);
    free(db->sums);
    db->sums = NULL;
}

/* --- what is undone ------------------------------------------------------------------------- */

void
sqlite_note_statement(DbSqlite *db)
{
    if (db->sums != NULL)
        db->sums->statement++;
}

void
sqlite_undo_statement(DbSqlite *db)
{
    Sums *sums = db->sums;

    for (size_t i = 0; sums != NULL && i < sums->count; i++)
        if (sums->table[i].statement == sums->statement)
            sums->table[i].change = sums->table[i].at_statement;
}

void
sqlite_after_mark(Db *base)
{
    Sums *sums = ((DbSqlite *)base)->sums;

    if (sums != NULL)
        sums->mark++;
}

void
sqlite_after_undo(Db *base)
{
    Sums *sums = ((DbSqlite *)base)->sums;

    for (size_t i = 0; sums != NULL && i < sums->count; i++)
        if (sums->table[i].mark == sums->mark)
            sums->table[i].change = sums->table[i].at_mark;
}

void
sqlite_after_rollback(Db *base)
{
    DbSqlite *db = (DbSqlite *)base;
    Sums *sums = db->sums;

    db->changes = sqlite3_total_changes64(db->handle);
    if (sums == NULL)
        return;
    for (size_t i = 0; i < sums->count; i++) {
        sums->table[i].change = (RowSum){0};
        sums->table[i].loaded = false;
        sums->table[i].rewrite = false;
    }
    sums->next = (Vault){0};
    sums->exists = false;
}

/* --- what is written ------------------------------------------------------------------------ */

static const char PUT_SUM[] =
    "INSERT INTO table_sum (name, row_count, digest, seal)"
    " VALUES ($1, $2, $3, $4)"
    "     ON CONFLICT (name)"
    "     DO UPDATE SET row_count = excluded.row_count, digest = excluded.digest,"
    "                   seal = excluded.seal";

static Err
put_sum(Db *db, const char *name, const RowSum *sum, const Vault *vault)
{
    uint8_t digest[WIDE_HASH_BYTES];
    Digest seal = {{0}};

    row_sum_digest(sum, digest);
    if (vault != NULL)
        seal = row_sum_seal(vault, name, sum);
    return db_exec(db, NULL, PUT_SUM,
                   ARGS(TEXT(name), INT(sum->rows), BLOB(digest, sizeof(digest)),
                        vault == NULL ? NOTHING : BLOB(seal.byte, sizeof(seal.byte))));
}

/* A sum that was not ours is kept going, but never sealed again. */
static Err
write_table(DbSqlite *db, TableSum *table)
{
    static const RowSum UNCHANGED = {0};
    Sums *sums = db->sums;
    const Vault *vault = sums->vault.keys == NULL ? NULL : &sums->vault;

    if (row_sum_equal(&table->change, &UNCHANGED) && !table->rewrite)
        return OK;
    if (!table->loaded)
        TRY(sqlite_find_sum(&db->base, table->name, vault, &table->kept));
    table->loaded = true;
    RowSum sum = table->kept.sum;
    row_sum_add(&sum, &table->change);
    if (sums->next.keys != NULL)
        vault = &sums->next;
    return put_sum(&db->base, table->name, &sum, table->kept.sealed ? vault : NULL);
}

/* A transaction that only read puts nothing into the log. */
static bool
begins_log(const DbSqlite *db)
{
    return db->log_begins && sqlite3_total_changes64(db->handle) != db->changes;
}

/* No statement of anybody's, so they are not counted. */
Err
sqlite_before_commit(Db *base)
{
    DbSqlite *db = (DbSqlite *)base;
    int64_t statements = base->statements;

    if (db->sums == NULL)
        return OK;
    if (!db->sums->exists)
        TRY(sqlite_has_sums(base, &db->sums->exists));
    if (db->sums->exists && begins_log(db))
        TRY(sqlite_begin_log(db));
    for (size_t i = 0; i < db->sums->count && db->sums->exists; i++)
        TRY(write_table(db, &db->sums->table[i]));
    base->statements = statements;
    return OK;
}

void
sqlite_after_commit(Db *base)
{
    DbSqlite *db = (DbSqlite *)base;
    Sums *sums = db->sums;

    if (sums != NULL && sums->exists && begins_log(db))
        db->log_begins = false;
    db->changes = sqlite3_total_changes64(db->handle);
    for (size_t i = 0; sums != NULL && i < sums->count; i++) {
        TableSum *table = &sums->table[i];
        row_sum_add(&table->kept.sum, &table->change);
        table->change = (RowSum){0};
        table->rewrite = false;
    }
    if (sums != NULL && sums->next.keys != NULL)
        sums->vault = sums->next;
}

/* --- from outside --------------------------------------------------------------------------- */

void
sqlite_replace_sum(DbSqlite *db, const char *table, const RowSum *sum)
{
    TableSum *found = find_table(db->sums, table);

    found->kept = (KeptSum){.sum = *sum, .found = true, .sealed = true};
    found->change = (RowSum){0};
    found->loaded = true;
    found->rewrite = true;
}

void
store_seal_with(Db *db, const Vault *vault)
{
    ((DbSqlite *)db)->sums->vault = *vault;
}

static const char SELECT_NAMES[] =
    "SELECT name"
    "  FROM table_sum"
    " ORDER BY name";

Err
store_seals_hand_over(Tx *tx, const Vault *next)
{
    CLEANUP(rows_close) Rows rows = {0};
    Sums *sums = ((DbSqlite *)tx->db)->sums;
    bool found;

    TRY(db_select(tx->db, &rows, SELECT_NAMES, NO_ARGS));
    TRY(rows_next(&rows, &found));
    while (found) {
        const char *name = tx->db->driver->get_text(&rows, 0);
        find_table(sums, name == NULL ? "" : name)->rewrite = true;
        TRY(rows_next(&rows, &found));
    }
    sums->next = *next;
    return OK;
}
