#include "names.h"

#include <stdlib.h>
#include <string.h>

static const char *const NAMES[NAME_COUNT] = {
    [NAME_OPERATOR] = "@OPERATOR@", [NAME_ADMIN] = "@ADMIN@",
    [NAME_READER] = "@READER@",     [NAME_OTHER] = "@OTHER@",
    [NAME_SESSION] = "@SESSION@",   [NAME_CSRF] = "@CSRF@",
    [NAME_VISITOR] = "@VISITOR@",   [NAME_VISITOR_CSRF] = "@VISITOR_CSRF@",
    [NAME_PASSWORD] = "@PASSWORD@", [NAME_EMAIL] = "@EMAIL@",
    [NAME_TENANT] = "@TENANT@",     [NAME_PARTNER] = "@PARTNER@",
    [NAME_USER] = "@USER@",         [NAME_ENROLMENT] = "@ENROLMENT@",
    [NAME_BENEFIT] = "@BENEFIT@",   [NAME_KEY] = "@KEY@",
    [NAME_KEY_REF] = "@KEY_REF@",   [NAME_CREDIT] = "@CREDIT@",
    [NAME_TOKEN] = "@TOKEN@",       [NAME_OTHER_CREDIT] = "@OTHER_CREDIT@",
    [NAME_LOT] = "@LOT@",           [NAME_SUBSCRIPTION] = "@SUBSCRIPTION@",
    [NAME_RECEIPT] = "@RECEIPT@",   [NAME_DRAFT] = "@DRAFT@",
    [NAME_CALENDAR] = "@CALENDAR@",
};

static char *values[NAME_COUNT];

void
name_set(WorldName name, const char *text)
{
    assert(name < NAME_COUNT && text != NULL && *text != '\0');
    free(values[name]);
    values[name] = strdup(text);
}

const char *
name_get(WorldName name)
{
    return values[name] != NULL ? values[name] : "";
}

/* The name that begins here with its at signs, and how long it is, or NAME_COUNT. */
static WorldName
name_at(const char *text, size_t size, size_t *ret_length)
{
    for (WorldName name = 0; name < NAME_COUNT; name++) {
        size_t length = strlen(NAMES[name]);
        if (length <= size && memcmp(text, NAMES[name], length) == 0) {
            *ret_length = length;
            return name;
        }
    }
    return NAME_COUNT;
}

/* --- filling in ------------------------------------------------------------------------------ */

static const char NEXT[] = "@NEXT@", LENGTH[] = "@LENGTH@", EMPTY_LINE[] = "\r\n\r\n";

enum {
    FILLED_MAX = 16 * 1024 * 1024,
    NEXT_LENGTH = sizeof(NEXT) - 1,
    LENGTH_LENGTH = sizeof(LENGTH) - 1,
    EMPTY_LINE_LENGTH = sizeof(EMPTY_LINE) - 1
};

static void
put_filled(Buf *out, const char *text, size_t size, size_t body_length)
{
    for (size_t at = 0; at < size;) {
        size_t length = 1;
        WorldName name = text[at] != '@' ? NAME_COUNT : name_at(text + at, size - at, &length);
        if (name != NAME_COUNT) {
            buf_text(out, name_get(name));
        } else if (size - at >= LENGTH_LENGTH && memcmp(text + at, LENGTH, LENGTH_LENGTH) == 0) {
            buf_printf(out, "%zu", body_length);
            length = LENGTH_LENGTH;
        } else {
            buf_char(out, text[at]);
        }
        at += length;
    }
}

/* One request: the body first, for the head tells how long it is. */
static void
put_request(Arena *arena, Buf *out, const char *text, size_t size)
{
    const char *empty = memmem(text, size, EMPTY_LINE, EMPTY_LINE_LENGTH);
    size_t head = empty == NULL ? size : (size_t)(empty - text) + EMPTY_LINE_LENGTH;
    Buf body = buf_new(arena, out->max);

    put_filled(&body, text + head, size - head, 0);
    put_filled(out, text, head, body.length);
    buf_put(out, body.data, body.length);
}

Buf
names_fill_in(Arena *arena, const char *text, size_t size)
{
    Buf out = buf_new(arena, FILLED_MAX);

    while (size > 0) {
        const char *next = memmem(text, size, NEXT, NEXT_LENGTH);
        size_t length = next == NULL ? size : (size_t)(next - text);
        put_request(arena, &out, text, length);
        length += next == NULL ? 0 : NEXT_LENGTH;
        text += length;
        size -= length;
    }
    assert(!out.full);
    return out;
}
