/* Numbers of JSON without floating point, and what weighs more in a header. */
#include "unit.h"

#include "base/format/format.h"
#include "base/text/text.h"

typedef struct Case {
    const char *text;
    const char *read;
} Case;

static const Case CASES[] = {
    {"", ""},
    {"25", "25"},
    {"25.0", "25"},
    {"-25.0", "-25"},
    {"2.5e1", "25"},
    {"2.5E+1", "25"},
    {"250e-1", "25"},
    {"0", "0"},
    {"-0", "0"},
    {"0.0e99999999999999999999", "0"},
    {"1e18", "1000000000000000000"},
    {"9007199254740993.0", "9007199254740993"},
    {"9223372036854775807.0", "9223372036854775807"},
    {"9223372036854775808", "9223372036854775807"},
    {"-9223372036854775808", "-9223372036854775808"},
    {"-9223372036854775809", "-9223372036854775808"},
    {"1e400", "9223372036854775807"},
    {"-1e99999999999999999999", "-9223372036854775808"},
    {"25.5", "0.5"},
    {"1e-1", "0.5"},
    {"1e-99999999999999999999", "0.5"},
    {"123456789.0000000000000000000000001", "0.5"},
    /* What is no number stays as it is, and so does what stands in texts. */
    {"01.0", "01.0"},
    {"1.", "1."},
    {"1.e3", "1.e3"},
    {".5", ".5"},
    {"1.0.5", "1.0.5"},
    {"1e", "1e"},
    {"--1.0", "--1.0"},
    {"+1.0", "+1.0"},
    {"\"1.0\"", "\"1.0\""},
    {"\"\\\"1.0\", 1.0", "\"\\\"1.0\", 1"},
    {"\"\\\\\", 1.0", "\"\\\\\", 1"},
    {"{\"a\":[1.0,2.50e1 ,true,-3.0]}", "{\"a\":[1,25 ,true,-3]}"},
};

/* In pieces of every size the same is read, and each byte comes from where it stands. */
static void
a_whole_number_is_its_digits(void **state)
{
    char read[100];

    (void)state;
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        const Case *it = &CASES[i];
        size_t size = strlen(it->text), length = 0;
        for (size_t piece = 1; piece < sizeof(read); piece++) {
            JsonNumbers numbers = json_numbers(it->text, size);
            size_t more;
            length = 0;
            do {
                size_t room = sizeof(read) - length;
                more = json_numbers_read(&numbers, read + length, piece < room ? piece : room);
                length += more;
            } while (more > 0);
            if (length != strlen(it->read) || memcmp(read, it->read, length) != 0)
                fail_msg("%s is read as %.*s", it->text, (int)length, read);
        }
        assert_int_equal(json_numbers_place(it->text, size, length), size);
        assert_int_equal(json_numbers_place(it->text, size, 0), 0);
    }
}

typedef struct MediaCase {
    const char *accept;
    int csv;
    int json;
} MediaCase;

static const MediaCase MEDIA_CASES[] = {
    {NULL, 0, 0},
    {"", 0, 0},
    {"*/*", 1000, 1000},
    {"TEXT/csv", 1000, 0},
    {"text/csv;q=0, */*;q=0.5", 0, 500},
    {"text/*;q=0.3, text/csv;q=0.25, */*;q=0.1", 250, 100},
    {"text/csv ; charset=\"a,b;q=0\" ; q=0.125", 125, 0},
    {"text/csv;q=1.5", 1000, 0},
    {"text/csv;q=x, application/json;q", 0, 0},
    {"text/csvx, xtext/csv, text", 0, 0},
    {",, text/csv ,;,", 1000, 0},
    {"text/csv;a=\"\\\"\";q=0.5", 500, 0},
    {"text/csv;a=\"", 1000, 0},
};

static void
the_closest_range_weighs(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(MEDIA_CASES); i++) {
        const MediaCase *it = &MEDIA_CASES[i];
        if (media_weight(it->accept, "text/csv") != it->csv ||
            media_weight(it->accept, "application/json") != it->json)
            fail_msg("Accept: %s", it->accept);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_whole_number_is_its_digits),
        cmocka_unit_test(the_closest_range_weighs),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
