/*
 * Whom an address stands for, and what callers hold at once.
 */
#include "unit.h"

#include "base/share/share.h"

static const char *
read_as(const char *text)
{
    static char address[ADDRESS_SIZE];

    snprintf(address, sizeof(address), "untouched");
    if (!address_read(text, strlen(text), address))
        assert_string_equal(address, "untouched");
    return address;
}

static void
an_address_has_one_spelling(void **state)
{
    (void)state;
    assert_string_equal(read_as("192.0.2.7"), "192.0.2.7");
    assert_string_equal(read_as(" 192.0.2.7\t"), "192.0.2.7");
    assert_string_equal(read_as("192.0.2.7:5555"), "192.0.2.7");
    assert_string_equal(read_as("::ffff:192.0.2.7"), "192.0.2.7");
    assert_string_equal(read_as("[::ffff:192.0.2.7]:80"), "192.0.2.7");
    assert_string_equal(read_as("2001:DB8:0:0::1"), "2001:db8::1");
    assert_string_equal(read_as("[2001:db8::1]"), "2001:db8::1");
    assert_string_equal(read_as("[2001:db8::1]:443"), "2001:db8::1");
}

static void
what_is_no_address_is_refused(void **state)
{
    const char *const WRONG[] = {"",
                                 " ",
                                 "evil",
                                 "1.2.3",
                                 "1.2.3.4.5",
                                 "[2001:db8::1",
                                 "[]:80",
                                 "2001:db8::1::2",
                                 "1.2.3.4 5.6.7.8",
                                 "unknown",
                                 ":80"};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(WRONG); i++)
        assert_string_equal(read_as(WRONG[i]), "untouched");
}

static void
block_is(const char *address, const char *block)
{
    char found[ADDRESS_BLOCK_SIZE];

    address_block(address, found);
    assert_string_equal(found, block);
}

/* RULE KEY-8, SIGN-3 */
static void
an_ipv6_network_is_one_caller(void **state)
{
    (void)state;
    block_is("192.0.2.7", "192.0.2.7");
    block_is("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::");
    block_is("2001:db8:1:2:ffff::", "2001:db8:1:2::");
    block_is("2001:db8:1:3::", "2001:db8:1:3::");
    block_is("local", "local");
}

static void
what_is_held_is_bounded_and_comes_back(void **state)
{
    Holdings *holdings = holdings_new();

    (void)state;
    assert_true(holding_take(holdings, 7, 3, 4));
    assert_false(holding_take(holdings, 7, 2, 4));
    assert_true(holding_take(holdings, 7, 1, 4));
    assert_true(holding_take(holdings, 7 + 4096, 4, 4)); /* another, in the same chain */
    holding_give_back(holdings, 7, 2);
    assert_true(holding_take(holdings, 7, 2, 4));
    assert_false(holding_take(holdings, 7, 1, 4));
    holding_give_back(holdings, 7, 4);
    holding_give_back(holdings, 7 + 4096, 4);
    assert_false(holding_take(holdings, 9, 5, 4));
    holdings_free(&holdings);
    assert_null(holdings);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_address_has_one_spelling),
        cmocka_unit_test(what_is_no_address_is_refused),
        cmocka_unit_test(an_ipv6_network_is_one_caller),
        cmocka_unit_test(what_is_held_is_bounded_and_comes_back),
    };

    return cmocka_run_group_tests_name("share", tests, NULL, NULL);
}
