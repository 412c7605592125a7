/*
 * Any bytes as a text: its forms (an e-mail address, a domain, …) against a slow second reading,
 * and what it becomes for comparing and searching, be it UTF-8 or not.
 */
#include "base/text/text.h"

#include <string.h>

enum { TEXT_MAX = 700 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define SMALL   "abcdefghijklmnopqrstuvwxyz"
#define CAPITAL "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS  "0123456789"

static bool
consists_of(const char *text, const char *characters)
{
    return strspn(text, characters) == strlen(text);
}

/* Is every piece between separators of 1 to max such characters, and none has hyphens outside? */
static bool
slow_pieces(Arena *arena, const char *text, const char *separator, const char *characters,
            size_t max)
{
    char *rest = arena_copy(arena, text, strlen(text));

    for (char *piece = strsep(&rest, separator); piece != NULL; piece = strsep(&rest, separator)) {
        size_t length = strlen(piece);
        if (length < 1 || length > max || !consists_of(piece, characters))
            return false;
        if (piece[0] == '-' || piece[length - 1] == '-')
            return false;
    }
    return true;
}

static bool
slow_is_domain(Arena *arena, const char *text)
{
    return strlen(text) <= 253 && slow_pieces(arena, text, ".", SMALL CAPITAL DIGITS "-", 63);
}

static void
check_forms(Arena *arena, const char *text)
{
    size_t length = strlen(text);

    assert(text_is_slug(text) == slow_pieces(arena, text, "-", SMALL DIGITS, TEXT_MAX));
    assert(text_is_domain(text) == slow_is_domain(arena, text));
    assert(!text_is_country(text) || (length == 2 && consists_of(text, CAPITAL)));
    assert(text_is_currency(text) == (length == 3 && consists_of(text, CAPITAL)));
}

static void
check_lengths(const char *text)
{
    size_t size = 0, count = 0;

    while (text[size] != '\0') {
        size_t step = text_character_size(text + size);
        assert(step >= 1 && step <= 4 && size + step <= strlen(text));
        size += step;
        count++;
        assert(text_prefix_size(text, count) == size);
    }
    if (text_is_utf8(text, size))
        assert(text_length(text) == count);
}

/* What it becomes is text, becomes nothing else, and is found. */
static void
check_folding(Arena *arena, const char *text)
{
    const char *lower = text_lower(arena, text);
    const char *folded = text_folded(arena, text);
    const char *of_lower = text_folded(arena, lower);
    size_t length = strlen(text);

    assert(text_is_utf8(lower, strlen(lower)) && text_is_utf8(folded, strlen(folded)));
    if (!text_is_utf8(text, length))
        return;
    assert(text_equal(text_lower(arena, lower), lower));
    assert(text_equal(text_folded(arena, folded), folded));
    assert(text_equal(of_lower, folded));
    assert(text_contains(arena, text, folded));
}

/* One form, which becomes nothing else; and what can be seen of it is a line. */
static void
check_written(Arena *arena, const char *text)
{
    if (!text_is_utf8(text, strlen(text)))
        return;
    const char *tidy = text_tidy(arena, text);
    const char *opaque = text_opaque(arena, text);
    size_t length = strlen(tidy);

    assert(text_is_utf8(tidy, length) && text_is_utf8(opaque, strlen(opaque)));
    assert(text_equal(text_tidy(arena, tidy), tidy));
    assert(text_equal(text_tidy(arena, opaque), tidy));
    assert(text_equal(text_opaque(arena, opaque), opaque));
    assert(length == 0 || (tidy[0] != ' ' && tidy[length - 1] != ' '));
    assert(strstr(tidy, "  ") == NULL);
    assert(!text_can_be_seen(tidy) || text_is_line(tidy));
}

/* Spelt once, and the same whichever of its spellings comes in. */
static void
check_addresses(Arena *arena, const char *text)
{
    if (!text_is_utf8(text, strlen(text)))
        return;
    const char *tidy = text_tidy(arena, text);
    const char *domain = text_as_domain(arena, tidy);
    const char *email = text_as_email(arena, tidy);

    if (domain != NULL)
        assert(text_equal(text_as_domain(arena, domain), domain));
    if (email != NULL)
        assert(text_equal(text_as_email(arena, email), email) && text_is_line(email));
    if (slow_is_domain(arena, text) && strcasestr(text, "xn--") == NULL)
        assert(domain != NULL && text_equal(domain, text_lower(arena, text)));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static Arena *arena;

    if (arena == NULL)
        arena = arena_new((size_t)4 * 1024 * 1024);
    arena_reset(arena, 0);
    const char *text = arena_copy(arena, (const char *)data, size < TEXT_MAX ? size : TEXT_MAX);
    check_forms(arena, text);
    check_lengths(text);
    check_folding(arena, text);
    check_written(arena, text);
    check_addresses(arena, text);
    return 0;
}
