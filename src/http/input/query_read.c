/*
 * NAME=VALUE, read by a shape: what queries and forms have in common.
 */
#include "http/input/pairs.h"

#include "base/buf.h"
#include "base/text/text.h"
#include "http/input/field_check.h"

static int
hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

char *
percent_decode(Arena *arena, const char *text, size_t length, bool plus_is_space)
{
    char *decoded = arena_alloc(arena, length + 1, 1);
    size_t count = 0;

    for (size_t i = 0; i < length; i++) {
        char c = text[i];
        if (c == '%') {
            int high = i + 2 < length ? hex_value(text[i + 1]) : -1;
            int low = high >= 0 ? hex_value(text[i + 2]) : -1;
            if (low < 0)
                return NULL;
            c = (char)(high * 16 + low);
            i += 2;
        } else if (c == '+' && plus_is_space) {
            c = ' ';
        }
        decoded[count++] = c;
    }
    return text_is_utf8(decoded, count) ? decoded : NULL;
}

/* Of which list it is is known when the whole query is: cursors_decode(). */
static Err
read_cursor(const ShapeRow *row, const char *value, void *target)
{
    if (*value == '\0' || strlen(value) > CURSOR_LENGTH_MAX)
        return ERR_CURSOR_INVALID;
    row_put_pointer(row, target, value);
    return OK;
}

/* Digits only: a sign or a space is no number here. */
static const char *
read_pair_int(const Field *field, const char *value, int64_t *ret)
{
    int64_t number = 0;

    if (*value == '\0' || strlen(value) > 18)
        return FAULT_TYPE;
    for (; *value != '\0'; value++) {
        if (*value < '0' || *value > '9')
            return FAULT_TYPE;
        number = number * 10 + (*value - '0');
    }
    *ret = number;
    return field_fault_in_number(field, number);
}

static const char *
read_bool(const char *value, int64_t *ret)
{
    *ret = text_equal(value, "1");
    return *ret != 0 || text_equal(value, "0") ? NULL : FAULT_TYPE;
}

static const char *
read_parameter(const ShapeRow *row, Arena *arena, const char *value, void *target)
{
    const Field *field = row->field;
    const char *problem;
    int64_t number = 0;

    if (FIELD_IS_TEXT(field->kind)) {
        problem = field_read_text(field, arena, value, &value);
        if (problem == NULL)
            row_put_pointer(row, target, value);
        return problem;
    }
    if (field->kind == FIELD_INT)
        problem = read_pair_int(field, value, &number);
    else if (field->kind == FIELD_BOOL)
        problem = read_bool(value, &number);
    else
        problem = field_number_from_text(field, value, &number);
    if (problem == NULL)
        row_put_number(row, target, number);
    return problem;
}

PairReader
pair_reader(Ctx *ctx, const Shape *shape, const char *place, bool of_page)
{
    assert(shape_count(shape) <= SHAPE_ROWS_MAX);
    return (PairReader){
        .shape = shape,
        .arena = ctx->arena,
        .refusal = &ctx->refusal,
        .place = place,
        .of_page = of_page,
        .target = shape_new(shape, ctx->arena),
    };
}

bool
pair_mark(PairReader *reader, const ShapeRow *row)
{
    uint64_t bit = UINT64_C(1) << row->index;
    bool before = (reader->seen & bit) != 0;

    reader->seen |= bit;
    return before;
}

/* To where it stands, if the name is longer than that of any member we know. */
static const char *
pointer_to_pair(const PairReader *reader, const char *name)
{
    size_t place = strlen(reader->place);

    if (place + strlen(name) <= POINTER_BYTES_MAX)
        return arena_printf(reader->arena, "%s%s", reader->place, name);
    return arena_copy(reader->arena, reader->place, place - 1);
}

/* Somebody who goes through a form leaves a blank in a field as easily as nothing. */
static bool
is_left_out(const PairReader *reader, const Field *field, const char *value)
{
    if (FIELD_IS_TEXT(field->kind) && field->kind != FIELD_EXACT)
        value = text_tidy(reader->arena, value);
    return *value == '\0';
}

Err
pair_read(PairReader *reader, const char *name, const char *value)
{
    ShapeRow row = shape_find(reader->shape, name);
    const char *pointer = pointer_to_pair(reader, name);

    if (row.field == NULL)
        return refuse_member(reader->refusal, ERR_MEMBER_UNKNOWN, pointer, NULL);
    if (pair_mark(reader, &row))
        return refuse_member(reader->refusal, ERR_MEMBER_INVALID, pointer,
                             TR("This parameter is given twice."));
    if (reader->of_page && row.optional && is_left_out(reader, row.field, value))
        return OK;
    if (reader->of_page && row.field->kind == FIELD_BOOL && *value == '\0')
        value = "0"; /* as a box without a tick, of which browsers send nothing */
    if (row.field->kind == FIELD_CURSOR)
        return read_cursor(&row, value, reader->target);
    const char *problem = read_parameter(&row, reader->arena, value, reader->target);
    return problem == NULL ? OK
                           : refuse_member(reader->refusal, ERR_MEMBER_INVALID, pointer, problem);
}

static bool
is_cursor(const Shape *shape, const char *name)
{
    ShapeRow row = shape_find(shape, name);

    return row.field != NULL && row.field->kind == FIELD_CURSOR;
}

Err
pairs_read(PairReader *reader, const char *query)
{
    for (; *query != '\0'; query += *query == '&') {
        size_t length = strcspn(query, "&");
        size_t name_length = strcspn(query, "=&");
        size_t value_at = name_length < length ? name_length + 1 : length;
        const char *name = percent_decode(reader->arena, query, name_length, true);
        const char *value =
            percent_decode(reader->arena, query + value_at, length - value_at, true);
        if (name == NULL || value == NULL)
            return name != NULL && is_cursor(reader->shape, name) ? ERR_CURSOR_INVALID
                                                                  : ERR_REQUEST_MALFORMED;
        if (length > 0 && pair_read(reader, name, value) == ERR_CURSOR_INVALID)
            return ERR_CURSOR_INVALID;
        query += length;
    }
    return OK;
}

Err
pairs_end(PairReader *reader, void **ret)
{
    for (size_t i = 0; i < shape_count(reader->shape); i++) {
        ShapeRow row = shape_row(reader->shape, i);
        if (row.field == NULL || row.optional || pair_mark(reader, &row))
            continue;
        const char *pointer = arena_printf(reader->arena, "%s%s", reader->place, row.field->name);
        Err ignored = refuse_member(reader->refusal, ERR_MEMBER_INVALID, pointer, FAULT_REQUIRED);
        (void)ignored;
    }
    if (reader->refusal->fault_count > 0)
        return reader->refusal->fault[0].err;
    *ret = reader->target;
    return OK;
}

Err
query_read(Ctx *ctx, const char *query, const Shape *shape, void **ret)
{
    PairReader reader = pair_reader(ctx, shape, "/query/", false);

    TRY(pairs_read(&reader, query));
    return pairs_end(&reader, ret);
}
