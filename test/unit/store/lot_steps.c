#include "store/world.h"

/* A lot that somebody approved, of so many keys. */
static KeyLot
approved_lot(World *world, int64_t count)
{
    KeyLot lot = {
        .id = id_new("lot_", NOW),
        .sku = world->suite.sku,
        .licenses = 5,
        .count = count,
        .redeem_by = {TODAY},
        .created_at = NOW,
        .approved_at = NOW,
    };

    MUST(store_lot_add(world->tx, &lot, false));
    return lot;
}

static bool
is_step(World *world, Err err, bool done)
{
    world_must(err, "step");
    (void)world;
    return done;
}

#define STEP(call) is_step(world, (call), done)

/* RULE KEY-11: each step follows on the one before, once. */
static void
a_lot_is_approved_then_drawn_then_released(void **state)
{
    World *world = *state;
    KeyLot lot = approved_lot(world, 1), read;
    NewKey key = new_key(1);
    KeyRecordList keys;
    int64_t drawn;
    bool done, more;

    assert_false(STEP(store_lot_release(world->tx, &lot.id, &done)));
    assert_false(STEP(store_lot_set_drawn(world->tx, &lot.id, NOW, &done)));
    assert_true(STEP(store_lot_begin_drawing(world->tx, &lot.id, &done)));
    assert_false(STEP(store_lot_begin_drawing(world->tx, &lot.id, &done)));
    MUST(store_lot_count_drawn(world->tx, &lot.id, &drawn));
    assert_int_equal(drawn, 0);
    MUST(store_key_add(world->tx, &lot.id, 1, &key));
    MUST(store_lot_count_drawn(world->tx, &lot.id, &drawn));
    assert_int_equal(drawn, 1);
    assert_true(STEP(store_lot_set_drawn(world->tx, &lot.id, NOW, &done)));
    MUST(store_lot_give_up(world->tx, NULL));
    MUST(store_lot_remove_given_up(world->tx, 10, &more));
    MUST(store_key_list_by_digests(world->tx, &key.digest, 1, world->arena, &keys));
    assert_int_equal(keys.count, 0);
    assert_true(STEP(store_lot_release(world->tx, &lot.id, &done)));
    assert_false(STEP(store_lot_release(world->tx, &lot.id, &done)));
    assert_false(STEP(store_lot_cancel(world->tx, &lot.id, &done)));
    MUST(store_key_list_by_digests(world->tx, &key.digest, 1, world->arena, &keys));
    assert_int_equal(keys.count, 1);
    MUST(store_lot_get(world->tx, &lot.id, world->arena, &read));
    assert_true(read.released);
}

/* What was being drawn when the process ended comes back without its keys; what is cancelled not.
 */
static void
a_lot_that_was_cut_short_is_approved_again(void **state)
{
    World *world = *state;
    KeyLot cut = approved_lot(world, 2), gone = approved_lot(world, 1), read;
    NewKey key = new_key(1);
    bool done, more = true;

    assert_true(STEP(store_lot_begin_drawing(world->tx, &cut.id, &done)));
    MUST(store_key_add(world->tx, &cut.id, 1, &key));
    assert_true(STEP(store_lot_cancel(world->tx, &gone.id, &done)));
    REFUSED(ERR_NOT_FOUND, store_lot_get(world->tx, &gone.id, world->arena, &read));
    MUST(store_lot_give_up(world->tx, NULL));
    assert_false(STEP(store_lot_begin_drawing(world->tx, &cut.id, &done)));
    while (more)
        MUST(store_lot_remove_given_up(world->tx, 10, &more));
    assert_true(STEP(store_lot_begin_drawing(world->tx, &cut.id, &done)));
    REFUSED(ERR_NOT_FOUND, store_lot_get(world->tx, &gone.id, world->arena, &read));
}

static void
a_lot_is_exported_as_often_as_it_may_be_and_ended_once(void **state)
{
    World *world = *state;
    KeyLot lot = add_lot(world, NULL);
    bool done;

    assert_false(STEP(store_lot_count_export(world->tx, &lot.id, 1, &done)));
    assert_true(STEP(store_lot_count_export(world->tx, &lot.id, -1, &done)));
    assert_false(STEP(store_lot_count_export(world->tx, &lot.id, -1, &done)));
    assert_true(STEP(store_lot_count_export(world->tx, &lot.id, 1, &done)));
    assert_true(STEP(store_lot_end(world->tx, &lot.id, NOW, &done)));
    assert_false(STEP(store_lot_end(world->tx, &lot.id, NOW, &done)));
}

static void
keys_that_are_not_redeemed_are_revoked_of_a_lot_or_a_benefit(void **state)
{
    World *world = *state;
    KeyLot free = add_lot(world, NULL), bound = add_lot(world, &world->benefit);
    KeyRecord used = add_key(world, &free, 1, 1);
    int64_t count;

    add_key(world, &free, 2, 2);
    add_key(world, &bound, 1, 3);
    MUST(store_key_mark_redeemed(world->tx, &used, &world->tenant.id, &world->tenant.id));
    MUST(store_keys_count_open(world->tx, &free.id, &count));
    assert_int_equal(count, 1);
    MUST(store_keys_count_open(world->tx, &world->benefit.id, &count));
    assert_int_equal(count, 1);
    MUST(store_keys_revoke_open(world->tx, &free.id, &count));
    assert_int_equal(count, 1);
    MUST(store_keys_revoke_open(world->tx, &world->benefit.id, &count));
    assert_int_equal(count, 1);
    MUST(store_keys_count_open(world->tx, &world->benefit.id, &count));
    assert_int_equal(count, 0);
}

int
test_lot_steps(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(a_lot_is_approved_then_drawn_then_released),
        IN_WORLD(a_lot_that_was_cut_short_is_approved_again),
        IN_WORLD(a_lot_is_exported_as_often_as_it_may_be_and_ended_once),
        IN_WORLD(keys_that_are_not_redeemed_are_revoked_of_a_lot_or_a_benefit),
    };

    return cmocka_run_group_tests_name("lot_steps", tests, NULL, NULL);
}
