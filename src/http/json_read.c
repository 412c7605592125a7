/*
 * The text is scanned once, and the shape decides about each value as it comes by.
 */
#include "base/buf.h"
#include "base/text.h"
#include "domain/money.h"
#include "http/field_check.h"
#include "http/json_scan.h"

/*
 * Where we are in the request, and what is collected on the way. A reader of a member stands inside
 * the one of its object, so that the pointer to it is written only where there is a fault: a batch
 * has tens of thousands of members.
 */
typedef struct Reader {
    Arena *arena;
    Refusal *refusal;
    JsonScan *scan;
    const struct Reader *outer; /* NULL: the whole body */
    JsonText name;              /* of the member; without text: it is an item of a list */
    size_t index;               /* of that item */
} Reader;

static Reader
inside(const Reader *outer, JsonText name, size_t index)
{
    Reader inner = *outer;

    inner.outer = outer;
    inner.name = name;
    inner.index = index;
    return inner;
}

/* RFC 6901, section 3: ~ and / in a name are written ~0 and ~1. */
static void
put_pointer(const Reader *reader, Buf *out)
{
    if (reader->outer == NULL)
        return;
    put_pointer(reader->outer, out);
    buf_char(out, '/');
    if (reader->name.at == NULL) {
        buf_int(out, (int64_t)reader->index);
        return;
    }
    for (size_t i = 0; i < reader->name.length; i++) {
        char c = reader->name.at[i];
        if (c == '~' || c == '/')
            buf_text(out, c == '~' ? "~0" : "~1");
        else
            buf_char(out, c);
    }
}

/* Of more faults than a refusal has room for nothing is written down. */
static void
note(const Reader *reader, Err err, const char *detail)
{
    if (reader->refusal->fault_count == REFUSAL_FAULTS_MAX)
        return;
    Buf pointer = buf_new(reader->arena, 512);
    put_pointer(reader, &pointer);
    Err ignored = refuse_member(reader->refusal, err, pointer.data, detail);
    (void)ignored;
}

static void
fault(const Reader *reader, const char *detail)
{
    note(reader, ERR_MEMBER_INVALID, detail);
}

/* What is not looked at leaves nothing behind. */
static void
skip(const Reader *reader)
{
    size_t mark = arena_mark(reader->arena);

    json_scan_skip(reader->scan, reader->arena);
    arena_reset(reader->arena, mark);
}

static void
refuse_type(const Reader *reader)
{
    skip(reader);
    fault(reader, FAULT_TYPE);
}

static void read_object(const Reader *reader, const Shape *shape, void *target);

/* --- texts and numbers ---------------------------------------------------------------------- */

/* The text that begins here, on its own; NULL where the scan has found it to be wrong. */
static const char *
take_text(const Reader *reader)
{
    JsonText text;

    if (!json_scan_text(reader->scan, reader->arena, &text))
        return NULL;
    return arena_copy(reader->arena, text.at, text.length);
}

static void
read_text(const Reader *reader, const Field *field, void *target)
{
    if (json_scan_kind(reader->scan) != JSON_TEXT) {
        refuse_type(reader);
        return;
    }
    const char *text = take_text(reader);
    const char *problem = text == NULL ? NULL : field_fault_in_text(field, text, field->max);
    if (problem != NULL)
        fault(reader, problem);
    else
        field_put_text(field, target, text);
}

static const char WRITE_AS_TEXT[] = TR("Write this number as text, like \"1.5\".");

/* A decimal may be a whole number; the fraction of a JSON number is not what was written. */
static const char *
decimal_from_whole(const Field *field, bool is_whole, int64_t whole, int64_t *ret)
{
    if (field->kind == FIELD_AMOUNT || !is_whole)
        return WRITE_AS_TEXT;
    bool fits = whole >= 0 && whole <= field->max / MICROS_PER_UNIT;
    *ret = fits ? whole * MICROS_PER_UNIT : -1;
    return field_fault_in_number(field, *ret);
}

static const char *
take_number(const Reader *reader, const Field *field, int64_t *ret)
{
    bool is_whole = false;
    int64_t whole = 0;

    if (!json_scan_number(reader->scan, &is_whole, &whole))
        return FAULT_TYPE;
    if (field->kind == FIELD_DECIMAL || field->kind == FIELD_AMOUNT)
        return decimal_from_whole(field, is_whole, whole, ret);
    if (field->kind != FIELD_INT || !is_whole)
        return FAULT_TYPE;
    *ret = whole;
    return field_fault_in_number(field, whole);
}

/* Everything that ends up as a number, however it is written. */
static const char *
take_value(const Reader *reader, const Field *field, int64_t *ret)
{
    JsonKind kind = json_scan_kind(reader->scan);

    if (kind == JSON_NUMBER)
        return take_number(reader, field, ret);
    if (kind == JSON_BOOL && field->kind == FIELD_BOOL) {
        *ret = json_scan_yes_or_no(reader->scan);
        return NULL;
    }
    if (kind != JSON_TEXT || field->kind == FIELD_INT || field->kind == FIELD_BOOL) {
        skip(reader);
        return FAULT_TYPE;
    }
    size_t mark = arena_mark(reader->arena);
    const char *text = take_text(reader);
    const char *problem = text == NULL ? NULL : field_number_from_text(field, text, ret);
    arena_reset(reader->arena, mark);
    return problem;
}

static void
read_number(const Reader *reader, const Field *field, void *target)
{
    int64_t number = 0;
    const char *problem = take_value(reader, field, &number);

    if (problem != NULL)
        fault(reader, problem);
    else
        field_put_number(field, target, number);
}

/* An amount with its currency: the object's members are read into places of their own first. */
typedef struct MoneyInput {
    const char *currency;
    int64_t micros;
} MoneyInput;

static void
read_money(const Reader *reader, const Field *field, void *target)
{
    const Field fields[] = {
        {"currency", FIELD_TEXT, offsetof(MoneyInput, currency), .min = 3, .max = 3,
         .check = text_is_currency},
        {"amount", FIELD_AMOUNT, offsetof(MoneyInput, micros), .min = field->min,
         .max = field->max},
    };
    const Shape shape = {sizeof(MoneyInput), fields, COUNT_OF(fields)};
    MoneyInput money = {NULL, INPUT_ABSENT};

    read_object(reader, &shape, &money);
    field_put_number(field, target, money.micros);
    memcpy((char *)target + field->currency_offset, (const void *)&money.currency,
           sizeof(money.currency));
}

static void
read_amount(const Reader *reader, const Field *field, void *target)
{
    if (field->currency_offset != 0 && json_scan_kind(reader->scan) == JSON_OBJECT)
        read_money(reader, field, target);
    else
        read_number(reader, field, target);
}

/* --- lists and objects ---------------------------------------------------------------------- */

/* Items of a list while it is not known how many come. */
typedef struct Items {
    char *bytes;
    size_t size; /* of one */
    size_t count;
    size_t room;
} Items;

/* An empty list is one too, so there is always a place. */
static Items
items_new(size_t size, Arena *arena)
{
    enum { ROOM_FIRST = 4 };

    return (Items){.bytes = arena_alloc(arena, ROOM_FIRST, size), .size = size, .room = ROOM_FIRST};
}

static void *
items_next(Items *items, Arena *arena)
{
    if (items->count == items->room) {
        char *bytes = arena_alloc(arena, items->room * 2, items->size);
        memcpy(bytes, items->bytes, items->count * items->size);
        items->bytes = bytes;
        items->room *= 2;
    }
    return items->bytes + items->count++ * items->size;
}

static void
read_item(const Reader *reader, const Field *field, void *place)
{
    if (field->kind == FIELD_OBJECTS) {
        shape_clear(field->shape, place);
        read_object(reader, field->shape, place);
        return;
    }
    Field one = *field;
    one.offset = 0;
    one.min = 1;
    one.max = one.text_max;
    read_text(reader, &one, place);
}

/* Of a list that is too long it is not said what is wrong in it. */
static void
read_list(const Reader *reader, const Field *field, void *target)
{
    size_t faults = reader->refusal->fault_count;
    bool objects = field->kind == FIELD_OBJECTS;
    Items items;
    bool begun = false;
    int64_t count = 0;

    if (json_scan_kind(reader->scan) != JSON_ARRAY) {
        refuse_type(reader);
        return;
    }
    items = items_new(objects ? field->shape->size : sizeof(const char *), reader->arena);
    json_scan_enter(reader->scan);
    for (; json_scan_item(reader->scan, &begun); count++) {
        Reader inner = inside(reader, (JsonText){0}, (size_t)count);
        if (count < field->max)
            read_item(&inner, field, items_next(&items, reader->arena));
        else
            skip(&inner);
    }
    if (count >= field->min && count <= field->max) {
        field_put_list(field, target, items.bytes, items.count);
        return;
    }
    reader->refusal->fault_count = faults;
    fault(reader, TR("This list has too few or too many items."));
}

static void
read_value(const Reader *reader, const Field *field, void *target)
{
    switch (field->kind) {
    case FIELD_TEXT:
        read_text(reader, field, target);
        return;
    case FIELD_TEXTS:
    case FIELD_OBJECTS:
        read_list(reader, field, target);
        return;
    case FIELD_OBJECT: {
        void *object = shape_new(field->shape, reader->arena);
        read_object(reader, field->shape, object);
        field_put_text(field, target, object);
        return;
    }
    case FIELD_AMOUNT:
        read_amount(reader, field, target);
        return;
    default:
        read_number(reader, field, target);
    }
}

static const Field *
find_field(const Shape *shape, const JsonText *name)
{
    for (size_t i = 0; i < shape->field_count; i++) {
        const char *own = shape->field[i].name;
        if (strncmp(own, name->at, name->length) == 0 && own[name->length] == '\0')
            return &shape->field[i];
    }
    return NULL;
}

static void
require_members(const Reader *reader, const Shape *shape, uint64_t seen)
{
    for (size_t i = 0; i < shape->field_count; i++) {
        const char *name = shape->field[i].name;
        Reader inner = inside(reader, (JsonText){name, strlen(name)}, 0);
        if (!shape->field[i].optional && (seen >> i & 1) == 0)
            fault(&inner, FAULT_REQUIRED);
    }
}

static void
read_object(const Reader *reader, const Shape *shape, void *target)
{
    JsonNames names;
    uint64_t seen = 0;
    JsonText name;

    assert(shape->field_count <= JSON_NAMES_MAX);
    if (json_scan_kind(reader->scan) != JSON_OBJECT) {
        refuse_type(reader);
        return;
    }
    names.count = 0;
    names.begun = false;
    json_scan_enter(reader->scan);
    while (json_scan_member(reader->scan, &names, reader->arena, &name)) {
        Reader inner = inside(reader, name, 0);
        const Field *field = find_field(shape, &name);
        if (field == NULL) {
            skip(&inner);
            note(&inner, ERR_MEMBER_UNKNOWN, NULL);
            continue;
        }
        seen |= UINT64_C(1) << (field - shape->field);
        read_value(&inner, field, target);
    }
    require_members(reader, shape, seen);
}

/* A text that is no JSON is not looked at any further. */
static Err
refuse_text(Refusal *refusal, const JsonScan *scan)
{
    *refusal = (Refusal){0};
    if (scan->err != ERR_JSON_INVALID)
        return scan->err;
    return refuse_with_number(refusal, ERR_JSON_INVALID, "offset", scan->at - scan->begin);
}

Err
json_read(Ctx *ctx, const char *body, size_t size, const Shape *shape, void **ret)
{
    JsonScan scan = json_scan(body, size);
    Reader reader = {.arena = ctx->arena, .refusal = &ctx->refusal, .scan = &scan};
    void *target = shape_new(shape, ctx->arena);

    read_object(&reader, shape, target);
    json_scan_end(&scan);
    if (scan.err != OK)
        return refuse_text(&ctx->refusal, &scan);
    if (ctx->refusal.fault_count > 0)
        return ctx->refusal.fault[0].err;
    *ret = target;
    return OK;
}
