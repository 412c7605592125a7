/*
 * Base 32 as people type it: crockford.def as two look-ups.
 */
#include "base/text/text.h"

static const char SYMBOLS[] = {
#define DIGIT(c, value)               [value] = (c),
#define LETTER(capital, small, value) [value] = (capital),
#define LOOKALIKE(capital, small, value)
#include "base/text/crockford.def"
#undef DIGIT
#undef LETTER
#undef LOOKALIKE
};

static_assert(sizeof(SYMBOLS) == 32, "base 32 has 32 symbols");

/* One more than the value, so that what the table does not name is none. */
static const uint8_t VALUES[256] = {
#define DIGIT(c, value)                  [c] = (value) + 1,
#define LETTER(capital, small, value)    [capital] = (value) + 1, [small] = (value) + 1,
#define LOOKALIKE(capital, small, value) LETTER(capital, small, value)
#include "base/text/crockford.def"
#undef DIGIT
#undef LETTER
#undef LOOKALIKE
};

char
crockford_char(unsigned value)
{
    assert(value < sizeof(SYMBOLS));
    return SYMBOLS[value];
}

int
crockford_value(char c)
{
    return VALUES[(unsigned char)c] - 1;
}
