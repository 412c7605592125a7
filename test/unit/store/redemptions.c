#include "store/world.h"

/* --- receipts ------------------------------------------------------------------------------- */

static void
a_receipt_is_read_as_it_was_added_with_its_keys(void **state)
{
    World *world = *state;
    KeyLot lot = add_lot(world, NULL);
    KeyRecord key[] = {add_key(world, &lot, 2, 2), add_key(world, &lot, 1, 1)};
    Subscription subscription = add_subscription(world, "suite", TODAY + 1);
    Receipt added = add_receipt(world, &subscription, 1, key, 2), read;

    MUST(store_receipt_get(world->tx, &world->tenant.id, &added.id, world->arena, &read));
    assert_string_equal(read.tenant_id.text, world->tenant.id.text);
    assert_string_equal(read.id.text, added.id.text);
    assert_string_equal(read.subscription_id.text, subscription.id.text);
    assert_int_equal(read.number, 1);
    assert_int_equal(read.action, ACTION_EXTEND);
    assert_int_equal(read.at, NOW + 1);
    assert_int_equal(read.today.day, TODAY);
    assert_string_equal(read.user_id.text, world->ada.id.text);
    assert_int_equal(read.key_licenses, 7);
    assert_int_equal(read.licenses_added, 3);
    assert_string_equal(read.rule, "CT-2");
    assert_int_equal(read.pool, 11);
    assert_int_equal(read.ticks_each, 12);
    assert_true(read.held);
    assert_memory_equal(&read.before, &added.before, sizeof(Holding));
    assert_int_equal(read.before_starts_on.day, TODAY - 9);
    assert_memory_equal(&read.after, &added.after, sizeof(Holding));
    assert_int_equal(read.after_starts_on.day, TODAY - 8);
    assert_true(id_is_empty(&read.voids));
    assert_null(read.reason);
    assert_int_equal(read.key_count, 2);
    assert_string_equal(read.key[0].ref, "KR-00000002");
    assert_int_equal(read.key[0].licenses, 7);
    assert_string_equal(read.key[0].replaced_by, "");
    assert_string_equal(read.key[1].ref, "KR-00000001");
    assert_string_equal(read.sku, "suite");
    assert_string_equal(read.name.in[LANG_EN], world->suite.name.in[LANG_EN]);
    assert_string_equal(read.name.in[LANG_SV], world->suite.name.in[LANG_SV]);
}

static void
a_receipt_that_takes_another_one_back_says_which_and_why(void **state)
{
    World *world = *state;
    Subscription subscription = add_subscription(world, "suite", TODAY + 1);
    Receipt receipt = add_receipt(world, &subscription, 1, NULL, 0), read;
    Id first = receipt.id;

    receipt.id = id_new("red_", NOW);
    receipt.number = 2;
    receipt.action = ACTION_VOID;
    receipt.voids = first;
    receipt.reason = "a mistake";
    MUST(store_receipt_add(world->tx, &receipt));
    MUST(store_receipt_get_any(world->tx, &receipt.id, world->arena, &read));
    assert_int_equal(read.action, ACTION_VOID);
    assert_string_equal(read.voids.text, first.text);
    assert_string_equal(read.reason, "a mistake");
    assert_int_equal(read.key_count, 0);
}

/* RULE ROLE-2 */
static void
a_receipt_of_another_tenant_is_not_found(void **state)
{
    World *world = *state;
    Subscription subscription = add_subscription(world, "suite", TODAY + 1);
    Receipt receipt = add_receipt(world, &subscription, 1, NULL, 0);
    Tenant second = add_tenant(world, "second.example");

    REFUSED(ERR_NOT_FOUND,
            store_receipt_get(world->tx, &second.id, &receipt.id, world->arena, &receipt));
    REFUSED(ERR_NOT_FOUND, store_receipt_get_any(world->tx, &second.id, world->arena, &receipt));
}

/* RULE KEY-3 */
static void
a_key_stands_in_one_receipt_only(void **state)
{
    World *world = *state;
    KeyLot lot = add_lot(world, NULL);
    KeyRecord key = add_key(world, &lot, 1, 1);
    Subscription subscription = add_subscription(world, "suite", TODAY + 1);
    Receipt receipt = add_receipt(world, &subscription, 1, &key, 1);

    receipt.id = id_new("red_", NOW);
    receipt.number = 2;
    REFUSED(ERR_ALREADY_EXISTS, store_receipt_add(world->tx, &receipt));
}

static void
receipts_are_listed_of_a_tenant_and_of_a_subscription(void **state)
{
    World *world = *state;
    KeyLot lot = add_lot(world, NULL);
    KeyRecord key = add_key(world, &lot, 1, 1);
    Subscription one = add_subscription(world, "suite", TODAY + 1);
    Subscription other = add_subscription(world, "suite", TODAY + 1);
    Receipt first = add_receipt(world, &one, 1, &key, 1);
    Receipt of_other = add_receipt(world, &other, 1, NULL, 0);
    Receipt second = add_receipt(world, &one, 2, NULL, 0);
    ReceiptScope all = {.tenant_id = world->tenant.id};
    ReceiptScope of_one = {world->tenant.id, one.id};
    ReceiptList list;

    MUST(store_receipt_list(world->tx, &all, &(Page){.limit = 2}, world->arena, &list));
    assert_int_equal(list.count, 2);
    assert_true(list.more);
    assert_string_equal(list.item[0].key[0].ref, key.ref);
    assert_string_equal(list.item[1].id.text, of_other.id.text);
    MUST(store_receipt_list(world->tx, &of_one, &(Page){.limit = 2}, world->arena, &list));
    assert_int_equal(list.count, 2);
    assert_false(list.more);
    assert_string_equal(list.item[1].id.text, second.id.text);
    MUST(store_receipt_list(world->tx, &of_one, &(Page){first.id.text, 2}, world->arena, &list));
    assert_int_equal(list.count, 1);
}

static void
each_receipt_of_a_list_has_keys_of_its_own(void **state)
{
    World *world = *state;
    KeyLot lot = add_lot(world, NULL);
    KeyRecord key[] = {add_key(world, &lot, 1, 1), add_key(world, &lot, 2, 2),
                       add_key(world, &lot, 3, 3)};
    Subscription subscription = add_subscription(world, "suite", TODAY + 1);
    ReceiptScope all = {.tenant_id = world->tenant.id};
    ReceiptList list;

    add_receipt(world, &subscription, 1, &key[1], 2);
    add_receipt(world, &subscription, 2, NULL, 0);
    add_receipt(world, &subscription, 3, key, 1);
    MUST(store_receipt_list(world->tx, &all, &(Page){.limit = 5}, world->arena, &list));
    assert_int_equal(list.count, 3);
    assert_int_equal(list.item[0].key_count, 2);
    assert_string_equal(list.item[0].key[1].ref, "KR-00000003");
    assert_int_equal(list.item[1].key_count, 0);
    assert_int_equal(list.item[2].key_count, 1);
    assert_string_equal(list.item[2].key[0].ref, "KR-00000001");
}

static void
the_latest_receipts_of_some_subscriptions_come_first(void **state)
{
    World *world = *state;
    Subscription subscription[] = {add_subscription(world, "suite", TODAY + 1),
                                   add_subscription(world, "suite", TODAY + 1),
                                   add_subscription(world, "suite", TODAY + 1)};
    SubscriptionList two = {.item = subscription, .count = 2};
    ReceiptList list;

    add_receipt(world, &subscription[0], 1, NULL, 0);
    Receipt of_other = add_receipt(world, &subscription[1], 1, NULL, 0);
    Receipt latest = add_receipt(world, &subscription[0], 2, NULL, 0);
    add_receipt(world, &subscription[2], 1, NULL, 0);
    MUST(store_receipt_list_latest(world->tx, &two, 2, world->arena, &list));
    assert_int_equal(list.count, 2);
    assert_true(list.more);
    assert_string_equal(list.item[0].id.text, latest.id.text);
    assert_string_equal(list.item[1].id.text, of_other.id.text);
    MUST(store_receipt_list_latest(world->tx, &(SubscriptionList){0}, 2, world->arena, &list));
    assert_int_equal(list.count, 0);
    assert_false(list.more);
}

static void
each_subscription_has_a_moment_of_its_latest_receipt(void **state)
{
    World *world = *state;
    Subscription subscription[] = {add_subscription(world, "suite", TODAY + 1),
                                   add_subscription(world, "suite", TODAY + 1),
                                   add_subscription(world, "suite", TODAY + 1)};
    SubscriptionList all = {.item = subscription, .count = 3};
    Micros *latest;

    add_receipt(world, &subscription[0], 1, NULL, 0);
    add_receipt(world, &subscription[0], 2, NULL, 0);
    add_receipt(world, &subscription[2], 1, NULL, 0);
    MUST(store_receipt_latest(world->tx, &all, world->arena, &latest));
    assert_int_equal(latest[0], NOW + 2);
    assert_int_equal(latest[1], 0);
    assert_int_equal(latest[2], NOW + 1);
    MUST(store_receipt_latest(world->tx, &(SubscriptionList){0}, world->arena, &latest));
}

static void
a_label_of_a_receipt_names_the_product(void **state)
{
    World *world = *state;
    Subscription subscription = add_subscription(world, "suite", TODAY + 1);
    Receipt receipt = add_receipt(world, &subscription, 1, NULL, 0);
    LabelScope scope = {&receipt.id, 1, world->tenant.id};
    Label *label;

    MUST(store_receipt_labels(world->tx, &scope, world->arena, &label));
    assert_string_equal(label[0].owner_id.text, world->tenant.id.text);
    assert_string_equal(label[0].name.in[LANG_EN], world->suite.name.in[LANG_EN]);
    assert_string_equal(label[0].name.in[LANG_SV], world->suite.name.in[LANG_SV]);
    scope.owner_id = world->partner.id;
    MUST(store_receipt_labels(world->tx, &scope, world->arena, &label));
    assert_null(label[0].name.in[LANG_EN]);
    scope.owner_id = (Id){{0}};
    MUST(store_receipt_labels(world->tx, &scope, world->arena, &label));
    assert_string_equal(label[0].name.in[LANG_EN], world->suite.name.in[LANG_EN]);
}

/* RULE KEY-10 */
static void
a_key_of_a_receipt_is_replaced_once(void **state)
{
    World *world = *state;
    KeyLot lot = add_lot(world, NULL);
    KeyRecord key = add_key(world, &lot, 1, 1);
    Subscription subscription = add_subscription(world, "suite", TODAY + 1);
    Receipt receipt = add_receipt(world, &subscription, 1, &key, 1);

    MUST(store_receipt_key_replace(world->tx, key.ref, "KR-00000009"));
    REFUSED(ERR_REPLACEMENT_REFUSED, store_receipt_key_replace(world->tx, key.ref, "KR-00000008"));
    MUST(store_receipt_get_any(world->tx, &receipt.id, world->arena, &receipt));
    assert_string_equal(receipt.key[0].replaced_by, "KR-00000009");
}

/* --- drafts --------------------------------------------------------------------------------- */

static Draft
add_draft(World *world, Micros at)
{
    Digest *key = ARENA_NEW_ARRAY(world->arena, Digest, 2);
    Draft draft = {.tenant_id = world->tenant.id,
                   .id = id_new("drf_", NOW),
                   .user_id = world->ada.id,
                   .created_at = at,
                   .key = key,
                   .key_count = 2};

    key[0] = digest_of_number(2);
    key[1] = digest_of_number(1);
    MUST(store_draft_add(world->tx, &draft));
    return draft;
}

static void
a_draft_is_read_with_its_keys_in_their_order(void **state)
{
    World *world = *state;
    Draft draft = add_draft(world, NOW), read;
    Id redemption_id = id_new("red_", NOW);

    MUST(store_draft_get(world->tx, &draft, world->arena, &read));
    assert_string_equal(read.id.text, draft.id.text);
    assert_string_equal(read.user_id.text, world->ada.id.text);
    assert_true(id_is_empty(&read.subscription_id));
    assert_true(id_is_empty(&read.redemption_id));
    assert_int_equal(read.created_at, NOW);
    assert_int_equal(read.key_count, 2);
    assert_memory_equal(read.key, draft.key, 2 * sizeof(Digest));
    MUST(store_draft_mark_used(world->tx, &draft, &redemption_id));
    MUST(store_draft_get(world->tx, &draft, world->arena, &read));
    assert_string_equal(read.redemption_id.text, redemption_id.text);
}

static void
a_draft_is_only_that_of_who_made_it_and_not_too_old(void **state)
{
    World *world = *state;
    Draft draft = add_draft(world, NOW), wanted = draft, read;

    wanted.user_id = world->bob.id;
    REFUSED(ERR_NOT_FOUND, store_draft_get(world->tx, &wanted, world->arena, &read));
    wanted = draft;
    wanted.created_at = NOW + 1;
    REFUSED(ERR_NOT_FOUND, store_draft_get(world->tx, &wanted, world->arena, &read));
}

static void
of_old_drafts_the_oldest_are_removed_first(void **state)
{
    World *world = *state;
    Draft second = add_draft(world, NOW + 2);
    Draft first = add_draft(world, NOW + 1);
    Draft young = add_draft(world, NOW + 3), read;
    bool more;

    MUST(store_draft_remove_old(world->tx, NOW + 3, 1, &more));
    assert_true(more);
    REFUSED(ERR_NOT_FOUND, store_draft_get(world->tx, &first, world->arena, &read));
    MUST(store_draft_get(world->tx, &second, world->arena, &read));
    MUST(store_draft_remove_old(world->tx, NOW + 3, 5, &more));
    assert_false(more);
    REFUSED(ERR_NOT_FOUND, store_draft_get(world->tx, &second, world->arena, &read));
    MUST(store_draft_get(world->tx, &young, world->arena, &read));
}

int
test_redemptions(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(a_receipt_is_read_as_it_was_added_with_its_keys),
        IN_WORLD(a_receipt_that_takes_another_one_back_says_which_and_why),
        IN_WORLD(a_receipt_of_another_tenant_is_not_found),
        IN_WORLD(a_key_stands_in_one_receipt_only),
        IN_WORLD(receipts_are_listed_of_a_tenant_and_of_a_subscription),
        IN_WORLD(each_receipt_of_a_list_has_keys_of_its_own),
        IN_WORLD(the_latest_receipts_of_some_subscriptions_come_first),
        IN_WORLD(each_subscription_has_a_moment_of_its_latest_receipt),
        IN_WORLD(a_label_of_a_receipt_names_the_product),
        IN_WORLD(a_key_of_a_receipt_is_replaced_once),
        IN_WORLD(a_draft_is_read_with_its_keys_in_their_order),
        IN_WORLD(a_draft_is_only_that_of_who_made_it_and_not_too_old),
        IN_WORLD(of_old_drafts_the_oldest_are_removed_first),
    };

    return cmocka_run_group_tests_name("redemptions", tests, NULL, NULL);
}
