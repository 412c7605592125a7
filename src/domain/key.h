/*
 * Product key: what a customer types in to redeem licences, XXXXX-XXXXX-XXXXX-XXXXX-XXXXX.
 *
 * RULE KEY-1: 25 characters of Crockford's base 32 in five groups.
 * RULE KEY-2: 23 of them are random and the last two check the others, as a Reed-Solomon code over
 * GF(32): every error in one or two characters and every swap of two is noticed without asking a
 * database, and a single wrong character is located.
 *
 * RULE KEY-5: A key is a secret. Its public handle is a key reference, KR-XXXXXXXX, which is random
 * and tells nothing about the key.
 */
#ifndef DOMAIN_KEY_H
#define DOMAIN_KEY_H

#include "base/err.h"

enum {
    KEY_SYMBOLS = 25,
    KEY_SYMBOLS_RANDOM = 23,
    KEY_TEXT_SIZE = 30, /* five groups, four hyphens and NUL */
    KEY_REF_RANDOM_BYTES = 5,
    KEY_REF_SIZE = 12, /* KR-, eight characters and NUL */
};

typedef struct ProductKey {
    uint8_t symbol[KEY_SYMBOLS]; /* each 0..31, the leftmost first; the last two are the checks */
} ProductKey;

/*
 * Reads a key in any case, with spaces and hyphens anywhere, also those of Word and of web pages,
 * with wide letters, and with quotation marks, bullets or full stops around it. On failure *ret is
 * untouched:
 *
 *   ERR_KEY_MALFORMED   the text has other characters, or more or fewer than 25
 *   ERR_KEY_MISTYPED    the check characters do not agree
 *
 * *ret_position is the place 1..25 of the wrong character where exactly one explains a mistyped
 * key, and 0 in every other case.
 */
MUST_CHECK Err key_parse(const char *text, ProductKey *ret, int *ret_position);

/*
 * Of a malformed key: where the first character is that no key has, and its place among all from 1.
 * NULL where there is none; then *ret_place is how many characters there are.
 */
const char *key_find_foreign(const char *text, int *ret_place);

/* Writes the canonical form in five groups, NUL included. */
void key_format(const ProductKey *key, char ret_text[KEY_TEXT_SIZE]);

/*
 * Might somebody have typed a key here, on its own or among words, whole or with a character too
 * few or wrong? For what must not be repeated or remembered; words and ids are told apart.
 */
MUST_CHECK bool key_may_stand_in(const char *text);

/* Sets the two check characters from the first 23. */
void key_complete(ProductKey *key);

/* Writes the reference that these random bytes make, NUL included. */
void key_ref_format(const uint8_t random[KEY_REF_RANDOM_BYTES], char ret_text[KEY_REF_SIZE]);

/*
 * Reads KR-XXXXXXXX in any case, with O as 0 and I or L as 1, and gives the form in which it was
 * issued. False if the text is anything else; spaces are not ignored.
 */
MUST_CHECK bool key_ref_parse(const char *text, char ret_text[KEY_REF_SIZE]);

#endif
