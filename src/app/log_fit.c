#include "app/log_fit.h"

#include "store/engine/engine.h"

#define WHAT_TO_DO                                                                                 \
    "Put a backup in place with perq restore, which takes the old database and its log away; "     \
    "nothing was changed"

static const char IS_ANOTHERS[] =
    "the log beside it (-wal) is that of a database which lay here before: this file was put "
    "in its place by other means than perq restore. " WHAT_TO_DO;

static const char IS_DAMAGED[] =
    "the log beside it (-wal) does not go with it: one of them is damaged, or this file was put in "
    "its place by other means than perq restore. " WHAT_TO_DO;

/* A mixture of two databases is found by what its tables add up to, if not by the engine. */
static Err
adds_up(Db *db, Arena *arena, bool *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    StoreVersion version;
    SumFaults faults = {.count = 0};
    SumCheck check = {0};

    TRY(store_version(db, &version));
    TRY(tx_begin(db, &tx));
    if (version == VERSION_CURRENT)
        TRY(store_sum_faults(&tx, &check, arena, &faults));
    TRY(tx_commit(&tx));
    *ret = faults.count == 0;
    return OK;
}

/* What cannot be known by its ids is looked at whole, which takes longer. */
static bool
is_sound_with_log(const char *address, Arena *arena)
{
    CLEANUP(store_close) Db *db = NULL;
    DamageList damage;
    bool sound = false;

    if (store_find_damage(address + strlen("sqlite:"), arena, &damage) != OK || damage.count > 0)
        return false;
    return store_open(address, DB_READ, &db) == OK && adds_up(db, arena, &sound) == OK && sound;
}

const char *
log_trouble(const char *address, Arena *arena)
{
    switch (store_judge_log(address, arena)) {
    case LOG_FITS:
        return NULL;
    case LOG_IS_ANOTHERS:
        return IS_ANOTHERS;
    default:
        return is_sound_with_log(address, arena) ? NULL : IS_DAMAGED;
    }
}
