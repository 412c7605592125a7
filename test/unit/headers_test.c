/* What stands in headers of HTTP that we take apart ourselves. */
#include "unit.h"

#include "base/text/text.h"
#include "http/bearer.h"
#include "http/server/forwarded.h"

/* --- Authorization --------------------------------------------------------------------------- */

static void
a_token_stands_behind_its_scheme(void **state)
{
    (void)state;
    assert_string_equal(bearer_token("Bearer perq_a"), "perq_a");
    assert_string_equal(bearer_token("bEARER perq_a"), "perq_a");
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

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_token_stands_behind_its_scheme),
        cmocka_unit_test(the_last_address_is_read_however_it_is_written),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
