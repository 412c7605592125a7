/*
 * How long a connection may take for what it is busy with, and how many one address gets. That the
 * server cuts them is for test/api/slow.test.mjs to see.
 */
#include "unit.h"

#include "base/limit/limit.h"
#include "http/server/wires.h"

#define SECONDS(n) ((n) * MICROS_PER_SECOND)

static void
headers_come_in_twenty_seconds(void **state)
{
    (void)state;
    assert_false(wire_is_overdue(WIRE_WAITING, SECONDS(HEADER_SECONDS_MAX), 0));
    assert_true(wire_is_overdue(WIRE_WAITING, SECONDS(HEADER_SECONDS_MAX) + 1, 0));
}

/* LIMIT SLOW_BYTES, LIMIT SLOW_SECONDS_MAX */
static void
a_body_gets_a_second_more_for_each_piece(void **state)
{
    (void)state;
    assert_false(wire_is_overdue(WIRE_BODY, SECONDS(SLOW_SECONDS_MAX), 0));
    assert_true(wire_is_overdue(WIRE_BODY, SECONDS(SLOW_SECONDS_MAX) + 1, SLOW_BYTES - 1));
    assert_false(wire_is_overdue(WIRE_BODY, SECONDS(SLOW_SECONDS_MAX + 1), SLOW_BYTES));
    assert_true(wire_is_overdue(WIRE_BODY, SECONDS(SLOW_SECONDS_MAX + 1) + 1, SLOW_BYTES));
}

/* LIMIT SENDING_SECONDS_MAX */
static void
an_answer_ends_after_ten_minutes_however_fast_it_is(void **state)
{
    (void)state;
    assert_true(wire_is_overdue(WIRE_SENDING, SECONDS(SLOW_SECONDS_MAX) + 1, 0));
    assert_false(wire_is_overdue(WIRE_SENDING, SECONDS(SENDING_SECONDS_MAX), UINT64_C(1) << 40));
    assert_true(wire_is_overdue(WIRE_SENDING, SECONDS(SENDING_SECONDS_MAX) + 1, UINT64_C(1) << 40));
}

static void
what_we_work_on_takes_as_long_as_it_takes(void **state)
{
    (void)state;
    assert_false(wire_is_overdue(WIRE_WORKING, SECONDS(100000), 0));
}

/* Opens until each has its share, in turns, and gives what one has. */
static size_t
fill(size_t addresses, size_t most)
{
    size_t of_each = 0;

    while (!wires_are_too_many(of_each, of_each * addresses, most))
        of_each++;
    return of_each;
}

static void
one_address_gets_a_third_and_many_never_get_all(void **state)
{
    enum { MOST = 60000 };

    (void)state;
    assert_in_range(fill(1, MOST), MOST / 3, MOST / 3 + 2);
    assert_in_range(fill(2, MOST), MOST / 4, MOST / 4 + 2);
    assert_in_range(fill(100, MOST), MOST / 102, MOST / 102 + 2);
    for (size_t addresses = 1; addresses < 200; addresses *= 3)
        assert_true(fill(addresses, MOST) * addresses < MOST);
}

static void
a_few_are_everybodys(void **state)
{
    (void)state;
    assert_false(wires_are_too_many(8, 100000, 100000));
    assert_true(wires_are_too_many(9, 100000, 100000));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(headers_come_in_twenty_seconds),
        cmocka_unit_test(a_body_gets_a_second_more_for_each_piece),
        cmocka_unit_test(an_answer_ends_after_ten_minutes_however_fast_it_is),
        cmocka_unit_test(what_we_work_on_takes_as_long_as_it_takes),
        cmocka_unit_test(one_address_gets_a_third_and_many_never_get_all),
        cmocka_unit_test(a_few_are_everybodys),
    };

    return cmocka_run_group_tests_name("wires", tests, NULL, NULL);
}
