/*
 * Lang: the reader's language, and texts in it.
 *
 * English is the source text and the key; the Swedish texts come from po/sv.po, compiled in by
 * tools/po.py, which fails the build while a text is missing.
 */
#ifndef BASE_LANG_LANG_H
#define BASE_LANG_LANG_H

#include "base/buf.h"

typedef enum Lang { LANG_EN, LANG_SV, LANG_COUNT } Lang;

/* Marks a text for translation where it stands in a table; lang_text() translates it later. */
#define TR(english) (english)

/*
 * The text in that language; the English text itself where it has no translation, which the build
 * prevents for texts marked with TR, TEXT or standing in err.def.
 */
const char *lang_text(Lang lang, const char *english) __attribute__((format_arg(2)));

/* What somebody called something, in English and in as many other languages; NULL: in no word. */
typedef struct Name {
    const char *in[LANG_COUNT];
} Name;

/* In that language, or in English; NULL where it has no name at all. */
const char *lang_name(Lang lang, const Name *name);

/* "en" or "sv"; all of them in the order of Lang, and NULL. */
const char *lang_code(Lang lang);
extern const char *const LANG_CODES[];

/* How those who read a language write numbers, amounts and the time of day. locale.c */
typedef struct Locale {
    const char *name;      /* of the language, in itself */
    const char *thousands; /* between groups of three digits */
    char decimal;          /* before the decimals */
    bool currency_first;   /* USD 6,000 or 6 000 USD */
    char clock;            /* between hours and minutes */
    const char *at;        /* between a date and a time of day */
    char cells;            /* between the cells of a table, for spreadsheets */
} Locale;

const Locale *locale_of(Lang lang);

/* A number in groups of three digits: 6,000 or 6 000; with a hyphen where it is below zero. */
void locale_put_digits(Buf *out, Lang lang, uint64_t number);
void locale_put_number(Buf *out, Lang lang, int64_t number);

/*
 * The best of ours for an Accept-Language header (RFC 9110, section 12.5.4); fallback if it names
 * none of ours or is NULL.
 */
Lang lang_from_accept(const char *header, Lang fallback);

#endif
