/*
 * Backup, without the engine: names of files, their modes, and which of them counts. What the
 * engine must do itself is in backup_sqlite.c.
 */
#include "store/engine/engine.h"

#include "base/file.h"
#include "base/log.h"
#include "store/engine/db.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ARENA_BYTES = 64 * 1024 };

/* The file of the database at this address; only SQLite has one. */
static const char *
path_of(const char *address)
{
    static const char SCHEME[] = "sqlite:";

    return strncmp(address, SCHEME, strlen(SCHEME)) == 0 ? address + strlen(SCHEME) : NULL;
}

/* Read errno before anything else can change it, and say what it means once. */
static Err
file_err(const char *path)
{
    int why = errno;

    log_line(LOG_ERROR, "file=\"%s\" why=\"%s\"", path, strerror(why));
    if (why == EEXIST)
        return ERR_ALREADY_EXISTS;
    return why == ENOSPC || why == EDQUOT || why == EFBIG ? ERR_STORAGE_FULL
                                                          : ERR_STORAGE_UNAVAILABLE;
}

static bool
exists(const char *path)
{
    return access(path, F_OK) == 0;
}

/* A copy whose log the engine could not move into it is not whole in one file. */
static Err
check_has_no_log(const char *path, Arena *arena)
{
    struct stat info;
    const char *log = arena_printf(arena, "%s-wal", path);

    if (stat(log, &info) != 0 || info.st_size == 0)
        return OK;
    log_line(LOG_ERROR, "file=\"%s\" why=\"left over\"", log);
    return ERR_STORAGE_UNAVAILABLE;
}

/* --- taking a copy -------------------------------------------------------------------------- */

void
store_backup_remove(const char *path)
{
    static const char *const SUFFIXES[] = {"-wal", "-shm", "-journal", ""};
    CLEANUP(arena_free) Arena *arena = arena_new(ARENA_BYTES);

    for (size_t i = 0; i < COUNT_OF(SUFFIXES); i++)
        unlink(arena_printf(arena, "%s%s", path, SUFFIXES[i]));
}

Err
store_backup_write(const char *address, const char *path)
{
    const char *database = path_of(address);

    if (database == NULL)
        return ERR_STORAGE_UNAVAILABLE;
    store_backup_remove(path);
    /* Made by us, so that nobody else can read it for even a moment. */
    CLEANUP(file_close) int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0)
        return file_err(path);
    return backup_sqlite_copy(database, path);
}

Err
store_find_damage(const char *path, Arena *arena, DamageList *ret)
{
    return backup_sqlite_find_damage(path, arena, ret);
}

Err
store_backup_publish(const char *path, const char *name)
{
    CLEANUP(arena_free) Arena *arena = arena_new(ARENA_BYTES);

    TRY(check_has_no_log(path, arena));
    if (!file_sync(path) || !file_rename_new(path, name))
        return file_err(name);
    store_backup_remove(path); /* what the engine left beside it */
    return OK;
}

/* --- putting one in place ------------------------------------------------------------------- */

/* Whoever runs on this file holds its lock; a copy would not be of one moment. */
static bool
is_in_use(const char *file, Arena *arena)
{
    CLEANUP(lock_release) int lock = -1, own = -1;
    const char *path = arena_printf(arena, "%s-lock", file);

    return lock_take_existing(path, &lock) == LOCK_HELD_BY_ANOTHER ||
           lock_take_existing(file, &own) == LOCK_HELD_BY_ANOTHER;
}

static Err
copy_with_log(const char *file, const char *copy, Arena *arena)
{
    const char *log = arena_printf(arena, "%s-wal", file);

    if (!file_copy(file, copy))
        return file_err(file);
    if (exists(log) && !file_copy(log, arena_printf(arena, "%s-wal", copy)))
        return file_err(log);
    return OK;
}

Err
store_restore_copy(const char *file, const char *address, Arena *arena, const char **ret_copy)
{
    const char *copy = arena_printf(arena, "%s.restore-new", path_of(address));

    if (is_in_use(file, arena))
        return ERR_BUSY;
    store_backup_remove(copy);
    Err err = copy_with_log(file, copy, arena);
    if (err != OK)
        store_backup_remove(copy);
    else
        *ret_copy = copy;
    return err;
}

LogFit
store_judge_log(const char *address, Arena *arena)
{
    const char *path = path_of(address);

    return path == NULL ? LOG_FITS : sqlite_judge_log(path, arena_printf(arena, "%s-wal", path));
}

Err
store_restore_decide(const char *address)
{
    CLEANUP(arena_free) Arena *arena = arena_new(ARENA_BYTES);
    const char *copy = arena_printf(arena, "%s.restore-new", path_of(address));
    const char *decided = arena_printf(arena, "%s.restore", path_of(address));

    TRY(check_has_no_log(copy, arena));
    if (!file_sync(copy) || !file_rename_new(copy, decided))
        return file_err(decided);
    store_backup_remove(copy);
    return OK;
}

/*
 * The first name that is free. If we are killed when the log was moved and its database was not, it
 * is the same name again.
 */
static const char *
free_name(const char *path, Arena *arena)
{
    bool has_log = exists(arena_printf(arena, "%s-wal", path));
    size_t mark = arena_mark(arena);

    for (int number = 1;; number++) {
        arena_reset(arena, mark);
        const char *name = arena_printf(arena, "%s.before-restore-%d", path, number);
        if (!exists(name) && !(has_log && exists(arena_printf(arena, "%s-wal", name))))
            return name;
    }
}

/*
 * The log first: were the database moved before it, a log without its database would be left when
 * we are killed in between, and the restored one must never meet it.
 */
static Err
move_aside(const char *path, const char *name, Arena *arena)
{
    const char *log = arena_printf(arena, "%s-wal", path);
    const char *log_name = arena_printf(arena, "%s-wal", name);

    unlink(arena_printf(arena, "%s-shm", path)); /* made anew from the log when it is missing */
    if (exists(log) && !file_rename_new(log, log_name))
        return file_err(log_name);
    if (exists(path) && !file_rename_new(path, name))
        return file_err(name);
    return OK;
}

Err
store_restore_finish(const char *address, Arena *arena, const char **ret_aside)
{
    const char *path = path_of(address);
    const char *decided = arena_printf(arena, "%s.restore", path);

    *ret_aside = NULL;
    if (!exists(decided))
        return OK;
    const char *aside = free_name(path, arena);
    bool replaces = exists(path);
    TRY(move_aside(path, aside, arena));
    if (!file_rename_new(decided, path))
        return file_err(path);
    *ret_aside = replaces ? aside : NULL;
    return OK;
}
