/*
 * The table of what languages write differently, besides their words: a row for each.
 */
#include "base/lang/lang.h"

#define NBSP "\xC2\xA0"

const char *const LANG_CODES[] = {[LANG_EN] = "en", [LANG_SV] = "sv", [LANG_COUNT] = NULL};

// clang-format off
static const Locale LOCALES[] = {
    [LANG_EN] = {.name = "English", .thousands = ",",  .decimal = '.', .currency_first = true,
                 .clock = ':', .at = ", "},
    [LANG_SV] = {.name = "Svenska", .thousands = NBSP, .decimal = ',', .currency_first = false,
                 .clock = '.', .at = " kl." NBSP},
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
