/*
 * Any text as X-Forwarded-For, and as an address to listen on.
 *
 * What a proxy says is an address or changes nothing. An address has one form, and is read the same
 * with a port behind it, blanks around it, and hearsay before it.
 */
#include "base/text/text.h"
#include "http/server/forwarded.h"
#include "http/server/server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

enum { TEXT_MAX = 300 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char NOBODY[] = "nobody";

static void
check_reads_as(Arena *arena, const char *list, const char *expected)
{
    char address[ADDRESS_SIZE];
    const char *with_hearsay = arena_printf(arena, "192.0.2.9:1, \t%s \t", list);

    memcpy(address, NOBODY, sizeof(NOBODY));
    read_forwarded(list, address);
    assert(text_equal(address, expected));
    read_forwarded(with_hearsay, address);
    assert(text_equal(address, expected));
}

static void
check_one_form(Arena *arena, const char *address)
{
    struct in6_addr number; /* either kind */
    char again[ADDRESS_SIZE];
    bool is_six = strchr(address, ':') != NULL;
    int family = is_six ? AF_INET6 : AF_INET;

    int known = inet_pton(family, address, &number);
    assert(known == 1 && inet_ntop(family, &number, again, sizeof(again)) != NULL);
    assert(text_equal(address, again));
    assert(!is_six || !IN6_IS_ADDR_V4MAPPED(&number));
    check_reads_as(arena, address, address);
    check_reads_as(arena, arena_printf(arena, is_six ? "[%s]:65535" : "%s:65535", address),
                   address);
    if (!is_six)
        check_reads_as(arena, arena_printf(arena, "::ffff:%s", address), address);
}

static void
check_forwarded(Arena *arena, const char *text)
{
    char address[ADDRESS_SIZE];

    memcpy(address, NOBODY, sizeof(NOBODY));
    read_forwarded(text, address);
    if (!text_equal(address, NOBODY))
        check_one_form(arena, address);
}

/* A port of at most five digits stands behind the last colon, and no name before it. */
static void
check_listen(const char *text)
{
    char host[TEXT_MAX + 1] = "";
    struct in6_addr number;
    const char *colon = strrchr(text, ':');
    size_t digits = colon != NULL ? strspn(colon + 1, "0123456789") : 0;
    bool has_port = digits >= 1 && digits <= 5 && colon[1 + digits] == '\0' &&
                    strtol(colon + 1, NULL, 10) < 65536;
    bool accepted = listen_is_address(text);

    assert(!accepted || has_port);
    if (!has_port)
        return;
    memcpy(host, text, (size_t)(colon - text));
    if (inet_pton(AF_INET, host, &number) == 1 || host[0] == '\0')
        assert(accepted);
    if (strpbrk(host, "/ \t\r\n") != NULL)
        assert(!accepted);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static Arena *arena;

    if (arena == NULL)
        arena = arena_new((size_t)1024 * 1024);
    arena_reset(arena, 0);
    const char *text = arena_copy(arena, (const char *)data, size < TEXT_MAX ? size : TEXT_MAX);
    check_forwarded(arena, text);
    check_listen(text);
    return 0;
}
