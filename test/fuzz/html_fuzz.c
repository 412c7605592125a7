/*
 * Any text on a page: in the text, in a quoted attribute, as an address and in one. It comes back
 * when a browser undoes the references, and ends neither its place nor the page's site.
 */
#include "base/text/text.h"
#include "html/html.h"
#include "http/input/input.h"

#include <string.h>

enum { TEXT_MAX = 2000, PAGE_MAX = 65536 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct {
    const char *reference;
    char character;
} REFERENCES[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#39;", '\''}};

static const char *
written(Arena *arena, void (*write)(Html *page, const char *text), const char *text)
{
    Buf *out = ARENA_NEW(arena, Buf);
    Html page = {.out = out};

    *out = buf_new(arena, PAGE_MAX);
    write(&page, text);
    assert(!out->full);
    return out->data;
}

/* What a browser reads. Nothing but our five references begins with an ampersand. */
static const char *
browser_reads(Arena *arena, const char *html)
{
    Buf text = buf_new(arena, PAGE_MAX);

    assert(strpbrk(html, "<>\"'") == NULL);
    while (*html != '\0') {
        size_t i = 0;
        if (*html != '&') {
            buf_char(&text, *html++);
            continue;
        }
        while (i < COUNT_OF(REFERENCES) &&
               strncmp(html, REFERENCES[i].reference, strlen(REFERENCES[i].reference)) != 0)
            i++;
        assert(i < COUNT_OF(REFERENCES));
        buf_char(&text, REFERENCES[i].character);
        html += strlen(REFERENCES[i].reference);
    }
    return text.data;
}

/* Control characters other than the white space of HTML are shown as such. */
static const char *
without_control_characters(Arena *arena, const char *text)
{
    Buf shown = buf_new(arena, PAGE_MAX);

    for (; *text != '\0'; text++)
        if (((unsigned char)*text < ' ' && *text != '\t' && *text != '\n') || *text == 0x7f)
            buf_text(&shown, "\xEF\xBF\xBD");
        else
            buf_char(&shown, *text);
    return shown.data;
}

/* A browser drops tabs and ends of lines, and takes a backslash for a slash (URL standard, 4.4). */
static void
check_stays_here(Arena *arena, const char *address)
{
    Buf seen = buf_new(arena, PAGE_MAX);

    for (; *address != '\0'; address++)
        if (strchr("\t\r\n", *address) == NULL)
            buf_char(&seen, *address == '\\' ? '/' : *address);
    assert(seen.data[0] == '/' && seen.data[1] != '/');
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static Arena *arena;

    if (arena == NULL)
        arena = arena_new((size_t)4 * 1024 * 1024);
    arena_reset(arena, 0);
    const char *text = arena_copy(arena, (const char *)data, size < TEXT_MAX ? size : TEXT_MAX);

    const char *html = written(arena, html_text, text);
    assert(text_equal(browser_reads(arena, html), without_control_characters(arena, text)));
    const char *href = browser_reads(arena, written(arena, html_href, text));
    check_stays_here(arena, href);
    assert(text_equal(href, "/") || text_equal(href, without_control_characters(arena, text)));
    const char *query = written(arena, html_query, text);
    assert(strspn(query, "%0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-._~") ==
           strlen(query));
    if (text_is_utf8(text, strlen(text)))
        assert(text_equal(percent_decode(arena, query, strlen(query), false), text));
    return 0;
}
