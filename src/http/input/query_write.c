/*
 * Addresses: a query, written by the table that reads it.
 */
#include "http/input/input.h"

#include "domain/date/date.h"

/* Everything but letters, digits and these. */
static void
put_query_escaped(Buf *out, const char *text, const char *plain)
{
    static const char HEX[] = "0123456789ABCDEF";

    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;
        bool stays = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                     strchr(plain, *text) != NULL;
        if (stays)
            buf_char(out, *text);
        else
            buf_put(out, (char[]){'%', HEX[c >> 4], HEX[c & 15]}, 3);
    }
}

void
query_put_value(Buf *out, const char *text)
{
    put_query_escaped(out, text, "-._~");
}

char *
query_escape(Arena *arena, const char *text)
{
    Buf out = buf_new(arena, 3 * strlen(text) + 1);

    buf_text(&out, "");
    put_query_escaped(&out, text, "-._~/");
    return out.data;
}

static bool
is_default(const ShapeRow *row, const void *query)
{
    if (FIELD_IS_TEXT(row->field->kind))
        return row_pointer(row, query) == NULL;
    return row_number(row, query) == row->field->absent;
}

/* To the microsecond. */
static const char *
moment_text(Arena *arena, Micros moment)
{
    char seconds[TIME_TEXT_SIZE];

    time_format(moment, seconds);
    return arena_printf(arena, "%.*s.%06lldZ", (int)strcspn(seconds, ".Z"), seconds,
                        (long long)(moment % MICROS_PER_SECOND));
}

/* The other kinds do not stand in an address, but for cursors. */
static const char *
query_value(Arena *arena, const ShapeRow *row, const void *query)
{
    const Field *field = row->field;
    char day[DATE_TEXT_SIZE];

    if (FIELD_IS_TEXT(field->kind))
        return row_pointer(row, query);
    int64_t number = row_number(row, query);
    if (field->kind == FIELD_CHOICE)
        return field->choices[number];
    if (field->kind == FIELD_DATE) {
        date_format((Date){(int32_t)number}, day);
        return arena_copy(arena, day, strlen(day));
    }
    if (field->kind == FIELD_TIME)
        return moment_text(arena, number);
    assert(field->kind == FIELD_INT || field->kind == FIELD_BOOL);
    return arena_printf(arena, "%lld", (long long)number);
}

static void
put_parameter(Buf *address, const ShapeRow *row, const char *value)
{
    buf_char(address, strchr(address->data, '?') == NULL ? '?' : '&');
    buf_text(address, row->field->name);
    buf_char(address, '=');
    query_put_value(address, value);
}

static bool
is_of_part(const Field *field)
{
    return field->kind == FIELD_CURSOR || field->of_part;
}

void
query_write_filters(Buf *address, const Shape *shape, const void *query)
{
    for (size_t i = 0; i < shape_count(shape); i++) {
        ShapeRow row = shape_row(shape, i);
        if (row.field != NULL && !is_of_part(row.field) && !is_default(&row, query))
            put_parameter(address, &row, query_value(address->arena, &row, query));
    }
}

/* The path is what the address begins with. */
static const char *
cursor_value(const Ctx *ctx, const ListOf *list, const ShapeRow *row)
{
    return cursor_encode(ctx, list, row->field->name, row_pointer(row, list->query));
}

void
query_write(const Ctx *ctx, Buf *address, const Shape *shape, const void *query)
{
    const ListOf list = {
        .path = arena_copy(address->arena, address->data, address->length),
        .shape = shape,
        .query = query,
    };

    for (size_t i = 0; i < shape_count(shape); i++) {
        ShapeRow row = shape_row(shape, i);
        if (row.field == NULL || is_default(&row, query))
            continue;
        const char *value = row.field->kind == FIELD_CURSOR
                                ? cursor_value(ctx, &list, &row)
                                : query_value(address->arena, &row, query);
        put_parameter(address, &row, value);
    }
}
