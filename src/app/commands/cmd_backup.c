/*
 * perq backup: a verified copy of the database, sealed so that a change of it can be noticed.
 */
#include "app/commands/copy.h"

#include <unistd.h>

/* The seal comes last: nothing of the file may change after it. */
static Err
seal(const CopyWork *work, const char *copy)
{
    return work->has_key_file ? store_backup_seal(copy, &work->place.vault, clock_now()) : OK;
}

static ExitStatus
make_backup(const CopyWork *work, const char *copy)
{
    Err err = store_backup_write(work->place.address, copy);

    if (err != OK)
        return copy_refuse(work, EXIT_COULD_NOT, work->file,
                           err == ERR_STORAGE_FULL ? "the disk is full" : "cannot be written");
    ExitStatus status = copy_verify(work, copy);
    if (status != EXIT_DONE)
        return status;
    err = seal(work, copy);
    if (err == OK)
        err = store_backup_publish(copy, work->file);
    if (err != OK)
        return copy_refuse(work, EXIT_COULD_NOT, work->file,
                           err == ERR_ALREADY_EXISTS ? "exists already" : "cannot be written");
    if (work->has_key_file)
        printf(
            "%s is whole, verified and sealed. It is not of use without the key file: keep a "
            "copy of %s somewhere else.\n",
            work->file, work->place.key_path);
    else
        printf(
            "%s is whole and verified, but not sealed: %s is missing. Only perq restore "
            "--unverified will take it.\n",
            work->file, work->place.key_path);
    return EXIT_DONE;
}

int
cmd_backup(const Settings *settings)
{
    CLEANUP(copy_end) CopyWork work;

    ExitStatus status = copy_start("backup", settings, &work);
    if (status != EXIT_DONE)
        return (int)status;
    if (access(settings_database_path(settings), F_OK) != 0)
        return (int)copy_refuse(&work, EXIT_COULD_NOT, settings->database,
                                "there is no such database");
    if (access(work.file, F_OK) == 0)
        return (int)copy_refuse(&work, EXIT_COULD_NOT, work.file, "exists already");
    const char *copy = arena_printf(work.arena, "%s.new", work.file);
    status = make_backup(&work, copy);
    if (status != EXIT_DONE)
        store_backup_remove(copy);
    return (int)status;
}
