#include "store/credit_world.h"

/* --- credits -------------------------------------------------------------------------------- */

static void
a_credit_is_read_as_it_was_added_with_what_grants_it(void **state)
{
    World *world = *state;
    Credit added = add_credit(world, "money"), read;

    MUST(store_credit_get(world->tx, &world->tenant.id, &added.id, world->arena, &read));
    assert_string_equal(read.tenant_id.text, world->tenant.id.text);
    assert_string_equal(read.id.text, added.id.text);
    assert_string_equal(read.partner_id.text, world->partner.id.text);
    assert_string_equal(read.benefit_id.text, added.benefit_id.text);
    assert_int_equal(read.term.period, CREDIT_MONTH);
    assert_int_equal(read.term.micros, 100);
    assert_int_equal(read.term.starts_on.day, TODAY);
    assert_int_equal(read.term.ends_on.day, TODAY + 365);
    assert_string_equal(read.currency, "SEK");
    assert_int_equal(read.rate, added.rate);
    assert_true(id_is_empty(&read.holder_id));
    assert_int_equal(read.users, 0);
    assert_int_equal(read.progress.periods, 0);
    assert_false(read.progress.open);
    assert_int_equal(read.progress.balance.granted, 0);
    assert_int_equal(read.postings, 0);
    assert_int_equal(read.created_at, NOW);
    assert_string_equal(read.sku, "money");
    assert_string_equal(read.name.in[LANG_EN], "The money");
    assert_string_equal(read.name.in[LANG_SV], "Den money");
    assert_int_equal(read.type, GRANT_INCREMENTAL);
    assert_string_equal(read.offer_code, "gold-2024");
    assert_string_equal(read.offer_name, world->offer.name);
    assert_string_equal(read.competency, "Cloud");
    assert_true(id_is_empty(&read.superseded_by));
    MUST(store_credit_get_any(world->tx, &added.id, world->arena, &read));
    REFUSED(ERR_NOT_FOUND,
            store_credit_get(world->tx, &world->partner.id, &added.id, world->arena, &read));
    REFUSED(ERR_NOT_FOUND,
            store_credit_get_any(world->tx, &world->partner.id, world->arena, &read));
}

static void
a_benefit_has_one_credit_or_none(void **state)
{
    World *world = *state;
    Credit credit = add_credit(world, "money"), *found;

    MUST(store_credit_find_of_benefit(world->tx, &credit.benefit_id, world->arena, &found));
    assert_string_equal(found->id.text, credit.id.text);
    MUST(store_credit_find_of_benefit(world->tx, &world->benefit.id, world->arena, &found));
    assert_null(found);
    credit.id = id_new("crd_", NOW);
    REFUSED(ERR_ALREADY_EXISTS, store_credit_add(world->tx, &credit));
}

static void
what_can_change_of_a_credit_changes(void **state)
{
    World *world = *state;
    Credit credit = add_credit(world, "money"), read;
    CreditPeriodRecord period = {0, {{TODAY}, {TODAY + 31}}, {100, 40, 7, 3}};

    credit.term.ends_on.day = TODAY + 31;
    credit.holder_id = world->ada.id;
    credit.users = 1;
    credit.progress = (CreditProgress){.periods = 1, .open = true};
    credit.postings = 6;
    MUST(store_credit_put(world->tx, &credit));
    MUST(store_period_put(world->tx, &credit, &period));
    MUST(store_credit_get_any(world->tx, &credit.id, world->arena, &read));
    assert_int_equal(read.term.ends_on.day, TODAY + 31);
    assert_string_equal(read.holder_id.text, world->ada.id.text);
    assert_int_equal(read.users, 1);
    assert_int_equal(read.progress.periods, 1);
    assert_true(read.progress.open);
    assert_memory_equal(&read.progress.balance, &period.balance, sizeof(PeriodBalance));
    assert_int_equal(read.postings, 6);
    credit.id = world->partner.id;
    REFUSED(ERR_NOT_FOUND, store_credit_put(world->tx, &credit));
}

static void
credits_are_listed_of_their_tenant_of_their_partner_and_of_all(void **state)
{
    World *world = *state;
    Credit first = add_credit(world, "money");
    Credit second = add_credit(world, "more-money");
    CreditList list;

    MUST(store_credit_list(world->tx, &world->tenant.id, &(Page){.limit = 1}, world->arena, &list));
    assert_true(list.more);
    assert_string_equal(list.item[0].id.text, first.id.text);
    MUST(store_credit_list(world->tx, &world->tenant.id, &(Page){first.id.text, 1}, world->arena,
                           &list));
    assert_false(list.more);
    assert_string_equal(list.item[0].id.text, second.id.text);
    MUST(store_credit_list_of_partner(world->tx, &world->partner.id, world->arena, &list));
    assert_int_equal(list.count, 2);
    const Id ids[] = {second.benefit_id, world->benefit.id, first.benefit_id};
    Credit *of;
    MUST(store_credits_of_benefits(world->tx, ids, 3, world->arena, &of));
    assert_string_equal(of[0].id.text, second.id.text);
    assert_true(id_is_empty(&of[1].id));
    assert_string_equal(of[2].id.text, first.id.text);
    MUST(store_credits_of_benefits(world->tx, ids, 0, world->arena, &of));
    MUST(store_credit_list_all(world->tx, NULL, 1, world->arena, &list));
    assert_true(list.more);
    MUST(store_credit_list_all(world->tx, &first, 1, world->arena, &list));
    assert_false(list.more);
    assert_string_equal(list.item[0].id.text, second.id.text);
}

static void
credits_of_a_user_are_those_that_they_hold_now(void **state)
{
    World *world = *state;
    Credit credit = add_credit(world, "money");
    CreditList list;
    bool found;

    MUST(store_credit_user_add(world->tx, &credit, &world->ada.id, NOW));
    MUST(store_credit_list_of_user(world->tx, &world->tenant.id, &world->ada.id, world->arena,
                                   &list));
    assert_int_equal(list.count, 1);
    MUST(store_credit_user_end(world->tx, &credit, &world->ada.id, NOW + 1, &found));
    MUST(store_credit_list_of_user(world->tx, &world->tenant.id, &world->ada.id, world->arena,
                                   &list));
    assert_int_equal(list.count, 0);
}

static void
a_credit_is_due_from_the_day_on_that_time_changes_it(void **state)
{
    World *world = *state;
    Credit credit = add_credit(world, "money");
    CreditList list;

    MUST(store_credit_list_due(world->tx, (Date){TODAY - 1}, 5, world->arena, &list));
    assert_int_equal(list.count, 0);
    MUST(store_credit_list_due(world->tx, (Date){TODAY}, 5, world->arena, &list));
    assert_int_equal(list.count, 1);
    /* The first month has begun, so the next change is its end. */
    credit.progress = (CreditProgress){.periods = 1, .open = true, .balance = {.granted = 100}};
    MUST(store_credit_put(world->tx, &credit));
    MUST(store_credit_list_due(world->tx, (Date){TODAY}, 5, world->arena, &list));
    assert_int_equal(list.count, 0);
    Date next = credit_period_days(&credit.term, 0).ends_on;
    MUST(store_credit_list_due(world->tx, next, 5, world->arena, &list));
    assert_int_equal(list.count, 1);
}

static void
a_label_of_a_credit_names_its_product_and_has_its_benefit(void **state)
{
    World *world = *state;
    Credit credit = add_credit(world, "money");
    LabelScope scope = {&credit.id, 1, world->tenant.id};
    Label *label;

    MUST(store_credit_labels(world->tx, &scope, world->arena, &label));
    assert_string_equal(label[0].owner_id.text, world->tenant.id.text);
    assert_string_equal(label[0].name.in[LANG_EN], "The money");
    assert_string_equal(label[0].name.in[LANG_SV], "Den money");
    assert_string_equal(label[0].benefit_id.text, credit.benefit_id.text);
    scope.owner_id = world->partner.id;
    MUST(store_credit_labels(world->tx, &scope, world->arena, &label));
    assert_null(label[0].name.in[LANG_EN]);
    scope.owner_id = (Id){{0}};
    MUST(store_credit_labels(world->tx, &scope, world->arena, &label));
    assert_string_equal(label[0].name.in[LANG_EN], "The money");
}

/* --- periods -------------------------------------------------------------------------------- */

static void
a_period_is_written_again_when_it_changes(void **state)
{
    World *world = *state;
    Credit credit = add_credit(world, "money");
    CreditPeriodRecord second = {1, {{TODAY + 31}, {TODAY + 61}}, {.granted = 100}};
    CreditPeriodRecord first = {0, {{TODAY}, {TODAY + 31}}, {.granted = 100}}, read;
    CreditPeriodRecordList list;

    MUST(store_period_put(world->tx, &credit, &second));
    MUST(store_period_put(world->tx, &credit, &first));
    first.days.ends_on.day = TODAY + 30;
    first.balance = (PeriodBalance){100, 60, 40, 5};
    MUST(store_period_put(world->tx, &credit, &first));
    MUST(store_period_get(world->tx, &credit, 0, &read));
    assert_int_equal(read.days.starts_on.day, TODAY);
    assert_int_equal(read.days.ends_on.day, TODAY + 30);
    assert_memory_equal(&read.balance, &first.balance, sizeof(PeriodBalance));
    MUST(store_period_list(world->tx, &credit, world->arena, &list));
    assert_int_equal(list.count, 2);
    assert_int_equal(list.item[0].number, 0);
    assert_int_equal(list.item[1].number, 1);
    REFUSED(ERR_NOT_FOUND, store_period_get(world->tx, &credit, 2, &read));
}

static void
credits_of_several_users_are_a_list_for_each(void **state)
{
    World *world = *state;
    Credit one = add_credit(world, "money"), other = add_credit(world, "coins");
    User nobody = world->ada;
    User users[] = {nobody, world->ada};
    const UserList both = {.item = users, .count = 2};
    CreditList *lists;

    users[0].id = id_new("usr_", NOW);
    MUST(store_credit_user_add(world->tx, &one, &world->ada.id, NOW));
    MUST(store_credit_user_add(world->tx, &other, &world->ada.id, NOW));
    MUST(store_credit_list_of_users(world->tx, &(HoldersScope){&both, {TODAY}, 5}, world->arena,
                                    &lists));
    assert_int_equal(lists[0].count, 0);
    assert_int_equal(lists[1].count, 2);
    assert_false(lists[1].more);
    MUST(store_credit_list_of_users(world->tx, &(HoldersScope){&both, {TODAY}, 1}, world->arena,
                                    &lists));
    assert_int_equal(lists[1].count, 1);
    assert_true(lists[1].more);
    MUST(store_credit_list_of_users(world->tx, &(HoldersScope){&both, {TODAY + 365}, 5},
                                    world->arena, &lists));
    assert_int_equal(lists[1].count, 0);
}

static void
periods_of_a_tenant_are_read_together_from_a_day_on(void **state)
{
    World *world = *state;
    Credit one = add_credit(world, "money"), other = add_credit(world, "coins");
    const CreditPeriodRecord first = {
        .number = 0, .days = {{TODAY}, {TODAY + 31}}, .balance = {100, 60, 40, 5}};
    const CreditPeriodRecord second = {.number = 1, .days = {{TODAY + 31}, {TODAY + 61}}};
    CreditPeriodOfList list;

    MUST(store_period_put(world->tx, &one, &second));
    MUST(store_period_put(world->tx, &one, &first));
    MUST(store_period_put(world->tx, &other, &second));
    MUST(store_period_list_of_tenant(world->tx, &world->tenant.id, (Date){TODAY + 30}, world->arena,
                                     &list));
    assert_int_equal(list.count, 3);
    size_t at = id_equal(&list.item[0].credit_id, &one.id) ? 0 : 1;
    assert_string_equal(list.item[at].credit_id.text, one.id.text);
    assert_int_equal(list.item[at].period.number, 0);
    assert_int_equal(list.item[at].period.days.ends_on.day, TODAY + 31);
    assert_memory_equal(&list.item[at].period.balance, &first.balance, sizeof(PeriodBalance));
    assert_int_equal(list.item[at + 1].period.number, 1);
    MUST(store_period_list_of_tenant(world->tx, &world->tenant.id, (Date){TODAY + 31}, world->arena,
                                     &list));
    assert_int_equal(list.count, 2);
    MUST(
        store_period_list_of_tenant(world->tx, &world->partner.id, (Date){0}, world->arena, &list));
    assert_int_equal(list.count, 0);
}

int
test_credits(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(a_credit_is_read_as_it_was_added_with_what_grants_it),
        IN_WORLD(a_benefit_has_one_credit_or_none),
        IN_WORLD(what_can_change_of_a_credit_changes),
        IN_WORLD(credits_are_listed_of_their_tenant_of_their_partner_and_of_all),
        IN_WORLD(credits_of_a_user_are_those_that_they_hold_now),
        IN_WORLD(a_credit_is_due_from_the_day_on_that_time_changes_it),
        IN_WORLD(a_label_of_a_credit_names_its_product_and_has_its_benefit),
        IN_WORLD(a_period_is_written_again_when_it_changes),
        IN_WORLD(credits_of_several_users_are_a_list_for_each),
        IN_WORLD(periods_of_a_tenant_are_read_together_from_a_day_on),
    };

    return cmocka_run_group_tests_name("credits", tests, NULL, NULL);
}
