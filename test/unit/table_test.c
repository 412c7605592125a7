/*
 * Tables: what was put under a key is found under it and nowhere else, stays where it is, and comes
 * in the order in which it was made.
 */
#include "unit.h"

#include "base/table.h"

enum { MANY = 100000 };

typedef struct Word {
    char text[16]; /* the key */
    int64_t number;
} Word;

typedef struct Square {
    int64_t root; /* the key */
    int64_t square;
} Square;

static Arena *arena;

static int
set_up(void **state)
{
    (void)state;
    arena = arena_new(64 << 20);
    return 0;
}

static int
tear_down(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

static Word *
word(Table *table, const char *text, bool *ret_new)
{
    char key[sizeof(((Word *)NULL)->text)] = "";

    snprintf(key, sizeof(key), "%s", text);
    return table_entry(table, key, ret_new);
}

static Square *
square_of(Table *table, int64_t root, bool *ret_new)
{
    return table_entry(table, &root, ret_new);
}

static void
an_entry_is_made_once(void **state)
{
    Table table = table_new(arena, sizeof(((Word *)NULL)->text), sizeof(Word), 0);
    bool is_new;

    (void)state;
    Word *first = word(&table, "benefit", &is_new);
    assert_true(is_new);
    assert_string_equal(first->text, "benefit");
    assert_int_equal(first->number, 0);
    first->number = 7;
    assert_ptr_equal(word(&table, "benefit", &is_new), first);
    assert_false(is_new);
    assert_int_equal(first->number, 7);
    assert_ptr_not_equal(word(&table, "benefits", &is_new), first);
    assert_true(is_new);
    assert_int_equal(table.count, 2);
}

static void
what_is_not_there_is_not_found(void **state)
{
    Table table = table_new(arena, sizeof(int64_t), sizeof(Square), 0);
    bool is_new;

    (void)state;
    assert_null(table_find(&table, &(int64_t){3}));
    Square *three = square_of(&table, 3, &is_new);
    assert_ptr_equal(table_find(&table, &(int64_t){3}), three);
    assert_null(table_find(&table, &(int64_t){4}));
    assert_null(table_find(&table, &(int64_t){INT64_C(3) << 56}));
    assert_int_equal(table.count, 1);
}

static void
entries_stay_where_they_are_and_in_order(void **state)
{
    Table table = table_new(arena, sizeof(int64_t), sizeof(Square), 0);
    Square **known = ARENA_NEW_ARRAY(arena, Square *, MANY);
    bool is_new;

    (void)state;
    for (int64_t i = 0; i < MANY; i++) {
        known[i] = square_of(&table, i * 1024, &is_new);
        known[i]->square = i * i;
        assert_true(is_new);
    }
    assert_int_equal(table.count, MANY);
    for (int64_t i = 0; i < MANY; i++) {
        assert_ptr_equal(square_of(&table, i * 1024, &is_new), known[i]);
        assert_false(is_new);
        assert_ptr_equal(table.entry[i], known[i]);
        assert_int_equal(known[i]->root, i * 1024);
        assert_int_equal(known[i]->square, i * i);
    }
}

/* So what is taken in between may be forgotten. */
static void
room_that_was_asked_for_takes_no_more_memory(void **state)
{
    enum { ROOM = 5000 };
    Table table = table_new(arena, sizeof(int64_t), sizeof(Square), ROOM);
    size_t mark = arena_mark(arena);
    bool is_new;

    (void)state;
    for (int64_t i = 0; i < ROOM; i++) {
        memset(arena_alloc(arena, 1, 64), 0xff, 64);
        arena_reset(arena, mark);
        square_of(&table, i, &is_new)->square = i;
        assert_int_equal(arena_mark(arena), mark);
    }
    for (int64_t i = 0; i < ROOM; i++)
        assert_int_equal(square_of(&table, i, &is_new)->square, i);
}

/* Against a list that is gone through from its beginning. */
static void
tables_by_chance_hold_what_a_list_would(void **state)
{
    enum { TABLES = 50, STEPS = 2000, KEYS = 300 };
    Chance chance = {0};

    (void)state;
    for (int i = 0; i < TABLES; i++) {
        size_t mark = arena_mark(arena);
        Table table = table_new(arena, sizeof(int64_t), sizeof(Square),
                                (size_t)chance_between(&chance, 0, KEYS));
        Square list[KEYS] = {0};
        size_t count = 0;
        for (int step = 0; step < STEPS; step++) {
            int64_t key = chance_between(&chance, 1, KEYS) << chance_between(&chance, 0, 1) * 40;
            size_t at = 0;
            bool is_new;
            while (at < count && list[at].root != key)
                at++;
            if (at == KEYS)
                continue;
            Square *entry = square_of(&table, key, &is_new);
            assert_int_equal(is_new, at == count);
            if (is_new)
                list[count++] = (Square){key, 0};
            assert_ptr_equal(table.entry[at], entry);
            assert_int_equal(entry->square++, list[at].square++);
            assert_int_equal(table.count, count);
        }
        arena_reset(arena, mark);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_entry_is_made_once),
        cmocka_unit_test(what_is_not_there_is_not_found),
        cmocka_unit_test(entries_stay_where_they_are_and_in_order),
        cmocka_unit_test(room_that_was_asked_for_takes_no_more_memory),
        cmocka_unit_test(tables_by_chance_hold_what_a_list_would),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
