/*
 * Any bytes as a cursor. One that is accepted is one that we would have made: written again, it is
 * the same. And every position that is a text survives the way out and back. That of a ledger is a
 * number.
 */
#include "base/order/order.h"
#include "base/text/text.h"
#include "http/http.h"
#include "service/credits/credit_parts.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static ListOf
list_behind(const void *query)
{
    return (ListOf){.path = "/list", .shape = &PAGE_QUERY, .query = query};
}

static char *
write_cursor(Arena *arena, const char *place)
{
    const Ctx ctx = {.arena = arena};
    const ListOf list = list_behind(&(Page){.limit = PAGE_LIMIT_DEFAULT});

    return cursor_encode(&ctx, &list, "after", place);
}

static const char *
read_cursor(const char *cursor, Arena *arena)
{
    Ctx ctx = {.arena = arena};
    const char *query = arena_printf(arena, "after=%s", cursor);
    void *input = NULL;

    if (query_read(&ctx, query, &PAGE_QUERY, &input) != OK)
        return NULL;
    const ListOf list = list_behind(input);
    if (cursors_decode(&ctx, &list, input) != OK)
        return NULL;
    return ((const Page *)input)->after;
}

/* Any text as a place in a sorted list: what is one is written as it was. */
static void
check_place(const char *text, Arena *arena)
{
    RowPlace place;

    if (place_read(arena, text, &place))
        assert(text_equal(place_text(arena, &place), text));
}

static void
check_number_of_posting(const char *text)
{
    enum { DIGITS_MAX = 18 };
    size_t digits = strspn(text, "0123456789");
    bool is_number = digits >= 1 && digits <= DIGITS_MAX && text[digits] == '\0';
    int64_t number = -1;

    assert((read_position(text, &number) == OK) == is_number);
    assert(number == (is_number ? strtoll(text, NULL, 10) : -1));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static Arena *arena;

    if (arena == NULL)
        arena = arena_new((size_t)64 * 1024 * 1024);
    arena_reset(arena, 0);

    const char *text = arena_copy(arena, (const char *)data, size);
    const char *position = read_cursor(text, arena);
    check_number_of_posting(text);
    check_place(text, arena);
    if (position != NULL && strpbrk(text, "&%+") == NULL)
        assert(text_equal(write_cursor(arena, position), text));

    bool short_enough = strlen(text) > 0 && strlen(text) < 200;
    if (short_enough && text_is_utf8(text, strlen(text))) {
        const char *back = read_cursor(write_cursor(arena, text), arena);
        assert(back != NULL && text_equal(back, text));
    }
    return 0;
}
