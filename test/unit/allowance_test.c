/* So much in so long, for each caller. */
#include "unit.h"

#include "base/share/share.h"

/* Ten points in ten seconds: one comes back each second. */
static const AllowanceRule TEN = {.quota = 10, .window = 10 * MICROS_PER_SECOND};

static const Micros NOON = INT64_C(1612094400) * MICROS_PER_SECOND;

static Micros
later(int seconds)
{
    return NOON + seconds * MICROS_PER_SECOND;
}

static int
start(void **state)
{
    *state = allowances_new();
    return 0;
}

static int
end(void **state)
{
    Allowances *allowances = *state;

    allowances_free(&allowances);
    return 0;
}

static void
what_is_spent_comes_back_evenly(void **state)
{
    assert_int_equal(allowance_take(*state, TEN, 1, 10, later(0)).remaining, 0);
    assert_false(allowance_take(*state, TEN, 1, 1, later(0)).granted);
    assert_int_equal(allowance_take(*state, TEN, 1, 1, later(0)).retry_seconds, 1);
    assert_true(allowance_take(*state, TEN, 1, 1, later(1)).granted);
    assert_false(allowance_take(*state, TEN, 1, 1, later(1)).granted);
    assert_int_equal(allowance_take(*state, TEN, 1, 0, later(5)).remaining, 4);
    assert_int_equal(allowance_take(*state, TEN, 1, 0, later(60)).remaining, 10);
}

static void
callers_do_not_share(void **state)
{
    assert_true(allowance_take(*state, TEN, 1, 10, later(0)).granted);
    assert_true(allowance_take(*state, TEN, 2, 10, later(0)).granted);
}

static void
what_is_owed_is_at_most_a_second_quota(void **state)
{
    allowance_charge(*state, TEN, 1, 1000, later(0));
    assert_false(allowance_take(*state, TEN, 1, 1, later(10)).granted);
    assert_true(allowance_take(*state, TEN, 1, 1, later(11)).granted);
}

static void
a_clock_that_was_set_back_makes_nobody_wait(void **state)
{
    assert_true(allowance_take(*state, TEN, 1, 1, later(86400)).granted);
    assert_int_equal(allowance_take(*state, TEN, 1, 0, later(0)).remaining, 10);
    allowance_charge(*state, TEN, 1, 1000, later(86400));
    assert_int_equal(allowance_take(*state, TEN, 1, 0, later(0)).remaining, 10);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_spent_comes_back_evenly, start, end),
        cmocka_unit_test_setup_teardown(callers_do_not_share, start, end),
        cmocka_unit_test_setup_teardown(what_is_owed_is_at_most_a_second_quota, start, end),
        cmocka_unit_test_setup_teardown(a_clock_that_was_set_back_makes_nobody_wait, start, end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
