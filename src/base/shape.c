#include "base/shape.h"

const Shape NO_SHAPE = {.of = "nothing", .size = 1, OWN_ROWS()};

const char TEXT_REMOVED[] = "";

const char *
text_after(const char *now, const char *said)
{
    if (said == NULL)
        return now;
    return said == TEXT_REMOVED ? NULL : said;
}

int64_t
number_after(int64_t now, int64_t said, int64_t removed)
{
    if (said == INPUT_ABSENT)
        return now;
    return said == INPUT_REMOVED ? removed : said;
}

static size_t
count_of_other(const Shape *shape)
{
    return shape->other == NULL ? 0 : shape_count(shape->other);
}

size_t
shape_count(const Shape *shape)
{
    size_t count = 0;

    while (shape->field[count].name != NULL)
        count++;
    return count_of_other(shape) + count;
}

static bool
leaves_out(const Shape *shape, const char *name)
{
    for (const char *const *at = shape->without; at != NULL && *at != NULL; at++)
        if (strcmp(*at, name) == 0)
            return true;
    return false;
}

static ShapeRow
own_row(const Shape *shape, size_t place)
{
    const Field *field = &shape->field[place];

    return (ShapeRow){
        .field = field,
        .index = count_of_other(shape) + place,
        .optional = field->optional || shape->optional,
        .removable = field->optional && shape->optional,
    };
}

/* A row of the other shape, as this one has it. */
static ShapeRow
taken_over(const Shape *shape, ShapeRow row)
{
    if (row.field == NULL || leaves_out(shape, row.field->name))
        return (ShapeRow){0};
    row.start += shape->other_offset;
    row.removable |= row.optional && shape->optional;
    row.optional |= shape->optional;
    return row;
}

ShapeRow
shape_row(const Shape *shape, size_t index)
{
    size_t of_other = count_of_other(shape);

    if (index >= of_other)
        return own_row(shape, index - of_other);
    return taken_over(shape, shape_row(shape->other, index));
}

ShapeRow
shape_find(const Shape *shape, const char *name)
{
    for (size_t i = 0; shape->field[i].name != NULL; i++)
        if (strcmp(shape->field[i].name, name) == 0)
            return own_row(shape, i);
    if (shape->other == NULL)
        return (ShapeRow){0};
    return taken_over(shape, shape_find(shape->other, name));
}

/* Of rows that are left out too: what nobody can say is not 0 either. */
static void
put_absent(const Shape *shape, char *target)
{
    if (shape->other != NULL)
        put_absent(shape->other, target + shape->other_offset);
    for (size_t i = 0; shape->field[i].name != NULL; i++) {
        ShapeRow row = {.field = &shape->field[i]};
        if (FIELD_IS_NUMBER(row.field->kind))
            row_put_number(&row, target, row.field->absent);
    }
}

void *
shape_defaults(const Shape *shape, void *target)
{
    memset(target, 0, shape->size);
    put_absent(shape, target);
    return target;
}

void *
shape_new(const Shape *shape, Arena *arena)
{
    return shape_defaults(shape, arena_alloc(arena, 1, shape->size));
}

/* --- values --------------------------------------------------------------------------------- */

static void *
place_in(const ShapeRow *row, void *target, size_t offset)
{
    return (char *)target + row->start + offset;
}

static const void *
shape_value(const ShapeRow *row, const void *target, size_t offset)
{
    return (const char *)target + row->start + offset;
}

void
row_put_number(const ShapeRow *row, void *target, int64_t number)
{
    memcpy(place_in(row, target, row->field->offset), &number, sizeof(number));
}

void
row_put_pointer(const ShapeRow *row, void *target, const void *text_or_object)
{
    memcpy(place_in(row, target, row->field->offset), (const void *)&text_or_object,
           sizeof(text_or_object));
}

void
row_put_list(const ShapeRow *row, void *target, const void *items, size_t count)
{
    row_put_pointer(row, target, items);
    memcpy(place_in(row, target, row->field->count_offset), &count, sizeof(count));
}

void
row_put_currency(const ShapeRow *row, void *target, const char *currency)
{
    memcpy(place_in(row, target, row->field->currency_offset), (const void *)&currency,
           sizeof(currency));
}

int64_t
row_number(const ShapeRow *row, const void *target)
{
    int64_t number;

    memcpy(&number, shape_value(row, target, row->field->offset), sizeof(number));
    return number;
}

const void *
row_pointer(const ShapeRow *row, const void *target)
{
    const void *pointer;

    memcpy((void *)&pointer, shape_value(row, target, row->field->offset), sizeof(pointer));
    return pointer;
}

size_t
row_list_count(const ShapeRow *row, const void *target)
{
    size_t count;

    memcpy(&count, shape_value(row, target, row->field->count_offset), sizeof(count));
    return count;
}
