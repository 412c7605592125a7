#include "app/instance.h"

#include "app/key_file.h"
#include "app/rotation.h"
#include "base/log.h"
#include "service/directory/directory.h"
#include "service/sign_in/sign_in.h"
#include "store/events/events.h"
#include "store/keys/keys.h"

#include <errno.h>
#include <libgen.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ARENA_BYTES = 64 * 1024 * 1024 };

static bool
complain_of_instance(const char *what, const char *about)
{
    log_line(LOG_ERROR, "start=\"%s\" about=\"%s\"", what, about);
    return false;
}

static bool
put_path(char ret[INSTANCE_PATH_SIZE], const char *folder, const char *name)
{
    int length = snprintf(ret, INSTANCE_PATH_SIZE, "%s/%s", folder, name);

    return length > 0 && length < INSTANCE_PATH_SIZE;
}

bool
instance_locate(const Settings *settings, Instance *ret)
{
    const char *path = settings_database_path(settings);
    char copy[INSTANCE_PATH_SIZE];

    *ret = (Instance){.lock = -1, .address = settings->database};
    if (path == NULL || strlen(path) >= sizeof(copy) - 16)
        return complain_of_instance("the database is not of the form sqlite:PATH",
                                    settings->database);
    memcpy(copy, path, strlen(path) + 1);
    snprintf(ret->lock_path, sizeof(ret->lock_path), "%s-lock", path);
    const char *folder = dirname(copy);
    return (put_path(ret->key_path, folder, "perq.key") &&
            put_path(ret->next_key_path, folder, "perq.key.new") &&
            put_path(ret->socket_path, folder, "perq.sock") &&
            put_path(ret->demo_path, folder, "demo.json")) ||
           complain_of_instance("the path is too long", settings->database);
}

bool
instance_make_folder(const Instance *instance)
{
    char copy[INSTANCE_PATH_SIZE];

    snprintf(copy, sizeof(copy), "%s", instance->lock_path);
    const char *folder = dirname(copy);
    return mkdir(folder, 0700) == 0 || errno == EEXIST ||
           complain_of_instance(strerror(errno), folder);
}

/* RULE KEY-5: a key file is made with the database, and never again. */
static bool
open_vault(Instance *instance, bool new_database)
{
    VaultResult result = vault_open(instance->key_path, &instance->vault);

    if (result == VAULT_ABSENT && new_database)
        result = vault_create(instance->key_path, &instance->vault);
    return result == VAULT_OK || complain_of_instance(key_file_trouble(result), instance->key_path);
}

/* The key file of the database is there, though perhaps not yet under its name. */
static bool
check_key_file(Instance *instance)
{
    KeyFileFit fit;
    Err err = key_file_compare(&instance->vault, instance->db, instance->arena, &fit);
    bool settled = true, known = true;

    if (err == OK && fit == KEY_FILE_NEVER_USED)
        err = key_file_remember(&instance->vault, instance->db);
    if (err == OK && fit == KEY_FILE_IS_ANOTHERS)
        err = rotation_settle(instance, &settled);
    if (err == OK && settled)
        err = key_file_take_over(&instance->vault, instance->db, instance->arena, &known);
    if (err != OK)
        return complain_of_instance("the database cannot be read", instance->address);
    if (!known)
        return complain_of_instance("what the database says of earlier key files cannot be read",
                                    instance->address);
    return settled || complain_of_instance(KEY_FILE_DOES_NOT_FIT, instance->key_path);
}

/* Some product keys belong to one key file and some to the next: only its end is a way out. */
static bool
check_not_rotating(Instance *instance)
{
    bool pending;

    if (rotation_is_pending(instance->db, instance->arena, &pending) != OK)
        return complain_of_instance("the database cannot be read", instance->address);
    return !pending || complain_of_instance(ROTATION_PENDING, instance->address);
}

static Err
continue_ids(Instance *instance)
{
    CLEANUP(tx_end) Tx tx = {0};
    Id latest;

    TRY(tx_begin(instance->db, &tx));
    TRY(store_event_latest(&tx, &latest));
    id_continue_after(latest.text);
    return tx_commit(&tx);
}

/* A lot that a process did not finish before it died was never visible; nothing of it will stay. */
static Err
give_up_lots(Instance *instance)
{
    CLEANUP(tx_end) Tx tx = {0};

    TRY(tx_begin(instance->db, &tx));
    TRY(store_lot_give_up(&tx, NULL));
    return tx_commit(&tx);
}

/* Done before anybody is looked for. Broken off, it begins anew at the next start. */
static Err
fold_anew(Instance *instance)
{
    Ctx ctx = instance_ctx(instance);
    size_t mark = arena_mark(ctx.arena);
    Id after = {0};
    bool more = true;

    while (more) {
        TRY(fold_people(&ctx, &after, &more));
        arena_reset(ctx.arena, mark);
    }
    return OK;
}

static Err
read_salt_key(Instance *instance)
{
    Ctx ctx = instance_ctx(instance);

    return find_salt_key(&ctx, &instance->salt_key);
}

/* A trigger that somebody put in would act for us: nothing is done before this was looked at. */
static bool
check_schema(Instance *instance)
{
    SchemaFaults faults;

    if (store_schema_faults(instance->db, instance->arena, &faults) != OK)
        return complain_of_instance("the database cannot be read", instance->address);
    for (size_t i = 0; i < faults.count; i++)
        log_line(LOG_ERROR, "start=\"the schema was changed: %s\" about=\"%s\"", faults.what[i],
                 instance->address);
    return faults.count == 0;
}

/*
 * A database that there was is held against the key file before anything is done to it, and from
 * then on what it adds up to is sealed with that one.
 */
static bool
bring_up_to_date(Instance *instance)
{
    StoreVersion version;
    bool known = false;

    if (store_version(instance->db, &version) != OK)
        return complain_of_instance("the database cannot be read", instance->address);
    if (version == VERSION_NEWER)
        return complain_of_instance("the database was made by a newer perq", instance->address);
    if (version != VERSION_NONE && !check_key_file(instance))
        return false;
    store_seal_with(instance->db, &instance->vault);
    if (store_migrate(instance->db, clock_now(), &known) != OK || !known)
        return complain_of_instance("the database cannot be brought up to date", instance->address);
    return version != VERSION_NONE || check_key_file(instance);
}

static bool
open_database(Instance *instance, bool new_database, bool rotates)
{
    /* The key file first: a database without one would be refused for ever after. */
    if (!open_vault(instance, new_database))
        return false;
    if (store_open(instance->address, DB_WRITE, &instance->db) != OK)
        return complain_of_instance("the database cannot be opened for writing", instance->address);
    if (!check_schema(instance) || !bring_up_to_date(instance))
        return false;
    if (!rotates && !check_not_rotating(instance))
        return false;
    if (continue_ids(instance) != OK || give_up_lots(instance) != OK || fold_anew(instance) != OK ||
        read_salt_key(instance) != OK)
        return complain_of_instance("the database cannot be cleaned up", instance->address);
    return true;
}

/* A restoring that was decided is finished before anybody looks at the database. */
static bool
finish_restore(Instance *instance)
{
    const char *aside;

    if (store_restore_finish(instance->address, instance->arena, &aside) != OK)
        return complain_of_instance("a restoring was broken off and cannot be finished",
                                    instance->address);
    if (aside != NULL)
        log_line(LOG_INFO, "restore=\"finished\" aside=\"%s\"", aside);
    return true;
}

static InstanceResult
open_instance(const Settings *settings, bool rotates, Instance *ret)
{
    if (!instance_locate(settings, ret) || !instance_make_folder(ret))
        return INSTANCE_FAILED;
    switch (lock_take(ret->lock_path, &ret->lock)) {
    case LOCK_HELD_BY_ANOTHER:
        return INSTANCE_IN_USE;
    case LOCK_FAILED:
        complain_of_instance(strerror(errno), ret->lock_path);
        return INSTANCE_FAILED;
    default:
        break;
    }
    ret->arena = arena_new(ARENA_BYTES);
    ret->attempts = allowances_new();
    ret->sightings = sightings_new();
    ret->policy = (Policy){
        .grace_days = settings->grace_days,
        .remaining_months_max = settings->remaining_months_max,
        .alerts = settings->credit_alerts,
        .clock_may_be_set = settings->test_clock,
    };
    if (!finish_restore(ret))
        return INSTANCE_FAILED;
    bool new_database = access(settings_database_path(settings), F_OK) != 0;
    return open_database(ret, new_database, rotates) ? INSTANCE_OPEN : INSTANCE_FAILED;
}

InstanceResult
instance_open(const Settings *settings, Instance *ret)
{
    return open_instance(settings, false, ret);
}

InstanceResult
instance_open_to_rotate(const Settings *settings, Instance *ret)
{
    return open_instance(settings, true, ret);
}

void
instance_close(Instance *instance)
{
    store_close(&instance->db);
    vault_close(&instance->vault);
    allowances_free(&instance->attempts);
    sightings_free(&instance->sightings);
    arena_free(&instance->arena);
    lock_release(&instance->lock);
}

Ctx
instance_ctx(Instance *instance)
{
    Micros now = clock_now();

    return (Ctx){
        .arena = instance->arena,
        .db = instance->db,
        .vault = &instance->vault,
        .policy = &instance->policy,
        .attempts = instance->attempts,
        .sightings = instance->sightings,
        .salt_key = &instance->salt_key,
        .steady = clock_steady(),
        .now = now,
        .today = date_from_micros(now),
        .actor = {.roles = ROLE_OPERATOR_ADMIN, .email = "local", .address = "local"},
    };
}
