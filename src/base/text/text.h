/*
 * Text: checks and codings of NUL-terminated UTF-8, and the base 32 that people type.
 */
#ifndef BASE_TEXT_TEXT_H
#define BASE_TEXT_TEXT_H

#include "base/arena.h"
#include "base/base.h"

/* The forms that members of the API have; each takes any text. */
MUST_CHECK bool text_is_slug(const char *text);     /* lower-case words joined by hyphens */
MUST_CHECK bool text_is_email(const char *text);    /* something@a.domain, no spaces */
MUST_CHECK bool text_is_domain(const char *text);   /* labels of letters, digits, hyphens */
MUST_CHECK bool text_is_country(const char *text);  /* two capitals, ISO 3166-1 */
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
