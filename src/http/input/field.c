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
static const char TEXT_EMPTY[] = TR("There is nothing to be seen in this text.");
static const char TEXT_UNSEEN[] =
    TR("There is a character in this text that nobody can see, such as a zero-width space, or one "
       "that has no meaning. Write the text anew.");
static const char TEXT_FORM[] = TR("This text does not have the form that is needed here.");
static const char NUMBER_BOUNDS[] = TR("This number is too small or too large.");
static const char DATE_FORM[] = TR("A date is written YYYY-MM-DD and lies between 1970 and 9999.");
static const char TIME_FORM[] = TR("A time is written like 2026-01-31T12:00:00Z.");
static const char DECIMAL_FORM[] =
    TR("A number is written like 1.5, with 6 decimals at most and no sign.");
static const char CHOICE[] = TR("This is none of the possible values.");

/* What the form is, of those that somebody may not know. */
static const char *const FORM_OF[FIELD_CURSOR + 1] = {
    [FIELD_EMAIL] = TR("An e-mail address is written like name@company.example."),
    [FIELD_DOMAIN] = TR("A domain is written like company.example, without http:// and without @."),
    [FIELD_COUNTRY] = TR("A country is two capital letters of ISO 3166-1, such as SE or GB."),
};

const char *const FAULT_REQUIRED = REQUIRED;
const char *const FAULT_TYPE = WRONG_TYPE;
const char *const FAULT_COUNT = LIST_BOUNDS;

/* What is done to a text before it is judged; NULL where it does not have the form. */
typedef const char *Rewrite(Arena *arena, const char *text);

/* What the kinds of text have of their own. */
typedef struct TextKind {
    FieldBounds length;
    Rewrite *rewrite;
    bool (*check)(const char *text);
} TextKind;

enum { FIGURE_LENGTH_MAX = MONEY_WHOLE_DIGITS_MAX + 1 + MONEY_DECIMALS_MAX };

/* A name stays as it is; of what was an address to an earlier version, the letters are small ones.
 */
static const char *
as_person(Arena *arena, const char *text)
{
    const char *email = text_as_email(arena, text);

    if (email != NULL)
        return email;
    return strchr(text, '@') != NULL ? text_lower(arena, text) : text;
}

// clang-format off
static const TextKind TEXT_KINDS[FIELD_CURSOR + 1] = {
    [FIELD_NAME]     = {{1, NAME_LENGTH_MAX},      NULL,           NULL},
    [FIELD_SEARCH]   = {{0, SEARCH_LENGTH_MAX},    NULL,           NULL},
    [FIELD_PERSON]   = {{1, EMAIL_LENGTH_MAX},     as_person,      NULL},
    [FIELD_EMAIL]    = {{3, EMAIL_LENGTH_MAX},     text_as_email,  NULL},
    [FIELD_DOMAIN]   = {{1, DOMAIN_LENGTH_MAX},    text_as_domain, NULL},
    [FIELD_ID]       = {{ID_LENGTH, ID_LENGTH},    NULL,           NULL},
    [FIELD_SLUG]     = {{1, SLUG_LENGTH_MAX},      NULL,           text_is_slug},
    [FIELD_COUNTRY]  = {{2, 2},                    NULL,           text_is_country},
    [FIELD_CURRENCY] = {{3, 3},                    NULL,           text_is_currency},
    [FIELD_FIGURE]   = {{1, FIGURE_LENGTH_MAX},    NULL,           money_is_amount},
    [FIELD_CURSOR]   = {{1, CURSOR_LENGTH_MAX},    NULL,           NULL},
};
// clang-format on

/* What says its bounds and its form in each row. */
static bool
has_own_bounds(FieldKind kind)
{
    return kind == FIELD_TEXT || kind == FIELD_KEY || kind == FIELD_LINES || kind == FIELD_EXACT;
}

FieldBounds
field_bounds(const Field *field)
{
    FieldBounds bounds = {field->min, field->max};

    if (!FIELD_IS_TEXT(field->kind) || has_own_bounds(field->kind))
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
    if (has_own_bounds(field->kind))
        check = field->check;
    return check == NULL || check(text);
}

static bool
is_for_people(FieldKind kind)
{
    return kind <= FIELD_DOMAIN;
}

/* Of a text in the form in which it is kept. */
static const char *
fault_in_written(const Field *field, const char *text)
{
    FieldBounds bounds = field_bounds(field);
    int64_t length = (int64_t)text_length(text);

    if (length < bounds.min || length > bounds.max)
        return length == 0 && is_for_people(field->kind) ? TEXT_EMPTY : TEXT_BOUNDS;
    if (field->kind != FIELD_KEY && field->kind != FIELD_LINES && !text_is_line(text))
        return TEXT_LINE;
    if (is_for_people(field->kind) && field->kind != FIELD_SEARCH && !text_can_be_seen(text))
        return TEXT_UNSEEN;
    return NULL;
}

const char *
field_read_text(const Field *field, Arena *arena, const char *text, const char **ret)
{
    Rewrite *rewrite = TEXT_KINDS[field->kind].rewrite;
    const char *tidy = is_for_people(field->kind) ? text_tidy(arena, text) : text;
    const char *fault = fault_in_written(field, tidy);

    if (fault != NULL)
        return fault;
    const char *written = rewrite != NULL ? rewrite(arena, tidy) : tidy;
    if (written == NULL || !has_form(field, written))
        return FORM_OF[field->kind] != NULL ? FORM_OF[field->kind] : TEXT_FORM;
    *ret = written;
    return NULL;
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
