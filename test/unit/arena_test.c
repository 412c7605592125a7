/* Memory that is forgotten all at once: what a block holds stays, and a sanitizer sees its ends. */
#include "unit.h"

#include "base/arena.h"

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#endif

enum { LIMIT_BYTES = 1 << 20 };

static void
a_block_grows_where_it_lies(void **state)
{
    Arena *arena = arena_new(LIMIT_BYTES);
    char *text = arena_copy(arena, "abc", 3);

    (void)state;
    assert_true(arena_extend(arena, text, 4, 4000));
    memset(text + 4, 'x', 3996);
    assert_string_equal(text, "abc");
    char *next = arena_take(arena, 1);
    assert_true(next >= text + 4000);
    assert_false(arena_extend(arena, text, 4000, 4001));
    arena_free(&arena);
}

static void
what_is_kept_moves_to_the_mark(void **state)
{
    Arena *arena = arena_new(LIMIT_BYTES);
    size_t mark = arena_mark(arena);

    (void)state;
    arena_take(arena, 3);
    const char *text = arena_copy(arena, "0123456789012345678901234567890123456789", 40);
    const char *kept = arena_keep(arena, mark, text + 5, 30);
    assert_string_equal(kept, "567890123456789012345678901234");
    arena_reset(arena, 0);
    char *first = arena_take(arena, 1);
    assert_ptr_equal(first, kept);
    arena_free(&arena);
}

/* In builds with AddressSanitizer; the others have nothing to see. */
static void
nothing_else_may_be_touched(void **state)
{
    (void)state;
#if defined(__SANITIZE_ADDRESS__)
    Arena *arena = arena_new(LIMIT_BYTES);
    char *before = arena_take(arena, 5);
    size_t mark = arena_mark(arena);
    char *block = arena_take(arena, 16);

    assert_false(__asan_address_is_poisoned(before + 4));
    assert_true(__asan_address_is_poisoned(before + 5));
    assert_null(__asan_region_is_poisoned(block, 16));
    assert_true(__asan_address_is_poisoned(block + 16));
    arena_reset(arena, mark);
    assert_true(__asan_address_is_poisoned(block));
    assert_false(__asan_address_is_poisoned(before));
    arena_rewind(arena);
    assert_true(__asan_address_is_poisoned(before));
    arena_free(&arena);
    assert_false(__asan_address_is_poisoned(before));
#else
    skip();
#endif
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_block_grows_where_it_lies),
        cmocka_unit_test(what_is_kept_moves_to_the_mark),
        cmocka_unit_test(nothing_else_may_be_touched),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
