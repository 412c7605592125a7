/*
 * Any text as a cell of a table. A reader of RFC 4180 gets it back, with an apostrophe before what
 * a spreadsheet would run, and the cell beside it and the row after it stay what they are.
 */
#include "base/format/format.h"
#include "base/text/text.h"

#include <string.h>

enum { TEXT_MAX = 4096 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Reads a cell and stands behind what ends it, which is put into *ret_end. */
static const char *
read_cell(Arena *arena, const char *at, Buf *ret, char *ret_end)
{
    bool quoted = *at == '"';

    *ret = buf_new(arena, TEXT_MAX + 2);
    for (at += quoted; *at != '\0'; at++) {
        if (quoted && *at == '"' && at[1] != '"')
            break;
        if (!quoted && strchr(",\r", *at) != NULL)
            break;
        if (quoted && *at == '"')
            at++;
        buf_char(ret, *at);
    }
    if (quoted) {
        assert(*at == '"');
        at++;
    }
    assert(*at == ',' || (*at == '\r' && at[1] == '\n'));
    *ret_end = *at;
    return at + (*at == ',' ? 1 : 2);
}

static void
check_cell(const Buf *cell, const char *text)
{
    bool formula = *text != '\0' && strchr("=+-@\t\r", *text) != NULL;

    assert(strchr("=+-@\t\r", cell->data[0]) == NULL || cell->length == 0);
    assert(text_equal(cell->data + formula, text));
    assert(!formula || cell->data[0] == '\'');
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static Arena *arena;
    Buf cell;
    char end;

    if (arena == NULL)
        arena = arena_new((size_t)16 * 1024 * 1024);
    arena_reset(arena, 0);
    if (size > TEXT_MAX)
        return 0;

    const char *text = arena_copy(arena, (const char *)data, size);
    Buf out = buf_new(arena, (size_t)8 * TEXT_MAX);
    csv_cell(&out, text, false);
    csv_number(&out, -7, false);
    csv_cell(&out, text, true);
    csv_cell(&out, "next", true);
    assert(!out.full);

    const char *at = read_cell(arena, out.data, &cell, &end);
    check_cell(&cell, text);
    assert(end == ',');
    at = read_cell(arena, at, &cell, &end);
    assert(text_equal(cell.data, "-7") && end == ',');
    at = read_cell(arena, at, &cell, &end);
    check_cell(&cell, text);
    assert(end == '\r');
    at = read_cell(arena, at, &cell, &end);
    assert(text_equal(cell.data, "next") && end == '\r' && *at == '\0');
    return 0;
}
