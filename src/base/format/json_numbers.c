/*
 * Numbers of JSON without floating point: the text as it is, each whole number as its digits.
 */
#include "base/format/format.h"

#include <inttypes.h>

static const char DIGITS[] = "0123456789";
static const char IN_NUMBERS[] = "0123456789+-.eE";

enum { INT64_DIGITS = 19 };

/* A number as it is written: its digits, with the point at a place among them. */
typedef struct Written {
    bool negative;
    const char *whole;
    size_t whole_count;
    const char *decimal;
    size_t decimal_count;
    int64_t exponent; /* one that is larger than all digits that there can be is cut to that */
} Written;

static size_t
digits_at(const char **at, const char *end)
{
    const char *begin = *at;

    while (*at < end && strchr(DIGITS, **at) != NULL)
        (*at)++;
    return (size_t)(*at - begin);
}

static bool
take_exponent(const char **at, const char *end, int64_t *ret)
{
    int64_t value = 0;

    (*at)++;
    bool negative = *at < end && **at == '-';
    if (*at < end && (**at == '-' || **at == '+'))
        (*at)++;
    const char *digit = *at;
    if (digits_at(at, end) == 0)
        return false;
    for (; digit < *at; digit++)
        if (value < INT64_C(1000000000000000))
            value = value * 10 + (*digit - '0');
    *ret = negative ? -value : value;
    return true;
}

/* RFC 8259, section 6; false where what stands here is none. */
static bool
take_apart(const char *at, const char *end, Written *ret)
{
    Written number = {.negative = *at == '-'};

    at += number.negative;
    number.whole = at;
    number.whole_count = digits_at(&at, end);
    if (number.whole_count == 0 || (number.whole_count > 1 && *number.whole == '0'))
        return false;
    number.decimal = at;
    if (at < end && *at == '.') {
        number.decimal = ++at;
        number.decimal_count = digits_at(&at, end);
        if (number.decimal_count == 0)
            return false;
    }
    if (at < end && (*at == 'e' || *at == 'E') && !take_exponent(&at, end, &number.exponent))
        return false;
    *ret = number;
    return at == end;
}

/* The value of the digit at this place, the decimals counted on behind the whole ones. */
static int
digit_of(const Written *number, int64_t place)
{
    int64_t count = (int64_t)number->whole_count;

    return (place < count ? number->whole[place] : number->decimal[place - count]) - '0';
}

/* The digits from the first to the last that is not 0; false where there is none. */
static bool
bounds_of(const Written *number, int64_t *ret_first, int64_t *ret_last)
{
    int64_t first = 0, last = (int64_t)(number->whole_count + number->decimal_count) - 1;

    while (first <= last && digit_of(number, first) == 0)
        first++;
    while (last > first && digit_of(number, last) == 0)
        last--;
    *ret_first = first;
    *ret_last = last;
    return first <= last;
}

/* The digits before the point; the nearest that there is where they are too many. */
static int64_t
value_of(const Written *number, int64_t first, int64_t last, int64_t point)
{
    const int64_t nearest = number->negative ? INT64_MIN : INT64_MAX;
    int64_t value = 0;

    if (point - first > INT64_DIGITS)
        return nearest;
    for (int64_t place = first; place < point; place++) {
        int digit = place <= last ? digit_of(number, place) : 0;
        if (__builtin_mul_overflow(value, 10, &value) ||
            __builtin_add_overflow(value, number->negative ? -digit : digit, &value))
            return nearest;
    }
    return value;
}

static void
write_number(JsonNumbers *numbers, const char *begin, const char *end)
{
    Written number;
    int64_t first, last;
    int64_t value = 0;

    numbers->as_it_is = end;
    if (!take_apart(begin, end, &number))
        return;
    numbers->as_it_is = begin;
    numbers->at = end;
    numbers->put = 0;
    int64_t point = (int64_t)number.whole_count + number.exponent;
    if (bounds_of(&number, &first, &last)) {
        if (last >= point) {
            numbers->count = (size_t)snprintf(numbers->number, sizeof(numbers->number), "0.5");
            return;
        }
        value = value_of(&number, first, last, point);
    }
    numbers->count = (size_t)snprintf(numbers->number, sizeof(numbers->number), "%" PRId64, value);
}

/* What is not a number: within texts there is none. */
static char
pass(JsonNumbers *numbers)
{
    char c = *numbers->at++;

    if (numbers->escaped)
        numbers->escaped = false;
    else if (numbers->in_text && c == '\\')
        numbers->escaped = true;
    else if (c == '"')
        numbers->in_text = !numbers->in_text;
    return c;
}

static bool
begins_number(const JsonNumbers *numbers)
{
    char c = *numbers->at;

    return !numbers->in_text && numbers->at >= numbers->as_it_is && c != '\0' &&
           strchr("+-.0123456789", c) != NULL;
}

JsonNumbers
json_numbers(const char *text, size_t size)
{
    return (JsonNumbers){.at = text, .end = text + size, .as_it_is = text};
}

size_t
json_numbers_read(JsonNumbers *numbers, char *ret, size_t max)
{
    size_t length = 0;

    while (length < max) {
        if (numbers->put < numbers->count) {
            ret[length++] = numbers->number[numbers->put++];
            continue;
        }
        if (numbers->at == numbers->end)
            break;
        if (begins_number(numbers)) {
            const char *end = numbers->at;
            while (end < numbers->end && *end != '\0' && strchr(IN_NUMBERS, *end) != NULL)
                end++;
            write_number(numbers, numbers->at, end);
        } else {
            ret[length++] = pass(numbers);
        }
    }
    return length;
}

size_t
json_numbers_place(const char *text, size_t size, size_t position)
{
    JsonNumbers numbers = json_numbers(text, size);
    char one;

    for (size_t i = 0; i < position && json_numbers_read(&numbers, &one, 1) == 1;)
        i++;
    return (size_t)(numbers.at - text);
}
