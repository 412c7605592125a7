/*
 * Opening a database by its address.
 */
#include "store/engine/engine.h"

#include "store/engine/db.h"
#include "store/engine/memo.h"

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

Err
store_empty_log(Db *db)
{
    bool more;

    db_note_erased(db);
    return db_tidy(db, true, &more);
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
