/*
 * Any text as a cell of a table. A reader of RFC 4180 gets it back when it takes off the
 * apostrophes before what a spreadsheet would run, and the cell beside it and the row after it stay
 * what they are. Told another separator, no cell begins with what a spreadsheet would run either.
 */
#include "base/format/format.h"
#include "base/text/text.h"

#include <string.h>

enum { TEXT_MAX = 4096 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Reads a cell and stands behind what ends it, which is put into *ret_end. */
static const char *
read_cell(Arena *arena, char separator, const char *at, Buf *ret, char *ret_end)
{
    bool quoted = *at == '"';

    *ret = buf_new(arena, (size_t)2 * TEXT_MAX + 2);
    for (at += quoted; *at != '\0'; at++) {
        if (quoted && *at == '"' && at[1] != '"')
            break;
        if (!quoted && (*at == separator || *at == '\r'))
            break;
        if (quoted && *at == '"')
            at++;
        buf_char(ret, *at);
    }
    if (quoted) {
        assert(*at == '"');
        at++;
    }
    assert(*at == separator || (*at == '\r' && at[1] == '\n'));
    *ret_end = *at;
    return at + (*at == separator ? 1 : 2);
}

static bool
is_formula(const char *at)
{
    static const char *const BEGINNINGS[] = {"=", "+", "-", "@", "＝", "＋", "－", "＠"};

    for (size_t i = 0; i < COUNT_OF(BEGINNINGS); i++)
        if (strncmp(at, BEGINNINGS[i], strlen(BEGINNINGS[i])) == 0)
            return true;
    return false;
}

/* Nothing that a cell could begin with, wherever one may end, is a formula. */
static void
check_harmless(const char *cell)
{
    bool begins = true;

    for (; *cell != '\0'; cell++) {
        assert(!begins || !is_formula(cell));
        begins = strchr(",;\t\r\n", *cell) != NULL || (begins && strchr(" \"", *cell) != NULL);
    }
}

/* As docs/API.md says that a program does it. */
static const char *
undone(Arena *arena, const char *cell)
{
    Buf out = buf_new(arena, (size_t)2 * TEXT_MAX + 2);
    bool begins = true;

    buf_text(&out, "");
    for (; *cell != '\0'; cell++) {
        if (begins && *cell == '\'' && is_formula(cell + strspn(cell, "'")))
            cell++;
        buf_char(&out, *cell);
        begins = strchr(",;\t\r\n", *cell) != NULL || (begins && strchr(" \"", *cell) != NULL);
    }
    return out.data;
}

static void
check_cell(Arena *arena, const Buf *cell, const char *text)
{
    check_harmless(cell->data);
    assert(text_equal(undone(arena, cell->data), text));
}

/* What somebody gets who was told the other separator. */
static void
check_table(Arena *arena, const char *text, char separator, char told)
{
    Buf out = buf_new(arena, (size_t)12 * TEXT_MAX), cell;
    char end;

    csv_begin(&out, separator, false);
    csv_cell(&out, text, false);
    csv_number(&out, -7, false);
    csv_cell(&out, text, true);
    csv_cell(&out, "next", true);
    assert(!out.full);
    for (const char *at = out.data; *at != '\0'; at += *at != '\0') {
        const char *formula = at + strspn(at, " \"");
        assert(!is_formula(formula) || strncmp(formula, "-7", 2) == 0);
        at += strcspn(at, (char[]){told, '\n', '\0'});
    }
    const char *at = read_cell(arena, separator, out.data, &cell, &end);
    check_cell(arena, &cell, text);
    assert(end == separator);
    at = read_cell(arena, separator, at, &cell, &end);
    assert(text_equal(cell.data, "-7") && end == separator);
    at = read_cell(arena, separator, at, &cell, &end);
    check_cell(arena, &cell, text);
    assert(end == '\r');
    at = read_cell(arena, separator, at, &cell, &end);
    assert(text_equal(cell.data, "next") && end == '\r' && *at == '\0');
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static Arena *arena;

    if (arena == NULL)
        arena = arena_new((size_t)16 * 1024 * 1024);
    arena_reset(arena, 0);
    if (size > TEXT_MAX)
        return 0;

    const char *text = arena_copy(arena, (const char *)data, size);
    check_table(arena, text, ',', ';');
    check_table(arena, text, ';', ',');
    check_table(arena, text, ';', '\t');
    return 0;
}
