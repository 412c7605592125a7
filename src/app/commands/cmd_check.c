/*
 * perq check: prints what contradicts itself in the database.
 */
#include "app/commands/commands.h"

#include "app/instance.h"
#include "app/key_file.h"
#include "app/rotation.h"
#include "service/check/check.h"

#include <stdio.h>

enum { ARENA_BYTES = 64 * 1024 };
enum { CHECK_CLEAN = 0, CHECK_FOUND = 1, CHECK_FAILED = 3 };

static void
print_check_finding(void *to, const char *what)
{
    (void)to;
    printf("%s\n", what);
}

static void
close_store(Db **db)
{
    store_close(db);
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
check_key_beside(const Settings *settings, Db *db, CheckCounts *counts)
{
    CLEANUP(arena_free) Arena *arena = arena_new(ARENA_BYTES);
    CLEANUP(instance_close) Instance place = {.lock = -1};
    KeyFileFit fit = KEY_FILE_FITS;
    bool pending;

    TRY(rotation_is_pending(db, arena, &pending));
    if (instance_locate(settings, &place) && vault_open(place.key_path, &place.vault) == VAULT_OK)
        TRY(key_file_compare(&place.vault, db, arena, &fit));
    if (pending)
        printf("%s: %s\n", settings->database, ROTATION_PENDING);
    if (fit == KEY_FILE_IS_ANOTHERS)
        printf("%s: %s\n", place.key_path, KEY_FILE_DOES_NOT_FIT);
    counts->findings += pending + (fit == KEY_FILE_IS_ANOTHERS);
    return OK;
}

int
cmd_check(const Settings *settings)
{
    const char *address = settings->database;
    CLEANUP(close_store) Db *db = NULL;
    CheckCounts counts;
    StoreVersion version;

    if (store_open(address, DB_READ, &db) != OK)
        return give_up_check(address, "there is no database that can be read");
    if (store_version(db, &version) != OK || version != VERSION_CURRENT)
        return give_up_check(address, "the database is of another version than this program");
    if (check_database(db, print_check_finding, NULL, &counts) != OK ||
        check_key_beside(settings, db, &counts) != OK)
        return give_up_check(address, store_problem(db));

    printf(
        "%lld subscriptions, %lld receipts, %lld credits, %lld postings, %lld events in "
        "%lld chains: ",
        (long long)counts.subscriptions, (long long)counts.receipts, (long long)counts.credits,
        (long long)counts.postings, (long long)counts.events, (long long)counts.streams);
    if (counts.findings == 0) {
        printf("nothing wrong\n");
        return CHECK_CLEAN;
    }
    printf("%lld wrong\n", (long long)counts.findings);
    return CHECK_FOUND;
}
