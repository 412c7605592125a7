/*
 * What a connection that reads remembers. This is the only test that commits what is in the world,
 * so it is the last.
 */
#include "store/credit_world.h"

static size_t
count_benefits(World *world, Tx *tx, const Id *partner_id)
{
    BenefitList list;

    MUST(store_benefit_list(tx, partner_id, world->arena, &list));
    return list.count;
}

static void
a_list_is_remembered_as_it_was_read_whatever_becomes_of_the_copy(void **state)
{
    World *world = *state;
    KeyTallyList keys;
    BenefitList list;
    CreditList credits;
    Db *reader = NULL;
    Tx tx;

    add_credit(world, "money");
    MUST(tx_commit(world->tx));
    MUST(store_open(world->address, DB_READ, &reader));
    MUST(tx_begin(reader, &tx));
    MUST(store_benefit_list(&tx, &world->partner.id, world->arena, &list));
    assert_int_equal(list.count, 2);
    list.item[0].sku = "spoilt";
    MUST(store_credit_list_of_partner(&tx, &world->partner.id, world->arena, &credits));
    assert_int_equal(credits.count, 1);
    MUST(store_key_tallies_of_partner(&tx, &world->partner.id, world->arena, &keys));
    assert_int_equal(keys.count, 0);
    MUST(store_benefit_list(&tx, &world->partner.id, world->arena, &list));
    assert_int_equal(list.count, 2);
    assert_string_equal(list.item[0].sku, "suite");
    tx_end(&tx);
    store_close(&reader);
}

static void
what_is_remembered_is_of_one_owner_and_one_transaction(void **state)
{
    World *world = *state;
    Db *reader = NULL;
    Tx tx, writing;

    MUST(store_open(world->address, DB_READ, &reader));
    MUST(tx_begin(reader, &tx));
    assert_int_equal(count_benefits(world, &tx, &world->partner.id), 2);
    assert_int_equal(count_benefits(world, &tx, &world->tenant.id), 0);
    assert_int_equal(count_benefits(world, &tx, &world->partner.id), 2);

    MUST(tx_begin(world->db, &writing));
    world->tx = &writing;
    add_benefit(world, &world->enrolment, &world->suite);
    MUST(tx_commit(&writing));
    assert_int_equal(count_benefits(world, &tx, &world->partner.id), 2);
    tx_end(&tx);
    MUST(tx_begin(reader, &tx));
    assert_int_equal(count_benefits(world, &tx, &world->partner.id), 3);
    tx_end(&tx);
    store_close(&reader);
}

static int
find_world(void **state)
{
    *state = &the_world;
    return 0;
}

int
test_memo(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(a_list_is_remembered_as_it_was_read_whatever_becomes_of_the_copy),
        cmocka_unit_test_setup(what_is_remembered_is_of_one_owner_and_one_transaction, find_world),
    };

    return cmocka_run_group_tests_name("memo", tests, NULL, NULL);
}
