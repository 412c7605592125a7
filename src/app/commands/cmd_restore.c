/*
 * perq restore: puts a copy in the database's place, if it is one that we made.
 */
#include "app/commands/copy.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

/* --- is it ours? ---------------------------------------------------------------------------- */

#define ALL_THE_SAME " (perq restore --unverified takes it all the same)"

static const char *
origin_trouble(BackupOrigin origin)
{
    switch (origin) {
    case ORIGIN_NOT_SEALED:
        return "nothing proves that this server made it: it was changed since, or made by a perq "
               "that did not seal its backups, or is no backup" ALL_THE_SAME;
    case ORIGIN_CHANGED:
        return "it was changed after the backup was made" ALL_THE_SAME;
    default:
        return "it was sealed with another key file, that of another server or from before perq "
               "key rotate: put that one in the place of perq.key";
    }
}

/* A log would be moved into the copy, and the seal proves nothing of it. */
static bool
has_log(const CopyWork *work, const char *copy)
{
    struct stat info;

    return stat(arena_printf(work->arena, "%s-wal", copy), &info) == 0 && info.st_size > 0;
}

static ExitStatus
check_origin(const CopyWork *work, const char *copy)
{
    char made_at[TIME_TEXT_SIZE] = "";
    BackupOrigin origin;

    if (!work->has_key_file)
        return copy_refuse(work, EXIT_COULD_NOT, work->place.key_path,
                           "is missing, and without it nothing proves that this server made the "
                           "backup: put it there first" ALL_THE_SAME);
    if (store_backup_judge(copy, &work->place.vault, made_at, &origin) != OK)
        return copy_refuse(work, EXIT_COULD_NOT, work->file, "the copy cannot be read");
    if (origin == ORIGIN_OURS && has_log(work, copy))
        origin = ORIGIN_CHANGED;
    if (origin != ORIGIN_OURS)
        return copy_refuse(work, EXIT_NO, work->file, origin_trouble(origin));
    printf("%s was made by this server at %s and not changed since.\n", work->file, made_at);
    return EXIT_DONE;
}

/* --- putting it in place -------------------------------------------------------------------- */

static void
report_restored(const CopyWork *work, const char *aside)
{
    if (aside != NULL)
        printf("The database that was there is %s now.\n", aside);
    printf("%s is restored from %s.\n", work->place.address, work->file);
    if (access(work->place.key_path, F_OK) != 0)
        printf("Put its key file back before you start: %s is missing.\n", work->place.key_path);
}

static ExitStatus
put_in_place(const CopyWork *work, const char *copy)
{
    const char *aside;

    if (store_restore_decide(work->place.address) != OK) {
        store_backup_remove(copy);
        return copy_refuse(work, EXIT_COULD_NOT, work->place.address, "cannot be replaced");
    }
    if (store_restore_finish(work->place.address, work->arena, &aside) != OK)
        return copy_refuse(work, EXIT_COULD_NOT, work->place.address,
                           "not yet replaced; the next start tries again");
    report_restored(work, aside);
    return EXIT_DONE;
}

static const char *
copy_trouble(Err err)
{
    switch (err) {
    case ERR_BUSY:
        return "a server uses this database; take a backup of it";
    case ERR_STORAGE_FULL:
        return "the disk is full";
    default:
        return "cannot be copied";
    }
}

/* What is judged is the copy, which nobody else can change meanwhile. */
static ExitStatus
judge_copy(const CopyWork *work, const char *copy, bool unverified)
{
    ExitStatus status = unverified ? EXIT_DONE : check_origin(work, copy);

    if (status != EXIT_DONE)
        return status;
    if (store_backup_unseal(copy) != OK)
        return copy_refuse(work, EXIT_COULD_NOT, work->file, "the copy cannot be written");
    return copy_verify(work, copy);
}

/* One that an earlier restore decided and did not finish comes first, to be moved aside in turn. */
static ExitStatus
restore_copy(const CopyWork *work, bool unverified)
{
    const char *copy, *aside;

    if (store_restore_finish(work->place.address, work->arena, &aside) != OK)
        return copy_refuse(work, EXIT_COULD_NOT, work->place.address,
                           "an earlier restore cannot be finished");
    Err err = store_restore_copy(work->file, work->place.address, work->arena, &copy);
    if (err != OK)
        return copy_refuse(work, EXIT_COULD_NOT, work->file, copy_trouble(err));
    ExitStatus status = judge_copy(work, copy, unverified);
    if (status == EXIT_DONE)
        return put_in_place(work, copy);
    store_backup_remove(copy);
    return status;
}

static ExitStatus
restore_locked(CopyWork *work, bool unverified)
{
    switch (instance_lock(&work->place)) {
    case INSTANCE_OPEN:
        return restore_copy(work, unverified);
    case INSTANCE_IN_USE:
        return copy_refuse(work, EXIT_COULD_NOT, work->place.address,
                           "a server uses it; stop the server first");
    default:
        return copy_refuse(work, EXIT_COULD_NOT, work->place.lock_path, "cannot be locked");
    }
}

int
cmd_restore(const Settings *settings)
{
    CLEANUP(copy_end) CopyWork work;

    ExitStatus status = copy_start("restore", settings, &work);
    if (status != EXIT_DONE)
        return (int)status;
    if (access(work.file, R_OK) != 0)
        return (int)copy_refuse(&work, EXIT_COULD_NOT, work.file, strerror(errno));
    if (!instance_make_folder(&work.place))
        return (int)copy_refuse(&work, EXIT_COULD_NOT, work.place.address,
                                "there is no place for it");
    work.place.open = true; /* the key file may have to be put there before the next try */
    return (int)restore_locked(&work, settings->unverified);
}
