#include "store/world.h"

/* --- one ------------------------------------------------------------------------------------ */

static void
a_subscription_is_read_as_it_was_added_with_its_product(void **state)
{
    World *world = *state;
    Subscription added = add_subscription(world, "suite", TODAY + 100), read;

    MUST(store_subscription_get(world->tx, &world->tenant.id, &added.id, world->arena, &read));
    assert_string_equal(read.tenant_id.text, world->tenant.id.text);
    assert_string_equal(read.id.text, added.id.text);
    assert_string_equal(read.sku, "suite");
    assert_string_equal(read.name.in[LANG_EN], world->suite.name.in[LANG_EN]);
    assert_string_equal(read.name.in[LANG_SV], world->suite.name.in[LANG_SV]);
    assert_int_equal(read.holding.licenses, 2);
    assert_int_equal(read.holding.ends_on.day, TODAY + 100);
    assert_int_equal(read.holding.carry, 5);
    assert_int_equal(read.starts_on.day, TODAY);
    assert_int_equal(read.assigned, 0);
    assert_int_equal(read.receipts, 1);
    assert_false(read.voided);
    MUST(store_subscription_get_any(world->tx, &added.id, world->arena, &read));
    assert_string_equal(read.tenant_id.text, world->tenant.id.text);
    REFUSED(ERR_NOT_FOUND,
            store_subscription_get(world->tx, &world->partner.id, &added.id, world->arena, &read));
}

static void
a_subscription_keeps_its_product_and_who_is_assigned_when_it_changes(void **state)
{
    World *world = *state;
    Subscription subscription = add_subscription(world, "suite", TODAY + 100), read;

    MUST(store_assignment_add(world->tx, &subscription, &world->ada.id, NOW));
    subscription.holding = (Holding){9, {TODAY + 200}, 8};
    subscription.starts_on.day = TODAY + 7;
    subscription.receipts = 6;
    subscription.sku = "other";
    subscription.assigned = 0;
    MUST(store_subscription_put(world->tx, &subscription));
    MUST(store_subscription_get(world->tx, &world->tenant.id, &subscription.id, world->arena,
                                &read));
    assert_int_equal(read.holding.licenses, 9);
    assert_int_equal(read.holding.ends_on.day, TODAY + 200);
    assert_int_equal(read.holding.carry, 8);
    assert_int_equal(read.starts_on.day, TODAY + 7);
    assert_int_equal(read.receipts, 6);
    assert_string_equal(read.sku, "suite");
    assert_int_equal(read.assigned, 1);
}

static void
a_voided_subscription_is_found_by_nobody_but_whoever_lists_all(void **state)
{
    World *world = *state;
    Subscription subscription = add_subscription(world, "suite", TODAY + 100), read;
    SubscriptionList list;

    subscription.voided = true;
    MUST(store_subscription_put(world->tx, &subscription));
    REFUSED(ERR_NOT_FOUND, store_subscription_get(world->tx, &world->tenant.id, &subscription.id,
                                                  world->arena, &read));
    REFUSED(ERR_NOT_FOUND,
            store_subscription_get_any(world->tx, &subscription.id, world->arena, &read));
    const SubscriptionScope scope = {.tenant_id = world->tenant.id,
                                     .ends_before = INT64_MAX,
                                     .column = SUBSCRIPTION_BY_ID,
                                     .part.limit = 5};
    MUST(store_subscription_search(world->tx, &scope, world->arena, &list));
    assert_int_equal(list.count, 0);
    MUST(store_subscription_list_all(world->tx, NULL, 5, world->arena, &list));
    assert_int_equal(list.count, 1);
    assert_true(list.item[0].voided);
    REFUSED(ERR_NO_LICENSE_LEFT,
            store_assignment_add(world->tx, &subscription, &world->ada.id, NOW));
}

/* --- lists ---------------------------------------------------------------------------------- */

static void
all_subscriptions_are_listed_in_pages(void **state)
{
    World *world = *state;
    Subscription first = add_subscription(world, "suite", TODAY + 2);
    Subscription second = add_subscription(world, "suite", TODAY + 1);
    SubscriptionList list;

    MUST(store_subscription_list_all(world->tx, &first, 1, world->arena, &list));
    assert_false(list.more);
    assert_string_equal(list.item[0].id.text, second.id.text);
}

static void
subscriptions_of_a_product_are_listed_the_latest_end_first(void **state)
{
    World *world = *state;
    ProductScope scope = {world->tenant.id, "suite", 1};
    SubscriptionList list;

    add_product(world, "other", PRODUCT_LICENSE);
    add_subscription(world, "suite", TODAY + 1);
    Subscription latest = add_subscription(world, "suite", TODAY + 2);
    add_subscription(world, "other", TODAY + 3);
    MUST(store_subscription_list_of_product(world->tx, &scope, world->arena, &list));
    assert_int_equal(list.count, 1);
    assert_true(list.more);
    assert_string_equal(list.item[0].id.text, latest.id.text);
}

static void
each_user_has_a_list_of_the_subscriptions_with_a_licence_of_theirs(void **state)
{
    World *world = *state;
    User user[] = {world->ada, add_user(world, &world->tenant.id, "eve@fabrikam.example"),
                   world->bob};
    UserList users = {.item = user, .count = 3};
    SubscriptionList *list;

    add_subscription(world, "suite", TODAY + 1);
    Subscription first = add_subscription(world, "suite", TODAY + 2);
    Subscription second = add_subscription(world, "suite", TODAY + 2);
    MUST(store_assignment_add(world->tx, &second, &world->ada.id, NOW));
    MUST(store_assignment_add(world->tx, &first, &world->ada.id, NOW));
    MUST(store_assignment_add(world->tx, &second, &world->bob.id, NOW));
    MUST(store_subscription_list_of_users(world->tx, &users, 2, world->arena, &list));
    assert_int_equal(list[0].count, 2);
    assert_false(list[0].more);
    assert_string_equal(list[0].item[0].id.text, first.id.text);
    assert_string_equal(list[0].item[1].id.text, second.id.text);
    assert_int_equal(list[1].count, 0);
    assert_int_equal(list[2].count, 1);
    MUST(store_subscription_list_of_users(world->tx, &users, 1, world->arena, &list));
    assert_int_equal(list[0].count, 1);
    assert_true(list[0].more);
    assert_false(list[2].more);
    first.voided = true;
    MUST(store_subscription_put(world->tx, &first));
    MUST(store_subscription_list_of_users(world->tx, &users, 2, world->arena, &list));
    assert_int_equal(list[0].count, 1);
    assert_string_equal(list[0].item[0].id.text, second.id.text);
    MUST(store_subscription_list_of_users(world->tx, &(UserList){0}, 2, world->arena, &list));
}

static void
those_that_end_are_listed_for_many_tenants(void **state)
{
    World *world = *state;
    Subscription late = add_subscription(world, "suite", TODAY + 9);
    Subscription soon = add_subscription(world, "suite", TODAY + 2);
    Subscription voided = add_subscription(world, "suite", TODAY + 3);
    const Id tenants[] = {add_tenant(world, "second.example").id, world->tenant.id, {{0}}};
    EndScope scope = {tenants, 3, TODAY, TODAY + 100, 5};
    SubscriptionList *list;

    voided.voided = true;
    MUST(store_subscription_put(world->tx, &voided));
    MUST(store_subscription_lists_ending(world->tx, &scope, world->arena, &list));
    assert_int_equal(list[0].count + list[2].count, 0);
    assert_int_equal(list[1].count, 2);
    assert_false(list[1].more);
    assert_string_equal(list[1].item[0].id.text, soon.id.text);
    assert_string_equal(list[1].item[1].id.text, late.id.text);
    scope.limit = 1;
    MUST(store_subscription_lists_ending(world->tx, &scope, world->arena, &list));
    assert_true(list[1].count == 1 && list[1].more);
    scope.ends_from = late.holding.ends_on.day;
    scope.ends_before = late.holding.ends_on.day + 1;
    MUST(store_subscription_lists_ending(world->tx, &scope, world->arena, &list));
    assert_true(list[1].count == 1 && !list[1].more);
    assert_string_equal(list[1].item[0].id.text, late.id.text);
    scope.ends_before = late.holding.ends_on.day;
    MUST(store_subscription_lists_ending(world->tx, &scope, world->arena, &list));
    assert_int_equal(list[1].count, 0);
    scope.count = 0;
    MUST(store_subscription_lists_ending(world->tx, &scope, world->arena, &list));
}

static void
a_label_of_a_subscription_names_its_product(void **state)
{
    World *world = *state;
    Subscription subscription = add_subscription(world, "suite", TODAY + 1);
    LabelScope scope = {&subscription.id, 1, world->tenant.id};
    Label *label;

    MUST(store_subscription_labels(world->tx, &scope, world->arena, &label));
    assert_string_equal(label[0].owner_id.text, world->tenant.id.text);
    assert_string_equal(label[0].name.in[LANG_EN], world->suite.name.in[LANG_EN]);
    assert_string_equal(label[0].name.in[LANG_SV], world->suite.name.in[LANG_SV]);
    scope.owner_id = add_tenant(world, "second.example").id;
    MUST(store_subscription_labels(world->tx, &scope, world->arena, &label));
    assert_null(label[0].name.in[LANG_EN]);
    scope.owner_id = (Id){{0}};
    MUST(store_subscription_labels(world->tx, &scope, world->arena, &label));
    assert_string_equal(label[0].name.in[LANG_EN], world->suite.name.in[LANG_EN]);
    subscription.voided = true;
    MUST(store_subscription_put(world->tx, &subscription));
    MUST(store_subscription_labels(world->tx, &scope, world->arena, &label));
    assert_null(label[0].name.in[LANG_EN]);
}

/* --- search --------------------------------------------------------------------------------- */

/* Three subscriptions, first to last by end, last to first by name. */
typedef struct Three {
    Subscription first, second, third;
} Three;

static Three
add_three(World *world)
{
    add_product(world, "beta", PRODUCT_LICENSE);
    add_product(world, "alpha", PRODUCT_LICENSE);
    return (Three){
        add_subscription(world, "suite", TODAY + 1),
        add_subscription(world, "beta", TODAY + 2),
        add_subscription(world, "alpha", TODAY + 3),
    };
}

static RowPlace
place_behind(const SubscriptionScope *scope, const Subscription *item)
{
    RowPlace place = {.id = item->id.text};
    int64_t number = scope->column == SUBSCRIPTION_BY_END        ? item->holding.ends_on.day
                     : scope->column == SUBSCRIPTION_BY_LICENSES ? item->holding.licenses
                                                                 : item->assigned;

    if (scope->column == SUBSCRIPTION_BY_NAME)
        place.order = order_of_key(item->sort.in[scope->lang]);
    else
        order_put_number(&place.order, scope->falling ? -number : number);
    return place;
}

/* Found one at a time, each page going on behind the one before, they are these in this order. */
static void
finds_in_order(World *world, SubscriptionScope scope, const Subscription *const expected[3])
{
    SubscriptionList list;
    RowPlace after;

    scope.part.limit = 1;
    for (int i = 0; i < 3; i++) {
        MUST(store_subscription_search(world->tx, &scope, world->arena, &list));
        assert_int_equal(list.count, 1);
        assert_int_equal(list.more, i < 2);
        assert_string_equal(list.item[0].id.text, expected[i]->id.text);
        after = place_behind(&scope, &list.item[0]);
        scope.part.after = &after;
    }
    MUST(store_subscription_search(world->tx, &scope, world->arena, &list));
    assert_int_equal(list.count, 0);
}

static void
subscriptions_are_found_in_any_order_and_in_pages(void **state)
{
    World *world = *state;
    Three three = add_three(world);
    const Subscription *const rising[] = {&three.first, &three.second, &three.third};
    const Subscription *const falling[] = {&three.third, &three.second, &three.first};
    SubscriptionScope scope = {.tenant_id = world->tenant.id, .ends_before = INT64_MAX};

    scope.column = SUBSCRIPTION_BY_END;
    finds_in_order(world, scope, rising);
    scope.falling = true;
    finds_in_order(world, scope, falling);
    scope.column = SUBSCRIPTION_BY_NAME;
    finds_in_order(world, scope, rising);
    scope.falling = false;
    finds_in_order(world, scope, falling);
    scope.lang = LANG_SV;
    finds_in_order(world, scope, falling);
    scope.column = SUBSCRIPTION_BY_LICENSES;
    finds_in_order(world, scope, rising);
    scope.column = SUBSCRIPTION_BY_ASSIGNED;
    finds_in_order(world, scope, rising);
    scope.column = SUBSCRIPTION_BY_ID;
    finds_in_order(world, scope, rising);
}

static bool
is_sku(const void *item, void *data)
{
    return text_equal(((const Subscription *)item)->sku, data);
}

static void
a_search_finds_what_ends_in_its_days_and_what_is_wanted(void **state)
{
    World *world = *state;
    Three three = add_three(world);
    SubscriptionScope scope = {.tenant_id = world->tenant.id,
                               .ends_from = TODAY + 2,
                               .ends_before = TODAY + 3,
                               .column = SUBSCRIPTION_BY_END,
                               .part.limit = 5};
    char wanted[] = "alpha";
    SubscriptionList list;

    MUST(store_subscription_search(world->tx, &scope, world->arena, &list));
    assert_int_equal(list.count, 1);
    assert_string_equal(list.item[0].id.text, three.second.id.text);
    scope.ends_from = 0;
    scope.ends_before = INT64_MAX;
    scope.wanted = is_sku;
    scope.data = wanted;
    MUST(store_subscription_search(world->tx, &scope, world->arena, &list));
    assert_int_equal(list.count, 1);
    assert_false(list.more);
    assert_string_equal(list.item[0].id.text, three.third.id.text);
    scope.wanted = NULL;
    for (SubscriptionColumn column = SUBSCRIPTION_BY_NAME; column <= SUBSCRIPTION_BY_ID; column++) {
        scope.column = column;
        scope.sku = "beta";
        MUST(store_subscription_search(world->tx, &scope, world->arena, &list));
        assert_int_equal(list.count, 1);
        assert_string_equal(list.item[0].id.text, three.second.id.text);
    }
}

static void
parts_of_subscriptions_are_counted_and_turned_back(void **state)
{
    World *world = *state;
    SubscriptionScope scope = {.tenant_id = world->tenant.id, .ends_before = INT64_MAX};
    SubscriptionList all, part;
    RowPlace place;

    add_three(world);
    for (int turn = 0; turn < 10; turn++) {
        scope.column = (SubscriptionColumn)(turn / 2);
        scope.falling = turn % 2 == 1;
        scope.part = (ListPart){.limit = 5, .counted = true};
        MUST(store_subscription_search(world->tx, &scope, world->arena, &all));
        assert_int_equal(all.total, 3);
        place = (RowPlace){subscription_order(&scope, &all.item[2]), LANG_EN, all.item[2].id.text};
        scope.part = (ListPart){.before = &place, .limit = 1, .counted = true};
        MUST(store_subscription_search(world->tx, &scope, world->arena, &part));
        assert_int_equal(part.before, 1);
        assert_string_equal(part.item[0].id.text, all.item[1].id.text);
    }
}

static void
products_that_a_tenant_has_are_listed_once(void **state)
{
    World *world = *state;
    HeldScope scope = {.tenant_id = world->tenant.id, .with_credits = true};
    HeldProductList list;

    MUST(store_product_list_held(world->tx, &scope, world->arena, &list));
    assert_int_equal(list.count, 0);
    add_subscription(world, "suite", TODAY + 1);
    add_subscription(world, "suite", TODAY + 2);
    MUST(store_product_list_held(world->tx, &scope, world->arena, &list));
    assert_int_equal(list.count, 1);
    assert_string_equal(list.item[0].sku, "suite");
    assert_string_equal(list.item[0].name.in[LANG_EN], world->suite.name.in[LANG_EN]);
}

/* --- assignments ---------------------------------------------------------------------------- */

/* RULE SUB-6: never more than there are. */
static void
licences_are_assigned_as_long_as_there_are_any(void **state)
{
    World *world = *state;
    Subscription subscription = add_subscription(world, "suite", TODAY + 1), read;
    User third = add_user(world, &world->tenant.id, "eve@fabrikam.example");
    AssignmentList list;
    int64_t count;

    MUST(store_assignment_add(world->tx, &subscription, &world->ada.id, NOW + 1));
    REFUSED(ERR_ALREADY_EXISTS,
            store_assignment_add(world->tx, &subscription, &world->ada.id, NOW));
    MUST(store_assignment_add(world->tx, &subscription, &world->bob.id, NOW + 2));
    REFUSED(ERR_NO_LICENSE_LEFT, store_assignment_add(world->tx, &subscription, &third.id, NOW));
    MUST(store_assignment_count(world->tx, &subscription, &count));
    assert_int_equal(count, 2);
    MUST(store_subscription_get_any(world->tx, &subscription.id, world->arena, &read));
    assert_int_equal(read.assigned, 2);
    MUST(store_assignment_list(world->tx, &subscription,
                               &(AssignmentSearch){.page = {world->ada.id.text, 5}}, world->arena,
                               &list));
    assert_int_equal(list.count, 1);
    assert_string_equal(list.item[0].user_id.text, world->bob.id.text);
    assert_string_equal(list.item[0].email, world->bob.email);
    assert_string_equal(list.item[0].display_name, world->bob.display_name);
    assert_int_equal(list.item[0].since, NOW + 2);
}

static void
those_who_have_a_licence_are_found_by_words_and_by_their_ids(void **state)
{
    World *world = *state;
    Subscription subscription = add_subscription(world, "suite", TODAY + 1);
    AssignmentSearch search = {.page = {.limit = 5}};
    User nobody = {.id = id_new("usr_", NOW)};
    User item[] = {world->bob, nobody, world->ada};
    AssignmentList list;
    Assignment *held;

    MUST(store_assignment_add(world->tx, &subscription, &world->ada.id, NOW + 1));
    MUST(store_assignment_add(world->tx, &subscription, &world->bob.id, NOW + 2));
    search.words = text_words(world->arena, "FABRIKAM bob");
    MUST(store_assignment_list(world->tx, &subscription, &search, world->arena, &list));
    assert_int_equal(list.count, 1);
    assert_string_equal(list.item[0].user_id.text, world->bob.id.text);
    search.words = text_words(world->arena, "%");
    MUST(store_assignment_list(world->tx, &subscription, &search, world->arena, &list));
    assert_int_equal(list.count, 0);

    MUST(store_assignment_list_of(world->tx, &subscription, &(UserList){.item = item, .count = 3},
                                  world->arena, &held));
    assert_int_equal(held[0].since, NOW + 2);
    assert_int_equal(held[1].since, 0);
    assert_int_equal(held[2].since, NOW + 1);
    MUST(store_assignment_list_of(world->tx, &subscription, &(UserList){0}, world->arena, &held));
}

static void
a_licence_that_is_taken_back_can_be_assigned_again(void **state)
{
    World *world = *state;
    Subscription subscription = add_subscription(world, "suite", TODAY + 1), read;
    bool found;

    MUST(store_assignment_add(world->tx, &subscription, &world->ada.id, NOW));
    MUST(store_assignment_remove(world->tx, &subscription, &world->ada.id, &found));
    assert_true(found);
    MUST(store_assignment_remove(world->tx, &subscription, &world->ada.id, &found));
    assert_false(found);
    MUST(store_subscription_get_any(world->tx, &subscription.id, world->arena, &read));
    assert_int_equal(read.assigned, 0);
    MUST(store_assignment_add(world->tx, &subscription, &world->ada.id, NOW));
}

int
test_subscriptions(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(a_subscription_is_read_as_it_was_added_with_its_product),
        IN_WORLD(a_subscription_keeps_its_product_and_who_is_assigned_when_it_changes),
        IN_WORLD(a_voided_subscription_is_found_by_nobody_but_whoever_lists_all),
        IN_WORLD(all_subscriptions_are_listed_in_pages),
        IN_WORLD(subscriptions_of_a_product_are_listed_the_latest_end_first),
        IN_WORLD(each_user_has_a_list_of_the_subscriptions_with_a_licence_of_theirs),
        IN_WORLD(those_that_end_are_listed_for_many_tenants),
        IN_WORLD(a_label_of_a_subscription_names_its_product),
        IN_WORLD(subscriptions_are_found_in_any_order_and_in_pages),
        IN_WORLD(a_search_finds_what_ends_in_its_days_and_what_is_wanted),
        IN_WORLD(parts_of_subscriptions_are_counted_and_turned_back),
        IN_WORLD(products_that_a_tenant_has_are_listed_once),
        IN_WORLD(licences_are_assigned_as_long_as_there_are_any),
        IN_WORLD(those_who_have_a_licence_are_found_by_words_and_by_their_ids),
        IN_WORLD(a_licence_that_is_taken_back_can_be_assigned_again),
    };

    return cmocka_run_group_tests_name("subscriptions", tests, NULL, NULL);
}
