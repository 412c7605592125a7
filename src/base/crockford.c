#include "base/crockford.h"

static const char ALPHABET[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static_assert(sizeof(ALPHABET) - 1 == 32, "base 32 has 32 symbols");

/* A letter in both cases. */
#define LETTER(upper, value) [upper] = (value), [(upper) - 'A' + 'a'] = (value)

// clang-format off
const int8_t CROCKFORD_VALUES[256] = {
    [0 ... '0' - 1] = -1,
    ['0'] = 0, ['1'] = 1, ['2'] = 2, ['3'] = 3, ['4'] = 4,
    ['5'] = 5, ['6'] = 6, ['7'] = 7, ['8'] = 8, ['9'] = 9,
    ['9' + 1 ... 'A' - 1] = -1,
    LETTER('A', 10), LETTER('B', 11), LETTER('C', 12), LETTER('D', 13), LETTER('E', 14),
    LETTER('F', 15), LETTER('G', 16), LETTER('H', 17), LETTER('I', 1),  LETTER('J', 18),
    LETTER('K', 19), LETTER('L', 1),  LETTER('M', 20), LETTER('N', 21), LETTER('O', 0),
    LETTER('P', 22), LETTER('Q', 23), LETTER('R', 24), LETTER('S', 25), LETTER('T', 26),
    LETTER('U', -1), LETTER('V', 27), LETTER('W', 28), LETTER('X', 29), LETTER('Y', 30),
    LETTER('Z', 31),
    ['Z' + 1 ... 'a' - 1] = -1,
    ['z' + 1 ... 255] = -1,
};
// clang-format on

char
crockford_char(unsigned value)
{
    assert(value < 32);
    return ALPHABET[value];
}
