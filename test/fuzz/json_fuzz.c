/*
 * Any bytes as the body of a request. The first byte chooses the shape that they are read by.
 *
 * What is refused names a fault or is one of the JSON errors; what is accepted is in the bounds of
 * its fields, and the same when it is read a second time.
 */
#include "api/api.h"

#include "base/text/text.h"
#include "http/input/field_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const Shape *const SHAPES[] = {
    &REDEEM_INPUT, &OFFER_INPUT, &USER_INPUT, &PRODUCT_CHANGE,       &CLOCK_INPUT,
    &USAGE_INPUT,  &METER_INPUT, &RATE_INPUT, &PARTICIPATIONS_INPUT, &TRANSFER_INPUT,
};

static Arena *arena;

/* --- what is accepted ----------------------------------------------------------------------- */

static void check_object(const Shape *shape, const void *object);

static void
check_text(const Field *field, const char *text)
{
    FieldBounds bounds = field_bounds(field);
    int64_t length = (int64_t)text_length(text);

    const char *again = NULL;

    assert(length >= bounds.min && length <= bounds.max);
    assert(field->kind == FIELD_KEY || text_is_line(text));
    assert(field_read_text(field, arena, text, &again) == NULL && text_equal(again, text));
}

static void
check_number(const ShapeRow *row, int64_t number)
{
    const Field *field = row->field;

    if (number == INPUT_REMOVED) {
        assert(row->removable);
        return;
    }
    if (number == field->absent) {
        assert(row->optional);
        return;
    }
    switch (field->kind) {
    case FIELD_INT:
    case FIELD_DECIMAL:
    case FIELD_AMOUNT:
        assert(number >= field->min && number <= field->max);
        return;
    case FIELD_BOOL:
        assert(number == 0 || number == 1);
        return;
    case FIELD_DATE:
        assert(date_in_range((Date){(int32_t)number}));
        return;
    default:
        assert(number >= 0);
    }
}

static void
check_list(const ShapeRow *row, const void *list, size_t count)
{
    const Field item = field_of_item(row->field);

    assert(list != NULL || count == 0);
    assert(list == NULL ||
           ((int64_t)count >= row->field->min && (int64_t)count <= row->field->max));
    for (size_t i = 0; i < count && row->field->kind == FIELD_TEXTS; i++)
        check_text(&item, ((const char *const *)list)[i]);
    for (size_t i = 0; i < count && row->field->kind == FIELD_OBJECTS; i++)
        check_object(row->field->shape, (const char *)list + i * row->field->shape->size);
}

static void
check_row(const ShapeRow *row, const void *object)
{
    FieldKind kind = row->field->kind;

    if (FIELD_IS_NUMBER(kind)) {
        check_number(row, row_number(row, object));
        return;
    }
    const void *value = row_pointer(row, object);
    assert(value != NULL || row->optional);
    if (kind == FIELD_TEXTS || kind == FIELD_OBJECTS)
        check_list(row, value, row_list_count(row, object));
    else if (value != NULL && kind == FIELD_OBJECT)
        check_object(row->field->shape, value);
    else if (value == TEXT_REMOVED)
        assert(row->removable);
    else if (value != NULL)
        check_text(row->field, value);
}

static void
check_object(const Shape *shape, const void *object)
{
    for (size_t i = 0; i < shape_count(shape); i++) {
        ShapeRow row = shape_row(shape, i);
        if (row.field != NULL)
            check_row(&row, object);
    }
}

/* --- what is refused ------------------------------------------------------------------------ */

static void
check_refusal(Err err, const Refusal *refusal)
{
    assert(err == ERR_JSON_INVALID || err == ERR_JSON_DUPLICATE_MEMBER ||
           err == ERR_JSON_TOO_DEEP || err == ERR_MEMBER_UNKNOWN || err == ERR_MEMBER_INVALID);
    if (err == ERR_MEMBER_UNKNOWN || err == ERR_MEMBER_INVALID)
        assert(refusal->fault_count > 0 && refusal->fault[0].err == err);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Ctx ctx = {0}, again = {0};
    void *first = NULL, *second = NULL;

    if (arena == NULL)
        arena = arena_new((size_t)64 * 1024 * 1024);
    arena_reset(arena, 0);
    if (size == 0)
        return 0;

    const Shape *shape = SHAPES[data[0] % COUNT_OF(SHAPES)];
    const char *body = (const char *)data + 1;
    ctx.arena = again.arena = arena;
    Err err = json_read(&ctx, body, size - 1, shape, &first);
    if (err != OK)
        check_refusal(err, &ctx.refusal);
    else
        check_object(shape, first);
    Err err_again = json_read(&again, body, size - 1, shape, &second);
    assert(err_again == err && ctx.refusal.fault_count == again.refusal.fault_count);
    return 0;
}
