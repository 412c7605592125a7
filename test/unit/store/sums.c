/*
 * What the rows of the tables add up to, and whose log lies beside a database: databases of their
 * own, which somebody else changes.
 */
#include "store/world.h"

#include "base/file.h"
#include "store/engine/db_sqlite.h"

#include <unistd.h>

/* A database beside the world's, and its file. */
typedef struct Other {
    const char *path;
    const char *address;
    Db *db;
} Other;

static Other
open_other(World *world, const char *name)
{
    Other other = {.path = arena_printf(world->arena, "%s.%s", world->address + 7, name)};
    bool known;

    store_backup_remove(other.path);
    other.address = arena_printf(world->arena, "sqlite:%s", other.path);
    MUST(store_open(other.address, DB_WRITE, &other.db));
    MUST(store_migrate(other.db, NOW, &known));
    return other;
}

static void
close_other(Other *other)
{
    store_close(&other->db);
    store_backup_remove(other->path);
}

static void
put(Other *other, const char *name, const char *value)
{
    Tx tx;

    MUST(tx_begin(other->db, &tx));
    MUST(store_setting_put(&tx, name, value));
    MUST(tx_commit(&tx));
}

/* Somebody who is not Perq changes it. */
static void
meddle(const Other *other, const char *sql)
{
    sqlite3 *handle;

    assert_int_equal(sqlite3_open(other->path, &handle), SQLITE_OK);
    assert_int_equal(sqlite3_exec(handle, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    sqlite3_close(handle);
}

static void
has_faults(World *world, const Other *other, const Vault *vault, const char *expected)
{
    const SumCheck check = {.vault = vault};
    SumFaults faults;
    Tx tx;

    MUST(tx_begin(other->db, &tx));
    MUST(store_sum_faults(&tx, &check, world->arena, &faults));
    tx_end(&tx);
    assert_int_equal(faults.count, expected == NULL ? 0 : 1);
    if (expected != NULL)
        assert_string_equal(faults.what[0], expected);
}

static void
a_row_that_somebody_else_changed_does_not_add_up(void **state)
{
    static const char CHANGED[] = "table setting: a row of it was changed, and not by perq";
    World *world = *state;
    Other other = open_other(world, "sums");

    put(&other, "colour", "red");
    put(&other, "colour", "blue");
    has_faults(world, &other, NULL, NULL);
    meddle(&other, "UPDATE setting SET value = 'green' WHERE name = 'colour'");
    has_faults(world, &other, NULL, CHANGED);
    put(&other, "colour", "yellow");
    has_faults(world, &other, NULL, CHANGED);
    meddle(&other, "DELETE FROM setting WHERE name = 'colour'");
    has_faults(world, &other, NULL, "table setting: it has 0 rows instead of 1");
    close_other(&other);
}

static void
what_is_undone_is_not_counted(void **state)
{
    static const char TWO_EQUAL[] =
        "INSERT INTO setting (name, value) VALUES ('a', 'b'), ('a', 'c')";
    World *world = *state;
    Other other = open_other(world, "undone");
    Tx tx;

    MUST(tx_begin(other.db, &tx));
    MUST(store_setting_put(&tx, "colour", "red"));
    MUST(db_mark(other.db));
    MUST(store_setting_put(&tx, "colour", "blue"));
    MUST(db_undo(other.db));
    assert_int_equal(db_exec(other.db, NULL, TWO_EQUAL, NO_ARGS), ERR_ALREADY_EXISTS);
    MUST(tx_commit(&tx));
    has_faults(world, &other, NULL, NULL);
    MUST(tx_begin(other.db, &tx));
    MUST(store_setting_put(&tx, "colour", "green"));
    tx_end(&tx);
    put(&other, "shape", "round");
    has_faults(world, &other, NULL, NULL);
    close_other(&other);
}

/* A vault of its own, as if from a key file of that name. */
static Vault
vault_for(const Other *other, World *world, const char *name)
{
    const char *path = arena_printf(world->arena, "%s.%s", other->path, name);
    Vault vault;

    assert_int_equal(vault_create(path, &vault), VAULT_OK);
    unlink(path);
    return vault;
}

static void
sums_are_sealed_and_handed_over_but_never_again_where_the_seal_was_broken(void **state)
{
    static const char NOT_SEALED[] = "table setting: its sum was not sealed with this key file";
    World *world = *state;
    Other other = open_other(world, "seals");
    Vault first = vault_for(&other, world, "first"), second = vault_for(&other, world, "second");
    bool known;
    Tx tx;

    store_close(&other.db);
    store_backup_remove(other.path);
    MUST(store_open(other.address, DB_WRITE, &other.db));
    store_seal_with(other.db, &first);
    MUST(store_migrate(other.db, NOW, &known));
    put(&other, "colour", "red");
    has_faults(world, &other, &first, NULL);
    MUST(tx_begin(other.db, &tx));
    MUST(store_seals_hand_over(&tx, &second));
    MUST(tx_commit(&tx));
    has_faults(world, &other, &second, NULL);
    put(&other, "colour", "blue");
    has_faults(world, &other, &second, NULL);

    meddle(&other, "UPDATE table_sum SET seal = NULL WHERE name = 'setting'");
    has_faults(world, &other, &second, NOT_SEALED);
    store_close(&other.db);
    MUST(store_open(other.address, DB_WRITE, &other.db));
    store_seal_with(other.db, &second);
    put(&other, "colour", "green");
    has_faults(world, &other, &second, NOT_SEALED);
    close_other(&other);
    vault_close(&first);
    vault_close(&second);
}

/* As a process leaves it that is killed: with its log. */
static const char *
copy_of(World *world, const Other *other, const char *suffix, const char *name)
{
    const char *to = arena_printf(world->arena, "%s.%s", other->path, name);

    unlink(to);
    assert_true(file_copy(arena_printf(world->arena, "%s%s", other->path, suffix), to));
    return to;
}

static void
a_log_belongs_to_the_database_that_wrote_it(void **state)
{
    World *world = *state;
    Other other = open_other(world, "log");
    const char *log = arena_printf(world->arena, "%s-wal", other.path);

    put(&other, "colour", "red");
    MUST(store_empty_log(other.db));
    const char *older = copy_of(world, &other, "", "older");
    put(&other, "colour", "blue");
    MUST(store_empty_log(other.db));
    put(&other, "colour", "green");
    const char *newer = copy_of(world, &other, "", "newer");
    const char *its_log = copy_of(world, &other, "-wal", "its-log");

    store_close(&other.db);
    assert_int_equal(store_judge_log(other.address, world->arena), LOG_FITS);
    assert_int_equal(rename(newer, other.path), 0);
    assert_true(file_copy(its_log, log));
    assert_int_equal(store_judge_log(other.address, world->arena), LOG_FITS);
    MUST(store_open(arena_printf(world->arena, "sqlite:%s", older), DB_WRITE, &other.db));
    MUST(store_begin_log(other.db));
    store_close(&other.db);
    assert_int_equal(rename(older, other.path), 0);
    assert_int_equal(store_judge_log(other.address, world->arena), LOG_IS_ANOTHERS);
    assert_int_equal(truncate(other.path, 0), 0);
    assert_int_equal(store_judge_log(other.address, world->arena), LOG_UNKNOWN);
    unlink(its_log);
    close_other(&other);
}

/* No log came before it, and a copy that was made meanwhile is another database all the same. */
static void
the_log_with_which_a_database_began_is_its_own_only(void **state)
{
    World *world = *state;
    Other other = open_other(world, "first-log");
    Db *copy;

    put(&other, "colour", "red");
    const char *path = copy_of(world, &other, "", "copy");
    const char *copy_log = copy_of(world, &other, "-wal", "copy-wal");
    const char *its_log = copy_of(world, &other, "-wal", "its-log");
    assert_int_equal(rename(copy_log, arena_printf(world->arena, "%s-wal", path)), 0);
    MUST(store_open(arena_printf(world->arena, "sqlite:%s", path), DB_WRITE, &copy));
    MUST(store_begin_log(copy));
    store_close(&copy);

    store_close(&other.db);
    assert_int_equal(rename(path, other.path), 0);
    assert_int_equal(rename(its_log, arena_printf(world->arena, "%s-wal", other.path)), 0);
    assert_int_equal(store_judge_log(other.address, world->arena), LOG_IS_ANOTHERS);
    close_other(&other);
}

int
test_sums(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(a_row_that_somebody_else_changed_does_not_add_up),
        IN_WORLD(what_is_undone_is_not_counted),
        IN_WORLD(sums_are_sealed_and_handed_over_but_never_again_where_the_seal_was_broken),
        IN_WORLD(a_log_belongs_to_the_database_that_wrote_it),
        IN_WORLD(the_log_with_which_a_database_began_is_its_own_only),
    };

    return cmocka_run_group_tests_name("sums", tests, NULL, NULL);
}
