/* How rows become records: the tables of columns, on statements that need no table. */
#include "store/world.h"

#include "store/engine/db.h"

typedef struct Sample {
    Id id;
    const char *text;
    int32_t number;
    bool yes;
    Date date;
    UserKind kind;
    char chars[4];
    const uint8_t *blob;
    size_t blob_size;
} Sample;

// clang-format off
#define SAMPLE_ROW(FIRST, OTHER)               \
    FIRST(ID,     id,     "$1")                \
    OTHER(TEXT,   text,   "$2")                \
    OTHER(INT,    number, "$3")                \
    OTHER(INT,    yes,    "$4")                \
    OTHER(DATE,   date,   "$5")                \
    OTHER(CHOICE, kind,   "$6", USER_KIND_NAMES) \
    OTHER(CHARS,  chars,  "$7")                \
    OTHER(BLOB,   blob,   "$8")
// clang-format on
ROW_READER(read_sample_row, Sample, SAMPLE_ROW)

static const char SELECT_SAMPLE[] = "SELECT " COLUMNS(SAMPLE_ROW);

static Err
read_sample(World *world, const Arg args[8], Sample *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(world->db, &rows, SELECT_SAMPLE, args, 8));
    TRY(rows_get(&rows, ERR_NOT_FOUND));
    return read_sample_row(&rows, world->arena, ret);
}

static void
each_kind_of_column_is_read_into_its_member(void **state)
{
    const Arg args[] = {TEXT("usr_1"), TEXT("text"),  INT(-7),     INT(1),
                        INT(20000),    TEXT("guest"), TEXT("abc"), BLOB("xy", 2)};
    World *world = *state;
    Sample sample;

    MUST(read_sample(world, args, &sample));
    assert_string_equal(sample.id.text, "usr_1");
    assert_string_equal(sample.text, "text");
    assert_int_equal(sample.number, -7);
    assert_true(sample.yes);
    assert_int_equal(sample.date.day, 20000);
    assert_int_equal(sample.kind, USER_GUEST);
    assert_string_equal(sample.chars, "abc");
    assert_int_equal(sample.blob_size, 2);
    assert_memory_equal(sample.blob, "xy", 2);
}

static void
null_is_nothing(void **state)
{
    const Arg args[] = {NOTHING, NOTHING, NOTHING, NOTHING, NOTHING, NOTHING, NOTHING, NOTHING};
    World *world = *state;
    Sample sample;

    MUST(read_sample(world, args, &sample));
    assert_true(id_is_empty(&sample.id));
    assert_null(sample.text);
    assert_int_equal(sample.number, 0);
    assert_false(sample.yes);
    assert_int_equal(sample.date.day, 0);
    assert_int_equal(sample.kind, USER_MEMBER);
    assert_string_equal(sample.chars, "");
    assert_null(sample.blob);
    assert_int_equal(sample.blob_size, 0);
}

static void
a_word_that_is_none_of_its_list_is_trouble_of_ours_and_changes_nothing(void **state)
{
    const Arg args[] = {NOTHING, NOTHING,       INT(1),  NOTHING,
                        NOTHING, TEXT("alien"), NOTHING, NOTHING};
    World *world = *state;
    Sample sample = {.number = 5};

    assert_int_equal(read_sample(world, args, &sample), ERR_INTERNAL);
    assert_int_equal(sample.number, 5);
    assert_non_null(strstr(store_problem(world->db), "column 6"));
}

static void
a_text_that_is_longer_than_its_place_is_trouble_of_ours(void **state)
{
    const Arg args[] = {NOTHING, NOTHING, NOTHING,      NOTHING,
                        NOTHING, NOTHING, TEXT("abcd"), NOTHING};
    World *world = *state;
    Sample sample;

    assert_int_equal(read_sample(world, args, &sample), ERR_INTERNAL);
}

// clang-format off
#define HASH_ROW(FIRST, OTHER) \
    FIRST(BYTES, byte, "$1")
// clang-format on
ROW_READER(read_hash_row, Hash, HASH_ROW)

static const char SELECT_HASH[] = "SELECT " COLUMNS(HASH_ROW);

static Err
read_sample_hash(World *world, const void *bytes, size_t count, Hash *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(world->db, &rows, SELECT_HASH, ARGS(BLOB(bytes, count))));
    TRY(rows_get(&rows, ERR_NOT_FOUND));
    return read_hash_row(&rows, world->arena, ret);
}

static void
a_hash_has_as_many_bytes_as_a_hash_has(void **state)
{
    World *world = *state;
    Hash hash = hash_of_number(1), read;

    MUST(read_sample_hash(world, hash.byte, sizeof(hash.byte), &read));
    assert_memory_equal(&read, &hash, sizeof(hash));
    assert_int_equal(read_sample_hash(world, hash.byte, sizeof(hash.byte) - 1, &read),
                     ERR_INTERNAL);
}

/* --- lists ---------------------------------------------------------------------------------- */

typedef struct Number {
    int64_t number;
} Number;
LIST_OF(Number);

// clang-format off
#define NUMBER_ROW(FIRST, OTHER) \
    FIRST(INT, number, "n.x")
// clang-format on
ROW_READER(read_number_row, Number, NUMBER_ROW)

static const char COUNT_UP[] =
    "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 100)"
    "SELECT " COLUMNS(NUMBER_ROW)
    "  FROM n"
    " WHERE n.x <= $1"
    " ORDER BY n.x";

static NumberList
list_numbers(World *world, int64_t rows_there, int64_t limit)
{
    CLEANUP(rows_close) Rows rows = {0};
    NumberList list;

    MUST(db_select(world->db, &rows, COUNT_UP, ARGS(INT(rows_there))));
    MUST(ROWS_LIST(&rows, limit, world->arena, read_number_row, &list));
    return list;
}

static void
a_list_has_its_rows_in_their_order_however_many(void **state)
{
    World *world = *state;
    NumberList list = list_numbers(world, 100, ROWS_ALL);

    assert_int_equal(list.count, 100);
    assert_false(list.more);
    for (size_t i = 0; i < list.count; i++)
        assert_int_equal(list.item[i].number, i + 1);
}

static void
a_list_knows_whether_there_is_more(void **state)
{
    World *world = *state;
    NumberList list = list_numbers(world, 9, 8);

    assert_int_equal(list.count, 8);
    assert_true(list.more);
    list = list_numbers(world, 8, 8);
    assert_int_equal(list.count, 8);
    assert_false(list.more);
}

static void
an_empty_list_has_an_address(void **state)
{
    World *world = *state;
    NumberList list = list_numbers(world, 0, 8);

    assert_int_equal(list.count, 0);
    assert_false(list.more);
    assert_non_null(list.item);
}

/* --- many things at once -------------------------------------------------------------------- */

/* Each number from 0 on has as many rows as it is, counted down. */
static const char COUNT_DOWN[] =
    "WITH RECURSIVE n (of, x) AS"
    " (SELECT 0, 0"
    " UNION ALL SELECT CASE x WHEN 0 THEN of + 1 ELSE of END,"
    " CASE x WHEN 0 THEN of ELSE x - 1 END FROM n WHERE of < $1)"
    "SELECT n.of, " COLUMNS(NUMBER_ROW)
    "  FROM n"
    " WHERE n.of < $1 AND n.of > 0"
    " ORDER BY n.of, n.x DESC";

static NumberList *
count_down(World *world, size_t count, int64_t limit)
{
    CLEANUP(rows_close) Rows rows = {0};
    NumberList *list;

    MUST(db_select(world->db, &rows, COUNT_DOWN, ARGS(INT((int64_t)count))));
    MUST(ROWS_LISTS(&rows, count, limit, world->arena, read_number_row, &list));
    return list;
}

static void
each_of_many_things_has_a_list_of_its_own(void **state)
{
    World *world = *state;
    NumberList *list = count_down(world, 30, ROWS_ALL);

    for (size_t i = 0; i < 30; i++) {
        assert_int_equal(list[i].count, i);
        assert_false(list[i].more);
        assert_non_null(list[i].item);
        for (size_t j = 0; j < i; j++)
            assert_int_equal(list[i].item[j].number, i - 1 - j);
    }
}

static void
each_of_many_lists_knows_whether_there_is_more(void **state)
{
    World *world = *state;
    NumberList *list = count_down(world, 5, 2);

    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(list[i].count, i < 2 ? i : 2);
        assert_int_equal(list[i].more, i > 2);
    }
}

// clang-format off
#define WANTED_ROW(FIRST, OTHER) \
    FIRST(ID, id, "wanted.id")
// clang-format on
ROW_READER(read_wanted_row, User, WANTED_ROW)

static const char SELECT_WANTED[] = WITH_IDS
    "SELECT wanted.n, " COLUMNS(WANTED_ROW)
    "  FROM wanted"
    " WHERE wanted.id <> '                              '";

/* Any number of ids comes through one parameter; what is none has a place and no record. */
static void
each_wanted_thing_has_its_place(void **state)
{
    enum { WANTED = 61 };
    CLEANUP(rows_close) Rows rows = {0};
    World *world = *state;
    User user[WANTED] = {0}, *read;

    for (size_t i = 0; i < WANTED; i++)
        if (i % 7 != 0)
            user[i].id = id_new("usr_", NOW);
    user[1].id = id_from("usr_1");
    MUST(db_select(world->db, &rows, SELECT_WANTED, ARGS(IDS_OF(world->arena, user, WANTED))));
    MUST(ROWS_EACH(&rows, WANTED, world->arena, read_wanted_row, &read));
    assert_true(id_is_empty(&read[1].id));
    for (size_t i = 2; i < WANTED; i++)
        assert_string_equal(read[i].id.text, user[i].id.text);
}

static void
of_nothing_at_all_there_is_nothing(void **state)
{
    CLEANUP(rows_close) Rows rows = {0};
    World *world = *state;
    NumberList *list;
    Number *number;

    MUST(ROWS_LISTS(&rows, 0, 5, world->arena, read_number_row, &list));
    MUST(ROWS_EACH(&rows, 0, world->arena, read_number_row, &number));
    assert_int_equal(count_down(world, 1, 5)[0].count, 0);
}

int
test_rows(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(each_kind_of_column_is_read_into_its_member),
        IN_WORLD(null_is_nothing),
        IN_WORLD(a_word_that_is_none_of_its_list_is_trouble_of_ours_and_changes_nothing),
        IN_WORLD(a_text_that_is_longer_than_its_place_is_trouble_of_ours),
        IN_WORLD(a_hash_has_as_many_bytes_as_a_hash_has),
        IN_WORLD(a_list_has_its_rows_in_their_order_however_many),
        IN_WORLD(a_list_knows_whether_there_is_more),
        IN_WORLD(an_empty_list_has_an_address),
        IN_WORLD(each_of_many_things_has_a_list_of_its_own),
        IN_WORLD(each_of_many_lists_knows_whether_there_is_more),
        IN_WORLD(each_wanted_thing_has_its_place),
        IN_WORLD(of_nothing_at_all_there_is_nothing),
    };

    return cmocka_run_group_tests_name("rows", tests, NULL, NULL);
}
