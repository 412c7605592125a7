/*
 * The table of errors: what is a refusal and what is trouble, and codes that lead back to one.
 */
#include "unit.h"

#include "base/err.h"

static void
ok_is_neither_refusal_nor_trouble(void **state)
{
    (void)state;
    assert_false(err_is_refusal(OK));
    assert_int_equal(err_http_status(OK), 200);
}

/* Who is told of a refusal can do something about it; of trouble, only we can. */
static void
a_refusal_has_a_status_below_500(void **state)
{
    (void)state;
    for (int err = OK + 1; err < ERR_COUNT; err++) {
        int status = err_http_status((Err)err);
        if (status < 400 || status > 599 || err_is_refusal((Err)err) != (status < 500))
            fail_msg("%s: %d", err_code((Err)err), status);
    }
    assert_true(err_is_refusal(ERR_KEY_EXPIRED));
    assert_true(err_is_refusal(ERR_TOO_MANY_REQUESTS));
    assert_false(err_is_refusal(ERR_STORAGE_FULL));
    assert_false(err_is_refusal(ERR_BUSY));
    assert_false(err_is_refusal(ERR_INTERNAL));
}

/* Several may share a public code; they then share the status as well. */
static void
a_code_leads_back_to_an_error_like_it(void **state)
{
    Err found;

    (void)state;
    for (int err = OK + 1; err < ERR_COUNT; err++) {
        assert_true(err_from_code(err_code((Err)err), &found));
        assert_string_equal(err_code(found), err_code((Err)err));
        assert_int_equal(err_http_status(found), err_http_status((Err)err));
    }
    assert_false(err_from_code("ok", &found));
    assert_false(err_from_code("no-such-code", &found));
    assert_false(err_from_code("", &found));
}

static void
every_error_says_what_happened_and_what_to_do(void **state)
{
    (void)state;
    for (int err = OK + 1; err < ERR_COUNT; err++) {
        const char *title = err_title((Err)err);
        const char *detail = err_detail((Err)err);
        assert_true(strlen(title) > 0 && title[strlen(title) - 1] == '.');
        assert_true(strlen(detail) > 0 && detail[strlen(detail) - 1] == '.');
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ok_is_neither_refusal_nor_trouble),
        cmocka_unit_test(a_refusal_has_a_status_below_500),
        cmocka_unit_test(a_code_leads_back_to_an_error_like_it),
        cmocka_unit_test(every_error_says_what_happened_and_what_to_do),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
