/*
 * What Unicode knows of characters, from GNU libunistring, which every system with libcurl has.
 *
 * Most texts are ASCII and are dealt with before the library is asked. It gives memory of its own,
 * which is copied into the arena and freed at once.
 */
#include "base/text/text.h"

#include "base/buf.h"
#include "base/log.h"

#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>
#include <unistring/version.h>

/* To be raised when text_lower(), text_folded() or the spelling of addresses is changed. */
enum { FOLDING = 2 };

/* No text below the first combining mark changes when it is composed (NFC). */
enum { ASCII_END = 0x80, MARKS_BEGIN = 0x300, POINT_BYTES_MAX = 4 };

/* Of a text that becomes longer: the most that one byte can become, rounded up. */
enum { LOWER_GROWTH = 3, FOLDED_GROWTH = 12 };

/* --- checks --------------------------------------------------------------------------------- */

/* How many bytes of ASCII it begins with, as far as eight at a time tell. */
static size_t
ascii_beginning(const char *bytes, size_t count)
{
    const uint64_t not_ascii = UINT64_C(0x8080808080808080);
    uint64_t eight;
    size_t at = 0;

    for (; count - at >= sizeof(eight); at += sizeof(eight)) {
        memcpy(&eight, bytes + at, sizeof(eight));
        if ((eight & not_ascii) != 0)
            break;
    }
    return at;
}

bool
text_is_utf8(const char *bytes, size_t count)
{
    size_t ascii = ascii_beginning(bytes, count);

    return memchr(bytes, '\0', count) == NULL &&
           u8_check((const uint8_t *)bytes + ascii, count - ascii) == NULL;
}

size_t
text_length(const char *text)
{
    return u8_mbsnlen((const uint8_t *)text, strlen(text));
}

size_t
text_character_size(const char *at)
{
    int size = u8_strmblen((const uint8_t *)at);

    return size < 0 ? 1 : (size_t)size;
}

size_t
text_prefix_size(const char *text, size_t characters)
{
    size_t size = 0;

    for (; characters > 0 && text[size] != '\0'; characters--)
        size += text_character_size(text + size);
    return size;
}

static bool
disturbs_line(ucs4_t point)
{
    bool control = point < 0x20 || (point >= 0x7f && point < 0xa0);
    bool separator = point == 0x2028 || point == 0x2029;
    bool turns = (point >= 0x202a && point <= 0x202e) || (point >= 0x2066 && point <= 0x2069);

    return control || separator || turns;
}

bool
text_is_line(const char *text)
{
    const uint8_t *at = (const uint8_t *)text;

    while (*at != '\0') {
        ucs4_t point = *at;
        int size = point < ASCII_END ? 1 : u8_strmbtouc(&point, at);
        if (size < 0 || disturbs_line(point))
            return false;
        at += size;
    }
    return true;
}

/* --- small letters, and what is searched for ------------------------------------------------ */

/* A copy whose letters A to Z are small ones. */
static char *
lower_ascii(Arena *arena, const char *text, bool *ret_is_ascii)
{
    size_t length = strlen(text);
    char *copy = arena_take(arena, length + 1);
    unsigned char seen = 0;

    for (size_t i = 0; i <= length; i++) {
        bool capital = text[i] >= 'A' && text[i] <= 'Z';
        copy[i] = (char)(capital ? text[i] + 'a' - 'A' : text[i]);
        seen |= (unsigned char)text[i];
    }
    *ret_is_ascii = seen < ASCII_END;
    return copy;
}

static char *
keep_composed(Arena *arena, size_t mark, const uint8_t *text, size_t length)
{
    size_t count = 0;
    uint8_t *normal = u8_normalize(UNINORM_NFC, text, length, NULL, &count);

    if (normal == NULL)
        die("out of memory");
    char *kept = arena_keep(arena, mark, (const char *)normal, count);
    free(normal);
    return kept;
}

char *
text_lower(Arena *arena, const char *text)
{
    bool is_ascii, may_compose = false;
    size_t mark = arena_mark(arena);
    char *copy = lower_ascii(arena, text, &is_ascii);
    size_t length = strlen(copy);
    uint8_t *lower, *end;
    ucs4_t point;

    if (is_ascii)
        return copy;
    lower = end = (uint8_t *)arena_take(arena, LOWER_GROWTH * length);
    for (size_t at = 0; at < length;) {
        at += (size_t)u8_mbtouc(&point, (const uint8_t *)copy + at, length - at);
        may_compose = may_compose || point >= MARKS_BEGIN;
        end += u8_uctomb(end, uc_tolower(point), POINT_BYTES_MAX);
    }
    if (may_compose)
        return keep_composed(arena, mark, lower, (size_t)(end - lower));
    return arena_keep(arena, mark, (char *)lower, (size_t)(end - lower));
}

/* Letters without an accent to take off, as they are typed by people who have no key for them. */
static const struct {
    ucs4_t point;
    const char *plain;
} LETTERS[] = {
    {0xdf, "ss"}, {0xe6, "ae"}, {0xf0, "d"},   {0xf8, "o"},  {0xfe, "th"},  {0x111, "d"},
    {0x127, "h"}, {0x142, "l"}, {0x153, "oe"}, {0x167, "t"}, {0x2019, "'"},
};

/* By way of the capital, which all forms of a small letter have in common: s and ſ, σ and ς. */
static void
put_plain(Buf *out, ucs4_t point)
{
    ucs4_t lower = uc_tolower(uc_toupper(point));
    uint8_t bytes[POINT_BYTES_MAX];

    for (size_t i = 0; i < COUNT_OF(LETTERS); i++)
        if (LETTERS[i].point == lower) {
            buf_text(out, LETTERS[i].plain);
            return;
        }
    buf_put(out, bytes, (size_t)u8_uctomb(bytes, lower, sizeof(bytes)));
}

/*
 * Accents, strokes and points have classes of their own. Marks that make another letter are no
 * accents: vowels of Indic scripts, voiced kana, and the small iota, which capitals have beside
 * them.
 */
static bool
is_accent(ucs4_t point)
{
    switch (uc_combining_class(point)) {
    case UC_CCC_NR:
    case UC_CCC_NK:
    case UC_CCC_KV:
    case UC_CCC_VR:
    case UC_CCC_IS:
        return false;
    default:
        return true;
    }
}

/* Characters beyond ASCII; what stands around them has no part in what becomes of them. */
static void
fold_run(Buf *out, const char *run, size_t length)
{
    uint8_t room[256];
    size_t count = sizeof(room);
    uint8_t *apart = u8_normalize(UNINORM_NFKD, (const uint8_t *)run, length, room, &count);
    ucs4_t point;

    if (apart == NULL)
        die("out of memory");
    for (size_t at = 0; at < count;) {
        at += (size_t)u8_mbtouc(&point, apart + at, count - at);
        if (!is_accent(point))
            put_plain(out, point);
    }
    if (apart != room)
        free(apart);
}

/* Takes out soft hyphens, joiners and the like, between which marks would keep their order. */
static void
drop_unseen(char *text)
{
    size_t length = strlen(text), kept = 0;
    ucs4_t point;

    for (size_t at = 0; at < length;) {
        size_t size = (size_t)u8_mbtouc(&point, (const uint8_t *)text + at, length - at);
        if (point < ASCII_END || !uc_is_property_default_ignorable_code_point(point)) {
            memmove(text + kept, text + at, size);
            kept += size;
        }
        at += size;
    }
    text[kept] = '\0';
}

char *
text_folded(Arena *arena, const char *text)
{
    bool is_ascii;
    size_t mark = arena_mark(arena);
    char *copy = lower_ascii(arena, text, &is_ascii);

    if (is_ascii)
        return copy;
    drop_unseen(copy);
    Buf out = buf_new(arena, FOLDED_GROWTH * strlen(copy));
    for (const char *at = copy, *end = at; *at != '\0'; at = end) {
        while (*end != '\0' && (unsigned char)*end < ASCII_END)
            end++;
        buf_put(&out, at, (size_t)(end - at));
        const char *run = end;
        while ((unsigned char)*end >= ASCII_END)
            end++;
        if (end > run)
            fold_run(&out, run, (size_t)(end - run));
    }
    assert(!out.full);
    return arena_keep(arena, mark, out.data, out.length);
}

bool
text_contains(Arena *arena, const char *text, const char *folded)
{
    size_t mark = arena_mark(arena);
    bool found = strstr(text_folded(arena, text), folded) != NULL;

    arena_reset(arena, mark);
    return found;
}

const char *
text_folding(Arena *arena)
{
    return arena_printf(arena, "%d, libunistring %d.%d", FOLDING, _libunistring_version >> 16,
                        _libunistring_version >> 8 & 0xff);
}

static bool
is_blank_at(const uint8_t *at, const uint8_t *end)
{
    ucs4_t character;

    return u8_mbtouc(&character, at, (size_t)(end - at)) > 0 &&
           uc_is_property_white_space(character);
}

bool
text_is_trimmed(const char *text)
{
    const uint8_t *begin = (const uint8_t *)text, *end = begin + strlen(text);
    ucs4_t last = 0;
    const uint8_t *before_last = u8_prev(&last, end, begin);

    return begin == end ||
           (!is_blank_at(begin, end) && (before_last == NULL || !uc_is_property_white_space(last)));
}
