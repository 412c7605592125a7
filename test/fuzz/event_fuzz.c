/*
 * The data of an event, of which the activity reads whom it names: as we write it around any texts,
 * cut off anywhere, and any bytes at all.
 */
#include "base/format/format.h"
#include "base/text/text.h"
#include "service/activity/activity.h"

#include <string.h>

enum { TEXT_MAX = 1000, DATA_MAX = 16384 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char USER_ID[] = "usr_0123456789ABCDEFGHJKMNPQRS";

static const char *
event_data(Arena *arena, const char *before, const char *user_id, const char *after)
{
    Buf text = buf_new(arena, DATA_MAX);
    Json json = json_new(&text);

    json_object_begin(&json, NULL);
    json_text(&json, "displayName", before);
    if (user_id != NULL)
        json_text(&json, "userId", user_id);
    json_text(&json, "reference", after);
    json_object_end(&json);
    assert(!text.full);
    return text.data;
}

/* No text that somebody wrote is taken for the member, and what is cut off is a part of it. */
static void
check_ours(Arena *arena, const char *text, size_t cut)
{
    const char *data = event_data(arena, text, USER_ID, text);
    const char *person = id_in_event(arena, data, "userId");

    assert(person != NULL && text_equal(person, USER_ID));
    assert(id_in_event(arena, event_data(arena, text, NULL, text), "userId") == NULL);
    person = id_in_event(arena, arena_copy(arena, data, cut % strlen(data)), "userId");
    assert(person == NULL || strncmp(person, USER_ID, strlen(person)) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static Arena *arena;

    if (arena == NULL)
        arena = arena_new((size_t)4 * 1024 * 1024);
    arena_reset(arena, 0);
    const char *text = arena_copy(arena, (const char *)data, size < TEXT_MAX ? size : TEXT_MAX);
    const char *person = id_in_event(arena, text, "userId");
    assert(person == NULL || (strstr(text, person) != NULL && strchr(person, '"') == NULL));
    if (text_is_utf8(text, strlen(text)))
        check_ours(arena, text, size == 0 ? 0 : size * data[0]);
    return 0;
}
