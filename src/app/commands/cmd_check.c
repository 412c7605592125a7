/*
 * perq check: prints what contradicts itself in the database.
 */
#include "app/commands/commands.h"

#include "app/instance.h"
#include "app/key_file.h"
#include "app/rotation.h"
#include "base/format/format.h"
#include "service/check/check.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

enum { ARENA_BYTES = 64 * 1024 * 1024, ANSWER_MAX = 16 * 1024 * 1024 };
enum { CHECK_CLEAN = 0, CHECK_FOUND = 1, CHECK_FAILED = 3 };

/* One run: where what is found goes, and what was found. */
typedef struct CheckRun {
    const Settings *settings;
    Arena *arena;
    Instance place; /* not opened; its vault is, where the key file is there */
    bool keyed;     /* the key file is this database's */
    Buf answer;     /* with --json */
    Json json;
    CheckCounts counts;
    int64_t outside; /* findings that are not of the content */
    bool progress;
} CheckRun;

static void
end_run(CheckRun *run)
{
    instance_close(&run->place);
    arena_free(&run->arena);
}

/* What is damaged may hold bytes that are no text. */
static const char *
readable(CheckRun *run, const char *what)
{
    char *text = arena_printf(run->arena, "%s", what);

    for (char *c = text; *c != '\0'; c++)
        if (*c < ' ' || *c > '~')
            *c = '?';
    return text;
}

static void
print_check_finding(void *to, const char *what)
{
    CheckRun *run = to;

    if (run->settings->json)
        json_text(&run->json, NULL, readable(run, what));
    else
        printf("%s\n", what);
}

static void
add_finding(CheckRun *run, const char *about, const char *what)
{
    run->outside++;
    print_check_finding(run, arena_printf(run->arena, "%s: %s", about, what));
}

/* One line that is written over and over, for whoever sits before it. */
static void
print_check_progress(void *to, const char *what, int64_t done)
{
    const CheckRun *run = to;

    if (run->progress)
        fprintf(stderr, "\r%lld %s\033[K", (long long)done, what);
}

static int
give_up_check(const char *address, const char *what)
{
    fprintf(stderr, "perq check: %s: %s\n", address, what);
    return CHECK_FAILED;
}

/* Says it where the key file beside the database is not its own; a copy may lie there without one.
 */
static Err
check_key_beside(CheckRun *run, Db *db)
{
    KeyFileFit fit = KEY_FILE_NEVER_USED;
    VaultResult result = vault_open(run->place.key_path, &run->place.vault);
    bool pending;

    TRY(rotation_is_pending(db, run->arena, &pending));
    if (result == VAULT_OK)
        TRY(key_file_compare(&run->place.vault, db, run->arena, &fit));
    if (pending)
        add_finding(run, run->settings->database, ROTATION_PENDING);
    if (fit == KEY_FILE_IS_ANOTHERS)
        add_finding(run, run->place.key_path, KEY_FILE_DOES_NOT_FIT);
    if (result == VAULT_WRONG)
        add_finding(run, run->place.key_path, key_file_trouble(result));
    run->keyed = fit == KEY_FILE_FITS && !pending;
    return OK;
}

/* --- the answer ----------------------------------------------------------------------------- */

static int
finish_json(CheckRun *run, int64_t findings)
{
    const CheckCounts *counts = &run->counts;
    Json *json = &run->json;

    json_array_end(json);
    json_bool(json, "sound", findings == 0);
    json_int(json, "findingCount", findings);
    json_int(json, "subscriptions", counts->subscriptions);
    json_int(json, "receipts", counts->receipts);
    json_int(json, "credits", counts->credits);
    json_int(json, "postings", counts->postings);
    json_int(json, "events", counts->events);
    json_int(json, "chains", counts->streams);
    json_int(json, "sealedKeys", counts->keys);
    json_bool(json, "keyFile", run->keyed);
    json_object_end(json);
    printf("%s\n", run->answer.data);
    return findings == 0 ? CHECK_CLEAN : CHECK_FOUND;
}

static int
finish_check(CheckRun *run)
{
    int64_t findings = run->counts.findings + run->outside;
    char text[CHECK_COUNTS_SIZE];

    if (run->progress)
        fputs("\r\033[K", stderr);
    if (run->settings->json)
        return finish_json(run, findings);
    check_counts_text(&run->counts, text);
    if (findings == 0)
        printf("%s: nothing wrong\n", text);
    else
        printf("%s: %lld wrong\n", text, (long long)findings);
    return findings == 0 ? CHECK_CLEAN : CHECK_FOUND;
}

/* --- checking ------------------------------------------------------------------------------- */

static const char *
version_trouble(StoreVersion version)
{
    if (version == VERSION_NEWER)
        return "it was made by a newer perq: check it with that one";
    return "it is of an older perq: start the server once, which brings it up to date";
}

static int
check_content_of(CheckRun *run, Db *db)
{
    StoreVersion version;

    if (store_version(db, &version) != OK || version == VERSION_NONE)
        return give_up_check(run->settings->database, "this is no database of perq");
    if (version != VERSION_CURRENT)
        return give_up_check(run->settings->database, version_trouble(version));
    Err err = check_key_beside(run, db);
    CheckWish wish = {
        .finding = print_check_finding,
        .progress = print_check_progress,
        .to = run,
        .vault = run->keyed ? &run->place.vault : NULL,
    };
    if (err != OK || check_database(db, &wish, &run->counts) != OK)
        return give_up_check(run->settings->database, store_problem(db));
    return finish_check(run);
}

/* What the engine says of its own file comes first: nothing that is read of a damaged one counts.
 */
static int
check_file(CheckRun *run)
{
    const char *address = run->settings->database;
    const char *path = settings_database_path(run->settings);
    CLEANUP(store_close) Db *db = NULL;
    DamageList damage;

    if (access(path, R_OK) != 0)
        return give_up_check(address, strerror(errno));
    print_check_progress(run, "pages: the engine looks at its file", 0);
    if (store_find_damage(path, run->arena, &damage) != OK)
        return give_up_check(address, "there is no database that can be read");
    for (size_t i = 0; i < damage.count; i++)
        add_finding(run, address, damage.what[i]);
    if (damage.count > damage.readable)
        return finish_check(run);
    if (store_open(address, DB_READ, &db) != OK)
        return give_up_check(address, "there is no database that can be read");
    return check_content_of(run, db);
}

int
cmd_check(const Settings *settings)
{
    CLEANUP(end_run)
    CheckRun run = {
        .settings = settings,
        .place = NO_INSTANCE,
        .arena = arena_new(ARENA_BYTES),
        .progress = settings->progress || isatty(STDERR_FILENO) == 1,
    };

    if (!instance_locate(settings, &run.place))
        return EXIT_WRONG_USE;
    run.answer = buf_new(run.arena, ANSWER_MAX);
    run.json = json_new(&run.answer);
    json_object_begin(&run.json, NULL);
    json_array_begin(&run.json, "findings");
    return check_file(&run);
}
