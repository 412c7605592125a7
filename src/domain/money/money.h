/*
 * Money: amounts in millionths of a currency's unit, as integers (RULE DT-5).
 *
 * The API speaks decimal text ("100.00") and never a JSON number, so no amount ever passes through
 * a binary fraction.
 */
#ifndef DOMAIN_MONEY_MONEY_H
#define DOMAIN_MONEY_MONEY_H

#include "base/base.h"

enum {
    MONEY_WHOLE_DIGITS_MAX = 12,
    MONEY_DECIMALS_MAX = 6,
    MONEY_TEXT_SIZE = 24, /* sign, 13 digits, point, 6 digits, NUL, and some room */
};

#define MICROS_PER_UNIT INT64_C(1000000)

/*
 * Reads 1 to 12 digits, and after a point 1 to 6 more. False if the text is anything else, such as
 * "1e3", "+1", ".5" or "1.", and if the amount is zero.
 */
MUST_CHECK bool money_parse(const char *text, int64_t *ret_micros);

/* The same, but zero is as good as any other number; for quantities, and for use that is free. */
MUST_CHECK bool decimal_parse(const char *text, int64_t *ret_micros);

/* Writes at least two decimals and no more than needed, NUL included; a minus sign if negative. */
void money_format(int64_t micros, char ret_text[MONEY_TEXT_SIZE]);

/* Would money_parse() take it? */
MUST_CHECK bool money_is_amount(const char *text);

/* The percentages at which to warn that a credit is being used up, in rising order. */
enum { PERCENTS_MAX = 8 };
typedef struct Percents {
    int64_t percent[PERCENTS_MAX];
    size_t count;
} Percents;

/* Reads "50,80,90,100": 1 to 8 rising numbers of 1 to 100; false if the text is anything else. */
MUST_CHECK bool percents_parse(const char *text, Percents *ret);

#endif
