/*
 * Text: checks and codings of NUL-terminated UTF-8, and the base 32 that people type.
 */
#ifndef BASE_TEXT_TEXT_H
#define BASE_TEXT_TEXT_H

#include "base/arena.h"
#include "base/base.h"

/* The forms that members of the API have; each takes any text. */
MUST_CHECK bool text_is_slug(const char *text);     /* lower-case words joined by hyphens */
MUST_CHECK bool text_is_domain(const char *text);   /* labels of letters, digits, hyphens */
MUST_CHECK bool text_is_country(const char *text);  /* of ISO 3166-1: country.def */
MUST_CHECK bool text_is_currency(const char *text); /* three capitals, ISO 4217 */

MUST_CHECK bool text_equal(const char *a, const char *b);

/* base64url without padding (RFC 4648, section 5). */
char *text_base64url(Arena *arena, const void *bytes, size_t count);

/* NULL where the text is not base64url. The bytes are followed by a NUL. */
char *text_from_base64url(Arena *arena, const char *text, size_t *ret_count);

void text_hex(const void *bytes, size_t count, char *ret_text);

/* --- Unicode: unicode.c ---------------------------------------------------------------------- */

/* Well-formed UTF-8 (RFC 3629) without NUL? */
MUST_CHECK bool text_is_utf8(const char *bytes, size_t count);

/* Characters (code points), not bytes. */
size_t text_length(const char *text);

/* Bytes of the character that begins here; 0 at the end of the text. */
size_t text_character_size(const char *at);

/* Bytes of its first so many characters: of all where it has no more. */
size_t text_prefix_size(const char *text, size_t characters);

/* Free of control characters, line separators and the marks that turn writing direction? */
MUST_CHECK bool text_is_line(const char *text);

/* Is there no blank at its beginning and none at its end, of whichever script? */
MUST_CHECK bool text_is_trimmed(const char *text);

/*
 * In small letters and composed (NFC): for what is the same however it is typed, such as an e-mail
 * address, and for putting names in order. An accent stays, and so does ß.
 */
char *text_lower(Arena *arena, const char *text);

/*
 * As text is searched for, whatever the script: without case (ß as ss), accents, points, forms that
 * are only for show (a ligature, a wide letter) and what nobody sees. Letters that people without a
 * key for them write in another way, such as Ł, Ø or Æ, are written so. For comparing, not for
 * show.
 */
char *text_folded(Arena *arena, const char *text);

/* Is it there, when both are folded? The second must be folded already. */
MUST_CHECK bool text_contains(Arena *arena, const char *text, const char *folded);

/*
 * Which text_lower() and text_folded() these are. What was stored by others, of another library's
 * Unicode perhaps, must be made anew.
 */
const char *text_folding(Arena *arena);

/* --- words that are looked for: words.c ------------------------------------------------------- */

/* Folded, without blanks, and none of them in another one. */
typedef struct Words {
    const char **word;
    size_t count; /* 0: nothing is asked, and everything has them */
} Words;

/* Those of a text, between blanks of any kind; none where it is NULL or only blanks. */
Words text_words(Arena *arena, const char *text);

/* Is each of them somewhere in a text that is folded? */
MUST_CHECK bool words_are_in(const Words *words, const char *folded);

/* Those that are not in it. */
Words words_not_in(Arena *arena, const Words *words, const char *folded);

/* The longest, which least is found by; "" where there is none. */
const char *words_longest(const Words *words);
/* --- what people write: written.c --------------------------------------------------------------
 */

/*
 * The same text in the one form in which it is kept: composed (NFC), every blank a plain one, none
 * at the ends and never two together. The text itself where it is so already.
 */
const char *text_tidy(Arena *arena, const char *text);

/* A password in the form in which it is hashed: composed, its blanks plain ones, and all there. */
const char *text_opaque(Arena *arena, const char *text);

/*
 * Of a tidy text: is there nothing in it that nobody sees? Such are controls, characters without
 * width and without a meaning, for private use or none yet, and marks without a letter. Joiners
 * and selectors stand where scripts or pictures need them.
 */
MUST_CHECK bool text_can_be_seen(const char *text);

/*
 * What a keyboard without anything special would have written for the character that begins here,
 * and how many bytes that has: '-' for every dash, ' ' for every blank and for what has no width,
 * '"' for every quotation mark, '*' for a bullet, and a wide letter as the letter. NUL at the end
 * of the text, and where there is nothing like it.
 */
char text_keyboard(const char *at, size_t *ret_size);

/* --- addresses: addresses.c --------------------------------------------------------------------
 */

/*
 * A domain, an e-mail address, in the one spelling in which it is kept: small letters, and the
 * domain as people write it, even where xn-- was typed. NULL where it is none. The text is tidy.
 */
const char *text_as_domain(Arena *arena, const char *text);
const char *text_as_email(Arena *arena, const char *text);
/* --- what a client would rather have: weights.c ------------------------------------------------
 */

/*
 * A list as in Accept, Accept-Language and Accept-Encoding (RFC 9110, section 12.4.2), item by
 * item. A name is compared without case. Whatever the header says, something can be read of it: a
 * weight that is no number is 0.
 */
enum { WEIGHT_FULL = 1000 };

typedef struct Weighted {
    const char *name; /* in the header */
    size_t length;
    int weight; /* in thousandths; 0: not that */
} Weighted;

/* The next item, and *list moves behind it; false at the end. The list may be NULL. */
MUST_CHECK bool weights_next(const char **list, Weighted *ret);
MUST_CHECK bool weighted_is(const Weighted *item, const char *name);

/*
 * How much an Accept header weighs a media type: by the range that names it most closely, as
 * RFC 9110, section 12.5.1, says. 0 where none does.
 */
int media_weight(const char *accept, const char *type);

/* --- base 32: crockford.c --------------------------------------------------------------------- */

/*
 * Crockford: Douglas Crockford's base 32, in which product keys, key references and ids are
 * written.
 *
 * Ten digits and the letters without I, L, O and U, so that no two symbols look alike and few
 * words appear by chance. People may type it: case does not matter, O is read as 0, I and L as 1.
 * crockford.def lists the characters.
 */

/* The symbol of a value 0..31, in upper case. */
char crockford_char(unsigned value);

/* The value 0..31 that a character stands for, or -1 if it stands for none. */
int crockford_value(char c);

#endif
