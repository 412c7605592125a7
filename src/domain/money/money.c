#include "domain/money/money.h"

#include <inttypes.h>

/* Reads digits up to max of them. Returns how many there were. */
static int
read_digits(const char *text, int max, int64_t *value)
{
    int count = 0;

    while (count < max && text[count] >= '0' && text[count] <= '9')
        *value = *value * 10 + (text[count++] - '0');
    return count;
}

bool
decimal_parse(const char *text, int64_t *ret_micros)
{
    int64_t micros = 0;
    int digits = read_digits(text, MONEY_WHOLE_DIGITS_MAX, &micros);
    int decimals = 0;

    if (digits == 0)
        return false;
    text += digits;
    if (*text == '.') {
        decimals = read_digits(text + 1, MONEY_DECIMALS_MAX, &micros);
        text += decimals + 1;
        if (decimals == 0)
            return false;
    }
    for (; decimals < MONEY_DECIMALS_MAX; decimals++)
        micros *= 10;
    if (*text != '\0')
        return false;
    *ret_micros = micros;
    return true;
}

bool
money_parse(const char *text, int64_t *ret_micros)
{
    int64_t micros;

    if (!decimal_parse(text, &micros) || micros == 0)
        return false;
    *ret_micros = micros;
    return true;
}

void
money_format(int64_t micros, char ret_text[MONEY_TEXT_SIZE])
{
    assert(micros > INT64_MIN);
    int64_t amount = micros < 0 ? -micros : micros;
    int length =
        snprintf(ret_text, MONEY_TEXT_SIZE, "%s%" PRId64 ".%06" PRId64, micros < 0 ? "-" : "",
                 amount / MICROS_PER_UNIT, amount % MICROS_PER_UNIT);

    for (int zeros = 0; zeros < MONEY_DECIMALS_MAX - 2 && ret_text[length - 1] == '0'; zeros++)
        ret_text[--length] = '\0';
}

bool
money_is_amount(const char *text)
{
    int64_t micros;

    return money_parse(text, &micros);
}

/* Reads a number of 1 to 100 and stands behind it; 0 where there is none. */
static int64_t
read_percent(const char **text)
{
    enum { WHOLE = 100 };
    int64_t percent = 0;

    for (; **text >= '0' && **text <= '9' && percent <= WHOLE; ++*text)
        percent = percent * 10 + (**text - '0');
    return percent > WHOLE ? 0 : percent;
}

bool
percents_parse(const char *text, Percents *ret)
{
    Percents list = {0};
    int64_t before = 0;

    for (;; text++) {
        int64_t percent = read_percent(&text);
        if (percent <= before || list.count == PERCENTS_MAX)
            return false;
        list.percent[list.count++] = before = percent;
        if (*text != ',')
            break;
    }
    if (*text != '\0')
        return false;
    *ret = list;
    return true;
}
