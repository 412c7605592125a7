/*
 * Any text in a calendar. No line has more than 75 octets or half a character, none ends where the
 * text wants it to, and a reader of RFC 5545 gets the text back without its control characters.
 */
#include "base/format/format.h"
#include "base/text/text.h"

#include <string.h>

enum { TEXT_MAX = 4096, LINE_OCTETS_MAX = 75 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The one line that the folded ones are. */
static const char *
unfolded(Arena *arena, const char *at)
{
    Buf whole = buf_new(arena, (size_t)8 * TEXT_MAX);

    for (bool first = true; *at != '\0'; first = false) {
        size_t length = strcspn(at, "\r\n");
        assert(length <= LINE_OCTETS_MAX && text_is_utf8(at, length));
        assert(at[length] == '\r' && at[length + 1] == '\n');
        assert(first || *at == ' ');
        buf_put(&whole, at + !first, length - !first);
        at += length + 2;
    }
    return whole.data;
}

static const char *
unescaped(Arena *arena, const char *at)
{
    Buf text = buf_new(arena, (size_t)8 * TEXT_MAX);

    for (; *at != '\0'; at++) {
        bool escaped = *at == '\\';
        at += escaped;
        assert(escaped ? strchr("\\;,n", *at) != NULL && *at != '\0' : strchr(";,", *at) == NULL);
        buf_char(&text, escaped && *at == 'n' ? '\n' : *at);
    }
    return text.data;
}

static const char *
without_controls(Arena *arena, const char *text)
{
    Buf out = buf_new(arena, TEXT_MAX);

    for (; *text != '\0'; text++)
        if (*text == '\n' || ((unsigned char)*text >= ' ' && *text != 0x7F))
            buf_char(&out, *text);
    return out.data;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static Arena *arena;

    if (arena == NULL)
        arena = arena_new((size_t)16 * 1024 * 1024);
    arena_reset(arena, 0);
    const char *text = arena_copy(arena, (const char *)data, size < TEXT_MAX ? size : TEXT_MAX);
    if (!text_is_utf8(text, strlen(text)))
        return 0;

    Buf out = buf_new(arena, (size_t)8 * TEXT_MAX);
    ical_text(&out, "SUMMARY", text);
    assert(!out.full);
    const char *line = unfolded(arena, out.data);
    assert(strncmp(line, "SUMMARY:", 8) == 0);
    assert(text_equal(unescaped(arena, line + 8), without_controls(arena, text)));
    return 0;
}
