/*
 * Opening a database by its address.
 */
#include "store/engine/engine.h"

#include "store/engine/db.h"
#include "store/engine/memo.h"

#include <sys/stat.h>

static const char SCHEME[] = "sqlite:";

Err
store_open(const char *address, DbMode mode, Db **ret)
{
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

static int64_t
bytes_of(const char *path)
{
    struct stat info;

    return stat(path, &info) == 0 ? info.st_size : 0;
}

StoreSizes
store_sizes(const char *address, Arena *arena)
{
    const char *path = address + strlen(SCHEME);

    if (strncmp(address, SCHEME, strlen(SCHEME)) != 0)
        return (StoreSizes){0};
    return (StoreSizes){bytes_of(path), bytes_of(arena_printf(arena, "%s-wal", path))};
}
