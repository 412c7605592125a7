/*
 * Ids: each greater than the one before, also when the clock goes back, and equal only to itself.
 */
#include "unit.h"

#include "base/id/id.h"

static const Micros NOON = INT64_C(1643630400) * MICROS_PER_SECOND; /* 2022-01-31T12:00:00Z */

static void
an_id_is_equal_to_itself_only(void **state)
{
    Id one = id_new("sub_", NOON);
    Id other = id_new("sub_", NOON);
    Id copy = id_from(one.text);
    Id none = id_from(NULL);

    (void)state;
    assert_true(id_equal(&one, &one));
    assert_true(id_equal(&one, &copy));
    assert_false(id_equal(&one, &other));
    assert_false(id_equal(&one, &none));
    assert_true(id_equal(&none, &(Id){""}));
    assert_true(id_is_empty(&none));
    assert_false(id_is_empty(&one));
}

/* So that an id can be the key of a table. */
static void
equal_ids_have_the_same_bytes(void **state)
{
    Id made = id_new("sub_", NOON);
    Id first = id_first("sub_", NOON);
    Id copy = id_from(made.text);
    Id copy_of_first = id_from(first.text);

    (void)state;
    assert_memory_equal(&made, &copy, sizeof(Id));
    assert_memory_equal(&first, &copy_of_first, sizeof(Id));
}

static void
ids_only_grow(void **state)
{
    enum { MANY = 10000 };
    Id before = id_new("evt_", NOON + MICROS_PER_DAY);

    (void)state;
    for (int i = 0; i < MANY; i++) {
        Id id = id_new("evt_", NOON + MICROS_PER_DAY - i * INT64_C(1000000));
        assert_true(id_is(id.text, "evt_"));
        assert_true(strcmp(id.text, before.text) > 0);
        before = id;
    }
}

static void
ids_go_on_after_those_of_another_process(void **state)
{
    const Id latest = id_first("evt_", NOON + 2 * MICROS_PER_DAY);

    (void)state;
    id_continue_after("");
    id_continue_after(latest.text);
    Id next = id_new("evt_", NOON);
    assert_true(strcmp(next.text, latest.text) > 0);
    id_continue_after(id_first("evt_", NOON).text);
    Id after = id_new("evt_", NOON);
    assert_true(strcmp(after.text, next.text) > 0);
}

static void
the_first_id_of_a_moment_lies_below_all_made_in_it(void **state)
{
    const Micros later = NOON + 3 * MICROS_PER_DAY;
    Id id = id_new("evt_", later);

    (void)state;
    assert_true(strcmp(id_first("evt_", later).text, id.text) < 0);
    assert_true(strcmp(id.text, id_first("evt_", later + 1000).text) < 0);
}

static void
what_has_another_shape_is_no_id(void **state)
{
    static const char *const NONE[] = {
        "",
        "sub_",
        "sub_01J9ZV5Q8R000000000000000",   /* too short */
        "sub_01J9ZV5Q8R00000000000000000", /* too long */
        "crd_01J9ZV5Q8R0000000000000000",  /* of something else */
        "sub_01j9zv5q8r0000000000000000",  /* small letters */
        "sub_01J9ZV5Q8RU000000000000000",  /* no digit of base 32 */
        "sub_01J9ZV5Q8RO000000000000000",  /* a letter that is read as another */
        "sub_81J9ZV5Q8R0000000000000000",  /* more than 128 bits */
        "sub_01J9ZV5Q8R 000000000000000",
    };

    (void)state;
    assert_true(id_is("sub_01J9ZV5Q8R0000000000000000", "sub_"));
    assert_true(id_is("sub_7ZZZZZZZZZZZZZZZZZZZZZZZZZ", "sub_"));
    for (size_t i = 0; i < COUNT_OF(NONE); i++)
        if (id_is(NONE[i], "sub_"))
            fail_msg("%s", NONE[i]);
}

static void
the_later_of_two_is_known_whatever_their_types(void **state)
{
    Id first = id_new("usr_", 1000), second = id_new("lot_", 1000), third = id_new("ben_", 900);
    const Id none = {""};

    (void)state;
    assert_true(id_is_later(&second, &first));
    assert_true(id_is_later(&third, &second));
    assert_false(id_is_later(&first, &second));
    assert_false(id_is_later(&first, &first));
    assert_false(id_is_later(&first, &none));
    assert_false(id_is_later(&none, &first));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_id_is_equal_to_itself_only),
        cmocka_unit_test(equal_ids_have_the_same_bytes),
        cmocka_unit_test(ids_only_grow),
        cmocka_unit_test(ids_go_on_after_those_of_another_process),
        cmocka_unit_test(the_first_id_of_a_moment_lies_below_all_made_in_it),
        cmocka_unit_test(what_has_another_shape_is_no_id),
        cmocka_unit_test(the_later_of_two_is_known_whatever_their_types),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
