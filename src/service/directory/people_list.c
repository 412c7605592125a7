/*
 * A list of people as somebody pastes it: from a column of a spreadsheet, from a mail's recipients,
 * or typed a line each.
 */
#include "service/directory/directory.h"

#include "base/text/text.h"

static const char LINE_ENDS[] = "\r\n";
static const char COLUMN_ENDS[] = "\t,;";

typedef struct PeopleReader {
    Arena *arena;
    const char **person;
    size_t count, max;
} PeopleReader;

/* What a piece says without quotes around it, and of `Name <address>` the address. */
static const char *
piece_text(Arena *arena, const char *piece, size_t length)
{
    const char *text = text_tidy(arena, arena_copy(arena, piece, length));
    const char *open = strchr(text, '<');
    const char *close = open != NULL ? strchr(open, '>') : NULL;

    if (close != NULL && memchr(open, '@', (size_t)(close - open)) != NULL)
        return text_tidy(arena, arena_copy(arena, open + 1, (size_t)(close - open - 1)));
    size_t bytes = strlen(text);
    while (bytes > 1 && strchr("\"'", text[0]) != NULL && text[bytes - 1] == text[0]) {
        text = text_tidy(arena, arena_copy(arena, text + 1, bytes - 2));
        bytes = strlen(text);
    }
    return text;
}

/* What nobody sees or what breaks a line is no name, but somebody sent it: it is not passed over.
 */
static const char UNREADABLE[] = "\uFFFD";

static void
add_piece(PeopleReader *reader, const char *piece, size_t length, bool addresses_only)
{
    const char *text = piece_text(reader->arena, piece, length);
    bool is_other_column = addresses_only && strchr(text, '@') == NULL;

    if (*text == '\0' || is_other_column || reader->count == reader->max)
        return;
    bool reads = text_can_be_seen(text) && text_is_line(text);
    reader->person[reader->count++] = reads ? text : UNREADABLE;
}

/* What parts people parts nothing between quotation marks, where each has its other one. */
static size_t
piece_length(const char *line, size_t length, bool quotes)
{
    bool quoted = false;

    for (size_t i = 0; i < length; i++) {
        if (quotes && line[i] == '"')
            quoted = !quoted;
        if (!quoted && strchr(COLUMN_ENDS, line[i]) != NULL)
            return i;
    }
    return length;
}

static size_t
count_of(const char *line, size_t length, char what)
{
    size_t count = 0;

    for (size_t i = 0; i < length; i++)
        count += line[i] == what;
    return count;
}

static void
read_people_line(PeopleReader *reader, const char *line, size_t length)
{
    bool quotes = count_of(line, length, '"') % 2 == 0;
    bool is_table_row = count_of(line, length, '@') == 1;

    for (size_t at = 0; at < length;) {
        size_t piece = piece_length(line + at, length - at, quotes);
        add_piece(reader, line + at, piece, is_table_row);
        at += piece + 1;
    }
}

PeopleInput
people_in_text(Arena *arena, const char *text, size_t max_count)
{
    PeopleInput people = DEFAULTS_OF(PEOPLE_INPUT);
    PeopleReader reader = {
        .arena = arena,
        .person = ARENA_NEW_ARRAY(arena, const char *, max_count + 1),
        .max = max_count + 1,
    };

    while (*text != '\0') {
        size_t length = strcspn(text, LINE_ENDS);
        read_people_line(&reader, text, length);
        text += length;
        text += strspn(text, LINE_ENDS);
    }
    people.person = reader.person;
    people.person_count = reader.count;
    return people;
}
