/*
 * jansson parses; the shape decides. Its numbers of more than 64 bits are read a second time as
 * what they are not, so that the answer can point at the member instead of at the text.
 */
#include "http/input/input.h"

#include "base/buf.h"
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
    bool integers_as_real;      /* one of the numbers was too large */
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

static bool
is_too_deep(json_t *json, int depth)
{
    json_t *value;
    const char *name;
    size_t index;

    if (!json_is_object(json) && !json_is_array(json))
        return false;
    if (depth == JSON_DEPTH_MAX)
        return true;
    if (json_is_array(json)) {
        json_array_foreach(json, index, value) if (is_too_deep(value, depth + 1)) return true;
        return false;
    }
    json_object_foreach(json, name, value) if (is_too_deep(value, depth + 1)) return true;
    return false;
}

static Err
parse_json(const char *body, size_t size, Reader *reader, json_t **ret)
{
    size_t flags = JSON_REJECT_DUPLICATES | JSON_DECODE_ANY;
    json_error_t error;

    *ret = json_loadb(body, size, flags, &error);
    if (*ret == NULL && json_error_code(&error) == json_error_numeric_overflow) {
        reader->integers_as_real = true;
        *ret = json_loadb(body, size, flags | JSON_DECODE_INT_AS_REAL, &error);
    }
    if (*ret != NULL)
        return is_too_deep(*ret, 0) ? ERR_JSON_TOO_DEEP : OK;
    switch (json_error_code(&error)) {
    case json_error_duplicate_key:
        return ERR_JSON_DUPLICATE_MEMBER;
    case json_error_stack_overflow:
        return ERR_JSON_TOO_DEEP;
    case json_error_numeric_overflow:
        return refuse_member(reader->refusal, ERR_MEMBER_INVALID, "", FAULT_TYPE);
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

static const char *
copy_text(const Reader *reader, const json_t *json)
{
    return arena_copy(reader->arena, json_string_value(json), json_string_length(json));
}

static const char *
fault_in_text(const Field *field, const json_t *json)
{
    return json_is_string(json) ? field_fault_in_text(field, json_string_value(json)) : FAULT_TYPE;
}

static void
read_json_text(const Reader *reader, json_t *json, const ShapeRow *row, void *target)
{
    const char *problem = fault_in_text(row->field, json);

    if (problem != NULL)
        fault(reader, problem);
    else
        row_put_pointer(row, target, copy_text(reader, json));
}

/*
 * Once a number did not fit, all integers were read as reals. The request is refused anyway; here
 * it is only found out which of its numbers are to blame, so those of a size that a double holds
 * exactly pass.
 */
static bool
is_whole(const Reader *reader, json_t *json)
{
    static const int64_t EXACT_MAX = INT64_C(1) << 53;

    if (!reader->integers_as_real)
        return json_is_integer(json);
    double value = json_is_real(json) ? json_real_value(json) : 0.5;
    return value >= -(double)EXACT_MAX && value <= (double)EXACT_MAX &&
           value == (double)(int64_t)value;
}

static int64_t
whole_value(const json_t *json)
{
    return json_is_integer(json) ? json_integer_value(json) : (int64_t)json_number_value(json);
}

static const char WRITE_AS_TEXT[] = TR("Write this number as text, like \"1.5\".");

/* A decimal may be a whole number; the fraction of a JSON number is not what was written. */
static const char *
read_decimal(const Reader *reader, json_t *json, const Field *field, int64_t *ret)
{
    if (json_is_string(json))
        return field_number_from_text(field, json_string_value(json), ret);
    if (field->kind == FIELD_AMOUNT || !is_whole(reader, json))
        return json_is_number(json) ? WRITE_AS_TEXT : FAULT_TYPE;
    int64_t whole = whole_value(json);
    bool fits = whole >= 0 && whole <= field->max / MICROS_PER_UNIT;
    *ret = fits ? whole * MICROS_PER_UNIT : -1;
    return field_fault_in_number(field, *ret);
}

static const char *
read_json_int(const Reader *reader, json_t *json, const Field *field, int64_t *ret)
{
    if (!is_whole(reader, json))
        return FAULT_TYPE;
    *ret = whole_value(json);
    return field_fault_in_number(field, *ret);
}

static const char *
number_from(const Reader *reader, json_t *json, const Field *field, int64_t *ret)
{
    switch (field->kind) {
    case FIELD_INT:
        return read_json_int(reader, json, field, ret);
    case FIELD_BOOL:
        *ret = json_is_true(json);
        return json_is_boolean(json) ? NULL : FAULT_TYPE;
    case FIELD_DECIMAL:
    case FIELD_AMOUNT:
        return read_decimal(reader, json, field, ret);
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
    const char *problem = number_from(reader, json, row->field, &number);

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
        const char *problem = fault_in_text(&item, text);
        if (problem != NULL)
            fault(&inner, problem);
        else
            texts[i] = copy_text(reader, text);
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

static void
read_json_value(const Reader *reader, json_t *json, const ShapeRow *row, void *target)
{
    const Field *field = row->field;

    if (field->kind == FIELD_TEXTS || field->kind == FIELD_OBJECTS) {
        read_json_list(reader, json, row, target);
    } else if (field->kind == FIELD_OBJECT) {
        void *object = shape_new(field->shape, reader->arena);
        read_object(reader, json, field->shape, object);
        row_put_pointer(row, target, object);
    } else if (field->removable && json_is_null(json)) {
        row_put_pointer(row, target, "");
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
