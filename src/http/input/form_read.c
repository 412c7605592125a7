/*
 * What a browser sends from a page, taken apart and read by a shape.
 */
#include "http/input/input.h"

#include "base/text/text.h"
#include "http/input/field_check.h"
#include "http/input/pairs.h"

const char FORM_TOKEN_FIELD[] = "csrf";
const char FORM_LIST_FIELD[] = "beside";

/* The lines of a text area, however they end, become one line; so do the columns of a table. */
static void
join_lines(char *text)
{
    char *out = text;

    for (const char *at = text; *at != '\0'; at++) {
        bool broken = *at == '\r' || *at == '\n' || *at == '\t';
        if (!broken)
            *out++ = *at;
        else if (out > text && out[-1] != ' ')
            *out++ = ' ';
    }
    *out = '\0';
}

static Err
parse_field(Arena *arena, const char *pair, size_t length, FormField *ret)
{
    size_t name_length = strcspn(pair, "=&");
    size_t value_at = name_length < length ? name_length + 1 : length;
    char *name = percent_decode(arena, pair, name_length, true);
    char *value = percent_decode(arena, pair + value_at, length - value_at, true);

    if (name == NULL || value == NULL)
        return ERR_REQUEST_MALFORMED;
    const char *lines = arena_copy(arena, value, strlen(value));
    join_lines(value);
    *ret = (FormField){name, value, lines};
    return OK;
}

Err
form_parse(Arena *arena, const char *body, size_t size, Form *ret)
{
    const char *text = arena_copy(arena, body, size);
    Form form = {.field = ARENA_NEW_ARRAY(arena, FormField, FORM_FIELDS_MAX)};

    if (strlen(text) != size)
        return ERR_REQUEST_MALFORMED; /* a NUL among it */
    while (*text != '\0') {
        size_t length = strcspn(text, "&");
        if (length > 0 && form.count == FORM_FIELDS_MAX)
            return ERR_REQUEST_MALFORMED;
        if (length > 0)
            TRY(parse_field(arena, text, length, &form.field[form.count++]));
        text += length;
        text += *text == '&';
    }
    *ret = form;
    return OK;
}

static const FormField *
first_of_name(const Form *form, const char *name)
{
    for (size_t i = 0; i < form->count; i++)
        if (text_equal(form->field[i].name, name))
            return &form->field[i];
    return NULL;
}

const char *
form_value(const Form *form, const char *name)
{
    const FormField *field = first_of_name(form, name);

    return field != NULL ? field->value : NULL;
}

const char *
form_lines(const Form *form, const char *name)
{
    const FormField *field = first_of_name(form, name);

    return field != NULL ? field->lines : NULL;
}

bool
form_has(const Form *form, const char *name, const char *value)
{
    for (size_t i = 0; i < form->count; i++)
        if (text_equal(form->field[i].name, name) && text_equal(form->field[i].value, value))
            return true;
    return false;
}

static void
refuse_field(PairReader *reader, const Field *field, const char *detail)
{
    const char *pointer = arena_printf(reader->arena, "%s%s", reader->place, field->name);
    Err ignored = refuse_member(reader->refusal, ERR_MEMBER_INVALID, pointer, detail);

    (void)ignored; /* pairs_end() finds it */
}

/* All values of one name, where the shape wants a list. Empty ones were left out. */
static void
read_form_list(PairReader *reader, const Form *form, const ShapeRow *row)
{
    const char **items = ARENA_NEW_ARRAY(reader->arena, const char *, form->count + 1);
    const Field item = field_of_item(row->field);
    size_t count = 0;

    for (size_t i = 0; i < form->count; i++) {
        const char *value = form->field[i].value;
        if (*value == '\0' || !text_equal(form->field[i].name, row->field->name))
            continue;
        const char *fault = field_read_text(&item, reader->arena, value, &value);
        if (fault != NULL)
            refuse_field(reader, row->field, fault);
        items[count++] = value;
    }
    if (count == 0 && !row->optional)
        refuse_field(reader, row->field, FAULT_REQUIRED);
    else if (count > 0 && field_fault_in_count(row->field, count) != NULL)
        refuse_field(reader, row->field, FAULT_COUNT);
    row_put_list(row, reader->target, items, count);
}

static bool
is_ticked(const Form *form, const char *name)
{
    for (size_t i = 0; i < form->count; i++)
        if (text_equal(form->field[i].name, name))
            return true;
    return false;
}

/* What browsers do not send by its name and once: lists, and boxes without a tick. */
static void
read_lists_and_boxes(PairReader *reader, const Form *form)
{
    for (size_t i = 0; i < shape_count(reader->shape); i++) {
        ShapeRow row = shape_row(reader->shape, i);
        if (row.field == NULL)
            continue;
        bool is_list = row.field->kind == FIELD_TEXTS;
        bool is_empty_box =
            row.field->kind == FIELD_BOOL && !row.optional && !is_ticked(form, row.field->name);
        if (is_list)
            read_form_list(reader, form, &row);
        else if (is_empty_box)
            row_put_number(&row, reader->target, 0);
        if (is_list || is_empty_box)
            pair_mark(reader, &row);
    }
}

static bool
is_in_list(const Shape *shape, const char *name)
{
    ShapeRow row = shape_find(shape, name);

    return row.field != NULL && row.field->kind == FIELD_TEXTS;
}

static const char *
value_for(const Shape *shape, const FormField *field)
{
    ShapeRow row = shape_find(shape, field->name);

    return row.field != NULL && row.field->kind == FIELD_LINES ? field->lines : field->value;
}

Err
form_read(Ctx *ctx, const Form *form, const Shape *shape, void **ret)
{
    PairReader reader = pair_reader(ctx, shape, "/", true);

    read_lists_and_boxes(&reader, form);
    for (size_t i = 0; i < form->count; i++) {
        const FormField *field = &form->field[i];
        if (text_equal(field->name, FORM_TOKEN_FIELD) || text_equal(field->name, FORM_LIST_FIELD) ||
            is_in_list(shape, field->name))
            continue;
        if (pair_read(&reader, field->name, value_for(shape, field)) == ERR_CURSOR_INVALID)
            return ERR_CURSOR_INVALID;
    }
    return pairs_end(&reader, ret);
}

Err
form_read_query(Ctx *ctx, const char *query, const Shape *shape, void **ret)
{
    PairReader reader = pair_reader(ctx, shape, "/query/", true);

    TRY(pairs_read(&reader, query));
    return pairs_end(&reader, ret);
}
