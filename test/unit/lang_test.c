/* Which language a reader gets, and that every text of err.def has a Swedish one. */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/lang/lang.h"
#include "base/lang/lang_table.h"

typedef struct AcceptCase {
    const char *header;
    Lang fallback;
    Lang expected;
} AcceptCase;

static const AcceptCase ACCEPT_CASES[] = {
    {NULL, LANG_SV, LANG_SV},
    {"", LANG_SV, LANG_SV},
    {"sv", LANG_EN, LANG_SV},
    {"SV-fi", LANG_EN, LANG_SV},
    {"svx, sv_SE", LANG_EN, LANG_EN},
    {"de, fr;q=0.9", LANG_SV, LANG_SV},
    {"en;q=0.5, sv;q=0.51", LANG_EN, LANG_SV},
    {"en ; q=0.9 , sv ; q=0.91", LANG_EN, LANG_SV},
    {"sv;q=0.8, en-GB;q=1.000", LANG_SV, LANG_EN},
    {"sv;q=0", LANG_EN, LANG_EN},
    {"sv;q=nonsense, en;q=0.001", LANG_SV, LANG_EN},
    {"sv, en", LANG_EN, LANG_SV},
    {"*", LANG_SV, LANG_SV},
    {",,;q=1,;;", LANG_SV, LANG_SV},
};

static void
accept_header_chooses_heaviest(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(ACCEPT_CASES); i++) {
        const AcceptCase *it = &ACCEPT_CASES[i];
        if (lang_from_accept(it->header, it->fallback) != it->expected)
            fail_msg("Accept-Language: %s", it->header);
    }
}

static void
table_is_sorted(void **state)
{
    (void)state;
    for (size_t i = 1; i < LANG_TEXTS_COUNT; i++)
        assert_true(strcmp(LANG_TEXTS[i - 1].in[LANG_EN], LANG_TEXTS[i].in[LANG_EN]) < 0);
}

static void
every_error_has_swedish(void **state)
{
    (void)state;
    for (int err = OK + 1; err < ERR_COUNT; err++) {
        const char *title = err_title((Err)err);
        assert_string_not_equal(lang_text(LANG_SV, title), title);
        assert_ptr_equal(lang_text(LANG_EN, title), title);
    }
}

static void
unknown_text_stays_english(void **state)
{
    (void)state;
    assert_string_equal(lang_text(LANG_SV, "No such text."), "No such text.");
    assert_string_equal(lang_code(LANG_SV), "sv");
    assert_string_equal(lang_code(LANG_EN), "en");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accept_header_chooses_heaviest),
        cmocka_unit_test(table_is_sorted),
        cmocka_unit_test(every_error_has_swedish),
        cmocka_unit_test(unknown_text_stays_english),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
