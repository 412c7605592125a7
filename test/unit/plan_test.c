/*
 * Which keys get so many licences until a day: the bounds held against trying every sum, and the
 * choice against trying every set.
 */
#include "unit.h"

#include "domain/plan.h"

enum { CASES = 3000, KEYS_MAX = 11, ARENA_BYTES = 64 << 20 };

static PlanGoal
any_goal(Chance *chance)
{
    const Date today = date_of("2026-11-30");
    PlanGoal goal = {
        .today = today,
        .held = {.licenses = chance_between(chance, 1, 30),
                 .ends_on = date_add_days(today, (int32_t)chance_between(chance, 0, 800))},
        .remaining_max = (int32_t)chance_between(chance, 0, 3) * 24,
        .until = date_add_days(today, (int32_t)chance_between(chance, 0, 2200)),
    };

    goal.held.carry = chance_between(chance, 0, goal.held.licenses * TICKS_PER_MONTH - 1);
    goal.licenses = chance_between(chance, 1, 60);
    return goal;
}

static bool
meets(const PlanGoal *goal, int64_t add_licenses, int64_t sum)
{
    CotermRequest request = {.today = goal->today,
                             .held = goal->held,
                             .key_licenses = sum,
                             .add_licenses = add_licenses,
                             .remaining_max = goal->remaining_max};
    Calculation c;

    return sum >= add_licenses && coterm_add(&request, &c) == OK &&
           !date_after(goal->until, c.after.ends_on);
}

/* RULE CT-5, RULE CT-8, RULE CT-10 */
static void
the_bounds_are_those_of_trying_every_sum(void **state)
{
    Chance chance = {0};
    int met = 0, refused = 0;

    (void)state;
    for (int i = 0; i < CASES; i++) {
        PlanGoal goal = any_goal(&chance);
        int64_t add = goal.licenses > goal.held.licenses ? goal.licenses - goal.held.licenses : 0;
        PlanBounds bounds = {.add_licenses = add};
        Err err = plan_bounds(&goal, &bounds);
        if (err == OK && bounds.least == 0) {
            assert_true(add == 0 && !date_after(goal.until, goal.held.ends_on));
            continue;
        }
        assert_int_equal(bounds.add_licenses, add);
        for (int64_t sum = 1; sum <= 400; sum++)
            assert_int_equal(meets(&goal, add, sum),
                             err == OK && sum >= bounds.least && sum <= bounds.most);
        met += err == OK;
        refused += err != OK;
    }
    assert_true(met > CASES / 10 && refused > CASES / 10);
}

typedef struct SlowChoice {
    int64_t sum;
    uint32_t set; /* its highest bit is the key that lapses last */
} SlowChoice;

static SlowChoice
choose_slowly(const PlanBounds *bounds, const int64_t *licenses, size_t count)
{
    SlowChoice best = {.sum = INT64_MAX};

    for (uint32_t set = 1; set < UINT32_C(1) << count; set++) {
        int64_t sum = 0;
        for (size_t i = 0; i < count; i++)
            sum += (set >> i & 1) != 0 ? licenses[i] : 0;
        if (sum >= bounds->least && sum <= bounds->most && sum < best.sum)
            best = (SlowChoice){.sum = sum, .set = set};
    }
    return best;
}

static void
assert_best(const PlanChoice *choice, const PlanBounds *bounds, const int64_t *licenses,
            size_t count)
{
    SlowChoice best = choose_slowly(bounds, licenses, count);
    uint32_t set = 0;

    for (size_t i = 0; i < count; i++)
        set |= choice->chosen[i] ? UINT32_C(1) << i : 0;
    assert_true(choice->exact);
    assert_int_equal(choice->found, best.set != 0);
    assert_int_equal(set, best.set);
    assert_int_equal(choice->sum, best.set == 0 ? 0 : best.sum);
}

/* Small keys go by the table of sums, large ones by the sets. */
static void
choose_as_slowly(int64_t largest)
{
    CLEANUP(arena_free) Arena *arena = arena_new(ARENA_BYTES);
    Chance chance = {(uint64_t)largest};

    for (int i = 0; i < CASES; i++) {
        int64_t licenses[KEYS_MAX];
        size_t count = (size_t)chance_between(&chance, 0, KEYS_MAX);
        int64_t unit = chance_between(&chance, 1, 3), reach = largest * 6;
        PlanBounds bounds = {.least = chance_between(&chance, 1, reach)};
        PlanChoice choice;

        bounds.most = bounds.least + chance_between(&chance, 0, largest);
        for (size_t key = 0; key < count; key++)
            licenses[key] = unit * chance_between(&chance, 1, largest);
        plan_choose(arena, &bounds, licenses, count, &choice);
        assert_best(&choice, &bounds, licenses, count);
        arena_reset(arena, 0);
    }
}

static void
few_licences_are_chosen_as_by_trying_every_set(void **state)
{
    (void)state;
    choose_as_slowly(5);
    choose_as_slowly(40);
}

static void
many_licences_are_chosen_as_by_trying_every_set(void **state)
{
    (void)state;
    choose_as_slowly(LICENSES_MAX / 3);
}

/* A thousand keys of many sizes: the table still finds the exact sum, and those that lapse first.
 */
static void
a_thousand_keys_are_chosen_exactly(void **state)
{
    CLEANUP(arena_free) Arena *arena = arena_new(ARENA_BYTES);
    PlanBounds bounds = {.least = 1000, .most = 3000};
    int64_t licenses[1000];
    PlanChoice choice;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(licenses); i++)
        licenses[i] = 25 + 25 * (int64_t)(i % 3);
    plan_choose(arena, &bounds, licenses, COUNT_OF(licenses), &choice);
    assert_true(choice.found && choice.exact);
    assert_int_equal(choice.sum, 1000);
    for (size_t i = 0; i < COUNT_OF(licenses); i++)
        assert_false(choice.chosen[i] && i > 20);
}

/* Too many, and too large, for either: a set within the bounds, and it says that it is not sure. */
static void
what_is_only_tried_is_within_the_bounds_and_says_so(void **state)
{
    CLEANUP(arena_free) Arena *arena = arena_new(ARENA_BYTES);
    Chance chance = {7};
    int64_t licenses[500];

    (void)state;
    for (int i = 0; i < 200; i++) {
        PlanBounds bounds = {.least = chance_between(&chance, 1, LICENSES_MAX * 20)};
        PlanChoice choice;
        int64_t sum = 0;

        bounds.most = bounds.least * 3;
        for (size_t key = 0; key < COUNT_OF(licenses); key++)
            licenses[key] = chance_between(&chance, 1, LICENSES_MAX);
        plan_choose(arena, &bounds, licenses, COUNT_OF(licenses), &choice);
        for (size_t key = 0; key < COUNT_OF(licenses); key++)
            sum += choice.chosen[key] ? licenses[key] : 0;
        assert_false(choice.exact);
        assert_true(choice.found && sum == choice.sum);
        assert_true(sum >= bounds.least && sum <= bounds.most);
        arena_reset(arena, 0);
    }
}

/* --- where there is no subscription yet ------------------------------------------------------ */

/* One of the set begins it, and the others together do the rest; or all of them begin it. */
static bool
set_begins(const PlanGoal *goal, const int64_t *licenses, uint32_t set)
{
    int64_t sum = 0;
    bool is_long = date_after(goal->until, date_add_months(goal->today, KEY_MONTHS));

    for (uint32_t left = set; left != 0; left &= left - 1)
        sum += licenses[__builtin_ctz(left)];
    if (!is_long)
        return sum >= goal->licenses && sum <= goal->licenses_max;
    for (uint32_t left = set; left != 0; left &= left - 1) {
        int64_t first = licenses[__builtin_ctz(left)];
        CotermRequest request = {
            .today = goal->today, .key_licenses = first, .remaining_max = goal->remaining_max};
        PlanGoal rest = *goal;
        Calculation c;
        if (first > goal->licenses_max || sum == first || coterm_activate(&request, &c) != OK)
            continue;
        rest.held = c.after;
        if (meets(&rest, goal->licenses > first ? goal->licenses - first : 0, sum - first))
            return true;
    }
    return false;
}

static SlowChoice
begin_slowly(const PlanGoal *goal, const int64_t *licenses, size_t count)
{
    SlowChoice best = {.sum = INT64_MAX};

    for (uint32_t set = 1; set < UINT32_C(1) << count; set++) {
        int64_t sum = 0;
        for (size_t i = 0; i < count; i++)
            sum += (set >> i & 1) != 0 ? licenses[i] : 0;
        if (sum < best.sum && set_begins(goal, licenses, set))
            best = (SlowChoice){.sum = sum, .set = set};
    }
    return best;
}

/* RULE CT-1, RULE CT-5, RULE CT-10 */
static void
a_new_one_is_begun_as_by_trying_every_set(void **state)
{
    enum { BEGINNINGS = 600, FEW_KEYS = 8 };
    CLEANUP(arena_free) Arena *arena = arena_new(ARENA_BYTES);
    Chance chance = {3};
    int met = 0, missed = 0;

    (void)state;
    for (int i = 0; i < BEGINNINGS; i++) {
        PlanGoal goal = any_goal(&chance);
        int64_t licenses[FEW_KEYS];
        size_t count = (size_t)chance_between(&chance, 0, FEW_KEYS);
        PlanBeginning beginning;
        uint32_t set = 0;

        goal.licenses_max = goal.licenses + chance_between(&chance, 0, 40);
        for (size_t key = 0; key < count; key++)
            licenses[key] = chance_between(&chance, 1, 25);
        SlowChoice best = begin_slowly(&goal, licenses, count);
        Err err = plan_begin(arena, &goal, licenses, count, &beginning);
        for (size_t key = 0; err == OK && key < count; key++)
            set |= beginning.choice.chosen[key] ? UINT32_C(1) << key : 0;
        assert_int_equal(set, best.set);
        assert_true(err != OK || beginning.choice.exact);
        assert_true(set == 0 || beginning.choice.sum == best.sum);
        assert_true(set == 0 || beginning.together || (set >> beginning.first & 1) != 0);
        met += set != 0;
        missed += set == 0;
        arena_reset(arena, 0);
    }
    assert_true(met > BEGINNINGS / 10 && missed > BEGINNINGS / 10);
}

/* More sizes than are tried as the beginning: it says that it is not sure. */
static void
many_sizes_of_keys_are_not_all_tried_and_it_says_so(void **state)
{
    CLEANUP(arena_free) Arena *arena = arena_new(ARENA_BYTES);
    const Date today = date_of("2026-11-30");
    PlanGoal goal = {.today = today,
                     .licenses = 10,
                     .licenses_max = LICENSES_MAX,
                     .until = date_add_months(today, 18)};
    int64_t licenses[PLAN_BEGINNINGS + 1];
    PlanBeginning beginning;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(licenses); i++)
        licenses[i] = 1 + (int64_t)i;
    assert_int_equal(plan_begin(arena, &goal, licenses, COUNT_OF(licenses), &beginning), OK);
    assert_true(beginning.choice.found && !beginning.choice.exact);
    assert_int_equal(plan_begin(arena, &goal, licenses, COUNT_OF(licenses) - 1, &beginning), OK);
    assert_true(beginning.choice.found && beginning.choice.exact);
    assert_int_equal(beginning.choice.sum, 15);
}

static void
no_keys_or_no_need_is_an_answer_too(void **state)
{
    CLEANUP(arena_free) Arena *arena = arena_new(ARENA_BYTES);
    const int64_t license = 5;
    PlanChoice choice;

    (void)state;
    plan_choose(arena, &(PlanBounds){.least = 1, .most = 9}, NULL, 0, &choice);
    assert_true(!choice.found && choice.exact);
    plan_choose(arena, &(PlanBounds){0}, &license, 1, &choice);
    assert_true(choice.found && choice.exact && choice.sum == 0 && !choice.chosen[0]);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_bounds_are_those_of_trying_every_sum),
        cmocka_unit_test(few_licences_are_chosen_as_by_trying_every_set),
        cmocka_unit_test(many_licences_are_chosen_as_by_trying_every_set),
        cmocka_unit_test(a_thousand_keys_are_chosen_exactly),
        cmocka_unit_test(what_is_only_tried_is_within_the_bounds_and_says_so),
        cmocka_unit_test(a_new_one_is_begun_as_by_trying_every_set),
        cmocka_unit_test(many_sizes_of_keys_are_not_all_tried_and_it_says_so),
        cmocka_unit_test(no_keys_or_no_need_is_an_answer_too),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
