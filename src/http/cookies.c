#include "http/cookies.h"

#include <string.h>

/* Browsers keep nothing longer than this many days (RFC 6265bis, 5.5). */
enum { DAYS_MAX = 400, SECONDS_PER_DAY = 86400 };

static const struct {
    const char *name;
    bool decides; /* something that somebody else must not: gets the prefix */
    int days;     /* 0: until the browser is closed */
} KINDS[COOKIE_COUNT] = {
    [COOKIE_SESSION] = {"perq", true, 0},
    [COOKIE_VISITOR] = {"perq-visitor", true, 0},
    [COOKIE_DEVICE] = {"perq-device", true, DAYS_MAX},
    [COOKIE_LANG] = {"lang", false, DAYS_MAX},
    [COOKIE_THEME] = {"theme", false, DAYS_MAX},
    [COOKIE_ZONE] = {"zone", false, DAYS_MAX},
};

static const char PREFIX[] = "__Host-";

static const char *
prefix_of(Cookie cookie, bool tls)
{
    return tls && KINDS[cookie].decides ? PREFIX : "";
}

static bool
is_name(const char *text, size_t length, Cookie cookie, bool tls)
{
    const char *prefix = prefix_of(cookie, tls);
    const char *name = KINDS[cookie].name;
    size_t skip = strlen(prefix);

    return length == skip + strlen(name) && memcmp(text, prefix, skip) == 0 &&
           memcmp(text + skip, name, length - skip) == 0;
}

/* Ours are made of these only. */
static bool
is_value(const char *text, size_t length)
{
    static const char CHARS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.";

    return length > 0 && length <= COOKIE_VALUE_MAX && strspn(text, CHARS) >= length;
}

typedef struct CookieReader {
    bool tls;
    Arena *arena;
    bool seen[COOKIE_COUNT];
    Cookies cookies;
} CookieReader;

static void
read_cookie(CookieReader *reader, const char *pair, size_t length)
{
    size_t name = strcspn(pair, "=;");

    for (Cookie cookie = 0; cookie < COOKIE_COUNT; cookie++) {
        if (name >= length || !is_name(pair, name, cookie, reader->tls))
            continue;
        const char *value = pair + name + 1;
        size_t value_length = length - name - 1;
        bool good = !reader->seen[cookie] && is_value(value, value_length);
        reader->cookies.value[cookie] =
            good ? arena_copy(reader->arena, value, value_length) : NULL;
        reader->seen[cookie] = true;
    }
}

Cookies
cookies_read(const char *header, bool tls, Arena *arena)
{
    CookieReader reader = {.tls = tls, .arena = arena};

    for (const char *at = header; at != NULL && *at != '\0';) {
        at += strspn(at, "; \t");
        size_t length = strcspn(at, ";");
        size_t trimmed = length;
        while (trimmed > 0 && (at[trimmed - 1] == ' ' || at[trimmed - 1] == '\t'))
            trimmed--;
        read_cookie(&reader, at, trimmed);
        at += length;
    }
    return reader.cookies;
}

char *
cookie_line(Cookie cookie, const char *value, bool tls, Arena *arena)
{
    long seconds = *value == '\0' ? 0 : (long)KINDS[cookie].days * SECONDS_PER_DAY;
    bool lasts = *value == '\0' || KINDS[cookie].days > 0;

    assert(*value == '\0' || is_value(value, strlen(value)));
    return arena_printf(arena, "%s%s=%s; Path=/%s; HttpOnly; SameSite=Lax%s",
                        prefix_of(cookie, tls), KINDS[cookie].name, value,
                        lasts ? arena_printf(arena, "; Max-Age=%ld", seconds) : "",
                        tls ? "; Secure" : "");
}
