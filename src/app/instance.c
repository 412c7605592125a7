#include "app/instance.h"

#include "app/key_file.h"
#include "app/log_fit.h"
#include "app/rotation.h"
#include "base/log.h"
#include "service/directory/directory.h"
#include "service/sign_in/sign_in.h"
#include "store/events/events.h"
#include "store/keys/keys.h"

#include <errno.h>
#include <libgen.h>
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

    *ret = NO_INSTANCE;
    ret->address = settings->database;
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

/* RULE KEY-5: a key file is made with the database, and never again. */
static bool
open_vault(Instance *instance, bool new_database)
{
    VaultResult result = vault_open(instance->key_path, &instance->vault);

    if (result == VAULT_ABSENT && new_database) {
        result = vault_create(instance->key_path, &instance->vault);
        instance->made.key = result == VAULT_OK;
    }
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
    Micros at;

    TRY(tx_begin(instance->db, &tx));
    TRY(store_event_latest(&tx, &latest, &at));
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
bring_up_to_date(Instance *instance, InstanceUse use)
{
    StoreVersion version;
    bool known = false;

    if (store_version(instance->db, &version) != OK)
        return complain_of_instance("the database cannot be read", instance->address);
    if (version == VERSION_NEWER)
        return complain_of_instance("the database was made by a newer perq", instance->address);
    if (version == VERSION_OLDER && use != TO_SERVE)
        return complain_of_instance(
            "the database is of an older perq: start the server once, "
            "which brings it up to date",
            instance->address);
    if (version != VERSION_NONE && !check_key_file(instance))
        return false;
    store_seal_with(instance->db, &instance->vault);
    if (store_migrate(instance->db, clock_now(), &known) != OK || !known)
        return complain_of_instance("the database cannot be brought up to date", instance->address);
    return version != VERSION_NONE || check_key_file(instance);
}

static Err
clean_up(Instance *instance)
{
    TRY(continue_ids(instance));
    TRY(give_up_lots(instance));
    TRY(fold_anew(instance));
    TRY(read_salt_key(instance));
    Ctx ctx = instance_ctx(instance);
    return recall_clock(&ctx);
}

/* A log of another database would be moved into this one, so it is judged before that. */
static bool
open_database(Instance *instance, InstanceUse use)
{
    const char *trouble =
        instance->made.database ? NULL : log_trouble(instance->address, instance->arena);

    if (trouble != NULL)
        return complain_of_instance(trouble, instance->address);
    /* The key file first: a database without one would be refused for ever after. */
    if (!open_vault(instance, instance->made.database))
        return false;
    if (store_open(instance->address, DB_WRITE, &instance->db) != OK)
        return complain_of_instance("the database cannot be opened for writing", instance->address);
    if (instance->made.database && instance_lock_file(instance) != INSTANCE_OPEN)
        return false;
    if (!check_schema(instance) || !bring_up_to_date(instance, use))
        return false;
    if (use != TO_ROTATE && !check_not_rotating(instance))
        return false;
    return clean_up(instance) == OK ||
           complain_of_instance("the database cannot be cleaned up", instance->address);
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

static void
set_up(const Settings *settings, Instance *ret)
{
    ret->arena = arena_new(ARENA_BYTES);
    ret->attempts = allowances_new();
    ret->sightings = sightings_new();
    ret->policy = (Policy){
        .grace_days = settings->grace_days,
        .remaining_months_max = settings->remaining_months_max,
        .alerts = settings->credit_alerts,
        .clock_may_be_set = settings->test_clock,
        .approvals_are_off = !settings->approvals,
    };
}

InstanceResult
instance_open(const Settings *settings, InstanceUse use, Instance *ret)
{
    if (!instance_locate(settings, ret) || !instance_make_folder(ret))
        return INSTANCE_FAILED;
    InstanceResult result = instance_lock(ret);
    if (result != INSTANCE_OPEN)
        return result;
    set_up(settings, ret);
    if (!finish_restore(ret))
        return INSTANCE_FAILED;
    result = instance_lock_file(ret);
    if (result != INSTANCE_OPEN)
        return result;
    ret->made.database = access(settings_database_path(settings), F_OK) != 0;
    ret->open = open_database(ret, use);
    return ret->open ? INSTANCE_OPEN : INSTANCE_FAILED;
}

void
instance_close(Instance *instance)
{
    store_close(&instance->db);
    vault_close(&instance->vault);
    allowances_free(&instance->attempts);
    sightings_free(&instance->sightings);
    arena_free(&instance->arena);
    if (!instance->open)
        instance_unmake(instance);
    lock_release(&instance->file_lock);
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
