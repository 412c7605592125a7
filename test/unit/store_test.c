/*
 * Every function of the store, on a real database: sqlite in a folder of its own, or the one whose
 * address is the argument, which must be empty. tools/store_calls.py sees to it that none is left
 * out. The parts stand in test/unit/store, by the nouns of the store.
 */
#include "store/world.h"

#include "base/secret/secret.h"

#include <unistd.h>

static int (*const PARTS[])(void) = {
    test_engine,  test_sums,   test_rows,          test_catalogue,   test_directory, test_partners,
    test_sign_in, test_keys,   test_subscriptions, test_redemptions, test_benefits,  test_credits,
    test_ledger,  test_events, test_check,         test_approvals,   test_memo,
};

static int
run_parts(const char *address)
{
    int failed = 0;

    world_open(&the_world, address);
    for (size_t i = 0; i < COUNT_OF(PARTS); i++)
        failed += PARTS[i]();
    world_close(&the_world);
    return failed;
}

static int
run_in_new_folder(void)
{
    static const char *const SUFFIXES[] = {"", "-wal", "-shm"};
    /* In memory where there is such a folder: nothing here is about the disk. */
    const char *where = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
    char folder[64], address[128], path[128];

    snprintf(folder, sizeof(folder), "%s/perq-store-XXXXXX", where);
    if (mkdtemp(folder) == NULL)
        return 1;
    snprintf(address, sizeof(address), "sqlite:%s/perq.db", folder);
    int failed = run_parts(address);
    for (size_t i = 0; i < COUNT_OF(SUFFIXES); i++) {
        snprintf(path, sizeof(path), "%s/perq.db%s", folder, SUFFIXES[i]);
        unlink(path);
    }
    rmdir(folder);
    return failed;
}

int
main(int count, char **arguments)
{
    vault_start();
    return count > 1 ? run_parts(arguments[1]) : run_in_new_folder();
}
