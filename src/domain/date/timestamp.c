/*
 * Moments as RFC 3339 text.
 */
#include "domain/date/date.h"

enum { FRACTION_DIGITS_MAX = 6, CLOCK_TEXT_LENGTH = 8 /* HH:MM:SS */ };

/* Two digits below limit; -1 if there are none. */
static int
two_digits(const char *text, int limit)
{
    if (text[0] < '0' || text[0] > '9' || text[1] < '0' || text[1] > '9')
        return -1;

    int value = (text[0] - '0') * 10 + (text[1] - '0');
    return value < limit ? value : -1;
}

/* Reads HH:MM:SS into seconds since midnight. */
static bool
parse_clock(const char *text, int32_t *ret_seconds)
{
    if (strnlen(text, CLOCK_TEXT_LENGTH) != CLOCK_TEXT_LENGTH || text[2] != ':' || text[5] != ':')
        return false;

    int hour = two_digits(text, 24);
    int minute = two_digits(text + 3, 60);
    int second = two_digits(text + 6, 60);
    if (hour < 0 || minute < 0 || second < 0)
        return false;

    *ret_seconds = (hour * 60 + minute) * 60 + second;
    return true;
}

/* Reads a fraction of any length, or nothing, and moves text behind it; what follows the sixth
 * digit is cut off. */
static bool
parse_fraction(const char **text, int32_t *ret_micros)
{
    static const int32_t UNITS[] = {1000000, 100000, 10000, 1000, 100, 10, 1};
    static_assert(COUNT_OF(UNITS) == FRACTION_DIGITS_MAX + 1, "one unit for each length");
    int32_t value = 0;
    int count = 0;

    *ret_micros = 0;
    if (**text != '.')
        return true;
    for ((*text)++; **text >= '0' && **text <= '9'; (*text)++) {
        if (count == FRACTION_DIGITS_MAX)
            continue;
        value = value * 10 + (**text - '0');
        count++;
    }
    *ret_micros = value * UNITS[count];
    return count > 0;
}

bool
time_parse(const char *text, Micros *ret)
{
    char day_text[DATE_TEXT_SIZE] = {0};
    int32_t seconds, micros;
    Date date;

    if (strnlen(text, DATE_TEXT_SIZE) != DATE_TEXT_SIZE || text[DATE_TEXT_SIZE - 1] != 'T')
        return false;
    memcpy(day_text, text, DATE_TEXT_SIZE - 1);
    text += DATE_TEXT_SIZE;
    if (!date_parse(day_text, &date) || !parse_clock(text, &seconds))
        return false;
    text += CLOCK_TEXT_LENGTH;
    if (!parse_fraction(&text, &micros) || text[0] != 'Z' || text[1] != '\0')
        return false;

    *ret = date.day * MICROS_PER_DAY + seconds * MICROS_PER_SECOND + micros;
    return true;
}

void
time_format(Micros moment, char ret_text[TIME_TEXT_SIZE])
{
    Date date = date_from_micros(moment);
    int seconds = (int)(moment % MICROS_PER_DAY / MICROS_PER_SECOND);
    char day_text[DATE_TEXT_SIZE];

    date_format(date, day_text);
    int length = snprintf(ret_text, TIME_TEXT_SIZE, "%sT%02d:%02d:%02dZ", day_text, seconds / 3600,
                          seconds / 60 % 60, seconds % 60);
    assert(length == TIME_TEXT_SIZE - 1);
}
