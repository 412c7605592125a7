#include "scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int
scratch_open(Scratch *ret)
{
    /* In memory where there is such a folder: nothing here is about the disk. */
    const char *where = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
    char address[128];
    bool known = false;

    snprintf(ret->folder, sizeof(ret->folder), "%s/perq-unit-XXXXXX", where);
    if (mkdtemp(ret->folder) == NULL)
        return -1;
    snprintf(address, sizeof(address), "sqlite:%s/perq.db", ret->folder);
    bool done = store_open(address, DB_WRITE, &ret->db) == OK &&
                store_migrate(ret->db, clock_now(), &known) == OK && known;
    return done ? 0 : -1;
}

int
scratch_remove(Scratch *scratch)
{
    static const char *const FILES[] = {"perq.db", "perq.db-wal", "perq.db-shm"};
    char path[128];

    store_close(&scratch->db);
    for (size_t i = 0; i < COUNT_OF(FILES); i++) {
        snprintf(path, sizeof(path), "%s/%s", scratch->folder, FILES[i]);
        unlink(path);
    }
    return rmdir(scratch->folder);
}
