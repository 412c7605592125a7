#include "store/world.h"

#include "store/engine/db.h"
#include "store/engine/migrations.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SEALED_ON = 19186 }; /* 2022-07-13 */
#define SEALED_AT (SEALED_ON * MICROS_PER_DAY)

/* The file of the database, or NULL where the engine has none. */
static const char *
file_of(const World *world)
{
    static const char SCHEME[] = "sqlite:";

    return strncmp(world->address, SCHEME, strlen(SCHEME)) == 0 ? world->address + strlen(SCHEME)
                                                                : NULL;
}

/* --- opening -------------------------------------------------------------------------------- */

static void
an_address_that_leads_nowhere_cannot_be_opened(void **state)
{
    World *world = *state;
    Db *db = NULL;

    (void)world;
    assert_int_equal(store_open("nosuch:thing", DB_READ, &db), ERR_STORAGE_UNAVAILABLE);
    assert_int_equal(store_open("sqlite:/nosuch/folder/perq.db", DB_READ, &db),
                     ERR_STORAGE_UNAVAILABLE);
    assert_null(db);
    store_close(&db);
}

static void
the_size_of_its_files_is_known(void **state)
{
    World *world = *state;
    StoreSizes sizes = store_sizes(world->address, world->arena);
    StoreSizes none = store_sizes("sqlite:/nosuch/folder/perq.db", world->arena);

    if (file_of(world) != NULL)
        assert_true(sizes.database + sizes.log > 4096);
    assert_int_equal(none.database + none.log, 0);
    none = store_sizes("nosuch:thing", world->arena);
    assert_int_equal(none.database + none.log, 0);
}

static const char INSERT_MIGRATION[] =
    "INSERT INTO migration (number, name, applied_at) VALUES (9999, 'future', 0)";
static const char DELETE_MIGRATIONS[] = "DELETE FROM migration WHERE number > 1";

static void
a_schema_is_known_unless_it_is_newer_than_the_program(void **state)
{
    World *world = *state;
    StoreVersion version;
    bool known;

    MUST(store_version(world->db, &version));
    assert_int_equal(version, VERSION_CURRENT);
    MUST(store_migrate(world->db, NOW, &known));
    assert_true(known);
    MUST(db_exec(world->db, NULL, INSERT_MIGRATION, NO_ARGS));
    MUST(store_version(world->db, &version));
    assert_int_equal(version, VERSION_NEWER);
    MUST(store_migrate(world->db, NOW, &known));
    assert_false(known);
    MUST(db_exec(world->db, NULL, DELETE_MIGRATIONS, NO_ARGS));
    MUST(store_version(world->db, &version));
    assert_int_equal(version, VERSION_OLDER);
}

/* Or each start would take the time that making a whole schema takes. */
static void
a_schema_is_as_it_was_built(void **state)
{
    World *world = *state;
    SchemaFaults faults;
    Hash hash;

    MUST(schema_hash(world->db, world->arena, &hash));
    assert_memory_equal(&hash, &STORE_MIGRATIONS[STORE_MIGRATIONS_COUNT - 1].schema, sizeof(hash));
    MUST(store_schema_faults(world->db, world->arena, &faults));
    assert_int_equal(faults.count, 0);
}

static void
what_no_migration_made_of_the_schema_is_a_fault(void **state)
{
    static const struct {
        const char *script;
        const char *fault;
    } CHANGED[] = {
        {"CREATE TRIGGER t AFTER INSERT ON session BEGIN SELECT 1; END",
         "the trigger t was made by no migration"},
        {"CREATE VIEW aaa AS SELECT 1 AS a", "the view aaa was made by no migration"},
        {"CREATE INDEX zzz ON tenant (name)", "the index zzz was made by no migration"},
        {"DROP INDEX session_by_end", "the index session_by_end is missing"},
        {"ALTER TABLE session ADD COLUMN a TEXT",
         "the table session is not as the migrations make it"},
    };
    World *world = *state;
    SchemaFaults faults;

    for (size_t i = 0; i < COUNT_OF(CHANGED); i++) {
        world_mark(world);
        MUST(db_script(world->db, CHANGED[i].script));
        MUST(store_schema_faults(world->db, world->arena, &faults));
        assert_int_equal(faults.count, 1);
        assert_string_equal(faults.what[0], CHANGED[i].fault);
        MUST(db_undo(world->db));
    }
}

static void
a_setting_is_the_text_that_was_put_last(void **state)
{
    World *world = *state;
    const char *value;

    MUST(store_setting_find(world->tx, "colour", world->arena, &value));
    assert_null(value);
    MUST(store_setting_put(world->tx, "colour", "red"));
    MUST(store_setting_put(world->tx, "colour", "blue"));
    MUST(store_setting_find(world->tx, "colour", world->arena, &value));
    assert_string_equal(value, "blue");
    MUST(store_setting_remove(world->tx, "colour"));
    MUST(store_setting_remove(world->tx, "colour"));
    MUST(store_setting_find(world->tx, "colour", world->arena, &value));
    assert_null(value);
}

/* --- what a broken constraint is ------------------------------------------------------------ */

static void
a_foreign_key_that_objects_is_trouble_of_ours(void **state)
{
    World *world = *state;
    Tenant tenant = world->tenant;

    tenant.id = id_new("ten_", NOW);
    tenant.domain = "orphan.example";
    tenant.partner_id = tenant.id;
    REFUSED(ERR_INTERNAL, store_tenant_add(world->tx, &tenant));
    assert_true(store_problem(world->db)[0] != '\0');
}

static void
a_check_that_objects_is_trouble_of_ours(void **state)
{
    World *world = *state;
    Product product = world->suite;

    product.sku = "none-allowed";
    product.licenses_max = 0;
    REFUSED(ERR_INTERNAL, store_product_add(world->tx, &product));
}

static void
a_value_that_is_missing_is_trouble_of_ours(void **state)
{
    World *world = *state;
    Product product = world->suite;

    product.sku = "nameless";
    product.name.in[LANG_EN] = NULL;
    REFUSED(ERR_INTERNAL, store_product_add(world->tx, &product));
}

static void
only_two_equal_rows_exist_already(void **state)
{
    World *world = *state;
    Tenant tenant = world->tenant;

    REFUSED(ERR_ALREADY_EXISTS, store_product_add(world->tx, &world->suite));
    tenant.id = id_new("ten_", NOW);
    REFUSED(ERR_ALREADY_EXISTS, store_tenant_add(world->tx, &tenant));
}

/* --- transactions --------------------------------------------------------------------------- */

static void
an_inner_transaction_is_part_of_the_outer_one(void **state)
{
    World *world = *state;
    const char *value;
    Tx inner;

    world_mark(world);
    MUST(tx_begin(world->db, &inner));
    MUST(store_setting_put(&inner, "colour", "red"));
    MUST(tx_commit(&inner));
    MUST(db_undo(world->db));
    MUST(store_setting_find(world->tx, "colour", world->arena, &value));
    assert_null(value);
}

static void
statements_are_counted_but_not_what_divides_transactions(void **state)
{
    World *world = *state;
    int64_t before = store_statements(world->db);
    const char *value;
    Tx inner;

    world_mark(world);
    MUST(tx_begin(world->db, &inner));
    MUST(tx_commit(&inner));
    MUST(db_undo(world->db));
    assert_int_equal(store_statements(world->db), before);
    MUST(store_setting_put(world->tx, "colour", "red"));
    MUST(store_setting_find(world->tx, "colour", world->arena, &value));
    assert_int_equal(store_statements(world->db), before + 2);
}

/* --- what is erased ------------------------------------------------------------------------- */

/* Of the log, which is cut off when it has no bytes. */
static int64_t
log_bytes(World *world, const char *path)
{
    struct stat info;

    return stat(arena_printf(world->arena, "%s-wal", path), &info) == 0 ? info.st_size : -1;
}

/* RULE KEY-5 */
static void
a_log_is_cut_off_once_something_secret_was_erased(void **state)
{
    World *world = *state;
    Db *db, *reader;
    Tx tx, reading;
    const char *value;
    bool more;

    if (file_of(world) == NULL)
        skip();
    const char *path = arena_printf(world->arena, "%s.erased", file_of(world));
    const char *address = arena_printf(world->arena, "sqlite:%s", path);
    MUST(store_open(address, DB_WRITE, &db));
    MUST(store_migrate(db, NOW, &more));
    MUST(db_tidy(db, true, &more));
    assert_false(more);
    assert_int_equal(log_bytes(world, path), 0);

    /* Nothing secret: it may stay where it is. */
    MUST(tx_begin(db, &tx));
    MUST(store_setting_put(&tx, "colour", "red"));
    MUST(tx_commit(&tx));
    MUST(db_tidy(db, true, &more));
    assert_true(log_bytes(world, path) > 0);
    MUST(store_empty_log(db));
    assert_int_equal(log_bytes(world, path), 0);

    /* Not while somebody works, unless it was long ago; and readers are not waited for. */
    db_note_erased(db);
    assert_false(db_wants_tidy(db, false));
    assert_true(db_wants_tidy(db, true));
    db->erased_at -= 31 * MICROS_PER_SECOND;
    assert_true(db_wants_tidy(db, false));
    MUST(store_open(address, DB_READ, &reader));
    MUST(tx_begin(reader, &reading));
    MUST(store_setting_find(&reading, "colour", world->arena, &value));
    MUST(tx_begin(db, &tx));
    MUST(store_setting_put(&tx, "colour", "blue"));
    MUST(tx_commit(&tx));
    MUST(db_tidy(db, false, &more));
    assert_true(more);
    tx_end(&reading);
    MUST(db_tidy(db, true, &more));
    assert_false(more);
    assert_int_equal(log_bytes(world, path), 0);

    store_close(&reader);
    store_close(&db);
    store_backup_remove(path);
}

/* --- copies --------------------------------------------------------------------------------- */

static void
a_copy_is_sound_and_gets_a_name_that_nobody_has(void **state)
{
    World *world = *state;
    const char *file = file_of(world);
    DamageList damage;

    if (file == NULL)
        skip();
    const char *copy = arena_printf(world->arena, "%s.copy", file);
    const char *name = arena_printf(world->arena, "%s.backup", file);
    MUST(store_backup_write(world->address, copy));
    MUST(store_find_damage(copy, world->arena, &damage));
    assert_int_equal(damage.count, 0);
    MUST(store_backup_publish(copy, name));
    assert_int_equal(access(copy, F_OK), -1);
    MUST(store_backup_write(world->address, copy));
    assert_int_equal(store_backup_publish(copy, name), ERR_ALREADY_EXISTS);
    store_backup_remove(copy);
    store_backup_remove(name);
    assert_int_equal(access(name, F_OK), -1);
}

/* A vault of its own, as if from a key file of that name. */
static Vault
new_vault(World *world, const char *name)
{
    const char *path = arena_printf(world->arena, "%s.%s", file_of(world), name);
    Vault vault;

    assert_int_equal(vault_create(path, &vault), VAULT_OK);
    unlink(path);
    return vault;
}

static BackupOrigin
judged(const char *path, const Vault *vault)
{
    char made_at[TIME_TEXT_SIZE] = "";
    BackupOrigin origin;

    MUST(store_backup_judge(path, vault, made_at, &origin));
    assert_string_equal(made_at, origin == ORIGIN_NOT_SEALED ? "" : "2022-07-13T00:00:00Z");
    return origin;
}

static void
change_byte(const char *path, off_t at, char byte)
{
    int file = open(path, O_WRONLY | O_CLOEXEC);

    assert_int_equal(pwrite(file, &byte, 1, at), 1);
    close(file);
}

static void
a_backup_is_ours_until_it_is_changed(void **state)
{
    World *world = *state;

    if (file_of(world) == NULL)
        skip();
    const char *copy = arena_printf(world->arena, "%s.copy", file_of(world));
    Vault own = new_vault(world, "own"), other = new_vault(world, "other");
    DamageList damage;

    MUST(store_backup_write(world->address, copy));
    assert_int_equal(judged(copy, &own), ORIGIN_NOT_SEALED);
    MUST(store_backup_seal(copy, &own, SEALED_AT));
    assert_int_equal(judged(copy, &own), ORIGIN_OURS);
    assert_int_equal(judged(copy, &other), ORIGIN_ANOTHER_KEY_FILE);
    MUST(store_find_damage(copy, world->arena, &damage));
    assert_int_equal(damage.count, 0);
    change_byte(copy, 100, 'x');
    assert_int_equal(judged(copy, &own), ORIGIN_CHANGED);
    MUST(store_backup_unseal(copy));
    assert_int_equal(judged(copy, &own), ORIGIN_NOT_SEALED);
    MUST(store_backup_unseal(copy));
    store_backup_remove(copy);
    vault_close(&own);
    vault_close(&other);
}

/* Puts a copy in the place of the database at an address; what was there is aside then. */
static const char *
restore(World *world, const char *copy, const char *address)
{
    const char *placed, *aside;
    DamageList damage;

    MUST(store_restore_copy(copy, address, world->arena, &placed));
    MUST(store_find_damage(placed, world->arena, &damage));
    assert_int_equal(damage.count, 0);
    MUST(store_restore_decide(address));
    MUST(store_restore_finish(address, world->arena, &aside));
    return aside;
}

static void
a_copy_that_is_put_in_place_moves_the_database_there_was_aside(void **state)
{
    World *world = *state;
    const char *file = file_of(world);

    if (file == NULL)
        skip();
    const char *copy = arena_printf(world->arena, "%s.copy", file);
    const char *other = arena_printf(world->arena, "%s.other", file);
    const char *address = arena_printf(world->arena, "sqlite:%s", other);
    MUST(store_backup_write(world->address, copy));
    assert_null(restore(world, copy, address));
    const char *aside = restore(world, copy, address);
    assert_string_equal(aside, arena_printf(world->arena, "%s.before-restore-1", other));
    MUST(store_restore_finish(address, world->arena, &aside));
    assert_null(aside);
    store_backup_remove(arena_printf(world->arena, "%s.before-restore-1", other));
    store_backup_remove(other);
    store_backup_remove(copy);
}

int
test_engine(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(an_address_that_leads_nowhere_cannot_be_opened),
        IN_WORLD(the_size_of_its_files_is_known),
        IN_WORLD(a_schema_is_known_unless_it_is_newer_than_the_program),
        IN_WORLD(a_schema_is_as_it_was_built),
        IN_WORLD(what_no_migration_made_of_the_schema_is_a_fault),
        IN_WORLD(a_setting_is_the_text_that_was_put_last),
        IN_WORLD(a_foreign_key_that_objects_is_trouble_of_ours),
        IN_WORLD(a_check_that_objects_is_trouble_of_ours),
        IN_WORLD(a_value_that_is_missing_is_trouble_of_ours),
        IN_WORLD(only_two_equal_rows_exist_already),
        IN_WORLD(an_inner_transaction_is_part_of_the_outer_one),
        IN_WORLD(statements_are_counted_but_not_what_divides_transactions),
        IN_WORLD(a_log_is_cut_off_once_something_secret_was_erased),
        IN_WORLD(a_copy_is_sound_and_gets_a_name_that_nobody_has),
        IN_WORLD(a_backup_is_ours_until_it_is_changed),
        IN_WORLD(a_copy_that_is_put_in_place_moves_the_database_there_was_aside),
    };

    return cmocka_run_group_tests_name("engine", tests, NULL, NULL);
}
