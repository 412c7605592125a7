/* Dates and moments as text. */
#include "domain/date/date.h"

enum { TEXT_MAX = 64 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* There is one way to write a date. */
static void
check_date(const char *text)
{
    char shown[DATE_TEXT_SIZE];
    Date date;

    if (!date_parse(text, &date))
        return;
    assert(date_in_range(date));
    date_format(date, shown);
    assert(strcmp(shown, text) == 0);
}

/* A moment may have a fraction, which is not shown; the seconds before it are. */
static void
check_moment(const char *text)
{
    char shown[TIME_TEXT_SIZE];
    Micros moment, whole;

    if (!time_parse(text, &moment))
        return;
    time_format(moment, shown);
    assert(strncmp(shown, text, TIME_TEXT_SIZE - 2) == 0);
    bool read = time_parse(shown, &whole);
    assert(read && whole == moment - moment % MICROS_PER_SECOND);
}

/* RULE DT-2: adding months leads to that month, to the same day or to its last. */
static void
check_months(uint32_t chance)
{
    Date date = {(int32_t)(chance % (DATE_MAX_DAY + 1))};
    int32_t months = (int32_t)(chance % 1201);
    DateParts before = date_parts(date);
    DateParts after = date_parts(date_add_months(date, months));

    assert(after.month == before.month + months);
    assert(after.day == before.day ||
           (after.day < before.day && after.day == date_days_in_month(after.month)));
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    char text[TEXT_MAX + 1] = {0};
    uint32_t chance;

    memcpy(text, bytes, size < TEXT_MAX ? size : TEXT_MAX);
    check_date(text);
    check_moment(text);
    if (size >= sizeof(chance)) {
        memcpy(&chance, bytes, sizeof(chance));
        check_months(chance);
    }
    return 0;
}
