/* JSON texts, value by value. */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "http/json_scan.h"

static Arena *arena;

static const char *const TEXTS[][2] = {
    {"\"\"", ""},
    {"\"plain\"", "plain"},
    {"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t"},
    {"\"\\u00e5\"", "å"},
    {"\"\\u20AC\"", "€"},
    {"\"\\ud83d\\ude00!\"", "😀!"},
    {"\"å€😀\"", "å€😀"},
};

static void
a_text_is_read_with_its_escapes_undone(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(TEXTS); i++) {
        JsonScan scan = json_scan(TEXTS[i][0], strlen(TEXTS[i][0]));
        JsonText text;
        assert_int_equal(json_scan_kind(&scan), JSON_TEXT);
        assert_true(json_scan_text(&scan, arena, &text));
        assert_int_equal(text.length, strlen(TEXTS[i][1]));
        assert_memory_equal(text.at, TEXTS[i][1], text.length);
        json_scan_end(&scan);
        assert_int_equal(scan.err, OK);
    }
}

typedef struct NumberCase {
    const char *text;
    bool whole;
    int64_t value;
} NumberCase;

static const NumberCase NUMBERS[] = {
    {"0", true, 0},
    {"-0", true, 0},
    {"42", true, 42},
    {"9223372036854775807", true, INT64_MAX},
    {"-9223372036854775808", true, INT64_MIN},
    {"9223372036854775808", false, 0},
    {"-9223372036854775809", false, 0},
    {"1.0", false, 0},
    {"1e3", false, 0},
    {"-1.5E-7", false, 0},
    {"1e999999", false, 0},
};

static void
a_number_is_whole_or_is_not(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(NUMBERS); i++) {
        const NumberCase *it = &NUMBERS[i];
        JsonScan scan = json_scan(it->text, strlen(it->text));
        bool whole = false;
        int64_t value = 0;
        assert_int_equal(json_scan_kind(&scan), JSON_NUMBER);
        assert_true(json_scan_number(&scan, &whole, &value));
        json_scan_end(&scan);
        assert_int_equal(scan.err, OK);
        assert_int_equal(whole, it->whole);
        if (whole)
            assert_true(value == it->value);
    }
}

typedef struct WrongCase {
    const char *text;
    Err err;
} WrongCase;

static const WrongCase WRONG[] = {
    {"", ERR_JSON_INVALID},
    {"nul", ERR_JSON_INVALID},
    {"01", ERR_JSON_INVALID},
    {"-", ERR_JSON_INVALID},
    {"1.", ERR_JSON_INVALID},
    {"1e", ERR_JSON_INVALID},
    {"+1", ERR_JSON_INVALID},
    {"NaN", ERR_JSON_INVALID},
    {"[1,]", ERR_JSON_INVALID},
    {"[,1]", ERR_JSON_INVALID},
    {"[1 2]", ERR_JSON_INVALID},
    {"[1", ERR_JSON_INVALID},
    {"[1}", ERR_JSON_INVALID},
    {"{\"a\":1,}", ERR_JSON_INVALID},
    {"{\"a\" 1}", ERR_JSON_INVALID},
    {"{a:1}", ERR_JSON_INVALID},
    {"{\"a\":}", ERR_JSON_INVALID},
    {"1 1", ERR_JSON_INVALID},
    {"\"open", ERR_JSON_INVALID},
    {"\"\\", ERR_JSON_INVALID},
    {"\"\\x\"", ERR_JSON_INVALID},
    {"\"\\u12\"", ERR_JSON_INVALID},
    {"\"\\u0000\"", ERR_JSON_INVALID},
    {"\"\\ud800\"", ERR_JSON_INVALID},
    {"\"\\ud800\\u0041\"", ERR_JSON_INVALID},
    {"\"\\udc00\"", ERR_JSON_INVALID},
    {"\"\t\"", ERR_JSON_INVALID},
    {"\"\xff\"", ERR_JSON_INVALID},
    {"\"\xc0\xaf\"", ERR_JSON_INVALID},
    {"\xef\xbb\xbf{}", ERR_JSON_INVALID},
    {"{\"a\":1,\"a\":1}", ERR_JSON_DUPLICATE_MEMBER},
    {"{\"a\":1,\"\\u0061\":1}", ERR_JSON_DUPLICATE_MEMBER},
    {"[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]", ERR_JSON_TOO_DEEP},
};

static void
whatever_is_wrong_is_said_and_ends_the_scan(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(WRONG); i++) {
        JsonScan scan = json_scan(WRONG[i].text, strlen(WRONG[i].text));
        json_scan_skip(&scan, arena);
        json_scan_end(&scan);
        if (scan.err != WRONG[i].err)
            fail_msg("%s: %d", WRONG[i].text, scan.err);
        assert_ptr_equal(scan.at, scan.end);
        assert_int_equal(json_scan_kind(&scan), JSON_NOTHING);
        assert_int_equal(scan.err, WRONG[i].err);
    }
}

static int
make_arena(void **state)
{
    (void)state;
    arena = arena_new((size_t)1024 * 1024);
    return 0;
}

static int
free_arena(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_is_read_with_its_escapes_undone),
        cmocka_unit_test(a_number_is_whole_or_is_not),
        cmocka_unit_test(whatever_is_wrong_is_said_and_ends_the_scan),
    };
    return cmocka_run_group_tests(tests, make_arena, free_arena);
}
