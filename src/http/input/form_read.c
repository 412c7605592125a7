#include "http/input/input.h"

#include "base/text/text.h"
#include "http/input/field_check.h"
#include "http/input/pairs.h"

const char FORM_TOKEN_FIELD[] = "csrf";

/* The lines of a text area, however they end, become one line. */
static void
join_lines(char *text)
{
    char *out = text;

    for (const char *at = text; *at != '\0'; at++) {
        bool broken = *at == '\r' || *at == '\n';
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
    join_lines(value);
    *ret = (FormField){name, value};
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

const char *
form_value(const Form *form, const char *name)
{
    for (size_t i = 0; i < form->count; i++)
        if (text_equal(form->field[i].name, name))
            return form->field[i].value;
    return NULL;
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
read_list(PairReader *reader, const Form *form, const Field *field)
{
    const char **items = ARENA_NEW_ARRAY(reader->arena, const char *, form->count + 1);
    Field one = *field;
    size_t count = 0;

    one.min = 1;
    for (size_t i = 0; i < form->count; i++) {
        const char *value = form->field[i].value;
        if (*value == '\0' || !text_equal(form->field[i].name, field->name))
            continue;
        const char *fault = field_fault_in_text(&one, value, one.text_max);
        if (fault != NULL)
            refuse_field(reader, field, fault);
        items[count++] = value;
    }
    if (count == 0 && !field->optional)
        refuse_field(reader, field, FAULT_REQUIRED);
    else if ((int64_t)count < field->min || (int64_t)count > field->max)
        refuse_field(reader, field, TR("This list has too few or too many items."));
    field_put_list(field, reader->target, items, count);
}

static bool
is_list(const Field *field)
{
    return field != NULL && field->kind == FIELD_TEXTS;
}

Err
form_read(Ctx *ctx, const Form *form, const Shape *shape, void **ret)
{
    PairReader reader = pair_reader(ctx, shape, "/", true);

    for (size_t i = 0; i < shape->field_count; i++) {
        if (!is_list(&shape->field[i]))
            continue;
        reader.seen |= UINT64_C(1) << i;
        read_list(&reader, form, &shape->field[i]);
    }
    for (size_t i = 0; i < form->count; i++) {
        const FormField *field = &form->field[i];
        if (text_equal(field->name, FORM_TOKEN_FIELD) || is_list(shape_find(shape, field->name)))
            continue;
        if (pair_read(&reader, field->name, field->value) == ERR_CURSOR_INVALID)
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
