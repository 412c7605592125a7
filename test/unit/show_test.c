/* Dates, numbers and amounts as people read them. */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "html/show.h"

#define NBSP  "\xC2\xA0"
#define MINUS "\xE2\x88\x92"

static Arena *arena;

static int
make_arena(void **state)
{
    (void)state;
    arena = arena_new((size_t)1024 * 1024);
    return 0;
}

static int
drop_arena(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

typedef struct NumberCase {
    int64_t number;
    const char *english;
    const char *swedish;
} NumberCase;

static const NumberCase COUNTS[] = {
    {0, "0", "0"},
    {7, "7", "7"},
    {999, "999", "999"},
    {1000, "1,000", "1" NBSP "000"},
    {-12345, MINUS "12,345", MINUS "12" NBSP "345"},
    {1000000, "1,000,000", "1" NBSP "000" NBSP "000"},
    {INT64_MAX, "9,223,372,036,854,775,807",
     "9" NBSP "223" NBSP "372" NBSP "036" NBSP "854" NBSP "775" NBSP "807"},
    {INT64_MIN, MINUS "9,223,372,036,854,775,808",
     MINUS "9" NBSP "223" NBSP "372" NBSP "036" NBSP "854" NBSP "775" NBSP "808"},
};

static const NumberCase AMOUNTS[] = {
    {0, "USD" NBSP "0", "0" NBSP "USD"},
    {6000000000, "USD" NBSP "6,000", "6" NBSP "000" NBSP "USD"},
    {6000500000, "USD" NBSP "6,000.50", "6" NBSP "000,50" NBSP "USD"},
    {1, "USD" NBSP "0.000001", "0,000001" NBSP "USD"},
    {-1250000, "USD" NBSP MINUS "1.25", MINUS "1,25" NBSP "USD"},
};

static const NumberCase MONTHS[] = {
    {0, "0" NBSP "months", "0" NBSP "månader"},
    {TICKS_PER_MONTH, "1" NBSP "month", "1" NBSP "månad"},
    {TICKS_PER_MONTH * 12, "12" NBSP "months", "12" NBSP "månader"},
    {TICKS_PER_MONTH * 64 / 10, "6.4" NBSP "months", "6,4" NBSP "månader"},
    {TICKS_PER_MONTH * 645 / 100, "6.5" NBSP "months", "6,5" NBSP "månader"},
    {TICKS_PER_MONTH * 645 / 100 - 1, "6.4" NBSP "months", "6,4" NBSP "månader"},
    {TICKS_PER_MONTH * 11 / 10, "1.1" NBSP "months", "1,1" NBSP "månader"},
};

static Buf
empty(void)
{
    return buf_new(arena, 200);
}

static void
put_count(Buf *out, Lang lang, int64_t number)
{
    show_count(out, lang, number);
}

static void
put_amount(Buf *out, Lang lang, int64_t micros)
{
    show_money(out, lang, "USD", micros);
}

static void
put_months(Buf *out, Lang lang, int64_t ticks)
{
    show_months(out, lang, ticks);
}

static void
assert_cases(const NumberCase *it, size_t count, void (*put)(Buf *, Lang, int64_t))
{
    for (size_t i = 0; i < count; i++) {
        Buf english = empty(), swedish = empty();
        put(&english, LANG_EN, it[i].number);
        put(&swedish, LANG_SV, it[i].number);
        assert_string_equal(english.data, it[i].english);
        assert_string_equal(swedish.data, it[i].swedish);
    }
}

static void
numbers_are_grouped(void **state)
{
    (void)state;
    assert_cases(COUNTS, COUNT_OF(COUNTS), put_count);
}

static void
amounts_have_the_decimals_they_need(void **state)
{
    (void)state;
    assert_cases(AMOUNTS, COUNT_OF(AMOUNTS), put_amount);
}

static void
months_are_rounded_to_tenths(void **state)
{
    (void)state;
    assert_cases(MONTHS, COUNT_OF(MONTHS), put_months);
}

typedef struct DayCase {
    const char *day;
    const char *english;
    const char *swedish;
} DayCase;

static const DayCase DAYS[] = {
    {"1970-01-01", "1 January 1970", "1 januari 1970"},
    {"2024-02-29", "29 February 2024", "29 februari 2024"},
    {"2027-04-22", "22 April 2027", "22 april 2027"},
    {"2026-05-03", "3 May 2026", "3 maj 2026"},
    {"9999-12-31", "31 December 9999", "31 december 9999"},
};

static void
dates_have_words(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(DAYS); i++) {
        Buf english = empty(), swedish = empty();
        Date date;
        assert_true(date_parse(DAYS[i].day, &date));
        show_date(&english, LANG_EN, date);
        show_date(&swedish, LANG_SV, date);
        assert_string_equal(english.data, DAYS[i].english);
        assert_string_equal(swedish.data, DAYS[i].swedish);
    }
}

static void
moments_say_that_they_are_utc(void **state)
{
    const Micros last_minute = INT64_C(86399) * MICROS_PER_SECOND;
    Buf english = empty(), swedish = empty();

    (void)state;
    show_moment(&english, LANG_EN, &(LocalTime){last_minute, "UTC"});
    show_moment(&swedish, LANG_SV, &(LocalTime){last_minute, "UTC"});
    assert_string_equal(english.data, "1 January 1970, 23:59" NBSP "UTC");
    assert_string_equal(swedish.data, "1 januari 1970 kl." NBSP "23.59" NBSP "UTC");
}

static void
short_months_have_three_letters(void **state)
{
    (void)state;
    for (int month = 1; month <= 12; month++) {
        Buf english = empty(), swedish = empty();
        show_short_month(&english, LANG_EN, month);
        show_short_month(&swedish, LANG_SV, month);
        assert_int_equal(strlen(english.data), 3);
        assert_int_equal(strlen(swedish.data), 3);
    }
    Buf may = empty();
    show_short_month(&may, LANG_SV, 5);
    assert_string_equal(may.data, "maj");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_grouped),
        cmocka_unit_test(amounts_have_the_decimals_they_need),
        cmocka_unit_test(months_are_rounded_to_tenths),
        cmocka_unit_test(dates_have_words),
        cmocka_unit_test(moments_say_that_they_are_utc),
        cmocka_unit_test(short_months_have_three_letters),
    };
    return cmocka_run_group_tests(tests, make_arena, drop_arena);
}
