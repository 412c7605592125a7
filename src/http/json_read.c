/*
 * jansson parses; the shape decides. Its numbers of more than 64 bits are read a second time as
 * what they are not, so that the answer can point at the member instead of at the text.
 */
#include "base/buf.h"
#include "http/field_check.h"

#include <jansson.h>

enum { DEPTH_MAX = 16 };

/* Where we are in the request, and what is collected on the way. */
typedef struct Reader {
    Arena *arena;
    Refusal *refusal;
    const char *at;        /* JSON pointer */
    bool integers_as_real; /* one of the numbers was too large */
} Reader;

static void
release(json_t **json)
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
    if (depth == DEPTH_MAX)
        return true;
    if (json_is_array(json)) {
        json_array_foreach(json, index, value) if (is_too_deep(value, depth + 1)) return true;
        return false;
    }
    json_object_foreach(json, name, value) if (is_too_deep(value, depth + 1)) return true;
    return false;
}

static Err
parse(const char *body, size_t size, Reader *reader, json_t **ret)
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
static const char *
pointer_to(const Reader *reader, const char *name)
{
    Buf out = buf_new(reader->arena, 512);

    buf_text(&out, reader->at);
    buf_char(&out, '/');
    for (; *name != '\0'; name++) {
        if (*name == '~' || *name == '/')
            buf_text(&out, *name == '~' ? "~0" : "~1");
        else
            buf_char(&out, *name);
    }
    return out.data;
}

static void
fault(const Reader *reader, const char *detail)
{
    Err ignored = refuse_member(reader->refusal, ERR_MEMBER_INVALID, reader->at, detail);
    (void)ignored;
}

static void read_object(const Reader *reader, json_t *json, const Shape *shape, void *target);

static const char *
copy_text(const Reader *reader, const json_t *json)
{
    return arena_copy(reader->arena, json_string_value(json), json_string_length(json));
}

static void
read_text(const Reader *reader, json_t *json, const Field *field, void *target)
{
    const char *problem = json_is_string(json)
                              ? field_fault_in_text(field, json_string_value(json), field->max)
                              : FAULT_TYPE;

    if (problem != NULL)
        fault(reader, problem);
    else
        field_put_text(field, target, copy_text(reader, json));
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

static void
read_number(const Reader *reader, json_t *json, const Field *field, void *target)
{
    const char *problem = FAULT_TYPE;
    int64_t number = 0;

    if (field->kind == FIELD_INT && is_whole(reader, json)) {
        number = (int64_t)json_number_value(json);
        if (json_is_integer(json))
            number = json_integer_value(json);
        problem = field_fault_in_number(field, number);
    } else if (field->kind == FIELD_BOOL && json_is_boolean(json)) {
        number = json_is_true(json);
        problem = NULL;
    } else if (field->kind != FIELD_INT && field->kind != FIELD_BOOL && json_is_string(json)) {
        problem = field_number_from_text(field, json_string_value(json), &number);
    }
    if (problem != NULL)
        fault(reader, problem);
    else
        field_put_number(field, target, number);
}

static void
read_texts(const Reader *reader, json_t *json, const Field *field, void *target)
{
    size_t count = json_array_size(json);
    const char **texts = ARENA_NEW_ARRAY(reader->arena, const char *, count);

    for (size_t i = 0; i < count; i++) {
        const json_t *item = json_array_get(json, i);
        Reader inner = *reader;
        inner.at = arena_printf(reader->arena, "%s/%zu", reader->at, i);
        Field one = *field;
        one.min = 1;
        const char *problem = json_is_string(item)
                                  ? field_fault_in_text(&one, json_string_value(item), one.text_max)
                                  : FAULT_TYPE;
        if (problem != NULL)
            fault(&inner, problem);
        else
            texts[i] = copy_text(reader, item);
    }
    field_put_list(field, target, texts, count);
}

static void
read_objects(const Reader *reader, json_t *json, const Field *field, void *target)
{
    size_t count = json_array_size(json);
    char *objects = arena_alloc(reader->arena, count, field->shape->size);

    for (size_t i = 0; i < count; i++) {
        Reader inner = *reader;
        inner.at = arena_printf(reader->arena, "%s/%zu", reader->at, i);
        void *object = shape_new(field->shape, reader->arena);
        read_object(&inner, json_array_get(json, i), field->shape, object);
        memcpy(objects + i * field->shape->size, object, field->shape->size);
    }
    field_put_list(field, target, objects, count);
}

static void
read_list(const Reader *reader, json_t *json, const Field *field, void *target)
{
    if (!json_is_array(json)) {
        fault(reader, FAULT_TYPE);
        return;
    }
    int64_t count = (int64_t)json_array_size(json);
    if (count < field->min || count > field->max)
        fault(reader, TR("This list has too few or too many items."));
    else if (field->kind == FIELD_TEXTS)
        read_texts(reader, json, field, target);
    else
        read_objects(reader, json, field, target);
}

static void
read_value(const Reader *reader, json_t *json, const Field *field, void *target)
{
    switch (field->kind) {
    case FIELD_TEXT:
        read_text(reader, json, field, target);
        return;
    case FIELD_TEXTS:
    case FIELD_OBJECTS:
        read_list(reader, json, field, target);
        return;
    case FIELD_OBJECT: {
        void *object = shape_new(field->shape, reader->arena);
        read_object(reader, json, field->shape, object);
        field_put_text(field, target, object);
        return;
    }
    default:
        read_number(reader, json, field, target);
    }
}

static void
read_object(const Reader *reader, json_t *json, const Shape *shape, void *target)
{
    const char *name;
    json_t *value;

    if (!json_is_object(json)) {
        fault(reader, FAULT_TYPE);
        return;
    }
    json_object_foreach(json, name, value)
    {
        Reader inner = *reader;
        const Field *field = shape_find(shape, name);
        inner.at = pointer_to(reader, name);
        if (field != NULL) {
            read_value(&inner, value, field, target);
            continue;
        }
        Err ignored = refuse_member(reader->refusal, ERR_MEMBER_UNKNOWN, inner.at, NULL);
        (void)ignored;
    }
    for (size_t i = 0; i < shape->field_count; i++) {
        Reader inner = *reader;
        if (shape->field[i].optional || json_object_get(json, shape->field[i].name) != NULL)
            continue;
        inner.at = pointer_to(reader, shape->field[i].name);
        fault(&inner, FAULT_REQUIRED);
    }
}

Err
json_read(Ctx *ctx, const char *body, size_t size, const Shape *shape, void **ret)
{
    CLEANUP(release) json_t *json = NULL;
    Reader reader = {ctx->arena, &ctx->refusal, "", false};

    TRY(parse(body, size, &reader, &json));
    void *target = shape_new(shape, ctx->arena);
    read_object(&reader, json, shape, target);
    if (ctx->refusal.fault_count > 0)
        return ctx->refusal.fault[0].err;
    *ret = target;
    return OK;
}
