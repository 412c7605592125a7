/*
 * Order: what sorted lists are sorted by, as bytes that compare as the values do, whatever engine
 * compares them; and the place of a row in such a list, behind which its next part begins.
 *
 * Names are in the order that the readers of a language expect, by ICU and the collation that
 * Unicode's CLDR has for it: capitals with small letters, é with e; for Swedish readers å, ä and ö
 * behind z. Bytes of another library's version may be in another order: what was stored of them has
 * to be made anew when order_version() has changed.
 */
#ifndef BASE_ORDER_ORDER_H
#define BASE_ORDER_ORDER_H

#include "base/arena.h"
#include "base/lang/lang.h"

/* --- names: collation.c ---------------------------------------------------------------------- */

/* What lies behind so many bytes, about as many letters, does not count in the order of names. */
enum { NAME_KEY_BYTES_MAX = 120 };

typedef struct NameKey {
    uint8_t byte[NAME_KEY_BYTES_MAX];
    size_t size; /* 0 for no name, which comes first */
} NameKey;

/* The same of what is named in several languages, each in the order of its readers. */
typedef struct NameKeys {
    NameKey in[LANG_COUNT];
} NameKeys;

/* Keys that were stored, as they are read. */
typedef struct SortKey {
    const uint8_t *byte;
    size_t size;
} SortKey;

typedef struct SortKeys {
    SortKey in[LANG_COUNT];
} SortKeys;

/* NULL has the key of no name. */
NameKey name_key(Lang lang, const char *name);

/* Where it has no name in a language, by the English one. */
NameKeys name_keys(const Name *name);

/* By which rules these are made: another text, another order. Borrowed for ever. */
const char *order_version(void);

/* --- countries: countries.c --------------------------------------------------------------------
 */

typedef struct Country {
    const char *code; /* of ISO 3166-1 */
    const char *name;
} Country;

typedef struct Countries {
    Country *item;
    size_t count;
} Countries;

/* All of them, as the readers of a language call them and in their order. */
Countries countries(Arena *arena, Lang lang);

/* --- bytes of a place: place.c --------------------------------------------------------------- */

/* So many bytes of values a list is sorted by at most: three names, or names and numbers. */
enum { ORDER_BYTES_MAX = 3 * (NAME_KEY_BYTES_MAX + 1), ORDER_NUMBER_BYTES = 8 };

/* What a list is sorted by, of one row: the first value first, the others where that is equal. */
typedef struct Order {
    uint8_t byte[ORDER_BYTES_MAX];
    size_t size;
} Order;

void order_put_number(Order *order, int64_t number);

/* A key is followed by a zero, so that no key begins another one. */
void order_put_key(Order *order, SortKey key);

/* One key alone, as it is stored. */
Order order_of_key(SortKey key);

/* What was put from there on, the other way round: the largest first. */
void order_turn(Order *order, size_t from);

/* No more bytes than there are, in the arena. */
SortKey order_keep(Arena *arena, const Order *order);

/* Below, at or above 0 as a comes before, is equal to, or comes after b. */
int order_compare(SortKey a, SortKey b);

/* The number that was put as that one, where all are numbers; another one where none was. */
int64_t order_number(const Order *order, size_t index);

/*
 * The place of a row, which says all that is needed to go on behind it, wherever that row is by
 * then: what the list was sorted by, in whose language, and the row's id, by which rows that are
 * equal are sorted.
 */
typedef struct RowPlace {
    Order order;
    Lang lang;
    const char *id; /* or a reference: no two rows have the same */
} RowPlace;

/*
 * Which part of a sorted list: what stands behind a place, or in front of one, where a page is
 * turned back. Counted, the list says too how many stand before the part and how many there are:
 * all rows are passed for that, so it is for people, who look at a few parts, and not for programs.
 */
typedef struct ListPart {
    const RowPlace *after, *before; /* one of them at most; NULL: from the beginning */
    int64_t limit;
    bool counted;
} ListPart;

/* As text, for the cursor of a list. */
char *place_text(Arena *arena, const RowPlace *place);

/*
 * The language in whose order a list goes on behind a place (as text, or NULL): where it was begun,
 * whoever reads the next part.
 */
Lang place_lang(Arena *arena, const char *text, Lang reader);

/* False where the text is no place: it has come from outside, and may be anything. */
MUST_CHECK bool place_read(Arena *arena, const char *text, RowPlace *ret);

#endif
