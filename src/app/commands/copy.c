#include "app/commands/copy.h"

#include "app/key_file.h"
#include "app/rotation.h"
#include "service/check/check.h"

enum { ARENA_BYTES = 1024 * 1024 };

ExitStatus
copy_refuse(const CopyWork *work, ExitStatus status, const char *about, const char *what)
{
    fprintf(stderr, "perq %s: %s: %s\n", work->command, about, what);
    return status;
}

/* RULE KEY-5: without its key file a database is worth little, and with another's nothing. */
static ExitStatus
open_key_file(CopyWork *work)
{
    VaultResult result = vault_open(work->place.key_path, &work->place.vault);

    work->has_key_file = result == VAULT_OK;
    if (result == VAULT_OK || result == VAULT_ABSENT)
        return EXIT_DONE;
    return copy_refuse(work, EXIT_COULD_NOT, work->place.key_path, key_file_trouble(result));
}

ExitStatus
copy_start(const char *command, const Settings *settings, CopyWork *ret)
{
    *ret = (CopyWork){
        .command = command,
        .place = NO_INSTANCE,
        .file = settings->word[1],
        .arena = arena_new(ARENA_BYTES),
    };
    if (!instance_locate(settings, &ret->place))
        return EXIT_WRONG_USE;
    return open_key_file(ret);
}

void
copy_end(CopyWork *work)
{
    instance_close(&work->place);
    arena_free(&work->arena);
}

static void
print_copy_finding(void *to, const char *what)
{
    (void)to;
    fprintf(stderr, "%s\n", what);
}

/* What an older version of the schema may have in it is known too. */
static ExitStatus
verify_schema(const CopyWork *work, Db *db)
{
    SchemaFaults faults;

    if (store_schema_faults(db, work->arena, &faults) != OK)
        return copy_refuse(work, EXIT_COULD_NOT, work->file, store_problem(db));
    for (size_t i = 0; i < faults.count; i++)
        print_copy_finding(NULL, faults.what[i]);
    if (faults.count == 0)
        return EXIT_DONE;
    return copy_refuse(work, EXIT_NO, work->file,
                       "the schema is not what perq makes of it, see above");
}

static ExitStatus
verify_key_file(const CopyWork *work, Db *db)
{
    KeyFileFit fit;
    bool pending;

    if (rotation_is_pending(db, work->arena, &pending) != OK)
        return copy_refuse(work, EXIT_COULD_NOT, work->file, store_problem(db));
    if (pending)
        return copy_refuse(work, EXIT_COULD_NOT, work->file, ROTATION_PENDING);
    if (!work->has_key_file)
        return EXIT_DONE;
    if (key_file_compare(&work->place.vault, db, work->arena, &fit) != OK)
        return copy_refuse(work, EXIT_COULD_NOT, work->file, store_problem(db));
    if (fit == KEY_FILE_IS_ANOTHERS)
        return copy_refuse(work, EXIT_COULD_NOT, work->place.key_path, KEY_FILE_DOES_NOT_FIT);
    return EXIT_DONE;
}

/* Tables of an older version cannot be asked today's questions. */
static ExitStatus
verify_content(const CopyWork *work, Db *db)
{
    StoreVersion version;
    CheckCounts counts;
    char text[CHECK_COUNTS_SIZE];
    CheckWish wish = {
        .finding = print_copy_finding,
        .vault = work->has_key_file ? &work->place.vault : NULL,
    };

    if (store_version(db, &version) != OK)
        return copy_refuse(work, EXIT_NO, work->file, "this is no database of perq");
    if (version == VERSION_NONE)
        return copy_refuse(work, EXIT_NO, work->file, "this is no database of perq");
    if (version == VERSION_NEWER)
        return copy_refuse(work, EXIT_COULD_NOT, work->file, "it was made by a newer perq");
    ExitStatus status = verify_schema(work, db);
    if (status == EXIT_DONE)
        status = verify_key_file(work, db);
    if (status != EXIT_DONE || version == VERSION_OLDER)
        return status;
    if (check_database(db, &wish, &counts) != OK)
        return copy_refuse(work, EXIT_COULD_NOT, work->file, store_problem(db));
    if (counts.findings > 0)
        return copy_refuse(work, EXIT_NO, work->file, "the database contradicts itself, see above");
    check_counts_text(&counts, text);
    printf("%s: nothing wrong\n", text);
    return EXIT_DONE;
}

/* The copy is ours alone, so it is opened for writing: only so is its log moved into it. */
ExitStatus
copy_verify(const CopyWork *work, const char *copy)
{
    CLEANUP(store_close) Db *db = NULL;
    DamageList damage;

    if (store_find_damage(copy, work->arena, &damage) != OK)
        return copy_refuse(work, EXIT_COULD_NOT, work->file, "the copy cannot be read");
    for (size_t i = 0; i < damage.count; i++)
        print_copy_finding(NULL, damage.what[i]);
    if (damage.count > 0)
        return copy_refuse(work, EXIT_NO, work->file, "damaged, or not a database");
    if (store_open(arena_printf(work->arena, "sqlite:%s", copy), DB_WRITE, &db) != OK)
        return copy_refuse(work, EXIT_COULD_NOT, work->file, "the copy cannot be opened");
    if (store_begin_log(db) != OK)
        return copy_refuse(work, EXIT_NO, work->file, "this is no database of perq");
    return verify_content(work, db);
}
