#include "app/commands/dry_run.h"

#include "app/instance.h"
#include "app/key_file.h"
#include "app/log_fit.h"
#include "app/rotation.h"
#include "base/log.h"

#include <errno.h>
#include <libgen.h>
#include <unistd.h>

enum { ARENA_BYTES = 1024 * 1024 };

static bool
complain_dry(const char *what, const char *about)
{
    log_line(LOG_ERROR, "check=\"%s\" about=\"%s\"", what, about);
    return false;
}

/* What the first start would make can be made. */
static bool
check_new_database(const char *path)
{
    char copy[INSTANCE_PATH_SIZE];

    snprintf(copy, sizeof(copy), "%s", path);
    const char *folder = dirname(copy);
    if (access(folder, F_OK) != 0)
        folder = dirname(copy); /* it would be made in there */
    return access(folder, W_OK | X_OK) == 0 || complain_dry(strerror(errno), folder);
}

static bool
check_dry_schema(const Instance *instance, Db *db, Arena *arena)
{
    SchemaFaults faults;

    if (store_schema_faults(db, arena, &faults) != OK)
        return complain_dry("the database cannot be read", instance->address);
    for (size_t i = 0; i < faults.count; i++)
        complain_dry(arena_printf(arena, "the schema was changed: %s", faults.what[i]),
                     instance->address);
    return faults.count == 0;
}

static bool
check_open_database(const Instance *instance, Db *db, Arena *arena)
{
    CLEANUP(vault_close) Vault next = {0};
    StoreVersion version;
    KeyFileFit fit;
    bool pending;

    if (store_version(db, &version) != OK)
        return complain_dry("this is no database of perq", instance->address);
    if (version == VERSION_NEWER)
        return complain_dry("the database was made by a newer perq", instance->address);
    if (!check_dry_schema(instance, db, arena))
        return false;
    if (key_file_compare(&instance->vault, db, arena, &fit) != OK ||
        rotation_is_pending(db, arena, &pending) != OK ||
        rotation_is_decided(instance, db, arena, &next) != OK)
        return complain_dry("the database cannot be read", instance->address);
    if (pending)
        return complain_dry(ROTATION_PENDING, instance->address);
    return next.keys != NULL || fit != KEY_FILE_IS_ANOTHERS ||
           complain_dry(KEY_FILE_DOES_NOT_FIT, instance->key_path);
}

/* Nothing is locked that a start could not lock; a file for it is not made. */
static bool
check_free(Instance *instance)
{
    LockResult result = lock_take_existing(instance->lock_path, &instance->lock);

    if (result == LOCK_TAKEN)
        result = lock_take_existing(instance->address + strlen("sqlite:"), &instance->file_lock);
    if (result == LOCK_HELD_BY_ANOTHER)
        return complain_dry("another perq uses this database", instance->address);
    return result == LOCK_TAKEN || complain_dry(strerror(errno), instance->address);
}

static bool
check_existing_database(Instance *instance)
{
    CLEANUP(arena_free) Arena *arena = arena_new(ARENA_BYTES);
    CLEANUP(store_close) Db *db = NULL;

    const char *trouble = log_trouble(instance->address, arena);
    if (trouble != NULL)
        return complain_dry(trouble, instance->address);
    VaultResult result = vault_open(instance->key_path, &instance->vault);
    if (result != VAULT_OK)
        return complain_dry(key_file_trouble(result), instance->key_path);
    if (store_open(instance->address, DB_READ, &db) != OK)
        return complain_dry("there is no database that can be read", instance->address);
    return check_open_database(instance, db, arena);
}

bool
dry_run(const Settings *settings)
{
    CLEANUP(instance_close) Instance instance = NO_INSTANCE;

    if (!instance_locate(settings, &instance))
        return false;
    const char *path = settings_database_path(settings);
    if (access(path, F_OK) != 0)
        return check_new_database(path);
    return check_free(&instance) && check_existing_database(&instance);
}
