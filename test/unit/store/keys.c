#include "store/world.h"

#include "base/buf.h"

/* --- lots ----------------------------------------------------------------------------------- */

static void
a_lot_is_there_when_it_is_whole(void **state)
{
    World *world = *state;
    KeyLot lot = {.id = id_new("lot_", NOW),
                  .sku = "suite",
                  .licenses = 3,
                  .count = 4,
                  .redeem_by = {TODAY + 5},
                  .partner_id = world->partner.id,
                  .created_at = NOW};
    KeyLot read;

    MUST(store_lot_add(world->tx, &lot, false));
    REFUSED(ERR_NOT_FOUND, store_lot_get(world->tx, &lot.id, world->arena, &read));
    MUST(store_lot_set_whole(world->tx, &lot.id));
    REFUSED(ERR_NOT_FOUND, store_lot_set_whole(world->tx, &lot.id));
    MUST(store_lot_get(world->tx, &lot.id, world->arena, &read));
    assert_string_equal(read.sku, "suite");
    assert_int_equal(read.licenses, 3);
    assert_int_equal(read.count, 4);
    assert_int_equal(read.redeem_by.day, TODAY + 5);
    assert_string_equal(read.partner_id.text, world->partner.id.text);
    assert_true(id_is_empty(&read.benefit_id));
    assert_int_equal(read.created_at, NOW);
}

static void
lots_are_listed_without_those_of_benefits(void **state)
{
    World *world = *state;
    KeyLot first = add_lot(world, NULL);
    KeyLotList list;

    add_lot(world, &world->benefit);
    KeyLot last = add_lot(world, NULL);
    MUST(store_lot_list(world->tx, &(Page){.limit = 1}, world->arena, &list));
    assert_true(list.more);
    assert_string_equal(list.item[0].id.text, first.id.text);
    MUST(store_lot_list(world->tx, &(Page){first.id.text, 1}, world->arena, &list));
    assert_false(list.more);
    assert_string_equal(list.item[0].id.text, last.id.text);
}

static void
a_lot_that_was_given_up_is_removed_a_few_keys_at_a_time(void **state)
{
    World *world = *state;
    KeyLot whole = add_lot(world, NULL);
    KeyLot lot = whole;
    bool more;

    add_key(world, &whole, 1, 1);
    lot.id = id_new("lot_", NOW);
    MUST(store_lot_add(world->tx, &lot, false));
    for (unsigned i = 1; i <= 3; i++) {
        NewKey key = new_key(10 + i);
        MUST(store_key_add(world->tx, &lot.id, i, &key));
    }
    MUST(store_lot_remove_given_up(world->tx, 2, &more));
    assert_false(more);
    MUST(store_lot_give_up(world->tx, &whole.id)); /* changes nothing */
    MUST(store_lot_give_up(world->tx, &lot.id));
    for (int steps = 3; steps > 0; steps--) {
        MUST(store_lot_remove_given_up(world->tx, 2, &more));
        assert_true(more);
    }
    MUST(store_lot_remove_given_up(world->tx, 2, &more));
    assert_false(more);
    MUST(store_lot_get(world->tx, &whole.id, world->arena, &lot));
}

static void
all_lots_that_are_not_whole_can_be_given_up(void **state)
{
    World *world = *state;
    KeyLot lot = add_lot(world, NULL);
    bool more;

    lot.id = id_new("lot_", NOW);
    MUST(store_lot_add(world->tx, &lot, false));
    MUST(store_lot_give_up(world->tx, NULL));
    MUST(store_lot_remove_given_up(world->tx, 2, &more));
    assert_true(more);
    REFUSED(ERR_NOT_FOUND, store_lot_set_whole(world->tx, &lot.id));
}

/* --- keys ----------------------------------------------------------------------------------- */

static void
a_key_is_found_by_its_reference_with_its_lot(void **state)
{
    World *world = *state;
    KeyLot lot = add_lot(world, &world->benefit);
    KeyRecord added = add_key(world, &lot, 1, 1), key;
    bool found;

    MUST(store_key_find_by_ref(world->tx, added.ref, world->arena, &key, &found));
    assert_true(found);
    assert_string_equal(key.lot_id.text, lot.id.text);
    assert_int_equal(key.position, 1);
    assert_string_equal(key.ref, "KR-00000001");
    Digest digest = digest_of_number(1);
    assert_memory_equal(&key.digest, &digest, sizeof(digest));
    assert_int_equal(key.sealed_size, sizeof(((NewKey *)0)->sealed));
    assert_int_equal(key.sealed[0], 1);
    assert_int_equal(key.state, KEY_READY);
    assert_true(id_is_empty(&key.tenant_id));
    assert_true(id_is_empty(&key.redemption_id));
    assert_string_equal(key.sku, "suite");
    assert_int_equal(key.licenses, 7);
    assert_int_equal(key.redeem_by.day, TODAY + 30);
    assert_string_equal(key.partner_id.text, world->partner.id.text);
    assert_string_equal(key.benefit_id.text, world->benefit.id.text);
    assert_int_equal(key.revealed_at, 0);
    MUST(store_key_find_by_ref(world->tx, "KR-99999999", world->arena, &key, &found));
    assert_false(found);
}

/* More than stand together in a list of what is wanted. */
static void
any_number_of_keys_is_found_by_their_digests_and_by_their_references(void **state)
{
    enum { KEYS = 45 };
    World *world = *state;
    KeyLot lot = add_lot(world, NULL);
    Digest digest[KEYS + 1];
    const char *ref[KEYS + 1];
    KeyRecordList list;

    for (unsigned i = 0; i < KEYS; i++) {
        digest[i] = digest_of_number((int)i);
        ref[i] = arena_printf(world->arena, "%s", add_key(world, &lot, i, i).ref);
    }
    digest[KEYS] = digest_of_number(KEYS);
    ref[KEYS] = "KR-0000000";
    MUST(store_key_list_by_digests(world->tx, digest, KEYS + 1, world->arena, &list));
    assert_int_equal(list.count, KEYS);
    MUST(store_key_list_by_refs(world->tx, ref, KEYS + 1, world->arena, &list));
    assert_int_equal(list.count, KEYS);
    MUST(store_key_list_by_digests(world->tx, &digest[KEYS - 1], 2, world->arena, &list));
    assert_int_equal(list.count, 1);
    assert_string_equal(list.item[0].ref, ref[KEYS - 1]);
    MUST(store_key_list_by_refs(world->tx, &ref[KEYS - 1], 2, world->arena, &list));
    assert_int_equal(list.count, 1);
    assert_string_equal(list.item[0].ref, ref[KEYS - 1]);
    MUST(store_key_list_by_refs(world->tx, ref, 0, world->arena, &list));
    assert_int_equal(list.count, 0);
}

static void
keys_of_a_lot_that_is_not_whole_are_not_found(void **state)
{
    World *world = *state;
    KeyLot lot = add_lot(world, NULL);
    NewKey key = new_key(1);
    const char *ref = key.ref;
    KeyRecordList list;

    lot.id = id_new("lot_", NOW);
    MUST(store_lot_add(world->tx, &lot, false));
    MUST(store_key_add(world->tx, &lot.id, 1, &key));
    MUST(store_key_list_by_digests(world->tx, &key.digest, 1, world->arena, &list));
    assert_int_equal(list.count, 0);
    MUST(store_key_list_by_refs(world->tx, &ref, 1, world->arena, &list));
    assert_int_equal(list.count, 0);
}

static void
two_keys_have_two_references_and_two_digests(void **state)
{
    World *world = *state;
    KeyLot lot = add_lot(world, NULL);
    NewKey key = {.digest = digest_of_number(2), .ref = "KR-00000001"};

    add_key(world, &lot, 1, 1);
    REFUSED(ERR_ALREADY_EXISTS, store_key_add(world->tx, &lot.id, 2, &key));
    key = (NewKey){.digest = digest_of_number(1), .ref = "KR-00000002"};
    REFUSED(ERR_ALREADY_EXISTS, store_key_add(world->tx, &lot.id, 2, &key));
}

static void
keys_are_listed_by_their_benefit_and_their_lot(void **state)
{
    World *world = *state;
    KeyLot of_nobody = add_lot(world, NULL);
    KeyLot lot = add_lot(world, &world->benefit);
    KeyRecord start = {.lot_id = lot.id};
    KeyRecordList list;

    add_key(world, &of_nobody, 1, 1);
    KeyRecord first = add_key(world, &lot, 1, 2);
    KeyRecord second = add_key(world, &lot, 2, 3);
    MUST(store_key_list_of_benefit(world->tx, &world->benefit.id, world->arena, &list));
    assert_int_equal(list.count, 2);
    assert_string_equal(list.item[1].ref, second.ref);
    MUST(store_key_list_of_lot(world->tx, &start, 1, world->arena, &list));
    assert_int_equal(list.count, 1);
    assert_string_equal(list.item[0].ref, first.ref);
    MUST(store_key_list_of_lot(world->tx, &first, 5, world->arena, &list));
    assert_int_equal(list.count, 1);
    assert_string_equal(list.item[0].ref, second.ref);
}

static void
keys_of_many_benefits_are_read_at_once(void **state)
{
    World *world = *state;
    Benefit other = add_benefit(world, &world->enrolment, &world->suite);
    KeyLot lot = add_lot(world, &world->benefit);
    KeyLot another = add_lot(world, &world->benefit);
    const Id ids[] = {other.id, world->benefit.id, world->partner.id};
    KeyRecordList *list;

    KeyRecord last = add_key(world, &another, 1, 3);
    KeyRecord first = add_key(world, &lot, 1, 1);
    add_key(world, &lot, 2, 2);
    MUST(store_key_lists_of_benefits(world->tx, ids, COUNT_OF(ids), world->arena, &list));
    assert_int_equal(list[0].count, 0);
    assert_int_equal(list[1].count, 3);
    assert_string_equal(list[1].item[0].ref, first.ref);
    assert_string_equal(list[1].item[2].ref, last.ref);
    assert_int_equal(list[2].count, 0);
    MUST(store_key_lists_of_benefits(world->tx, ids, 0, world->arena, &list));
}

static void
keys_are_counted_with_their_licences(void **state)
{
    World *world = *state;
    KeyLot lot = add_lot(world, &world->benefit);
    Id redemption_id = id_new("red_", NOW);
    KeyTallyList list;
    KeyTally tally;

    MUST(store_key_tally_of_benefit(world->tx, &world->benefit.id, &tally));
    assert_int_equal(tally.keys + tally.redeemed + tally.open, 0);
    MUST(store_key_tallies_of_partner(world->tx, &world->partner.id, world->arena, &list));
    assert_int_equal(list.count, 0);

    KeyRecord redeemed = add_key(world, &lot, 1, 1);
    KeyRecord revoked = add_key(world, &lot, 2, 2);
    KeyRecord revealed = add_key(world, &lot, 3, 3);
    add_key(world, &lot, 4, 4);
    MUST(store_key_mark_redeemed(world->tx, &redeemed, &world->tenant.id, &redemption_id));
    MUST(store_key_mark_revoked(world->tx, &revoked));
    MUST(store_key_mark_revealed(world->tx, &revealed, NOW));
    MUST(store_key_tally_of_benefit(world->tx, &world->benefit.id, &tally));
    assert_string_equal(tally.benefit_id.text, world->benefit.id.text);
    assert_int_equal(tally.keys, 4);
    assert_int_equal(tally.redeemed, lot.licenses);
    assert_int_equal(tally.open, 2 * lot.licenses);
    MUST(store_key_tallies_of_partner(world->tx, &world->partner.id, world->arena, &list));
    assert_int_equal(list.count, 1);
    assert_memory_equal(&list.item[0], &tally, sizeof(tally));
}

static void
keys_of_many_benefits_are_counted_together(void **state)
{
    World *world = *state;
    KeyLot lot = add_lot(world, &world->benefit);
    const Id ids[] = {id_new("ben_", NOW), world->benefit.id};
    KeyTally *tally, alone;

    add_key(world, &lot, 1, 1);
    add_key(world, &lot, 2, 2);
    MUST(store_key_tallies_of_benefits(world->tx, ids, 2, world->arena, &tally));
    MUST(store_key_tally_of_benefit(world->tx, &ids[1], &alone));
    assert_int_equal(tally[0].keys + tally[0].open, 0);
    assert_memory_equal(&tally[1], &alone, sizeof(alone));
    assert_int_equal(tally[1].keys, 2);
    MUST(store_key_tallies_of_benefits(world->tx, ids, 0, world->arena, &tally));
}

/* A search of all keys of the world's benefit. */
static KeySearch
search_of(const World *world)
{
    return (KeySearch){
        .benefit_id = &world->benefit.id,
        .benefit_count = 1,
        .wholly = 1,
        .status = -1,
        .today = {TODAY},
        .redeem_by_min = INT64_MIN,
        .redeem_by_max = INT64_MAX,
        .part.limit = 10,
    };
}

static void
is_found_to_be(World *world, const KeySearch *search, const char *refs)
{
    Buf found = buf_new(world->arena, 1000);
    KeyRecordList list;

    MUST(store_key_search(world->tx, search, world->arena, &list));
    for (size_t i = 0; i < list.count; i++)
        buf_printf(&found, "%c", list.item[i].ref[KEY_REF_SIZE - 2]);
    buf_text(&found, list.more ? "+" : "");
    assert_string_equal(found.data, refs);
}

/* RULE DT-4: a key is good on its last day, and is over a day later. */
static void
keys_that_can_be_used_come_first_and_the_list_goes_on_behind_any(void **state)
{
    World *world = *state;
    KeyLot lot = add_lot(world, &world->benefit);
    KeySearch search = search_of(world);
    Id redemption_id = id_new("red_", NOW);

    KeyRecord redeemed = add_key(world, &lot, 1, 1);
    add_key(world, &lot, 2, 4);
    add_key(world, &lot, 3, 3);
    KeyRecord revealed = add_key(world, &lot, 4, 2);
    MUST(store_key_mark_redeemed(world->tx, &redeemed, &world->tenant.id, &redemption_id));
    MUST(store_key_mark_revealed(world->tx, &revealed, NOW));
    redeemed.state = KEY_REDEEMED;
    is_found_to_be(world, &search, "2341");
    search.part.limit = 2;
    is_found_to_be(world, &search, "23+");
    RowPlace after = {key_order(&search, &revealed), LANG_EN, revealed.ref};
    search.part.after = &after;
    is_found_to_be(world, &search, "34+");
    /* Where it stood before it was redeemed. */
    redeemed.state = KEY_READY;
    after = (RowPlace){key_order(&search, &redeemed), LANG_EN, redeemed.ref};
    is_found_to_be(world, &search, "23+");
    redeemed.state = KEY_REDEEMED;
    after.order = key_order(&search, &redeemed);
    is_found_to_be(world, &search, "");
    search.part.after = NULL;
    search.part.limit = 10;
    search.today = (Date){TODAY + 30};
    is_found_to_be(world, &search, "2341");
    search.today = (Date){TODAY + 31};
    is_found_to_be(world, &search, "1234");
}

static bool
is_second(const void *key, void *data)
{
    (void)data;
    return ((const KeyRecord *)key)->ref[KEY_REF_SIZE - 2] == '2';
}

static void
keys_are_sought_by_their_benefit_or_their_reference_and_by_status(void **state)
{
    World *world = *state;
    KeyLot lot = add_lot(world, &world->benefit);
    KeySearch search = search_of(world);
    static const struct {
        KeyStatus status;
        const char *refs, *later;
    } CASES[] = {
        {KEY_STATUS_READY, "13", ""},   {KEY_STATUS_REVEALED, "", ""},
        {KEY_STATUS_REDEEMED, "", ""},  {KEY_STATUS_REVOKED, "2", "2"},
        {KEY_STATUS_EXPIRED, "", "13"},
    };

    add_key(world, &lot, 1, 1);
    KeyRecord revoked = add_key(world, &lot, 2, 2);
    add_key(world, &lot, 3, 3);
    MUST(store_key_mark_revoked(world->tx, &revoked));
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        search.status = CASES[i].status;
        search.today = (Date){TODAY};
        is_found_to_be(world, &search, CASES[i].refs);
        search.today = (Date){TODAY + 31};
        is_found_to_be(world, &search, CASES[i].later);
    }
    search.status = -1;
    search.today = (Date){TODAY};
    search.part_of_ref = "kr-00000003";
    is_found_to_be(world, &search, "132");
    search.wholly = 0;
    is_found_to_be(world, &search, "3");
    search.part_of_ref = NULL;
    is_found_to_be(world, &search, "132");
    search.wanted = is_second;
    is_found_to_be(world, &search, "2");
    search.benefit_count = 0;
    is_found_to_be(world, &search, "");
}

static void
a_key_is_revealed_as_of_the_first_time(void **state)
{
    World *world = *state;
    KeyLot lot = add_lot(world, NULL);
    KeyRecord key = add_key(world, &lot, 1, 1);
    bool found;

    MUST(store_key_mark_revealed(world->tx, &key, NOW + 1));
    MUST(store_key_mark_revealed(world->tx, &key, NOW + 2));
    MUST(store_key_find_by_ref(world->tx, key.ref, world->arena, &key, &found));
    assert_int_equal(key.state, KEY_REVEALED);
    assert_int_equal(key.revealed_at, NOW + 1);
}

/* RULE KEY-3, RULE KEY-5: once, and nothing of it is left to be read. */
static void
a_key_is_redeemed_once(void **state)
{
    World *world = *state;
    KeyLot lot = add_lot(world, NULL);
    KeyRecord key = add_key(world, &lot, 1, 1);
    Id redemption_id = id_new("red_", NOW);
    bool found;

    MUST(store_key_mark_redeemed(world->tx, &key, &world->tenant.id, &redemption_id));
    REFUSED(ERR_KEY_ALREADY_REDEEMED,
            store_key_mark_redeemed(world->tx, &key, &world->tenant.id, &redemption_id));
    REFUSED(ERR_KEY_NOT_REDEEMABLE, store_key_mark_revealed(world->tx, &key, NOW));
    REFUSED(ERR_KEY_NOT_REDEEMABLE, store_key_mark_revoked(world->tx, &key));
    MUST(store_key_find_by_ref(world->tx, key.ref, world->arena, &key, &found));
    assert_int_equal(key.state, KEY_REDEEMED);
    assert_null(key.sealed);
    assert_int_equal(key.sealed_size, 0);
    assert_string_equal(key.tenant_id.text, world->tenant.id.text);
    assert_string_equal(key.redemption_id.text, redemption_id.text);
}

static void
a_revoked_key_cannot_be_redeemed(void **state)
{
    World *world = *state;
    KeyLot lot = add_lot(world, NULL);
    KeyRecord key = add_key(world, &lot, 1, 1);
    Id redemption_id = id_new("red_", NOW);
    bool found;

    MUST(store_key_mark_revoked(world->tx, &key));
    REFUSED(ERR_KEY_ALREADY_REDEEMED,
            store_key_mark_redeemed(world->tx, &key, &world->tenant.id, &redemption_id));
    MUST(store_key_find_by_ref(world->tx, key.ref, world->arena, &key, &found));
    assert_int_equal(key.state, KEY_REVOKED);
    assert_null(key.sealed);
}

static void
a_key_gets_another_copy_until_it_is_redeemed(void **state)
{
    World *world = *state;
    KeyLot lot = add_lot(world, NULL);
    KeyRecord first = add_key(world, &lot, 1, 1), second = add_key(world, &lot, 2, 2);
    KeyRecord third = add_key(world, &lot, 3, 3), found;
    NewKey other = new_key(4);
    KeyRecordList list;
    bool is_found;

    MUST(store_key_mark_revoked(world->tx, &second));
    MUST(store_key_list_sealed(world->tx, &(KeyRecord){0}, 1, world->arena, &list));
    assert_int_equal(list.count, 1);
    assert_true(list.more);
    assert_string_equal(list.item[0].ref, first.ref);
    MUST(store_key_list_sealed(world->tx, &list.item[0], 5, world->arena, &list));
    assert_int_equal(list.count, 1);
    assert_false(list.more);
    assert_string_equal(list.item[0].ref, third.ref);

    MUST(store_key_reseal(world->tx, &list.item[0], &other));
    MUST(store_key_find_by_ref(world->tx, third.ref, world->arena, &found, &is_found));
    assert_memory_equal(&found.digest, &other.digest, sizeof(other.digest));
    assert_int_equal(found.sealed_size, sizeof(other.sealed));
    assert_memory_equal(found.sealed, other.sealed, sizeof(other.sealed));
    REFUSED(ERR_KEY_NOT_REDEEMABLE, store_key_reseal(world->tx, &second, &other));
}

int
test_keys(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(a_lot_is_there_when_it_is_whole),
        IN_WORLD(lots_are_listed_without_those_of_benefits),
        IN_WORLD(a_lot_that_was_given_up_is_removed_a_few_keys_at_a_time),
        IN_WORLD(all_lots_that_are_not_whole_can_be_given_up),
        IN_WORLD(a_key_is_found_by_its_reference_with_its_lot),
        IN_WORLD(any_number_of_keys_is_found_by_their_digests_and_by_their_references),
        IN_WORLD(keys_of_a_lot_that_is_not_whole_are_not_found),
        IN_WORLD(two_keys_have_two_references_and_two_digests),
        IN_WORLD(keys_are_listed_by_their_benefit_and_their_lot),
        IN_WORLD(keys_of_many_benefits_are_read_at_once),
        IN_WORLD(keys_are_counted_with_their_licences),
        IN_WORLD(keys_of_many_benefits_are_counted_together),
        IN_WORLD(keys_that_can_be_used_come_first_and_the_list_goes_on_behind_any),
        IN_WORLD(keys_are_sought_by_their_benefit_or_their_reference_and_by_status),
        IN_WORLD(a_key_is_revealed_as_of_the_first_time),
        IN_WORLD(a_key_is_redeemed_once),
        IN_WORLD(a_revoked_key_cannot_be_redeemed),
        IN_WORLD(a_key_gets_another_copy_until_it_is_redeemed),
    };

    return cmocka_run_group_tests_name("keys", tests, NULL, NULL);
}
