#include "store/credit_world.h"

/* --- postings ------------------------------------------------------------------------------- */

static void
a_posting_is_read_as_it_was_added(void **state)
{
    World *world = *state;
    Credit credit = add_credit(world, "money");
    Posting posting = {1, 1, MOVE_GRANT, LEDGER_AVAILABLE, world->ada.id, 0, 100, NOW};
    PostingPage page = {.until = NOW, .limit = 5};
    PostingList list;

    MUST(store_posting_add(world->tx, &credit, &posting));
    REFUSED(ERR_ALREADY_EXISTS, store_posting_add(world->tx, &credit, &posting));
    MUST(store_posting_list(world->tx, &credit, &page, world->arena, &list));
    assert_int_equal(list.count, 1);
    assert_int_equal(list.item[0].seq, 1);
    assert_int_equal(list.item[0].entry, 1);
    assert_int_equal(list.item[0].kind, MOVE_GRANT);
    assert_int_equal(list.item[0].account, LEDGER_AVAILABLE);
    assert_string_equal(list.item[0].holder_id.text, world->ada.id.text);
    assert_int_equal(list.item[0].period, 0);
    assert_int_equal(list.item[0].micros, 100);
    assert_int_equal(list.item[0].at, NOW);
}

/* A posting for each account, of as many micros as its place and at as many micros after NOW. */
static void
add_postings(World *world, const Credit *credit)
{
    for (int i = LEDGER_PROGRAMME; i <= LEDGER_OUTSIDE; i++)
        MUST(store_posting_add(world->tx, credit,
                               &(Posting){.seq = i + 1,
                                          .entry = 1,
                                          .kind = MOVE_USE,
                                          .account = (LedgerAccount)i,
                                          .micros = i == LEDGER_PROGRAMME ? -9 : i,
                                          .at = NOW + i}));
}

static void
postings_are_listed_after_a_number_and_until_a_moment(void **state)
{
    World *world = *state;
    Credit credit = add_credit(world, "money");
    PostingPage page = {.after = 1, .until = NOW + 4, .limit = 2};
    PostingList list;

    add_postings(world, &credit);
    MUST(store_posting_list(world->tx, &credit, &page, world->arena, &list));
    assert_int_equal(list.count, 2);
    assert_true(list.more);
    assert_int_equal(list.item[0].seq, 2);
    page.after = 3;
    MUST(store_posting_list(world->tx, &credit, &page, world->arena, &list));
    assert_int_equal(list.count, 2);
    assert_false(list.more);
}

static void
postings_of_a_period_are_summed_by_account(void **state)
{
    World *world = *state;
    Credit credit = add_credit(world, "money");
    PeriodBalance balance;

    add_postings(world, &credit);
    MUST(store_posting_sum(world->tx, &credit, 0, NOW + 9, &balance));
    assert_int_equal(balance.granted, 9);
    assert_int_equal(balance.used, LEDGER_USED);
    assert_int_equal(balance.lapsed, LEDGER_LAPSED);
    assert_int_equal(balance.uncovered, LEDGER_UNCOVERED);
    MUST(store_posting_sum(world->tx, &credit, 0, NOW + LEDGER_USED, &balance));
    assert_int_equal(balance.used, LEDGER_USED);
    assert_int_equal(balance.lapsed, 0);
    MUST(store_posting_sum(world->tx, &credit, 1, NOW + 9, &balance));
    assert_int_equal(balance.granted, 0);
}

static void
what_postings_leave_available_is_told_for_each_period(void **state)
{
    World *world = *state;
    Credit credit = add_credit(world, "money");
    AvailableList list;

    add_postings(world, &credit);
    MUST(store_posting_available(world->tx, &credit, 0, world->arena, &list));
    assert_int_equal(list.count, 0);
    MUST(store_posting_available(world->tx, &credit, 2, world->arena, &list));
    assert_int_equal(list.count, 1);
    assert_int_equal(list.item[0].period, 0);
    assert_int_equal(list.item[0].micros, LEDGER_AVAILABLE);
}

/* --- who holds a credit --------------------------------------------------------------------- */

static void
somebody_holds_a_credit_from_a_moment_to_another_and_perhaps_again(void **state)
{
    World *world = *state;
    Credit credit = add_credit(world, "money");
    bool now, ever, found;

    MUST(store_credit_user_find(world->tx, &credit, &world->ada.id, &now, &ever));
    assert_false(ever);
    MUST(store_credit_user_add(world->tx, &credit, &world->ada.id, NOW));
    REFUSED(ERR_ALREADY_EXISTS, store_credit_user_add(world->tx, &credit, &world->ada.id, NOW + 1));
    MUST(store_credit_user_find(world->tx, &credit, &world->ada.id, &now, &ever));
    assert_true(now && ever);
    MUST(store_credit_user_end(world->tx, &credit, &world->ada.id, NOW + 2, &found));
    assert_true(found);
    MUST(store_credit_user_end(world->tx, &credit, &world->ada.id, NOW + 3, &found));
    assert_false(found);
    MUST(store_credit_user_find(world->tx, &credit, &world->ada.id, &now, &ever));
    assert_false(now);
    assert_true(ever);
    MUST(store_credit_user_add(world->tx, &credit, &world->ada.id, NOW + 4));
    MUST(store_credit_user_find(world->tx, &credit, &world->ada.id, &now, &ever));
    assert_true(now);
}

static void
those_who_hold_a_credit_are_counted(void **state)
{
    World *world = *state;
    Credit credit = add_credit(world, "money");
    int64_t count;
    Id holder;

    MUST(store_credit_user_count(world->tx, &credit, &count, &holder));
    assert_int_equal(count, 0);
    assert_true(id_is_empty(&holder));
    MUST(store_credit_user_add(world->tx, &credit, &world->bob.id, NOW));
    MUST(store_credit_user_count(world->tx, &credit, &count, &holder));
    assert_int_equal(count, 1);
    assert_string_equal(holder.text, world->bob.id.text);
}

static void
those_who_held_a_credit_are_listed_with_what_they_used(void **state)
{
    World *world = *state;
    Credit credit = add_credit(world, "money");
    CreditUserPage page = {.limit = 1, .at = NOW + 5, .days = {{TODAY}, {TODAY + 1}}};
    CreditUserList list;
    bool found;

    MUST(store_credit_user_add(world->tx, &credit, &world->ada.id, NOW));
    MUST(store_credit_user_add(world->tx, &credit, &world->bob.id, NOW + 1));
    MUST(store_usage_day_add(world->tx, &credit, &(UsageDay){{TODAY}, world->ada.id, 1, 30}));
    MUST(store_usage_day_add(world->tx, &credit, &(UsageDay){{TODAY + 1}, world->ada.id, 1, 4}));
    MUST(store_credit_user_list(world->tx, &credit, &page, world->arena, &list));
    assert_true(list.more);
    assert_string_equal(list.item[0].user_id.text, world->ada.id.text);
    assert_string_equal(list.item[0].email, world->ada.email);
    assert_string_equal(list.item[0].display_name, world->ada.display_name);
    assert_int_equal(list.item[0].kind, USER_GUEST);
    assert_int_equal(list.item[0].since, NOW);
    assert_int_equal(list.item[0].until, 0);
    assert_int_equal(list.item[0].micros, 30);
    page.after = world->ada.id.text;
    MUST(store_credit_user_list(world->tx, &credit, &page, world->arena, &list));
    assert_false(list.more);
    assert_string_equal(list.item[0].user_id.text, world->bob.id.text);
    assert_int_equal(list.item[0].micros, 0);
    MUST(store_credit_user_end(world->tx, &credit, &world->bob.id, NOW + 5, &found));
    page = (CreditUserPage){.only = world->bob.id.text, .limit = 1, .at = NOW + 5};
    MUST(store_credit_user_list(world->tx, &credit, &page, world->arena, &list));
    assert_int_equal(list.count, 0);
    page.at = NOW + 4;
    MUST(store_credit_user_list(world->tx, &credit, &page, world->arena, &list));
    assert_int_equal(list.count, 1);
    assert_int_equal(list.item[0].until, NOW + 5);
}

static void
each_credit_has_a_list_of_its_users_on_its_own_days(void **state)
{
    World *world = *state;
    Credit credit[] = {add_credit(world, "money"), add_credit(world, "coins"),
                       add_credit(world, "notes")};
    Id id[] = {credit[0].id, credit[1].id, credit[2].id};
    DateRange days[] = {{{TODAY}, {TODAY + 1}}, {{-TODAY}, {TODAY + 2}}, {{TODAY}, {TODAY + 1}}};
    CreditUsersScope scope = {world->tenant.id, id, days, 3, NULL, 1, NOW + 5};
    CreditUserList *list;

    MUST(store_credit_user_add(world->tx, &credit[0], &world->ada.id, NOW));
    MUST(store_credit_user_add(world->tx, &credit[0], &world->bob.id, NOW));
    MUST(store_credit_user_add(world->tx, &credit[1], &world->ada.id, NOW + 1));
    for (int i = 0; i < 2; i++) {
        UsageDay today = {{TODAY}, world->ada.id, 1, 30}, tomorrow = {{TODAY + 1}, today.user_id};
        tomorrow.micros = 4;
        MUST(store_usage_day_add(world->tx, &credit[i], &today));
        MUST(store_usage_day_add(world->tx, &credit[i], &tomorrow));
    }
    MUST(store_credit_user_list_of_all(world->tx, &scope, world->arena, &list));
    assert_int_equal(list[0].count, 1);
    assert_true(list[0].more);
    assert_string_equal(list[0].item[0].user_id.text, world->ada.id.text);
    assert_string_equal(list[0].item[0].email, world->ada.email);
    assert_int_equal(list[0].item[0].micros, 30);
    assert_int_equal(list[1].count, 1);
    assert_false(list[1].more);
    assert_int_equal(list[1].item[0].since, NOW + 1);
    assert_int_equal(list[1].item[0].micros, 34);
    assert_int_equal(list[2].count, 0);
}

static void
one_user_is_looked_for_among_those_of_several_credits_at_a_moment(void **state)
{
    World *world = *state;
    Credit credit = add_credit(world, "money");
    DateRange days = {{TODAY}, {TODAY + 1}};
    CreditUsersScope scope = {world->tenant.id,   &credit.id, &days,        1,
                              world->bob.id.text, .limit = 5, .at = NOW + 1};
    CreditUserList *list;
    bool found;

    MUST(store_credit_user_add(world->tx, &credit, &world->ada.id, NOW));
    MUST(store_credit_user_add(world->tx, &credit, &world->bob.id, NOW + 1));
    MUST(store_credit_user_end(world->tx, &credit, &world->bob.id, NOW + 2, &found));
    MUST(store_credit_user_list_of_all(world->tx, &scope, world->arena, &list));
    assert_int_equal(list[0].count, 1);
    assert_string_equal(list[0].item[0].user_id.text, world->bob.id.text);
    assert_int_equal(list[0].item[0].until, NOW + 2);
    assert_int_equal(list[0].item[0].micros, 0);
    scope.at = NOW + 2;
    MUST(store_credit_user_list_of_all(world->tx, &scope, world->arena, &list));
    assert_int_equal(list[0].count, 0);
    scope.count = 0;
    MUST(store_credit_user_list_of_all(world->tx, &scope, world->arena, &list));
}

/* --- use ------------------------------------------------------------------------------------ */

/* RULE CR-7, RULE CR-13 */
static void
an_event_of_use_is_counted_once(void **state)
{
    World *world = *state;
    Credit credit = add_credit(world, "money");
    UsageEvent event = {.reporter = world->tenant.id.text,
                        .source = "meter",
                        .id = "1",
                        .credit_id = credit.id,
                        .user_id = world->ada.id,
                        .at = NOW,
                        .micros = 5,
                        .received_at = NOW + 1};
    UsageEvent *counted;
    bool added;

    MUST(store_usage_add(world->tx, &event, &added));
    assert_true(added);
    MUST(store_usage_add(world->tx, &event, &added));
    assert_false(added);
    MUST(store_usage_find(world->tx, &event, world->arena, &counted));
    assert_non_null(counted);
    assert_true(id_equal(&counted->credit_id, &credit.id));
    assert_true(id_equal(&counted->user_id, &world->ada.id));
    assert_int_equal(counted->at, NOW);
    assert_int_equal(counted->micros, 5);
    assert_null(counted->meter);
    assert_false(counted->corrected);
    MUST(store_usage_correct(world->tx, &event, NOW + 2, &added));
    assert_true(added);
    MUST(store_usage_correct(world->tx, &event, NOW + 3, &added));
    assert_false(added);
    MUST(store_usage_find(world->tx, &event, world->arena, &counted));
    assert_true(counted->corrected);
    event.reporter = "";
    MUST(store_usage_find(world->tx, &event, world->arena, &counted));
    assert_null(counted);
    MUST(store_usage_add(world->tx, &event, &added));
    assert_true(added);
}

static void
use_is_summed_by_day_for_all_or_for_one(void **state)
{
    World *world = *state;
    Credit credit = add_credit(world, "money");
    UsageScope scope = {.days = {{TODAY}, {TODAY + 2}}};
    UsageDayList list;

    MUST(store_usage_day_add(world->tx, &credit, &(UsageDay){{TODAY}, world->ada.id, 1, 10}));
    MUST(store_usage_day_add(world->tx, &credit, &(UsageDay){{TODAY}, world->ada.id, 2, 20}));
    MUST(store_usage_day_add(world->tx, &credit, &(UsageDay){{TODAY}, world->bob.id, 1, 5}));
    MUST(store_usage_day_add(world->tx, &credit, &(UsageDay){{TODAY + 1}, world->bob.id, 1, 6}));
    MUST(store_usage_day_add(world->tx, &credit, &(UsageDay){{TODAY + 2}, world->bob.id, 1, 7}));
    MUST(store_usage_day_list(world->tx, &credit, &scope, world->arena, &list));
    assert_int_equal(list.count, 2);
    assert_int_equal(list.item[0].day.day, TODAY);
    assert_true(id_is_empty(&list.item[0].user_id));
    assert_int_equal(list.item[0].events, 4);
    assert_int_equal(list.item[0].micros, 35);
    scope.user_id = &world->ada.id;
    MUST(store_usage_day_list(world->tx, &credit, &scope, world->arena, &list));
    assert_int_equal(list.count, 1);
    assert_string_equal(list.item[0].user_id.text, world->ada.id.text);
    assert_int_equal(list.item[0].events, 3);
    assert_int_equal(list.item[0].micros, 30);
}

int
test_ledger(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(a_posting_is_read_as_it_was_added),
        IN_WORLD(postings_are_listed_after_a_number_and_until_a_moment),
        IN_WORLD(postings_of_a_period_are_summed_by_account),
        IN_WORLD(what_postings_leave_available_is_told_for_each_period),
        IN_WORLD(somebody_holds_a_credit_from_a_moment_to_another_and_perhaps_again),
        IN_WORLD(those_who_hold_a_credit_are_counted),
        IN_WORLD(those_who_held_a_credit_are_listed_with_what_they_used),
        IN_WORLD(each_credit_has_a_list_of_its_users_on_its_own_days),
        IN_WORLD(one_user_is_looked_for_among_those_of_several_credits_at_a_moment),
        IN_WORLD(an_event_of_use_is_counted_once),
        IN_WORLD(use_is_summed_by_day_for_all_or_for_one),
    };

    return cmocka_run_group_tests_name("ledger", tests, NULL, NULL);
}
