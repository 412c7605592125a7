/*
 * perq backup and perq restore: a copy counts only when it was verified, whichever way it goes.
 */
#include "app/commands/commands.h"

#include "app/instance.h"
#include "app/key_file.h"
#include "service/check/check.h"

#include <errno.h>
#include <unistd.h>

enum { ARENA_BYTES = 1024 * 1024 };

/* One of the two commands as it goes on. */
typedef struct Work {
    const char *command;
    const char *file;
    Arena *arena;
    Instance place; /* where things lie; not opened */
} Work;

static ExitStatus
refuse_copy(const Work *work, ExitStatus status, const char *about, const char *what)
{
    fprintf(stderr, "perq %s: %s: %s\n", work->command, about, what);
    return status;
}

static bool
start_copy(Work *work, const char *command, const Settings *settings, Arena *arena)
{
    *work = (Work){.command = command, .file = settings->word[1], .arena = arena};
    return instance_locate(settings, &work->place);
}

static void
print_copy_finding(void *to, const char *what)
{
    (void)to;
    fprintf(stderr, "%s\n", what);
}

/* --- is the copy worth keeping? ------------------------------------------------------------- */

/* Tables of an older version cannot be asked today's questions. */
static ExitStatus
verify_content(const Work *work, Db *db)
{
    StoreVersion version;
    CheckCounts counts;

    if (store_version(db, &version) != OK)
        return refuse_copy(work, EXIT_NO, work->file, "this is no database of perq");
    if (version == VERSION_NEWER)
        return refuse_copy(work, EXIT_COULD_NOT, work->file, "it was made by a newer perq");
    if (version == VERSION_OLDER)
        return EXIT_DONE;
    if (check_database(db, print_copy_finding, NULL, &counts) != OK)
        return refuse_copy(work, EXIT_COULD_NOT, work->file, store_problem(db));
    if (counts.findings > 0)
        return refuse_copy(work, EXIT_NO, work->file, "the database contradicts itself, see above");
    printf("%lld subscriptions, %lld receipts, %lld events: nothing wrong\n",
           (long long)counts.subscriptions, (long long)counts.receipts, (long long)counts.events);
    return EXIT_DONE;
}

/* RULE KEY-5: without its key file a database is worth little, and with another's nothing. */
static ExitStatus
verify_key_file(const Work *work, Db *db)
{
    const char *path = work->place.key_path;
    KeyFileFit fit;
    Vault vault;

    VaultResult result = vault_open(path, &vault);
    if (result == VAULT_ABSENT)
        return EXIT_DONE;
    if (result != VAULT_OK)
        return refuse_copy(work, EXIT_COULD_NOT, path, key_file_trouble(result));
    if (key_file_compare(&vault, db, work->arena, &fit) != OK)
        return refuse_copy(work, EXIT_COULD_NOT, work->file, store_problem(db));
    if (fit == KEY_FILE_IS_ANOTHERS)
        return refuse_copy(work, EXIT_COULD_NOT, path, "this key file belongs to another database");
    return EXIT_DONE;
}

/* The copy is ours alone, so it is opened for writing: only so is its log moved into it. */
static ExitStatus
verify(const Work *work, const char *copy)
{
    CLEANUP(store_close) Db *db = NULL;
    bool sound;

    if (store_backup_is_sound(copy, &sound) != OK)
        return refuse_copy(work, EXIT_COULD_NOT, work->file, "the copy cannot be read");
    if (!sound)
        return refuse_copy(work, EXIT_NO, work->file, "damaged, or not a database");
    if (store_open(arena_printf(work->arena, "sqlite:%s", copy), DB_WRITE, &db) != OK)
        return refuse_copy(work, EXIT_COULD_NOT, work->file, "the copy cannot be opened");
    ExitStatus status = verify_content(work, db);
    return status == EXIT_DONE ? verify_key_file(work, db) : status;
}

/* --- perq backup ---------------------------------------------------------------------------- */

static ExitStatus
make_backup(const Work *work, const char *copy)
{
    Err err = store_backup_write(work->place.address, copy);

    if (err != OK)
        return refuse_copy(work, EXIT_COULD_NOT, work->file,
                           err == ERR_STORAGE_FULL ? "the disk is full" : "cannot be written");
    ExitStatus status = verify(work, copy);
    if (status != EXIT_DONE)
        return status;
    err = store_backup_publish(copy, work->file);
    if (err != OK)
        return refuse_copy(work, EXIT_COULD_NOT, work->file,
                           err == ERR_ALREADY_EXISTS ? "exists already" : "cannot be written");
    printf(
        "%s is whole and verified. It is not of use without the key file: keep a copy of %s "
        "somewhere else.\n",
        work->file, work->place.key_path);
    return EXIT_DONE;
}

int
cmd_backup(const Settings *settings)
{
    CLEANUP(arena_free) Arena *arena = arena_new(ARENA_BYTES);
    Work work;

    if (!start_copy(&work, "backup", settings, arena))
        return EXIT_WRONG_USE;
    if (access(settings_database_path(settings), F_OK) != 0)
        return (int)refuse_copy(&work, EXIT_COULD_NOT, settings->database,
                                "there is no such database");
    if (access(work.file, F_OK) == 0)
        return (int)refuse_copy(&work, EXIT_COULD_NOT, work.file, "exists already");
    const char *copy = arena_printf(arena, "%s.new", work.file);
    ExitStatus status = make_backup(&work, copy);
    if (status != EXIT_DONE)
        store_backup_remove(copy);
    return (int)status;
}

/* --- perq restore --------------------------------------------------------------------------- */

static void
report(const Work *work, const char *aside)
{
    if (aside != NULL)
        printf("The database that was there is %s now.\n", aside);
    printf("%s is restored from %s.\n", work->place.address, work->file);
    if (access(work->place.key_path, F_OK) != 0)
        printf("Put its key file back before you start: %s is missing.\n", work->place.key_path);
}

static ExitStatus
put_in_place(const Work *work, const char *copy)
{
    const char *aside;

    if (store_restore_decide(work->place.address) != OK) {
        store_backup_remove(copy);
        return refuse_copy(work, EXIT_COULD_NOT, work->place.address, "cannot be replaced");
    }
    if (store_restore_finish(work->place.address, work->arena, &aside) != OK)
        return refuse_copy(work, EXIT_COULD_NOT, work->place.address,
                           "not yet replaced; the next start tries again");
    report(work, aside);
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

/* One that an earlier restore decided and did not finish comes first, to be moved aside in turn. */
static ExitStatus
restore_copy(const Work *work)
{
    const char *copy, *aside;

    if (store_restore_finish(work->place.address, work->arena, &aside) != OK)
        return refuse_copy(work, EXIT_COULD_NOT, work->place.address,
                           "an earlier restore cannot be finished");
    Err err = store_restore_copy(work->file, work->place.address, work->arena, &copy);
    if (err != OK)
        return refuse_copy(work, EXIT_COULD_NOT, work->file, copy_trouble(err));
    ExitStatus status = verify(work, copy);
    if (status == EXIT_DONE)
        return put_in_place(work, copy);
    store_backup_remove(copy);
    return status;
}

int
cmd_restore(const Settings *settings)
{
    CLEANUP(arena_free) Arena *arena = arena_new(ARENA_BYTES);
    CLEANUP(lock_release) int lock = -1;
    Work work;

    if (!start_copy(&work, "restore", settings, arena))
        return EXIT_WRONG_USE;
    if (access(work.file, R_OK) != 0)
        return (int)refuse_copy(&work, EXIT_COULD_NOT, work.file, strerror(errno));
    if (!instance_make_folder(&work.place))
        return (int)refuse_copy(&work, EXIT_COULD_NOT, work.place.address,
                                "there is no place for it");
    switch (lock_take(work.place.lock_path, &lock)) {
    case LOCK_TAKEN:
        return (int)restore_copy(&work);
    case LOCK_HELD_BY_ANOTHER:
        return (int)refuse_copy(&work, EXIT_COULD_NOT, work.place.address,
                                "a server uses it; stop the server first");
    default:
        return (int)refuse_copy(&work, EXIT_COULD_NOT, work.place.lock_path, strerror(errno));
    }
}
