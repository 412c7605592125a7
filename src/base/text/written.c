/*
 * What people write: brought into one form where it comes in, and refused where there is something
 * in it that nobody can see: two texts that look the same are the same bytes, as far as that goes.
 */
#include "base/text/text.h"

#include "base/buf.h"
#include "base/log.h"

#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>

enum {
    ASCII_END = 0x80,
    POINT_BYTES_MAX = 4,
    ZERO_WIDTH_NON_JOINER = 0x200c,
    ZERO_WIDTH_JOINER = 0x200d,
    KEYCAP = 0x20e3,
    BLACK_FLAG = 0x1f3f4,
};

static bool
is_ascii_text(const char *text)
{
    while (*text != '\0' && (unsigned char)*text < ASCII_END)
        text++;
    return *text == '\0';
}

static bool
is_general(ucs4_t point, uint32_t mask)
{
    return uc_is_general_category_withtable(point, mask);
}

/* --- one form --------------------------------------------------------------------------------- */

/* Blanks of every width, and those at which no line ends, as the one of the keyboard. */
static char *
plain_blanks(Arena *arena, const char *text)
{
    size_t length = strlen(text);
    char *out = arena_alloc(arena, length + 1, 1);
    size_t count = 0;
    ucs4_t point;

    for (size_t at = 0; at < length;) {
        int size = u8_mbtouc(&point, (const uint8_t *)text + at, length - at);
        if (is_general(point, UC_CATEGORY_MASK_Zs))
            out[count++] = ' ';
        else
            for (int i = 0; i < size; i++)
                out[count++] = text[at + (size_t)i];
        at += (size_t)size;
    }
    return out;
}

static const char *
composed(Arena *arena, const char *text)
{
    size_t count = 0;
    uint8_t *normal = u8_normalize(UNINORM_NFC, (const uint8_t *)text, strlen(text), NULL, &count);

    if (normal == NULL)
        die("out of memory");
    const char *copy = arena_copy(arena, (const char *)normal, count);
    free(normal);
    return copy;
}

/* RFC 8265, OpaqueString: every blank is one of the keyboard's, and stays where it is. */
const char *
text_opaque(Arena *arena, const char *text)
{
    if (is_ascii_text(text))
        return text;
    return composed(arena, plain_blanks(arena, text));
}

/* What ends a line counts as a blank at the ends of a text, where pasting leaves it behind. */
static bool
is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Blanks at the ends go, and of several together one stays. */
static const char *
without_spare_blanks(Arena *arena, const char *text)
{
    size_t length = strlen(text);

    while (length > 0 && is_space(text[length - 1]))
        length--;
    while (length > 0 && is_space(*text))
        text++, length--;
    char *out = arena_copy(arena, text, length);
    size_t count = 0;
    for (size_t i = 0; i < length; i++)
        if (text[i] != ' ' || text[i - 1] != ' ')
            out[count++] = text[i];
    out[count] = '\0';
    return out;
}

const char *
text_tidy(Arena *arena, const char *text)
{
    size_t length = strlen(text);
    bool at_end = length > 0 && (is_space(*text) || is_space(text[length - 1]));
    const char *opaque = text_opaque(arena, text);

    if (opaque == text && !at_end && strstr(text, "  ") == NULL)
        return text;
    return without_spare_blanks(arena, opaque);
}

/* --- as a plain keyboard has it -----------------------------------------------------------------
 */

/* Bullets of lists, the one of Word's symbol font among them. */
static bool
is_bullet(ucs4_t point)
{
    return point == 0xb7 || point == 0x2022 || point == 0x2023 || point == 0x2219 ||
           (point >= 0x25a0 && point <= 0x25ff) || point == 0xf0b7;
}

static char
keyboard_of(ucs4_t point)
{
    enum { WIDE_FIRST = 0xff01, WIDE_LAST = 0xff5e, MINUS = 0x2212, SOFT_HYPHEN = 0xad };
    static const ucs4_t DASHES = UC_CATEGORY_MASK_Pd;
    static const ucs4_t QUOTES = UC_CATEGORY_MASK_Pi | UC_CATEGORY_MASK_Pf;

    if (point >= WIDE_FIRST && point <= WIDE_LAST)
        return (char)(point - WIDE_FIRST + '!');
    if (is_general(point, DASHES) || point == MINUS || point == SOFT_HYPHEN || point == 0x2043)
        return '-';
    if (uc_is_property_white_space(point) || uc_is_property_default_ignorable_code_point(point))
        return ' ';
    if (is_general(point, QUOTES) || point == 0x201a || point == 0x201e)
        return '"';
    return is_bullet(point) ? '*' : '\0';
}

char
text_keyboard(const char *at, size_t *ret_size)
{
    ucs4_t point = 0;

    if ((unsigned char)*at < ASCII_END) {
        *ret_size = *at != '\0';
        return (char)(is_space(*at) ? ' ' : *at);
    }
    *ret_size = text_character_size(at);
    if (u8_strmbtouc(&point, (const uint8_t *)at) <= 0)
        return '\0';
    return keyboard_of(point);
}

/* --- what can be seen ------------------------------------------------------------------------- */

/* A character with what stands around it. */
typedef struct Place {
    ucs4_t before; /* 0: nothing */
    ucs4_t base;   /* the last one before it that is no mark and no tag; 0 likewise */
    ucs4_t point;
    ucs4_t after;
} Place;

/* Nothing, or in some fonts nothing: an empty cell of Braille, and what stands for an object. */
static bool
is_unseen(ucs4_t point)
{
    return is_general(point, UC_CATEGORY_MASK_Cc | UC_CATEGORY_MASK_Cs | UC_CATEGORY_MASK_Co |
                                 UC_CATEGORY_MASK_Cn | UC_CATEGORY_MASK_Zl | UC_CATEGORY_MASK_Zp) ||
           uc_is_property_default_ignorable_code_point(point) || point == 0x2800 ||
           (point >= 0xfff9 && point <= 0xfffc);
}

static bool
is_pictograph(ucs4_t point)
{
    return point >= ASCII_END &&
           is_general(point, UC_CATEGORY_MASK_So | UC_CATEGORY_MASK_Sm | UC_CATEGORY_MASK_Sk);
}

/* Of a script whose letters are joined in writing. */
static bool
is_joining(ucs4_t point)
{
    return uc_bidi_class(point) == UC_BIDI_AL || uc_joining_type(point) != UC_JOINING_TYPE_U;
}

static bool
kills_vowel(ucs4_t point)
{
    return uc_combining_class(point) == UC_CCC_VR;
}

/*
 * Persian and Hindi cannot be written without joiners, nor can pictures that are made of others
 * (RFC 5892, appendix A, and Unicode's emoji).
 */
static bool
is_joiner_at_its_place(const Place *at)
{
    bool leads_on = at->after != 0 && at->after != ' ';

    if (kills_vowel(at->before) || kills_vowel(at->after))
        return true;
    if (at->point == ZERO_WIDTH_NON_JOINER)
        return is_joining(at->base) && leads_on;
    return is_joining(at->base) || (is_pictograph(at->base) && is_pictograph(at->after));
}

static bool
is_of(const char *script, ucs4_t point)
{
    return uc_is_script(point, uc_script_byname(script));
}

/* Which of its forms a character is shown in. Letters of Europe have one. */
static bool
is_selector_at_its_place(const Place *at)
{
    if (at->before < ASCII_END)
        return at->after == KEYCAP;
    return !is_of("Latin", at->base) && !is_of("Greek", at->base) && !is_of("Cyrillic", at->base) &&
           !uc_is_property_variation_selector(at->before);
}

static bool
is_tag(ucs4_t point)
{
    return point >= 0xe0020 && point <= 0xe007f;
}

static bool
is_at_its_place(const Place *at)
{
    if (at->point == ZERO_WIDTH_JOINER || at->point == ZERO_WIDTH_NON_JOINER)
        return is_joiner_at_its_place(at);
    if (is_tag(at->point)) /* of the flags of Scotland and Wales */
        return at->base == BLACK_FLAG;
    if (at->point == 0x180e)
        return is_of("Mongolian", at->base);
    return uc_is_property_variation_selector(at->point) && is_selector_at_its_place(at);
}

static bool
is_seen(const Place *at)
{
    bool is_mark = is_general(at->point, UC_CATEGORY_MASK_M);

    if (is_mark && (at->before == 0 || at->before == ' '))
        return false; /* there is no letter that it belongs to */
    return !is_unseen(at->point) || is_at_its_place(at);
}

static ucs4_t
point_at(const char *at, int *ret_size)
{
    ucs4_t point = 0;

    *ret_size = u8_strmbtouc(&point, (const uint8_t *)at);
    return *ret_size > 0 ? point : 0;
}

bool
text_can_be_seen(const char *text)
{
    Place at = {0};
    int size;

    if (is_ascii_text(text))
        return text_is_line(text);
    for (at.point = point_at(text, &size); size > 0; at.point = at.after) {
        text += size;
        at.after = point_at(text, &size);
        if (!is_seen(&at))
            return false;
        if (!is_general(at.point, UC_CATEGORY_MASK_M) && !is_tag(at.point))
            at.base = at.point;
        at.before = at.point;
    }
    return true;
}
