/*
 * Lists in one parameter: their items behind one another, each in a place of the same width.
 */
#include "store/engine/db.h"

#include "base/text/text.h"

static_assert(ID_LENGTH == 30, "as WITH_IDS has it");

static char *
list_of_places(Arena *arena, size_t width, size_t count)
{
    char *list = arena_alloc(arena, count * width + 1, 1);

    memset(list, ' ', count * width);
    return list;
}

/* What does not fill its place leaves it blank, and so names nothing. */
static void
put_at_place(char *list, size_t place, size_t width, const char *text)
{
    if (strlen(text) == width)
        memcpy(list + place * width, text, width);
}

Arg
arg_ids(Arena *arena, const Id *first, size_t stride, size_t count)
{
    char *list = list_of_places(arena, ID_LENGTH, count);

    for (size_t i = 0; i < count; i++)
        put_at_place(list, i, ID_LENGTH, (const char *)first + i * stride);
    return TEXT(list);
}

Arg
arg_texts(Arena *arena, size_t width, const char *const *text, size_t count)
{
    char *list = list_of_places(arena, width, count);

    for (size_t i = 0; i < count; i++)
        put_at_place(list, i, width, text[i]);
    return TEXT(list);
}

static size_t
bytes_of_all(const char *const *text, size_t count)
{
    size_t bytes = 0;

    for (size_t i = 0; i < count; i++)
        bytes += strlen(text[i]);
    return bytes;
}

Arg
arg_padded_texts(Arena *arena, size_t width, const char *const *text, size_t count)
{
    char *list = arena_alloc(arena, count * width + bytes_of_all(text, count) + 1, 1);
    size_t end = 0;

    for (size_t i = 0; i < count; i++) {
        size_t length = text_length(text[i]);
        bool fits = length <= width;
        size_t bytes = fits ? strlen(text[i]) : 0;
        size_t blanks = fits ? width - length : width;
        memcpy(list + end, text[i], bytes);
        memset(list + end + bytes, ' ', blanks);
        end += bytes + blanks;
    }
    return TEXT(list);
}

Err
db_labels(Db *db, const char *sql, const LabelScope *scope, const Reading *reading, Label **ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(db, &rows, sql,
                  ARGS(IDS(reading->arena, scope->id, scope->count), TEXT(scope->owner_id.text))));
    return rows_each(&rows, scope->count, reading, ret);
}

const char *
pattern_containing(Arena *arena, const char *text)
{
    char *pattern = arena_alloc(arena, 2 * strlen(text) + 3, 1);
    char *out = pattern;

    *out++ = '%';
    for (; *text != '\0'; text++) {
        if (strchr("%_!", *text) != NULL)
            *out++ = '!';
        *out++ = *text;
    }
    *out = '%';
    return pattern;
}
