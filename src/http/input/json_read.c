/*
 * jansson parses; the shape decides. What jansson would read as floating point, or not at all, it
 * is given once more as json_numbers() writes it: then whole numbers are whole however they are
 * written, and what is too large is refused where it stands.
 */
#include "http/input/input.h"

#include "base/buf.h"
#include "base/format/format.h"
#include "http/input/field_check.h"

#include <jansson.h>

/*
 * Where we are in the request, and what is collected on the way. A reader of a member stands inside
 * the one of its object, so that the pointer to it is written only where there is a fault: a batch
 * has tens of thousands of members.
 */
typedef struct Reader {
    Arena *arena;
    Refusal *refusal;
    const struct Reader *outer; /* NULL: the whole body */
    const char *name;           /* of the member; NULL: it is an item of a list */
    size_t index;               /* of that item */
} Reader;

static Reader
inside(const Reader *outer, const char *name, size_t index)
{
    Reader inner = *outer;

    inner.outer = outer;
    inner.name = name;
    inner.index = index;
    return inner;
}

static void
release_json(json_t **json)
{
    json_decref(*json);
}

/* Looks whether the body is nested too deeply, and whether jansson has read a number as real. */
static bool
is_too_deep(json_t *json, int depth, bool *has_real)
{
    json_t *value;
    const char *name;
    size_t index;

    *has_real = *has_real || json_is_real(json);
    if (!json_is_object(json) && !json_is_array(json))
        return false;
    if (depth == JSON_DEPTH_MAX)
        return true;
    if (json_is_array(json)) {
        json_array_foreach(json, index,
                           value) if (is_too_deep(value, depth + 1, has_real)) return true;
        return false;
    }
    json_object_foreach(json, name, value) if (is_too_deep(value, depth + 1, has_real)) return true;
    return false;
}

enum { PARSE_FLAGS = JSON_REJECT_DUPLICATES | JSON_DECODE_ANY };

static size_t
read_numbers(void *ret, size_t max, void *numbers)
{
    return json_numbers_read(numbers, ret, max);
}

static json_t *
parse_whole_numbers(const char *body, size_t size, json_error_t *error)
{
    JsonNumbers numbers = json_numbers(body, size);
    json_t *json = json_load_callback(read_numbers, &numbers, PARSE_FLAGS, error);

    if (json == NULL && error->position > 0)
        error->position = (int)json_numbers_place(body, size, (size_t)error->position);
    return json;
}

static Err
parse_json(const char *body, size_t size, Reader *reader, json_t **ret)
{
    bool has_real = false, too_deep = false;
    json_error_t error;

    *ret = json_loadb(body, size, PARSE_FLAGS, &error);
    if (*ret != NULL)
        too_deep = is_too_deep(*ret, 0, &has_real);
    if (has_real || (*ret == NULL && json_error_code(&error) == json_error_numeric_overflow)) {
        json_decref(*ret);
        *ret = parse_whole_numbers(body, size, &error);
        too_deep = *ret != NULL && is_too_deep(*ret, 0, &has_real);
    }
    if (*ret != NULL)
        return too_deep ? ERR_JSON_TOO_DEEP : OK;
    switch (json_error_code(&error)) {
    case json_error_duplicate_key:
        return ERR_JSON_DUPLICATE_MEMBER;
    case json_error_stack_overflow:
        return ERR_JSON_TOO_DEEP;
    default:
        return refuse_with_number(reader->refusal, ERR_JSON_INVALID, "offset",
                                  error.position > 0 ? error.position : 0);
    }
}

/* RFC 6901, section 3: ~ and / in a name are written ~0 and ~1. */
static void
put_pointer(const Reader *reader, Buf *out)
{
    if (reader->outer == NULL)
        return;
    put_pointer(reader->outer, out);
    buf_char(out, '/');
    if (reader->name == NULL)
        buf_int(out, (int64_t)reader->index);
    for (const char *name = reader->name; name != NULL && *name != '\0'; name++) {
        if (*name == '~' || *name == '/')
            buf_text(out, *name == '~' ? "~0" : "~1");
        else
            buf_char(out, *name);
    }
}

/* Of more faults than a refusal has room for nothing is written down. */
static void
note(const Reader *reader, Err err, const char *detail)
{
    if (reader->refusal->fault_count == REFUSAL_FAULTS_MAX)
        return;
    Buf pointer = buf_new(reader->arena, POINTER_BYTES_MAX);
    put_pointer(reader, &pointer);
    /* No member that we know has so long a name: what can be pointed at is where it stands. */
    if (pointer.full && reader->outer != NULL) {
        buf_cut(&pointer, 0);
        put_pointer(reader->outer, &pointer);
        assert(!pointer.full);
    }
    Err ignored = refuse_member(reader->refusal, err, pointer.data, detail);
    (void)ignored;
}

static void
fault(const Reader *reader, const char *detail)
{
    note(reader, ERR_MEMBER_INVALID, detail);
}

static void read_object(const Reader *reader, json_t *json, const Shape *shape, void *target);

/* A text of ours: jansson's goes when the reading is over. */
static const char *
read_text(const Reader *reader, const Field *field, const json_t *json, const char **ret)
{
    const char *text = json_string_value(json), *written;

    if (text == NULL)
        return FAULT_TYPE;
    const char *problem = field_read_text(field, reader->arena, text, &written);
    if (problem == NULL)
        *ret = written == text ? arena_copy(reader->arena, text, strlen(text)) : written;
    return problem;
}

static void
read_json_text(const Reader *reader, json_t *json, const ShapeRow *row, void *target)
{
    const char *text = NULL;
    const char *problem = read_text(reader, row->field, json, &text);

    if (problem != NULL)
        fault(reader, problem);
    else
        row_put_pointer(row, target, text);
}

static const char WRITE_AS_TEXT[] = TR("Write this number as text, like \"1.5\".");

/* A decimal may be a whole number; the fraction of a JSON number is not what was written. */
static const char *
read_decimal(json_t *json, const Field *field, int64_t *ret)
{
    if (json_is_string(json))
        return field_number_from_text(field, json_string_value(json), ret);
    if (field->kind == FIELD_AMOUNT || !json_is_integer(json))
        return json_is_number(json) ? WRITE_AS_TEXT : FAULT_TYPE;
    int64_t whole = json_integer_value(json);
    bool fits = whole >= 0 && whole <= field->max / MICROS_PER_UNIT;
    *ret = fits ? whole * MICROS_PER_UNIT : -1;
    return field_fault_in_number(field, *ret);
}

static const char *
read_json_int(json_t *json, const Field *field, int64_t *ret)
{
    if (!json_is_integer(json))
        return FAULT_TYPE;
    *ret = json_integer_value(json);
    return field_fault_in_number(field, *ret);
}

static const char *
number_from(json_t *json, const Field *field, int64_t *ret)
{
    switch (field->kind) {
    case FIELD_INT:
        return read_json_int(json, field, ret);
    case FIELD_BOOL:
        *ret = json_is_true(json);
        return json_is_boolean(json) ? NULL : FAULT_TYPE;
    case FIELD_DECIMAL:
    case FIELD_AMOUNT:
        return read_decimal(json, field, ret);
    default:
        if (!json_is_string(json))
            return FAULT_TYPE;
        return field_number_from_text(field, json_string_value(json), ret);
    }
}

static void
read_json_number(const Reader *reader, json_t *json, const ShapeRow *row, void *target)
{
    int64_t number = 0;
    const char *problem = number_from(json, row->field, &number);

    if (problem != NULL)
        fault(reader, problem);
    else
        row_put_number(row, target, number);
}

/* An amount with its currency: the object's members are read into places of their own first. */
typedef struct MoneyInput {
    const char *currency;
    int64_t micros;
} MoneyInput;

static void
read_money(const Reader *reader, json_t *json, const ShapeRow *row, void *target)
{
    const Field fields[] = {
        FIELD(MoneyInput, CURRENCY, currency, "currency"),
        FIELD(MoneyInput, AMOUNT, micros, "amount", .min = row->field->min, .max = row->field->max),
        {.name = NULL},
    };
    const Shape shape = {.size = sizeof(MoneyInput), .field = fields};
    MoneyInput money;

    shape_defaults(&shape, &money);
    read_object(reader, json, &shape, &money);
    row_put_number(row, target, money.micros);
    row_put_currency(row, target, money.currency);
}

static void
read_texts(const Reader *reader, json_t *json, const ShapeRow *row, void *target)
{
    size_t count = json_array_size(json);
    const char **texts = ARENA_NEW_ARRAY(reader->arena, const char *, count);
    const Field item = field_of_item(row->field);

    for (size_t i = 0; i < count; i++) {
        const json_t *text = json_array_get(json, i);
        Reader inner = inside(reader, NULL, i);
        const char *problem = read_text(reader, &item, text, &texts[i]);
        if (problem != NULL)
            fault(&inner, problem);
    }
    row_put_list(row, target, texts, count);
}

static void
read_objects(const Reader *reader, json_t *json, const ShapeRow *row, void *target)
{
    const Shape *shape = row->field->shape;
    size_t count = json_array_size(json);
    char *objects = arena_alloc(reader->arena, count, shape->size);

    for (size_t i = 0; i < count; i++) {
        Reader inner = inside(reader, NULL, i);
        void *object = shape_defaults(shape, objects + i * shape->size);
        read_object(&inner, json_array_get(json, i), shape, object);
    }
    row_put_list(row, target, objects, count);
}

static void
read_json_list(const Reader *reader, json_t *json, const ShapeRow *row, void *target)
{
    const char *problem =
        json_is_array(json) ? field_fault_in_count(row->field, json_array_size(json)) : FAULT_TYPE;

    if (problem != NULL)
        fault(reader, problem);
    else if (row->field->kind == FIELD_TEXTS)
        read_texts(reader, json, row, target);
    else
        read_objects(reader, json, row, target);
}

/* null in a change: what the thing need not have shall be there no more. */
static void
read_removal(const ShapeRow *row, void *target)
{
    static const char *const NOTHING[] = {NULL};
    const Field *field = row->field;

    assert(field->kind != FIELD_OBJECT && field->kind != FIELD_OBJECTS);
    if (field->kind == FIELD_TEXTS)
        row_put_list(row, target, NOTHING, 0);
    else if (FIELD_IS_TEXT(field->kind))
        row_put_pointer(row, target, TEXT_REMOVED);
    else
        row_put_number(row, target, INPUT_REMOVED);
}

static void
read_json_value(const Reader *reader, json_t *json, const ShapeRow *row, void *target)
{
    const Field *field = row->field;

    if (json_is_null(json) && row->removable) {
        read_removal(row, target);
        return;
    }
    if (field->kind == FIELD_TEXTS || field->kind == FIELD_OBJECTS) {
        read_json_list(reader, json, row, target);
    } else if (field->kind == FIELD_OBJECT) {
        void *object = shape_new(field->shape, reader->arena);
        read_object(reader, json, field->shape, object);
        row_put_pointer(row, target, object);
    } else if (FIELD_IS_TEXT(field->kind)) {
        read_json_text(reader, json, row, target);
    } else if (field->currency_offset != 0 && json_is_object(json)) {
        read_money(reader, json, row, target);
    } else {
        read_json_number(reader, json, row, target);
    }
}

static void
read_object(const Reader *reader, json_t *json, const Shape *shape, void *target)
{
    const size_t count = shape_count(shape);
    uint64_t seen = 0;
    const char *name;
    json_t *value;

    assert(count <= SHAPE_ROWS_MAX);
    if (!json_is_object(json)) {
        fault(reader, FAULT_TYPE);
        return;
    }
    json_object_foreach(json, name, value)
    {
        Reader inner = inside(reader, name, 0);
        ShapeRow row = shape_find(shape, name);
        if (row.field == NULL) {
            note(&inner, ERR_MEMBER_UNKNOWN, NULL);
            continue;
        }
        seen |= UINT64_C(1) << row.index;
        read_json_value(&inner, value, &row, target);
    }
    for (size_t i = 0; i < count; i++) {
        ShapeRow row = shape_row(shape, i);
        if (row.field == NULL || row.optional || (seen >> i & 1) != 0)
            continue;
        Reader inner = inside(reader, row.field->name, 0);
        fault(&inner, FAULT_REQUIRED);
    }
}

Err
json_read(Ctx *ctx, const char *body, size_t size, const Shape *shape, void **ret)
{
    CLEANUP(release_json) json_t *json = NULL;
    Reader reader = {.arena = ctx->arena, .refusal = &ctx->refusal};

    TRY(parse_json(body, size, &reader, &json));
    void *target = shape_new(shape, ctx->arena);
    read_object(&reader, json, shape, target);
    if (ctx->refusal.fault_count > 0)
        return ctx->refusal.fault[0].err;
    *ret = target;
    return OK;
}
