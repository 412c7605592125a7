/*
 * E-mail addresses and domains, in the one spelling in which they are kept and compared.
 *
 * A domain has two: as people write it (åkeri.example), and as the Internet's name servers do
 * (xn--keri-poa.example). Both become the first (IDNA 2008, with the mapping of UTS 46).
 */
#include "base/text/text.h"

#include "base/log.h"

#include <idn2.h>
#include <unicase.h>
#include <unistr.h>

enum { ASCII_END = 0x80, LOCAL_LENGTH_MAX = 64 };

/* --- domains ---------------------------------------------------------------------------------- */

static bool
needs_no_library(const char *text)
{
    for (const char *at = text; *at != '\0'; at++)
        if ((unsigned char)*at >= ASCII_END)
            return false;
    return strcasestr(text, "xn--") == NULL;
}

/* Gives memory of the library's to the arena; NULL where it gave none. */
static const char *
keep_idn(Arena *arena, int rc, char *text)
{
    const char *kept = rc == IDN2_OK ? arena_copy(arena, text, strlen(text)) : NULL;

    if (rc == IDN2_MALLOC)
        die("out of memory");
    if (rc == IDN2_OK)
        idn2_free(text);
    return kept;
}

static const char *
as_name_servers_do(Arena *arena, const char *text)
{
    char *ascii = NULL;
    int rc = idn2_to_ascii_8z(text, &ascii, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);

    return keep_idn(arena, rc, ascii);
}

static const char *
as_people_do(Arena *arena, const char *text)
{
    char *shown = NULL;
    int rc = idn2_to_unicode_8z8z(text, &shown, 0);

    return keep_idn(arena, rc, shown);
}

/* What does not come back the same when it is written the other way is none. */
const char *
text_as_domain(Arena *arena, const char *text)
{
    if (needs_no_library(text))
        return text_is_domain(text) ? text_lower(arena, text) : NULL;

    const char *shown = as_people_do(arena, text_lower(arena, text));
    const char *ascii = shown != NULL ? as_name_servers_do(arena, shown) : NULL;
    if (ascii == NULL || !text_is_domain(ascii))
        return NULL;
    const char *again = as_people_do(arena, ascii);
    const char *back = again != NULL ? as_name_servers_do(arena, again) : NULL;
    return back != NULL && text_equal(back, ascii) && text_can_be_seen(again) ? again : NULL;
}

/* --- e-mail addresses ------------------------------------------------------------------------- */

/*
 * In small letters, as they are written where they stand: a sigma at the end of a word is another
 * one than within, whichever of them was typed.
 */
static const char *
small_local(Arena *arena, const char *text)
{
    static const char FINAL_SIGMA[] = "ς", CAPITAL_SIGMA[] = "Σ";
    char *copy = arena_copy(arena, text, strlen(text));
    size_t count = 0;

    for (char *at = strstr(copy, FINAL_SIGMA); at != NULL; at = strstr(at, FINAL_SIGMA))
        memcpy(at, CAPITAL_SIGMA, strlen(CAPITAL_SIGMA));
    uint8_t *lower =
        u8_tolower((const uint8_t *)copy, strlen(copy), NULL, UNINORM_NFC, NULL, &count);
    if (lower == NULL)
        die("out of memory");
    const char *kept = arena_copy(arena, (const char *)lower, count);
    free(lower);
    return kept;
}

static bool
is_local(const char *text)
{
    size_t length = text_length(text);

    if (length == 0 || length > LOCAL_LENGTH_MAX)
        return false;
    for (const char *c = text; *c != '\0'; c++)
        if (*c == ' ' || strchr("\"(),:;<>@[\\]", *c) != NULL)
            return false;
    return text_can_be_seen(text);
}

const char *
text_as_email(Arena *arena, const char *text)
{
    const char *at = strrchr(text, '@');

    if (at == NULL)
        return NULL;
    const char *typed = arena_copy(arena, text, (size_t)(at - text));
    if (!is_local(typed))
        return NULL;
    /* Small letters may be more characters than their capitals, as those of İ are. */
    const char *local = small_local(arena, typed);
    const char *domain = is_local(local) ? text_as_domain(arena, at + 1) : NULL;
    if (domain == NULL)
        return NULL;
    return arena_printf(arena, "%s@%s", local, domain);
}
