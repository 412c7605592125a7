/*
 * Any bytes as the body of a request. The first byte chooses the shape that they are read by.
 *
 * What is refused names a fault or is one of the JSON errors; what is accepted is in the bounds of
 * its fields, and the same when it is read a second time.
 */
#include "api/api.h"

#include "base/text/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const Shape *const SHAPES[] = {
    &REDEEM_INPUT, &OFFER_INPUT, &USER_INPUT, &PRODUCT_CHANGE,       &CLOCK_INPUT,
    &USAGE_INPUT,  &METER_INPUT, &RATE_INPUT, &PARTICIPATIONS_INPUT, &TRANSFER_INPUT,
};

/* --- what is accepted ----------------------------------------------------------------------- */

static void check_object(const Shape *shape, const char *object);

static void
check_text(const Field *field, const char *text, int64_t min, int64_t max)
{
    int64_t length = (int64_t)text_length(text);

    assert(length >= min && length <= max && text_is_line(text));
    assert(field->check == NULL || field->check(text));
}

static void
check_number(const Field *field, int64_t number)
{
    if (number == INPUT_ABSENT) {
        assert(field->optional);
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
check_list(const Field *field, const char *list, size_t count)
{
    assert(list != NULL || count == 0);
    assert((int64_t)count <= field->max);
    for (size_t i = 0; i < count && field->kind == FIELD_TEXTS; i++)
        check_text(field, ((const char *const *)(const void *)list)[i], 1, field->text_max);
    for (size_t i = 0; i < count && field->kind == FIELD_OBJECTS; i++)
        check_object(field->shape, list + i * field->shape->size);
}

static void
check_field(const Field *field, const char *object)
{
    const char *pointer;
    int64_t number;
    size_t count;

    switch (field->kind) {
    case FIELD_TEXT:
    case FIELD_OBJECT:
    case FIELD_TEXTS:
    case FIELD_OBJECTS:
        memcpy((void *)&pointer, object + field->offset, sizeof(pointer));
        break;
    default:
        memcpy(&number, object + field->offset, sizeof(number));
        check_number(field, number);
        return;
    }
    assert(pointer != NULL || field->optional);
    if (field->kind == FIELD_TEXTS || field->kind == FIELD_OBJECTS) {
        memcpy(&count, object + field->count_offset, sizeof(count));
        assert(pointer == NULL || (int64_t)count >= field->min);
        check_list(field, pointer, count);
    } else if (pointer != NULL && field->kind == FIELD_OBJECT) {
        check_object(field->shape, pointer);
    } else if (pointer != NULL) {
        check_text(field, pointer, field->min, field->max);
    }
}

static void
check_object(const Shape *shape, const char *object)
{
    for (size_t i = 0; i < shape->field_count; i++)
        check_field(&shape->field[i], object);
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
    static Arena *arena;
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
