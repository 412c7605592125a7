/*
 * Turns: one at a time of each number, and those that wait in the order in which they came.
 */
#include "unit.h"

#include "base/limit/limit.h"
#include "http/server/turns.h"

static int suspended;

static void
note_suspended(Exchange *exchange)
{
    (void)exchange;
    suspended++;
}

static void
one_runs_and_the_next_wait_in_their_order(void **state)
{
    Turns *turns = turns_new();
    static Exchange first, second, third, other;

    (void)state;
    suspended = 0;
    assert_int_equal(turn_ask(turns, &first, 7, note_suspended), TURN_NOW);
    assert_int_equal(turn_ask(turns, &second, 7, note_suspended), TURN_LATER);
    assert_int_equal(turn_ask(turns, &third, 7, note_suspended), TURN_LATER);
    assert_int_equal(turn_ask(turns, &other, 8, note_suspended), TURN_NOW);
    assert_int_equal(suspended, 2);
    assert_ptr_equal(turn_next(turns, &first), &second);
    assert_null(turn_next(turns, &first)); /* its turn is over already */
    assert_ptr_equal(turn_next(turns, &second), &third);
    assert_null(turn_next(turns, &third));
    assert_null(turn_next(turns, &other));
    turns_free(&turns);
}

static void
who_gives_up_waiting_is_not_waited_for(void **state)
{
    Turns *turns = turns_new();
    static Exchange first, second, third;

    (void)state;
    assert_int_equal(turn_ask(turns, &first, 7, note_suspended), TURN_NOW);
    assert_int_equal(turn_ask(turns, &second, 7, note_suspended), TURN_LATER);
    assert_int_equal(turn_ask(turns, &third, 7, note_suspended), TURN_LATER);
    assert_null(turn_next(turns, &second));
    assert_ptr_equal(turn_next(turns, &first), &third);
    assert_null(turn_next(turns, &third));
    turns_free(&turns);
}

/* LIMIT WAITING_FOR_TURN_MAX */
static void
only_so_many_wait(void **state)
{
    Turns *turns = turns_new();
    static Exchange exchange[WAITING_FOR_TURN_MAX + 2];

    (void)state;
    assert_int_equal(turn_ask(turns, &exchange[0], 7, note_suspended), TURN_NOW);
    for (size_t i = 1; i <= WAITING_FOR_TURN_MAX; i++)
        assert_int_equal(turn_ask(turns, &exchange[i], 7, note_suspended), TURN_LATER);
    assert_int_equal(turn_ask(turns, &exchange[WAITING_FOR_TURN_MAX + 1], 7, note_suspended),
                     TURN_NEVER);
    for (size_t i = 0; i < WAITING_FOR_TURN_MAX; i++)
        assert_ptr_equal(turn_next(turns, &exchange[i]), &exchange[i + 1]);
    assert_null(turn_next(turns, &exchange[WAITING_FOR_TURN_MAX]));
    turns_free(&turns);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_runs_and_the_next_wait_in_their_order),
        cmocka_unit_test(who_gives_up_waiting_is_not_waited_for),
        cmocka_unit_test(only_so_many_wait),
    };

    return cmocka_run_group_tests_name("turns", tests, NULL, NULL);
}
