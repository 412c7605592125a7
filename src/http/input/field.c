#include "http/input/field_check.h"

#include "base/text/text.h"
#include "domain/choices/choices.h"

static const char REQUIRED[] = TR("This member is required.");
static const char WRONG_TYPE[] = TR("This member has the wrong type.");
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

const Shape NO_SHAPE = {1, NULL, 0};

static void *
place(void *target, size_t offset)
{
    return (char *)target + offset;
}

void
field_put_number(const Field *field, void *target, int64_t number)
{
    memcpy(place(target, field->offset), &number, sizeof(number));
}

void
field_put_text(const Field *field, void *target, const char *text)
{
    memcpy(place(target, field->offset), (const void *)&text, sizeof(text));
}

void
field_put_list(const Field *field, void *target, const void *items, size_t count)
{
    memcpy(place(target, field->offset), (const void *)&items, sizeof(items));
    memcpy(place(target, field->count_offset), &count, sizeof(count));
}

static bool
holds_number(FieldKind kind)
{
    return kind == FIELD_INT || kind == FIELD_BOOL || kind == FIELD_DATE || kind == FIELD_TIME ||
           kind == FIELD_CHOICE || kind == FIELD_DECIMAL || kind == FIELD_AMOUNT;
}

void
shape_clear(const Shape *shape, void *target)
{
    for (size_t i = 0; i < shape->field_count; i++)
        if (holds_number(shape->field[i].kind))
            field_put_number(&shape->field[i], target, INPUT_ABSENT);
}

void *
shape_new(const Shape *shape, Arena *arena)
{
    void *target = arena_alloc(arena, 1, shape->size);

    shape_clear(shape, target);
    return target;
}

const Field *
shape_find(const Shape *shape, const char *name)
{
    for (size_t i = 0; i < shape->field_count; i++)
        if (text_equal(shape->field[i].name, name))
            return &shape->field[i];
    return NULL;
}

const char *
field_fault_in_text(const Field *field, const char *text, int64_t max)
{
    int64_t length = (int64_t)text_length(text);

    if (length < field->min || length > max)
        return TEXT_BOUNDS;
    if (!text_is_line(text))
        return TEXT_LINE;
    return field->check != NULL && !field->check(text) ? TEXT_FORM : NULL;
}

const char *
field_fault_in_number(const Field *field, int64_t number)
{
    return number < field->min || number > field->max ? NUMBER_BOUNDS : NULL;
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
        return *ret >= 0 ? NULL : CHOICE;
    }
}
