/*
 * Any text as a number: decimals, amounts of money and lists of percentages. What is accepted is
 * what a slow second reading makes of it, and comes back when it is written.
 */
#include "domain/credit/credit.h"
#include "domain/money/money.h"

#include <string.h>

enum { TEXT_MAX = 200 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* How many digits stand here. */
static size_t
digits_at(const char *text)
{
    return strspn(text, "0123456789");
}

static bool
is_decimal(const char *text)
{
    size_t whole = digits_at(text);
    bool has_point = text[whole] == '.';
    size_t decimals = has_point ? digits_at(text + whole + 1) : 0;

    if (whole < 1 || whole > MONEY_WHOLE_DIGITS_MAX)
        return false;
    if (has_point && (decimals < 1 || decimals > MONEY_DECIMALS_MAX))
        return false;
    return text[whole + has_point + decimals] == '\0';
}

/* Its digits, with as many zeros behind as make it millionths. */
static int64_t
slow_micros(const char *text)
{
    const char *point = strchr(text, '.');
    size_t decimals = point == NULL ? 0 : strlen(point + 1);
    int64_t micros = 0;

    for (; *text != '\0'; text++)
        if (*text != '.')
            micros = micros * 10 + (*text - '0');
    for (; decimals < MONEY_DECIMALS_MAX; decimals++)
        micros *= 10;
    return micros;
}

static void
check_decimal(const char *text)
{
    char written[MONEY_TEXT_SIZE];
    int64_t micros = -1, again, amount = -1;
    bool accepted = decimal_parse(text, &micros);

    assert(accepted == is_decimal(text));
    assert(money_parse(text, &amount) == (accepted && micros != 0));
    assert(money_is_amount(text) == (accepted && micros != 0));
    if (!accepted) {
        assert(micros == -1 && amount == -1);
        return;
    }
    assert(micros == slow_micros(text));
    money_format(micros, written);
    bool read = decimal_parse(written, &again);
    assert(read && again == micros);
}

/* Rising numbers of 1 to 100 with commas between them, and nothing else. */
static void
check_percents(const char *text)
{
    Percents list = {.count = 77};
    size_t commas = 0;
    int64_t before = 0;

    for (const char *at = text; *at != '\0'; at++)
        commas += *at == ',';
    if (!percents_parse(text, &list)) {
        assert(list.count == 77);
        return;
    }
    assert(strspn(text, "0123456789,") == strlen(text));
    assert(list.count == commas + 1 && list.count <= PERCENTS_MAX);
    for (size_t i = 0; i < list.count; i++) {
        assert(list.percent[i] > before && list.percent[i] <= 100);
        before = list.percent[i];
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char text[TEXT_MAX + 1] = {0};

    memcpy(text, data, size < TEXT_MAX ? size : TEXT_MAX);
    check_decimal(text);
    check_percents(text);
    return 0;
}
