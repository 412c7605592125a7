/*
 * perq check: prints what contradicts itself in the database.
 */
#include "app/commands/commands.h"

#include "service/check/check.h"

#include <stdio.h>

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

int
cmd_check(const char *database_address)
{
    CLEANUP(close_store) Db *db = NULL;
    CheckCounts counts;
    StoreVersion version;

    if (store_open(database_address, DB_READ, &db) != OK)
        return give_up_check(database_address, "there is no database that can be read");
    if (store_version(db, &version) != OK || version != VERSION_CURRENT)
        return give_up_check(database_address,
                             "the database is of another version than this program");
    if (check_database(db, print_check_finding, NULL, &counts) != OK)
        return give_up_check(database_address, store_problem(db));

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
