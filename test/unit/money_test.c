/* Amounts as decimal text and as millionths. */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "domain/money/money.h"

typedef struct MoneyCase {
    const char *text;
    int64_t micros;
    const char *shown;
} MoneyCase;

static const MoneyCase MONEY_CASES[] = {
    {"100.00", 100000000, "100.00"},
    {"100", 100000000, "100.00"},
    {"0.000001", 1, "0.000001"},
    {"0.1", 100000, "0.10"},
    {"0.123", 123000, "0.123"},
    {"0.120000", 120000, "0.12"},
    {"007.5", 7500000, "7.50"},
    {"12000.10", 12000100000, "12000.10"},
    {"999999999999.999999", 999999999999999999, "999999999999.999999"},
};

static void
an_amount_is_read_and_shown_exactly(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(MONEY_CASES); i++) {
        const MoneyCase *it = &MONEY_CASES[i];
        char shown[MONEY_TEXT_SIZE];
        int64_t micros = -1;
        if (!money_parse(it->text, &micros) || micros != it->micros)
            fail_msg("%s is read as %lld", it->text, (long long)micros);
        money_format(micros, shown);
        assert_string_equal(shown, it->shown);
    }
}

static const char *const NOT_AMOUNTS[] = {
    "",
    "0",
    "0.00",
    "0.000000",
    "-1",
    "+1",
    "1.",
    ".5",
    ".",
    "1,5",
    "1.5 ",
    " 1.5",
    "1e3",
    "0x10",
    "1.2.3",
    "1 000",
    "1..2",
    "NaN",
    "1.0000001",
    "1234567890123",
    "١٢٣",
    "10.00$",
    "1.23456a",
    "\xff\x31.0",
    "--1",
    "1\n",
    "1000000000000.00",
};

static void
anything_else_is_no_amount(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(NOT_AMOUNTS); i++) {
        int64_t micros = 42;
        if (money_parse(NOT_AMOUNTS[i], &micros))
            fail_msg("\"%s\" is read as %lld", NOT_AMOUNTS[i], (long long)micros);
        assert_int_equal(micros, 42);
    }
}

/* What is free costs zero, which no grant or price may be. */
static void
a_decimal_is_an_amount_or_zero(void **state)
{
    int64_t micros = -1;

    (void)state;
    assert_true(decimal_parse("0.00", &micros));
    assert_int_equal(micros, 0);
    assert_true(decimal_parse("1.5", &micros));
    assert_int_equal(micros, 1500000);
    assert_false(decimal_parse("-1", &micros));
    assert_false(decimal_parse("", &micros));
    assert_int_equal(micros, 1500000);
}

static void
an_amount_below_zero_has_a_sign(void **state)
{
    char shown[MONEY_TEXT_SIZE];

    (void)state;
    money_format(-1, shown);
    assert_string_equal(shown, "-0.000001");
    money_format(0, shown);
    assert_string_equal(shown, "0.00");
    money_format(-INT64_MAX, shown);
    assert_string_equal(shown, "-9223372036854.775807");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_amount_is_read_and_shown_exactly),
        cmocka_unit_test(anything_else_is_no_amount),
        cmocka_unit_test(a_decimal_is_an_amount_or_zero),
        cmocka_unit_test(an_amount_below_zero_has_a_sign),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
