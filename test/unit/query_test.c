/*
 * Addresses of pages: what the table of a query writes, it reads back.
 */
#include "unit.h"

#include "app/routes.h"
#include "base/text/text.h"
#include "http/input/field_check.h"

enum { ROUNDS = 300, ADDRESS_MAX = 64 * 1024 };

static Arena *arena;

/* --- a query by chance ---------------------------------------------------------------------- */

/* What tends to be lost on the way through an address, and the characters of names. */
static const char *const PIECES[] = {
    "a", "Z", "0", " ", "+", "&",   "=",     "%", "#", "?",  "/", "\\", "\"", "'",
    "<", ";", ":", ",", "~", "%41", "&amp;", "Ö", "ß", "中", "𝒜", "🦊", "ש",
};

static const char *
random_text(Chance *chance, int64_t min, int64_t max)
{
    int64_t pieces = chance_between(chance, min < 1 ? 1 : min, max);
    Buf text = buf_new(arena, ADDRESS_MAX);

    while (pieces > 0) {
        const char *piece = PIECES[chance_between(chance, 0, COUNT_OF(PIECES) - 1)];
        int64_t length = (int64_t)text_length(piece);
        if (length <= pieces) {
            buf_text(&text, piece);
            pieces -= length;
        }
    }
    return text.data;
}

static const char *
random_value(Chance *chance, const Field *field)
{
    FieldBounds bounds = field_bounds(field);

    if (field->kind == FIELD_ID) {
        Id id = id_new(field->prefix, chance_between(chance, 1, 1000000));
        return arena_copy(arena, id.text, strlen(id.text));
    }
    if (field->kind == FIELD_SLUG)
        return arena_printf(arena, "word-%lld", (long long)chance_between(chance, 0, 1000));
    if (field->kind == FIELD_DOMAIN || field->kind == FIELD_EMAIL)
        return arena_printf(arena, "%sword-%lld.example", field->kind == FIELD_EMAIL ? "a@" : "",
                            (long long)chance_between(chance, 0, 1000));
    if (field->kind == FIELD_CURSOR)
        bounds.max /= 4; /* it gets longer on the way */
    const int64_t max = bounds.max > 60 && bounds.min < 60 ? 60 : bounds.max;

    const char *text = random_text(chance, bounds.min, max);

    /* What people write, in the one form in which it comes in: it would come back in that. */
    const char *tidy = field->kind <= FIELD_DOMAIN ? text_tidy(arena, text) : text;
    return *tidy == '\0' ? "x" : tidy;
}

static int64_t
random_number(Chance *chance, const Field *field)
{
    int64_t last = field->max;

    if (field->kind == FIELD_BOOL)
        return chance_between(chance, 0, 1);
    if (field->kind == FIELD_TIME)
        return chance_between(chance, 0, DATE_MAX_DAY) * MICROS_PER_DAY + 1;
    if (field->kind == FIELD_DATE)
        return chance_between(chance, DATE_MIN_DAY, DATE_MAX_DAY);
    if (field->kind == FIELD_CHOICE && last == 0)
        for (last = field->min; field->choices[last + 1] != NULL;)
            last++;
    return chance_between(chance, field->min, last);
}

static void *
random_query(Chance *chance, const Shape *shape)
{
    void *query = shape_new(shape, arena);

    for (size_t i = 0; i < shape_count(shape); i++) {
        ShapeRow row = shape_row(shape, i);
        if (row.field == NULL || (row.optional && chance_between(chance, 0, 2) == 0))
            continue;
        if (FIELD_IS_TEXT(row.field->kind))
            row_put_pointer(&row, query, random_value(chance, row.field));
        else
            row_put_number(&row, query, random_number(chance, row.field));
    }
    return query;
}

/* --- there and back ------------------------------------------------------------------------- */

static const char *
write_query(const Shape *shape, const void *query)
{
    const Ctx ctx = {.arena = arena};
    Buf address = buf_new(arena, ADDRESS_MAX);

    buf_text(&address, "/somewhere");
    query_write(&ctx, &address, shape, query);
    assert_false(address.full);
    return address.data;
}

static const void *
read_query(const Shape *shape, const char *address)
{
    Ctx ctx = {.arena = arena};
    const char *mark = strchr(address, '?');
    void *query = NULL;

    Err err = form_read_query(&ctx, mark == NULL ? "" : mark + 1, shape, &query);
    const ListOf list = {.path = "/somewhere", .shape = shape, .query = query};
    if (err != OK || cursors_decode(&ctx, &list, query) != OK)
        fail_msg("%s is not read back: error %d", address, (int)err);
    return query;
}

static bool
is_same(const ShapeRow *row, const void *query, const void *back)
{
    if (!FIELD_IS_TEXT(row->field->kind))
        return row_number(row, query) == row_number(row, back);
    const char *text = row_pointer(row, query);
    const char *text_back = row_pointer(row, back);
    return text == NULL || text_back == NULL ? text == text_back : text_equal(text, text_back);
}

static void
assert_same(const Shape *shape, const void *query, const char *address)
{
    const void *back = read_query(shape, address);

    for (size_t i = 0; i < shape_count(shape); i++) {
        ShapeRow row = shape_row(shape, i);
        if (row.field != NULL && !is_same(&row, query, back))
            fail_msg("\"%s\" of %s comes back as another", row.field->name, address);
    }
}

/* Addresses of pages, and those of whose lists a cursor says what they ask. */
static bool
is_of_list(const Route *route)
{
    bool has_cursor = false;

    for (size_t i = 0; i < shape_count(route->query); i++) {
        const Field *field = shape_row(route->query, i).field;
        has_cursor = has_cursor || (field != NULL && field->kind == FIELD_CURSOR);
    }
    return route->page || has_cursor;
}

static void
what_a_query_of_a_page_writes_it_reads(void **state)
{
    Chance chance = {11};

    (void)state;
    for (size_t i = 0; i < ROUTES.count; i++) {
        const Shape *shape = ROUTES.route[i].query;
        for (int round = 0; is_of_list(&ROUTES.route[i]) && round < ROUNDS; round++) {
            arena_reset(arena, 0);
            const void *query = random_query(&chance, shape);
            assert_same(shape, query, write_query(shape, query));
        }
    }
}

static void
a_query_that_says_nothing_leaves_the_address_as_it_is(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROUTES.count; i++) {
        const Shape *shape = ROUTES.route[i].query;
        if (ROUTES.route[i].page)
            assert_string_equal(write_query(shape, shape_new(shape, arena)), "/somewhere");
    }
}

/* --- how it looks --------------------------------------------------------------------------- */

typedef struct Wanted {
    const char *text;
    int64_t kind;
    int64_t day;
    int64_t limit;
} Wanted;

static const char *const KINDS[] = {"small", "large", NULL};

// clang-format off
static SHAPE_OPTIONAL(WANTED, Wanted,
    FIELD(Wanted, SEARCH, text, "q"),
    FIELD(Wanted, CHOICE, kind, "kind", .choices = KINDS),
    FIELD(Wanted, DATE,   day,  "from"),
    FIELD(Wanted, INT,    limit, "limit", .min = 1, .max = 200, .of_part = true),
);
// clang-format on

static void
rows_are_written_in_order_by_their_names_and_escaped(void **state)
{
    Wanted wanted = DEFAULTS_OF(WANTED);

    (void)state;
    wanted.limit = 20;
    wanted.text = "50 % of R&D/Å";
    wanted.kind = 1;
    wanted.day = date_of("2027-04-22").day;
    assert_string_equal(
        write_query(&WANTED, &wanted),
        "/somewhere?q=50%20%25%20of%20R%26D%2F%C3%85&kind=large&from=2027-04-22&limit=20");
}

static void
an_address_that_asks_already_is_asked_more(void **state)
{
    const Ctx ctx = {.arena = arena};
    Wanted wanted = DEFAULTS_OF(WANTED);
    Buf address = buf_new(arena, ADDRESS_MAX);

    (void)state;
    wanted.kind = 0;
    buf_text(&address, "/keys?sort=name");
    query_write(&ctx, &address, &WANTED, &wanted);
    assert_string_equal(address.data, "/keys?sort=name&kind=small");
}

/* --- cursors -------------------------------------------------------------------------------- */

typedef struct Part {
    Wanted wanted;
    const char *after;
    const char *people_after;
} Part;

// clang-format off
static SHAPE_AROUND(PART, Part, wanted, WANTED,
    FIELD(Part, CURSOR, after,        "after",       .optional = true),
    FIELD(Part, CURSOR, people_after, "peopleAfter", .optional = true),
);
// clang-format on

/* What one of the cases below asks: all of it is what a cursor is bound to. */
typedef struct AskCase {
    const char *path, *partner, *tenant, *user;
    bool of_reader;
    const char *text;
    int64_t kind;
    const char *name;
} AskCase;

static const AskCase ASK_CASES[] = {
    {"/list", "par_1", "ten_1", "usr_1", false, NULL, INPUT_ABSENT, "after"},
    {"/other", "par_1", "ten_1", "usr_1", false, NULL, INPUT_ABSENT, "after"},
    {"/list", "par_2", "ten_1", "usr_1", false, NULL, INPUT_ABSENT, "after"},
    {"/list", "par_1", "ten_2", "usr_1", false, NULL, INPUT_ABSENT, "after"},
    {"/list", "par_1", "ten_1", "usr_1", true, NULL, INPUT_ABSENT, "after"},
    {"/list", "par_1", "ten_1", "usr_2", true, NULL, INPUT_ABSENT, "after"},
    {"/list", "par_1", "ten_1", "usr_1", false, "a", INPUT_ABSENT, "after"},
    {"/list", "par_1", "ten_1", "usr_1", false, "a&kind=small", INPUT_ABSENT, "after"},
    {"/list", "par_1", "ten_1", "usr_1", false, "a", 0, "after"},
    {"/list", "par_1", "ten_1", "usr_1", false, NULL, 1, "after"},
    {"/list", "par_1", "ten_1", "usr_1", false, NULL, INPUT_ABSENT, "peopleAfter"},
};

/* The part that begins behind a cursor, or the error where it is none of that list. */
static Err
read_part(const AskCase *asked, const char *cursor, Part *part)
{
    const Ctx ctx = {
        .arena = arena,
        .actor.partner_id = id_from(asked->partner),
        .actor.tenant_id = id_from(asked->tenant),
        .actor.user_id = id_from(asked->user),
    };
    const ListOf list = {asked->path, &PART, part, asked->of_reader};

    *part = DEFAULTS_OF(PART);
    part->wanted.text = asked->text;
    part->wanted.kind = asked->kind;
    if (text_equal(asked->name, "after"))
        part->after = cursor == NULL ? cursor_encode(&ctx, &list, "after", "place") : cursor;
    else
        part->people_after =
            cursor == NULL ? cursor_encode(&ctx, &list, "peopleAfter", "place") : cursor;
    return cursor == NULL ? OK : cursors_decode(&ctx, &list, part);
}

static void
a_cursor_is_of_its_own_list_only(void **state)
{
    Part part;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(ASK_CASES); i++) {
        assert_int_equal(read_part(&ASK_CASES[i], NULL, &part), OK);
        const char *cursor = part.after != NULL ? part.after : part.people_after;
        for (size_t j = 0; j < COUNT_OF(ASK_CASES); j++) {
            Err err = read_part(&ASK_CASES[j], cursor, &part);
            if (err != (i == j ? OK : ERR_CURSOR_INVALID))
                fail_msg("the cursor of case %zu at case %zu", i, j);
        }
    }
}

/* A part may be of another length than the one before. */
static void
how_much_is_asked_for_is_nothing_to_a_cursor(void **state)
{
    const Ctx ctx = {.arena = arena};
    Part part = DEFAULTS_OF(PART);
    const ListOf list = {.path = "/list", .shape = &PART, .query = &part};

    (void)state;
    char *cursor = cursor_encode(&ctx, &list, "after", "place");
    part.wanted.limit = 7;
    part.after = cursor;
    assert_int_equal(cursors_decode(&ctx, &list, &part), OK);
    assert_string_equal(part.after, "place");
    for (size_t i = 0; cursor[i] != '\0'; i++) {
        cursor[i] = cursor[i] == 'A' ? 'B' : 'A';
        part.after = cursor;
        assert_int_equal(cursors_decode(&ctx, &list, &part), ERR_CURSOR_INVALID);
        cursor = cursor_encode(&ctx, &list, "after", "place");
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_query_of_a_page_writes_it_reads),
        cmocka_unit_test(a_query_that_says_nothing_leaves_the_address_as_it_is),
        cmocka_unit_test(rows_are_written_in_order_by_their_names_and_escaped),
        cmocka_unit_test(an_address_that_asks_already_is_asked_more),
        cmocka_unit_test(a_cursor_is_of_its_own_list_only),
        cmocka_unit_test(how_much_is_asked_for_is_nothing_to_a_cursor),
    };

    arena = arena_new((size_t)64 * 1024 * 1024);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_free(&arena);
    return failed;
}
