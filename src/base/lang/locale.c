/*
 * The table of what languages write differently, besides their words: a row for each.
 */
#include "base/lang/lang.h"

#define NBSP "\xC2\xA0"

const char *const LANG_CODES[] = {[LANG_EN] = "en", [LANG_SV] = "sv", [LANG_COUNT] = NULL};

// clang-format off
static const Locale LOCALES[] = {
    [LANG_EN] = {.name = "English", .thousands = ",",  .decimal = '.', .currency_first = true,
                 .clock = ':', .at = ", ", .cells = ','},
    [LANG_SV] = {.name = "Svenska", .thousands = NBSP, .decimal = ',', .currency_first = false,
                 .clock = '.', .at = " kl." NBSP, .cells = ';'},
};
// clang-format on
static_assert(COUNT_OF(LOCALES) == LANG_COUNT, "a row for each language");

const Locale *
locale_of(Lang lang)
{
    return &LOCALES[lang];
}

const char *
lang_code(Lang lang)
{
    return LANG_CODES[lang];
}

void
locale_put_digits(Buf *out, Lang lang, uint64_t number)
{
    enum { DIGITS_MAX = 20, GROUP = 3 };
    char digits[DIGITS_MAX];
    int count = 0;

    do
        digits[count++] = (char)('0' + number % 10);
    while ((number /= 10) > 0);
    while (count > 0) {
        buf_char(out, digits[--count]);
        if (count > 0 && count % GROUP == 0)
            buf_text(out, locale_of(lang)->thousands);
    }
}

void
locale_put_number(Buf *out, Lang lang, int64_t number)
{
    if (number < 0)
        buf_char(out, '-');
    locale_put_digits(out, lang, number < 0 ? -(uint64_t)number : (uint64_t)number);
}
