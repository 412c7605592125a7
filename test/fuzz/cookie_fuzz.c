/*
 * Any text as a Cookie header, by TLS and not. Whatever comes out is made of characters that may
 * stand in a cookie, and is the same when it is sent back alone.
 */
#include "base/text/text.h"
#include "http/cookies.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The pair that a browser makes of what we set: all before the first semicolon. */
static void
check_round_trip(Cookie cookie, const char *value, bool tls, Arena *arena)
{
    const char *line = cookie_line(cookie, value, tls, arena);
    const char *pair = arena_copy(arena, line, strcspn(line, ";"));
    Cookies back = cookies_read(pair, tls, arena);

    assert(strpbrk(line, "\r\n") == NULL);
    for (Cookie other = 0; other < COOKIE_COUNT; other++) {
        const char *expected = other == cookie ? value : NULL;
        assert((expected == NULL) == (back.value[other] == NULL));
        assert(expected == NULL || text_equal(expected, back.value[other]));
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static Arena *arena;

    if (arena == NULL)
        arena = arena_new((size_t)64 * 1024 * 1024);
    arena_reset(arena, 0);
    if (size > 16384)
        return 0;

    const char *header = arena_copy(arena, (const char *)data, size);
    for (int tls = 0; tls <= 1; tls++) {
        Cookies cookies = cookies_read(header, tls == 1, arena);
        for (Cookie cookie = 0; cookie < COOKIE_COUNT; cookie++)
            if (cookies.value[cookie] != NULL)
                check_round_trip(cookie, cookies.value[cookie], tls == 1, arena);
    }
    return 0;
}
