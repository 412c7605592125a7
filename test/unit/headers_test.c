/* What stands in headers of HTTP that we take apart ourselves. */
#include "unit.h"

#include "base/text/text.h"
#include "http/bearer.h"
#include "http/server/forwarded.h"
#include "http/server/framing.h"

#include <microhttpd.h>

/* --- Authorization --------------------------------------------------------------------------- */

static void
a_token_stands_behind_its_scheme(void **state)
{
    (void)state;
    assert_string_equal(bearer_token("Bearer perq_a"), "perq_a");
    assert_string_equal(bearer_token("bEARER perq_a"), "perq_a");
    assert_string_equal(bearer_token("Bearer  perq_a"), "perq_a");
    assert_string_equal(bearer_token("Bearer "), "");
    assert_null(bearer_token(NULL));
    assert_null(bearer_token("Bearer"));
    assert_null(bearer_token("Basic cGVycQ=="));
    assert_null(bearer_token("Bearer\tperq_a"));
}

/* --- X-Forwarded-For ------------------------------------------------------------------------- */

static void
the_last_address_is_read_however_it_is_written(void **state)
{
    static const struct {
        const char *list;
        const char *address;
    } CASES[] = {
        {"192.0.2.1", "192.0.2.1"},
        {"198.51.100.7, 192.0.2.1", "192.0.2.1"},
        {"198.51.100.7,192.0.2.1 \t", "192.0.2.1"},
        {"192.0.2.1:5555", "192.0.2.1"},
        {"::ffff:192.0.2.1", "192.0.2.1"},
        {"[::ffff:192.0.2.1]:5555", "192.0.2.1"},
        {"2001:db8::1", "2001:db8::1"},
        {"2001:DB8:0:0:0:0:0:1", "2001:db8::1"},
        {"[2001:db8::1]", "2001:db8::1"},
        {"[2001:db8::1]:443", "2001:db8::1"},
        /* What names no address changes nothing. */
        {"", "proxy"},
        {"192.0.2.1,", "proxy"},
        {"192.0.2.1, unknown", "proxy"},
        {"192.0.2.1:", "proxy"},
        {"192.0.2.1:http", "proxy"},
        {"192.0.2.256", "proxy"},
        {"[2001:db8::1", "proxy"},
        {"[2001:db8::1]443", "proxy"},
        {"192.0.2.1 192.0.2.2", "proxy"},
        {"0000000000000000000000000000000000000000000000000000000000000000.0.2.1", "proxy"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        char address[ADDRESS_SIZE] = "proxy";
        read_forwarded(CASES[i].list, address);
        if (!text_equal(address, CASES[i].address))
            fail_msg("%s is read as %s", CASES[i].list, address);
    }
}

/* --- framing --------------------------------------------------------------------------------- */

/* As the library leaves a head of one header: each separator is NUL. */
static bool
is_sound(const char *head, size_t size)
{
    const char *url = head + strlen(head) + 1;
    const char *version = url + strlen(url) + 1;
    const char *name = version + strlen(version) + 2;
    Framing framing = framing_begin(head, url, url, version);

    framing_header(&framing, name, name + strlen(name) + 2);
    return framing_is_sound(&framing, size);
}

#define IS_SOUND(head) is_sound(head, sizeof(head) - 1)

static void
a_head_ends_where_its_empty_line_does(void **state)
{
    (void)state;
    if (strcmp(MHD_get_version(), "0.9.75") != 0)
        skip();
    assert_true(IS_SOUND("GET\0/\0HTTP/1.1\0\0Host\0 a\0\0\0\0"));
    /* A line that begins with NUL is taken for the empty one, be it as long as it may. */
    assert_false(IS_SOUND("GET\0/\0HTTP/1.1\0\0Host\0 a\0\0\0\0\0"));
    assert_false(IS_SOUND("GET\0/\0HTTP/1.1\0\0Host\0 a\0\0\0\0X: b\0\0"));
    /* LF alone, behind which the memory happens to be zero. */
    assert_false(
        is_sound("GET\0/\0HTTP/1.1\0\0Host\0 a\0\0\0", sizeof("GET / HTTP/1.1rnHost: arnn") - 1));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_token_stands_behind_its_scheme),
        cmocka_unit_test(the_last_address_is_read_however_it_is_written),
        cmocka_unit_test(a_head_ends_where_its_empty_line_does),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
