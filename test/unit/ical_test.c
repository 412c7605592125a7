/*
 * Lines of a calendar: escaped, folded at 75 octets, and the same text when they are unfolded.
 */
#include "unit.h"

#include "base/format/format.h"

enum { LINES_MAX = 8192 };

static Arena *arena;

static int
set_up(void **state)
{
    (void)state;
    arena = arena_new(1 << 20);
    return 0;
}

static int
tear_down(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

static const char *
text_line(const char *text)
{
    Buf out = buf_new(arena, LINES_MAX);

    ical_text(&out, "SUMMARY", text);
    return out.data;
}

static void
a_short_line_is_one_line(void **state)
{
    Buf out = buf_new(arena, LINES_MAX);

    (void)state;
    ical_line(&out, "DTSTART;VALUE=DATE", "20270422");
    assert_string_equal(out.data, "DTSTART;VALUE=DATE:20270422\r\n");
}

static void
text_is_escaped(void **state)
{
    (void)state;
    assert_string_equal(text_line("a,b;c\\d"), "SUMMARY:a\\,b\\;c\\\\d\r\n");
    assert_string_equal(text_line("one\ntwo\r\nthree"), "SUMMARY:one\\ntwo\\nthree\r\n");
    assert_string_equal(text_line("END:VEVENT \"x\""), "SUMMARY:END:VEVENT \"x\"\r\n");
    assert_string_equal(text_line("a\tb\x07\x7f"
                                  "c"),
                        "SUMMARY:abc\r\n");
    assert_string_equal(text_line(""), "SUMMARY:\r\n");
}

/* Takes the folds out again, counting the octets of each line. */
static char *
unfolded(const char *lines)
{
    char *whole = arena_alloc(arena, strlen(lines) + 1, 1);
    char *out = whole;
    size_t octets = 0;

    for (; *lines != '\0'; lines++) {
        if (strncmp(lines, "\r\n ", 3) == 0) {
            lines += 2;
            octets = 1;
            continue;
        }
        if (*lines == '\r')
            break;
        assert_true(++octets <= 75);
        /* No line begins in the middle of a character. */
        if (octets == 2 && lines[-1] == ' ' && lines[-2] == '\n')
            assert_true(((unsigned char)*lines & 0xC0) != 0x80);
        *out++ = *lines;
    }
    return whole;
}

static void
long_texts_are_folded_between_characters(void **state)
{
    static const char *const CHARACTERS[] = {"x", "å", "√", "🗝", ",", "\\"};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(CHARACTERS); i++) {
        for (size_t offset = 0; offset < 8; offset++) {
            Buf text = buf_new(arena, LINES_MAX);
            Buf want = buf_new(arena, LINES_MAX);
            bool escaped = strpbrk(CHARACTERS[i], ",\\") != NULL;
            buf_text(&want, "SUMMARY:");
            for (size_t n = 0; n < offset; n++) {
                buf_char(&text, 'a');
                buf_char(&want, 'a');
            }
            for (size_t n = 0; n < 200; n++) {
                buf_text(&text, CHARACTERS[i]);
                buf_text(&want, escaped ? "\\" : "");
                buf_text(&want, CHARACTERS[i]);
            }
            assert_string_equal(unfolded(text_line(text.data)), want.data);
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_short_line_is_one_line),
        cmocka_unit_test(text_is_escaped),
        cmocka_unit_test(long_texts_are_folded_between_characters),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
