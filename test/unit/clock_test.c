/*
 * Whether the clock is believed. It is one for the whole process, so the tests stand in their
 * order.
 */
#include "unit.h"

#include "base/clock.h"

#define NOON (INT64_C(19000) * MICROS_PER_DAY + MICROS_PER_DAY / 2)

static void
every_time_is_believed_before_one_was_said(void **state)
{
    (void)state;
    clock_set(NOON);
    assert_true(clock_is_believed());
    clock_set(NOON + 10000 * MICROS_PER_DAY);
    clock_note_written();
    assert_true(clock_is_believed());
    clock_set(NOON);
    assert_true(clock_believed() - NOON < MICROS_PER_DAY);
}

/* RULE DT-8, LIMIT CLOCK_AHEAD_DAYS */
static void
a_clock_that_is_a_month_ahead_is_not_believed(void **state)
{
    (void)state;
    clock_set(NOON);
    clock_believe(NOON);
    clock_set(NOON + CLOCK_AHEAD_MAX + MICROS_PER_DAY);
    assert_false(clock_is_believed());
    clock_note_written();
    assert_false(clock_is_believed());
    clock_set(NOON - MICROS_PER_DAY);
    assert_true(clock_is_believed());
}

/* As much may pass at a time, as on a server that was off, and then again. */
static void
what_is_believed_moves_on_with_the_time(void **state)
{
    (void)state;
    clock_believe(NOON);
    clock_set(NOON + CLOCK_AHEAD_MAX - MICROS_PER_DAY);
    assert_true(clock_is_believed());
    clock_set(NOON + 2 * CLOCK_AHEAD_MAX - 2 * MICROS_PER_DAY);
    assert_true(clock_is_believed());
    assert_true(clock_believed() > NOON + CLOCK_AHEAD_MAX);
}

/* A clock without a battery shows 1970 until the network has told it the time. */
static void
a_clock_that_went_back_is_believed_once_something_is_written(void **state)
{
    (void)state;
    clock_believe(NOON);
    clock_set(0);
    assert_true(clock_is_believed());
    clock_set(NOON + MICROS_PER_DAY);
    assert_true(clock_is_believed());
    clock_set(NOON - 100 * MICROS_PER_DAY);
    clock_note_written();
    clock_set(NOON);
    assert_false(clock_is_believed());
    clock_believe(NOON);
    assert_true(clock_is_believed());
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_time_is_believed_before_one_was_said),
        cmocka_unit_test(a_clock_that_is_a_month_ahead_is_not_believed),
        cmocka_unit_test(what_is_believed_moves_on_with_the_time),
        cmocka_unit_test(a_clock_that_went_back_is_believed_once_something_is_written),
    };

    return cmocka_run_group_tests_name("clock", tests, NULL, NULL);
}
