/*
 * Countries by name, as ICU has them from Unicode's CLDR.
 */
#include "base/order/order.h"

#include <stdlib.h>
#include <unicode/uloc.h>
#include <unicode/ustring.h>

static const char *const CODES[] = {
#define COUNTRY(code) #code,
#include "base/text/country.def"
#undef COUNTRY
};

/* A name is short; one that did not fit would be cut, and one that is not there is the code. */
static const char *
name_of_country(Arena *arena, Lang lang, const char *code)
{
    enum { NAME_UNITS = 100, NAME_BYTES = 4 * NAME_UNITS };
    const char *locale = arena_printf(arena, "und_%s", code);
    char *name = arena_alloc(arena, NAME_BYTES + 1, 1);
    UErrorCode error = U_ZERO_ERROR;
    UChar units[NAME_UNITS];
    int32_t length = 0;

    int32_t count = uloc_getDisplayCountry(locale, lang_code(lang), units, NAME_UNITS, &error);
    if (U_FAILURE(error) || count > NAME_UNITS)
        return code;
    u_strToUTF8(name, NAME_BYTES, &length, units, count, &error);
    name[U_FAILURE(error) ? 0 : length] = '\0';
    return name[0] == '\0' ? code : name;
}

typedef struct Sorted {
    Country country;
    NameKey key;
} Sorted;

static int
compare_countries(const void *a, const void *b)
{
    const Sorted *one = a, *other = b;

    return order_compare((SortKey){one->key.byte, one->key.size},
                         (SortKey){other->key.byte, other->key.size});
}

Countries
countries(Arena *arena, Lang lang)
{
    Sorted *sorted = arena_alloc(arena, COUNT_OF(CODES), sizeof(*sorted));
    Countries list = {
        .item = arena_alloc(arena, COUNT_OF(CODES), sizeof(Country)),
        .count = COUNT_OF(CODES),
    };

    for (size_t i = 0; i < list.count; i++) {
        const char *name = name_of_country(arena, lang, CODES[i]);
        sorted[i] = (Sorted){{CODES[i], name}, name_key(lang, name)};
    }
    qsort(sorted, list.count, sizeof(*sorted), compare_countries);
    for (size_t i = 0; i < list.count; i++)
        list.item[i] = sorted[i].country;
    return list;
}
