/*
 * What is asked for, as it is kept until somebody approves it: the members of the shape that are
 * there, written and read by the table that the request was checked by when it came.
 */
#include "service/approvals/kinds.h"

#include "service/json_values.h"

#include <jansson.h>

enum { REQUEST_BYTES_MAX = 16384 };

static void
put_number(Json *json, const Field *field, int64_t number)
{
    if (number == INPUT_ABSENT)
        return;
    if (field->kind == FIELD_BOOL)
        json_bool(json, field->name, number == 1);
    else if (field->kind == FIELD_DATE)
        json_date(json, field->name, (Date){(int32_t)number});
    else
        json_int(json, field->name, number);
}

static bool
can_be_kept(const Field *field)
{
    return FIELD_IS_TEXT(field->kind) || field->kind == FIELD_INT || field->kind == FIELD_BOOL ||
           field->kind == FIELD_DATE;
}

const char *
write_asked(Ctx *ctx, const Shape *shape, const void *input)
{
    Buf out = buf_new(ctx->arena, REQUEST_BYTES_MAX);
    Json json = json_new(&out);

    json_object_begin(&json, NULL);
    for (size_t i = 0; i < shape_count(shape); i++) {
        const ShapeRow row = shape_row(shape, i);
        assert(can_be_kept(row.field));
        if (FIELD_IS_TEXT(row.field->kind))
            json_text_if(&json, row.field->name, row_pointer(&row, input));
        else
            put_number(&json, row.field, row_number(&row, input));
    }
    json_object_end(&json);
    assert(!out.full);
    return out.data;
}

/* --- and back ------------------------------------------------------------------------------- */

static void
release_parsed(json_t **json)
{
    json_decref(*json);
}

static Err
read_number(const json_t *member, const Field *field, int64_t *ret)
{
    Date date;

    if (json_is_integer(member))
        *ret = json_integer_value(member);
    else if (json_is_boolean(member))
        *ret = json_is_true(member);
    else if (field->kind == FIELD_DATE && json_is_string(member) &&
             date_parse(json_string_value(member), &date))
        *ret = date.day;
    else
        return ERR_INTERNAL;
    return OK;
}

static Err
read_member(Ctx *ctx, const json_t *member, const ShapeRow *row, void *target)
{
    int64_t number;

    if (FIELD_IS_TEXT(row->field->kind)) {
        const char *text = json_string_value(member);
        if (text == NULL)
            return ERR_INTERNAL;
        row_put_pointer(row, target, arena_copy(ctx->arena, text, strlen(text)));
        return OK;
    }
    TRY(read_number(member, row->field, &number));
    row_put_number(row, target, number);
    return OK;
}

Err
read_asked(Ctx *ctx, const Shape *shape, const char *text, const void **ret)
{
    CLEANUP(release_parsed) json_t *json = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    void *target = shape_new(shape, ctx->arena);

    if (!json_is_object(json))
        return ERR_INTERNAL;
    for (size_t i = 0; i < shape_count(shape); i++) {
        const ShapeRow row = shape_row(shape, i);
        const json_t *member = json_object_get(json, row.field->name);
        if (member != NULL)
            TRY(read_member(ctx, member, &row, target));
    }
    *ret = target;
    return OK;
}

/* --- what it would do ------------------------------------------------------------------------- */

static const char *
text_of_member(Ctx *ctx, const json_t *member)
{
    const char *text = json_string_value(member);

    if (text == NULL)
        return arena_printf(ctx->arena, "%lld", (long long)json_integer_value(member));
    return arena_copy(ctx->arena, text, strlen(text));
}

/* An amount of money is all that is an object. */
static ApprovalFact
fact_of(Ctx *ctx, const char *name, const json_t *member)
{
    ApprovalFact fact = {.name = arena_copy(ctx->arena, name, strlen(name))};

    if (json_is_object(member)) {
        fact.currency = text_of_member(ctx, json_object_get(member, "currency"));
        member = json_object_get(member, "amount");
    }
    fact.text = text_of_member(ctx, member);
    return fact;
}

Err
list_approval_facts(Ctx *ctx, const Approval *approval, ApprovalFact **ret, size_t *ret_count)
{
    CLEANUP(release_parsed) json_t *json = json_loads(approval->preview, 0, NULL);
    ApprovalFact *facts;
    const char *name;
    json_t *member;
    size_t count = 0;

    if (!json_is_object(json))
        return ERR_INTERNAL;
    facts = ARENA_NEW_ARRAY(ctx->arena, ApprovalFact, json_object_size(json));
    json_object_foreach(json, name, member) facts[count++] = fact_of(ctx, name, member);
    *ret = facts;
    *ret_count = count;
    return OK;
}
