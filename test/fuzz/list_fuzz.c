/*
 * Any text as a list of people. What is read is tidy and a line, no more than was asked for, and a
 * list of what was read is read the same again.
 */
#include "base/text/text.h"
#include "service/directory/directory.h"

#include <string.h>

enum { TEXT_MAX = 4096, PEOPLE_MAX = 40 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
assert_reads(Arena *arena, const char *person)
{
    assert(*person != '\0' && text_is_line(person) && text_can_be_seen(person));
    assert(text_equal(person, text_tidy(arena, person)));
}

static const char *
written(Arena *arena, const PeopleInput *people, const char *between)
{
    const char *text = "";

    for (size_t i = 0; i < people->person_count; i++)
        text = arena_printf(arena, "%s%s%s", text, i > 0 ? between : "", people->person[i]);
    return text;
}

static void
assert_same(const PeopleInput *a, const PeopleInput *b)
{
    assert(a->person_count == b->person_count);
    for (size_t i = 0; i < a->person_count; i++)
        assert(text_equal(a->person[i], b->person[i]));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static Arena *arena;

    if (arena == NULL)
        arena = arena_new((size_t)64 * 1024 * 1024);
    arena_reset(arena, 0);
    const char *text = arena_copy(arena, (const char *)data, size < TEXT_MAX ? size : TEXT_MAX);
    if (!text_is_utf8(text, strlen(text)))
        return 0;

    PeopleInput people = people_in_text(arena, text, PEOPLE_MAX);
    assert(people.person_count <= PEOPLE_MAX + 1);
    for (size_t i = 0; i < people.person_count; i++)
        assert_reads(arena, people.person[i]);
    if (strpbrk(written(arena, &people, ""), "<>\"',;") != NULL)
        return 0; /* what stood within others of these is read another way alone */
    PeopleInput lines = people_in_text(arena, written(arena, &people, "\r\n"), PEOPLE_MAX);
    assert_same(&lines, &people);
    return 0;
}
