/*
 * One value against its row, and into its place.
 */
#include "http/input/field_check.h"

#include "base/id/id.h"
#include "base/text/text.h"
#include "domain/choices/choices.h"
#include "domain/money/money.h"

static const char REQUIRED[] = TR("This member is required.");
static const char WRONG_TYPE[] = TR("This member has the wrong type.");
static const char LIST_BOUNDS[] = TR("This list has too few or too many items.");
static const char TEXT_BOUNDS[] = TR("This text is too short or too long.");
static const char TEXT_LINE[] = TR("This text must not contain control characters.");
static const char TEXT_FORM[] = TR("This text does not have the form that is needed here.");
static const char NUMBER_BOUNDS[] = TR("This number is too small or too large.");
static const char DATE_FORM[] = TR("A date is written YYYY-MM-DD and lies between 1970 and 9999.");
static const char TIME_FORM[] = TR("A time is written like 2026-01-31T12:00:00Z.");
static const char DECIMAL_FORM[] =
    TR("A number is written like 1.5, with 6 decimals at most and no sign.");
static const char CHOICE[] = TR("This is none of the possible values.");

const char *const FAULT_REQUIRED = REQUIRED;
const char *const FAULT_TYPE = WRONG_TYPE;
const char *const FAULT_COUNT = LIST_BOUNDS;

/* The kinds of text that have bounds and a form of their own. */
typedef struct TextKind {
    FieldBounds length;
    bool (*check)(const char *text);
} TextKind;

enum { FIGURE_LENGTH_MAX = MONEY_WHOLE_DIGITS_MAX + 1 + MONEY_DECIMALS_MAX };

// clang-format off
static const TextKind TEXT_KINDS[FIELD_CURSOR + 1] = {
    [FIELD_NAME]     = {{1, NAME_LENGTH_MAX},      NULL},
    [FIELD_SEARCH]   = {{0, SEARCH_LENGTH_MAX},    NULL},
    [FIELD_PERSON]   = {{1, EMAIL_LENGTH_MAX},     NULL},
    [FIELD_EMAIL]    = {{3, EMAIL_LENGTH_MAX},     text_is_email},
    [FIELD_ID]       = {{ID_LENGTH, ID_LENGTH},    NULL},
    [FIELD_SLUG]     = {{1, SLUG_LENGTH_MAX},      text_is_slug},
    [FIELD_DOMAIN]   = {{1, DOMAIN_LENGTH_MAX},    text_is_domain},
    [FIELD_COUNTRY]  = {{2, 2},                    text_is_country},
    [FIELD_CURRENCY] = {{3, 3},                    text_is_currency},
    [FIELD_FIGURE]   = {{1, FIGURE_LENGTH_MAX},    money_is_amount},
    [FIELD_CURSOR]   = {{1, CURSOR_LENGTH_MAX},    NULL},
};
// clang-format on

FieldBounds
field_bounds(const Field *field)
{
    FieldBounds bounds = {field->min, field->max};

    if (!FIELD_IS_TEXT(field->kind) || field->kind == FIELD_TEXT)
        return bounds;
    bounds = TEXT_KINDS[field->kind].length;
    if (field->max != 0)
        bounds.max = field->max;
    return bounds;
}

Field
field_of_item(const Field *list)
{
    Field item = *list;

    item.kind = list->item;
    item.min = 1;
    item.max = list->text_max;
    return item;
}

static bool
has_form(const Field *field, const char *text)
{
    bool (*check)(const char *) = TEXT_KINDS[field->kind].check;

    if (field->kind == FIELD_ID)
        return id_is(text, field->prefix);
    if (field->kind == FIELD_TEXT)
        check = field->check;
    return check == NULL || check(text);
}

const char *
field_fault_in_text(const Field *field, const char *text)
{
    FieldBounds bounds = field_bounds(field);
    int64_t length = (int64_t)text_length(text);

    if (length < bounds.min || length > bounds.max)
        return TEXT_BOUNDS;
    if (!text_is_line(text))
        return TEXT_LINE;
    return has_form(field, text) ? NULL : TEXT_FORM;
}

const char *
field_fault_in_number(const Field *field, int64_t number)
{
    return number < field->min || number > field->max ? NUMBER_BOUNDS : NULL;
}

const char *
field_fault_in_count(const Field *list, size_t count)
{
    return (int64_t)count < list->min || (int64_t)count > list->max ? LIST_BOUNDS : NULL;
}

/* A text that stands for a number: a date, a time, a decimal or a choice. */
const char *
field_number_from_text(const Field *field, const char *text, int64_t *ret)
{
    Date date;

    switch (field->kind) {
    case FIELD_DATE:
        if (!date_parse(text, &date))
            return DATE_FORM;
        *ret = date.day;
        return NULL;
    case FIELD_TIME:
        return time_parse(text, ret) ? NULL : TIME_FORM;
    case FIELD_DECIMAL:
    case FIELD_AMOUNT:
        return decimal_parse(text, ret) ? field_fault_in_number(field, *ret) : DECIMAL_FORM;
    default:
        assert(field->kind == FIELD_CHOICE);
        *ret = name_index(field->choices, text);
        return *ret >= field->min && (field->max == 0 || *ret <= field->max) ? NULL : CHOICE;
    }
}
