#include "domain/key.h"

#include "base/text/text.h"

/*
 * GF(32): the values 0..31 as polynomials of degree below 5 with coefficients 0 and 1. Adding is
 * exclusive or; multiplying is modulo x^5 + x^2 + 1, of which a = 2 is a root. Every value but 0 is
 * a power of a, and a^31 = 1, so multiplying adds exponents.
 */
enum { FIELD_ORDER = 31, GROUP_SYMBOLS = 5, KEY_REF_SYMBOLS = 8 };

/* The powers of a: a^0 = 1, a^1 = 2, ... */
static const uint8_t POWERS[FIELD_ORDER] = {
    1,  2,  4, 8, 16, 5,  10, 20, 13, 26, 17, 7,  14, 28, 29, 31,
    27, 19, 3, 6, 12, 24, 21, 15, 30, 25, 23, 11, 22, 9,  18,
};

/* The exponents that go with the values; 0 has none. */
static const uint8_t EXPONENTS[32] = {
    0, 0,  1,  18, 2, 5,  19, 11, 3,  29, 6, 27, 20, 8,  12, 23,
    4, 10, 30, 17, 7, 22, 28, 26, 21, 25, 9, 16, 13, 14, 24, 15,
};

/*
 * RULE KEY-2: A key is a polynomial C(x) = c0 x^24 + c1 x^23 + ... + c24, its characters from left
 * to right, that vanishes at a and at a^2. Both values are found at once, in the halves of one
 * word:
 *
 * The low half is C(a) by Horner's method: double, then add the next character. It is not reduced
 * on the way: bit i means a^i, and 25 characters make 29 bits. The high half is the square root of
 * C(a^2). Squaring keeps sums in this field, so C(a^2) is the square of r0 a^24 + r1 a^23 + ...
 * with the square roots r of the characters, and that can be had by doubling and adding as well.
 */
typedef uint64_t Evaluation;

#define HALVES(low, high) ((Evaluation)(low) | (Evaluation)(high) << 32)

/* The square root of a value is the sum of the roots of its bits: 1, a^16, a, a^17 and a^2. */
#define ROOT(v)                                                                                    \
    (((v) & 1) ^ ((v) >> 1 & 1) * 27 ^ ((v) >> 2 & 1) * 2 ^ ((v) >> 3 & 1) * 19 ^                  \
     ((v) >> 4 & 1) * 4)

/* Tells a symbol of value 0 from a character that is none. */
#define SYMBOL  ((Evaluation)1 << 63)
#define TERM(v) (SYMBOL | HALVES(v, ROOT(v)))

/* What each character adds; 0 for those that do not occur in keys. */
static const Evaluation TERMS[256] = {
#define DIGIT(c, value)                  [c] = TERM(value),
#define LETTER(capital, small, value)    [capital] = TERM(value), [small] = TERM(value),
#define LOOKALIKE(capital, small, value) LETTER(capital, small, value)
#include "base/text/crockford.def"
#undef DIGIT
#undef LETTER
#undef LOOKALIKE
};

static inline Evaluation
evaluation_add(Evaluation evaluation, Evaluation term)
{
    return evaluation << 1 ^ term;
}

/* Where a^n = a^m + 1, replaces the bits from n on by what they mean, in both halves. */
static inline Evaluation
evaluation_fold(Evaluation evaluation, int n, int m)
{
    const Evaluation low = HALVES((1U << n) - 1, (1U << n) - 1);
    Evaluation above = (evaluation & ~low) >> n;

    return (evaluation & low) ^ above ^ above << m;
}

/* From 29 bits down to values 0..31, in both halves. */
static inline Evaluation
evaluation_reduce(Evaluation evaluation)
{
    evaluation = evaluation_fold(evaluation & ~SYMBOL, 18, 1);
    evaluation = evaluation_fold(evaluation, 10, 4);
    evaluation = evaluation_fold(evaluation, 5, 2);
    evaluation = evaluation_fold(evaluation, 5, 2);
    return evaluation_fold(evaluation, 5, 2);
}

/*
 * An error e in the character that belongs to x^k alone makes C(a) = e a^k and C(a^2) = e a^2k.
 * Neither is 0, and their quotient a^k tells the place, if it is one of the 25 that there are.
 */
static int
wrong_position(Evaluation evaluation)
{
    uint32_t value = (uint32_t)evaluation, root = (uint32_t)(evaluation >> 32);

    if (value == 0 || root == 0)
        return 0;

    int k = (2 * EXPONENTS[root] + FIELD_ORDER - EXPONENTS[value]) % FIELD_ORDER;
    return k < KEY_SYMBOLS ? KEY_SYMBOLS - k : 0;
}

/* What may stand between the characters of a key; and at its ends, where lists and mails put it. */
static const char BETWEEN[] = " -";
static const char AROUND[] = " -\"'`*.,;:!?()[]{}<>";

/* Behind the characters that a plain keyboard would have written as one of these. */
static __attribute__((cold)) const char *
skip_any(const char *text, const char *passed)
{
    size_t size;

    for (char c = text_keyboard(text, &size); c != '\0' && strchr(passed, c) != NULL;
         c = text_keyboard(text, &size))
        text += size;
    return text;
}

/* What a character adds that may be another's way to write it; 0 where keys do not have it. */
static __attribute__((cold)) Evaluation
symbol_term(const char *at)
{
    size_t size;

    return TERMS[(unsigned char)text_keyboard(at, &size)];
}

/* What a symbol adds, 0 where there is none, and the last byte of how it is written. */
typedef struct Symbol {
    Evaluation term;
    const char *end;
} Symbol;

/* One that is written in another way than on most keys, behind what may stand before it. */
static __attribute__((cold)) Symbol
find_symbol(const char *text)
{
    Symbol found = {.end = skip_any(text, BETWEEN)};

    found.term = symbol_term(found.end);
    if (found.term != 0)
        found.end += text_character_size(found.end) - 1;
    return found;
}

/*
 * RULE KEY-1: case, spaces and hyphens of any kind do not matter, nor does O for 0, or I or L
 * for 1.
 */
Err
key_parse(const char *text, ProductKey *ret, int *ret_position)
{
    ProductKey key;
    Evaluation evaluation = 0;

    *ret_position = 0;
    if (TERMS[(unsigned char)*text] == 0)
        text = skip_any(text, AROUND);
/* Unrolled, it costs a fifth less. clang cannot where sanitizers stand in it, and warns of that. */
#ifndef __clang__
#pragma GCC unroll 25
#endif
    for (size_t i = 0; i < KEY_SYMBOLS; text++, i++) {
        if (i % GROUP_SYMBOLS == 0 && *text == '-')
            text++; /* as on most keys, which shall not pay for what others write */
        Symbol found = {TERMS[(unsigned char)*text], text};
        if (found.term == 0)
            found = find_symbol(text);
        if (found.term == 0)
            return ERR_KEY_MALFORMED;
        text = found.end;
        key.symbol[i] = (uint8_t)found.term;
        evaluation = evaluation_add(evaluation, found.term);
    }
    if (*text != '\0' && *skip_any(text, AROUND) != '\0')
        return ERR_KEY_MALFORMED;

    evaluation = evaluation_reduce(evaluation);
    if (evaluation != 0) {
        *ret_position = wrong_position(evaluation);
        return ERR_KEY_MISTYPED;
    }
    *ret = key;
    return OK;
}

const char *
key_find_foreign(const char *text, int *ret_place)
{
    int place = 0;

    for (text = skip_any(text, AROUND); *skip_any(text, AROUND) != '\0';
         text += text_character_size(text)) {
        text = skip_any(text, BETWEEN);
        place++;
        if (symbol_term(text) == 0)
            break;
    }
    *ret_place = place;
    return *skip_any(text, AROUND) != '\0' ? text : NULL;
}

void
key_format(const ProductKey *key, char ret_text[KEY_TEXT_SIZE])
{
    char *out = ret_text;

    for (int i = 0; i < KEY_SYMBOLS; i++) {
        if (i > 0 && i % GROUP_SYMBOLS == 0)
            *out++ = '-';
        *out++ = crockford_char(key->symbol[i]);
    }
    *out = '\0';
    assert(out - ret_text == KEY_TEXT_SIZE - 1);
}

/*
 * With both checks 0 the key amounts to s at a and to t at a^2. The checks c and d, which belong to
 * x and 1, must undo that: c a + d = s and c a^2 + d = t. So c = (s + t) / (a + a^2), and as
 * a + a^2 = a^19, dividing by it is multiplying by a^12; then d = s + c a.
 */
void
key_complete(ProductKey *key)
{
    enum { INVERSE_EXPONENT = 12 };
    uint8_t *checks = key->symbol + KEY_SYMBOLS_RANDOM;
    Evaluation evaluation = 0;

    for (int i = 0; i < KEY_SYMBOLS_RANDOM; i++)
        evaluation =
            evaluation_add(evaluation, TERMS[(unsigned char)crockford_char(key->symbol[i])]);
    evaluation = evaluation_add(evaluation_add(evaluation, 0), 0);
    evaluation = evaluation_reduce(evaluation);

    uint32_t s = (uint32_t)evaluation, root = (uint32_t)(evaluation >> 32);
    uint32_t t = root == 0 ? 0 : POWERS[2 * EXPONENTS[root] % FIELD_ORDER];
    checks[0] = checks[1] = 0;
    if (s != t)
        checks[0] = POWERS[(EXPONENTS[s ^ t] + INVERSE_EXPONENT) % FIELD_ORDER];
    if (checks[0] != 0)
        checks[1] = POWERS[(EXPONENTS[checks[0]] + 1) % FIELD_ORDER];
    checks[1] ^= (uint8_t)s;
}

void
key_ref_format(const uint8_t random[KEY_REF_RANDOM_BYTES], char ret_text[KEY_REF_SIZE])
{
    uint64_t bits = 0;

    for (int i = 0; i < KEY_REF_RANDOM_BYTES; i++)
        bits = bits << 8 | random[i];

    memcpy(ret_text, "KR-", 3);
    for (int i = KEY_REF_SYMBOLS; i > 0; i--, bits >>= 5)
        ret_text[2 + i] = crockford_char(bits & 31);
    ret_text[KEY_REF_SIZE - 1] = '\0';
}

bool
key_ref_parse(const char *text, char ret_text[KEY_REF_SIZE])
{
    char canonical[KEY_REF_SIZE] = "KR-";

    if (strnlen(text, KEY_REF_SIZE) != KEY_REF_SIZE - 1)
        return false;
    if ((text[0] != 'K' && text[0] != 'k') || (text[1] != 'R' && text[1] != 'r') || text[2] != '-')
        return false;
    for (int i = 3; i < KEY_REF_SIZE - 1; i++) {
        int value = crockford_value(text[i]);
        if (value < 0)
            return false;
        canonical[i] = crockford_char((unsigned)value);
    }

    memcpy(ret_text, canonical, KEY_REF_SIZE);
    return true;
}

/* --- keys where none belong ------------------------------------------------------------------ */

/* A run of letters and digits, as a plain keyboard has them, and what follows it. */
typedef struct Group {
    char symbol[KEY_SYMBOLS]; /* the first of them */
    size_t length;
    bool has_digit;
    const char *end;
} Group;

static Group
read_group(const char *text)
{
    Group group = {.end = text};
    size_t size;

    for (; *group.end != '\0'; group.end += size, group.length++) {
        char c = text_keyboard(group.end, &size);
        bool is_digit = c >= '0' && c <= '9';
        if (!is_digit && !(c >= 'A' && c <= 'Z') && !(c >= 'a' && c <= 'z'))
            break;
        if (group.length < KEY_SYMBOLS)
            group.symbol[group.length] = c;
        group.has_digit |= is_digit;
    }
    return group;
}

/* One key in twelve thousand has no digit; its check characters tell it from words. */
static bool
is_whole_key(const char *symbols, size_t length)
{
    char text[KEY_SYMBOLS + 1] = "";
    ProductKey key;
    int position;

    if (length != KEY_SYMBOLS)
        return false;
    memcpy(text, symbols, length);
    return key_parse(text, &key, &position) == OK;
}

/* About as many letters and digits as a key has: of words that are as long, hardly any has a digit.
 */
static bool
is_run_of_key(const Group *group)
{
    enum { ABOUT = 1 };

    if (group->length < KEY_SYMBOLS - ABOUT || group->length > KEY_SYMBOLS + ABOUT)
        return false;
    return group->has_digit || is_whole_key(group->symbol, group->length);
}

/* The same as five groups of about five. */
static bool
are_groups_of_key(const char *text)
{
    char symbols[KEY_SYMBOLS + GROUP_SYMBOLS];
    size_t length = 0;
    bool has_digit = false;

    for (int i = 0; i < KEY_SYMBOLS / GROUP_SYMBOLS; i++) {
        Group group = read_group(text);
        if (group.length < GROUP_SYMBOLS - 1 || group.length > GROUP_SYMBOLS + 1)
            return false;
        memcpy(symbols + length, group.symbol, group.length);
        length += group.length;
        has_digit |= group.has_digit;
        text = skip_any(group.end, BETWEEN);
    }
    return has_digit || is_whole_key(symbols, length);
}

/* RULE KEY-5: what is searched for stands in an address, and a key must not. */
bool
key_may_stand_in(const char *text)
{
    ProductKey key;
    int position;
    char before = ' ';

    if (key_parse(text, &key, &position) == OK)
        return true;
    while (*text != '\0') {
        Group group = read_group(text);
        /* The 26 characters of an id stand behind an underscore. */
        if ((before != '_' && is_run_of_key(&group)) || are_groups_of_key(text))
            return true;
        text = group.length > 0 ? group.end : text + text_character_size(text);
        before = text[-1];
    }
    return false;
}
