/*
 * Opening a database by its address, and bringing its schema up to this program's.
 */
#include "store/engine/db.h"
#include "store/engine/engine.h"

#include "store/engine/db.h"
#include "store/engine/memo.h"
#include "store/engine/migrations.h"

Err
store_open(const char *address, DbMode mode, Db **ret)
{
    static const char SCHEME[] = "sqlite:";

    if (strncmp(address, SCHEME, strlen(SCHEME)) != 0)
        return ERR_STORAGE_UNAVAILABLE;
    return db_sqlite_open(address + strlen(SCHEME), mode, ret);
}

void
store_close(Db **db)
{
    if (*db != NULL) {
        memo_free(*db);
        (*db)->driver->close(*db);
    }
    *db = NULL;
}

const char *
store_problem(const Db *db)
{
    return db->text;
}

int64_t
store_statements(const Db *db)
{
    return db->statements;
}

static const char CREATE_MIGRATION[] =
    "CREATE TABLE IF NOT EXISTS migration ("
    " number BIGINT PRIMARY KEY,"
    " name TEXT NOT NULL,"
    " applied_at BIGINT NOT NULL)";

static const char SELECT_VERSION[] =
    "SELECT COALESCE(MAX(number), 0)"
    "  FROM migration";

static Err
version_of(Db *db, int64_t *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(db, &rows, SELECT_VERSION, NO_ARGS));
    TRY(rows_get(&rows, ERR_INTERNAL));
    *ret = rows_int(&rows, 0);
    return OK;
}

static const char INSERT_MIGRATION[] =
    "INSERT INTO migration (number, name, applied_at)"
    " VALUES ($1, $2, $3)";

static Err
apply_migration(Db *db, const Migration *migration, Micros now)
{
    CLEANUP(tx_end) Tx tx = {0};

    TRY(tx_begin(db, &tx));
    TRY(db_script(db, migration->sql));
    TRY(db_exec(db, NULL, INSERT_MIGRATION,
                ARGS(INT(migration->number), TEXT(migration->name), INT(now))));
    return tx_commit(&tx);
}

Err
store_migrate(Db *db, Micros now, bool *ret_known)
{
    int64_t version;

    TRY(db_script(db, CREATE_MIGRATION));
    TRY(version_of(db, &version));
    *ret_known = version <= (int64_t)STORE_MIGRATIONS_COUNT;
    for (size_t i = (size_t)version; i < STORE_MIGRATIONS_COUNT; i++)
        TRY(apply_migration(db, &STORE_MIGRATIONS[i], now));
    return OK;
}

Err
store_version(Db *db, StoreVersion *ret)
{
    const int64_t own = (int64_t)STORE_MIGRATIONS_COUNT;
    int64_t version;

    TRY(version_of(db, &version));
    *ret = version == own ? VERSION_CURRENT : version < own ? VERSION_OLDER : VERSION_NEWER;
    return OK;
}
