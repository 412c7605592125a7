/*
 * Db, without the engine: transactions within one another, parts that are undone alone. All else
 * goes to the driver.
 */
#include "store/engine/db.h"

#include "base/log.h"
#include "store/engine/memo.h"

static Err
start_statement(Db *db, Rows *ret, const char *sql, const Arg *args, size_t count)
{
    bool logged = log_wants(LOG_DEBUG);
    Micros begun = logged ? clock_steady() : 0;

    assert(count <= ARGS_MAX);
    TRY(db->driver->select(db, ret, sql, args, count));
    ret->sql = sql;
    ret->logged = logged;
    ret->took = logged ? clock_steady() - begun : 0;
    return OK;
}

Err
db_select(Db *db, Rows *ret, const char *sql, const Arg *args, size_t count)
{
    db->statements++;
    return start_statement(db, ret, sql, args, count);
}

Err
db_exec(Db *db, int64_t *ret_changed, const char *sql, const Arg *args, size_t count)
{
    CLEANUP(rows_close) Rows rows = {0};
    bool found;

    TRY(db_select(db, &rows, sql, args, count));
    TRY(rows_next(&rows, &found));
    assert(!found);
    if (ret_changed != NULL)
        *ret_changed = db->driver->changed(&rows);
    return OK;
}

Err
db_exec_one(Db *db, bool *ret, const char *sql, const Arg *args, size_t count)
{
    int64_t changed;

    TRY(db_exec(db, &changed, sql, args, count));
    *ret = changed == 1;
    return OK;
}

/* What begins, ends or divides a transaction: no statement of anybody's, so it is not counted. */
static Err
run_control(Db *db, const char *sql)
{
    CLEANUP(rows_close) Rows rows = {0};
    bool found;

    TRY(start_statement(db, &rows, sql, NO_ARGS));
    return rows_next(&rows, &found);
}

Err
db_find_text(Db *db, const char *sql, const char *arg, Arena *arena, const char **ret)
{
    CLEANUP(rows_close) Rows rows = {0};
    bool found;

    TRY(db_select(db, &rows, sql, ARGS(TEXT(arg))));
    TRY(rows_next(&rows, &found));
    *ret = found ? rows_text(&rows, 0, arena) : NULL;
    return OK;
}

Err
db_script(Db *db, const char *sql)
{
    return db->driver->script(db, sql);
}

Err
db_begin(Db *db)
{
    static const char BEGIN_READ[] = "BEGIN";

    if (db->depth == 0) {
        memo_forget(db);
        TRY(run_control(db, db->writes ? db->driver->begin_sql : BEGIN_READ));
        db->doomed = false;
    }
    db->depth++;
    return OK;
}

Err
db_commit(Db *db)
{
    static const char COMMIT[] = "COMMIT";

    assert(db->depth > 0);
    assert(!db->doomed);
    if (db->depth == 1) {
        TRY(db->driver->before_commit(db));
        TRY(run_control(db, COMMIT));
        db->driver->after_commit(db);
    }
    db->depth--;
    return OK;
}

void
db_rollback(Db *db)
{
    static const char ROLLBACK[] = "ROLLBACK";

    assert(db->depth > 0);
    db->depth--;
    db->doomed = db->depth > 0;
    /* A full disk makes the engine roll back by itself; a second time would be an error. */
    if (db->depth == 0 && db->driver->in_transaction(db)) {
        Err ignored = run_control(db, ROLLBACK);
        (void)ignored;
    }
    if (db->depth == 0)
        db->driver->after_rollback(db);
}

Err
db_mark(Db *db)
{
    static const char SAVEPOINT[] = "SAVEPOINT part";

    assert(db->depth == 1);
    TRY(run_control(db, SAVEPOINT));
    db->driver->after_mark(db);
    return OK;
}

Err
db_keep(Db *db)
{
    static const char RELEASE[] = "RELEASE SAVEPOINT part";

    assert(db->depth == 1 && !db->doomed);
    return run_control(db, RELEASE);
}

Err
db_undo(Db *db)
{
    static const char ROLLBACK_TO[] = "ROLLBACK TO SAVEPOINT part";

    assert(db->depth == 1);
    TRY(run_control(db, ROLLBACK_TO));
    db->driver->after_undo(db);
    db->doomed = false;
    return db_keep(db);
}

bool
db_in_transaction(const Db *db)
{
    return db->driver->in_transaction(db);
}

void
db_note_erased(Db *db)
{
    if (db->erased_at == 0)
        db->erased_at = clock_steady();
}

bool
db_wants_tidy(const Db *db, bool idle)
{
    return db->driver->wants_tidy(db, idle);
}

Err
db_tidy(Db *db, bool idle, bool *ret_more)
{
    assert(db->depth == 0);
    return db->driver->tidy(db, idle, ret_more);
}
