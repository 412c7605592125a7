/*
 * JSON, with its commas and escapes.
 */
#include "base/format/format.h"

Json
json_new(Buf *out)
{
    return (Json){.out = out};
}

/* Runs of ordinary characters are copied at once; only the few that need it are escaped. */
static void
put_quoted(Buf *out, const char *text)
{
    const char *run = text;

    buf_char(out, '"');
    for (const char *at = text;; at++) {
        unsigned char c = (unsigned char)*at;
        if (c >= 0x20 && c != '"' && c != '\\' && c != 0x7f)
            continue;
        buf_put(out, run, (size_t)(at - run));
        if (c == '\0')
            break;
        if (c == '"' || c == '\\')
            buf_put(out, (char[]){'\\', (char)c}, 2);
        else
            buf_printf(out, "\\u%04x", c);
        run = at + 1;
    }
    buf_char(out, '"');
}

static void
put_name(Json *json, const char *name)
{
    if (json->comma)
        buf_char(json->out, ',');
    json->comma = true;
    if (name != NULL) {
        buf_char(json->out, '"');
        buf_text(json->out, name);
        buf_put(json->out, "\":", 2);
    }
}

static void
open_level(Json *json, const char *name, char bracket)
{
    put_name(json, name);
    buf_char(json->out, bracket);
    json->comma = false;
}

static void
close_level(Json *json, char bracket)
{
    buf_char(json->out, bracket);
    json->comma = true;
}

void
json_object_begin(Json *json, const char *name)
{
    open_level(json, name, '{');
}

void
json_object_end(Json *json)
{
    close_level(json, '}');
}

void
json_array_begin(Json *json, const char *name)
{
    open_level(json, name, '[');
}

void
json_array_end(Json *json)
{
    close_level(json, ']');
}

void
json_text(Json *json, const char *name, const char *text)
{
    put_name(json, name);
    put_quoted(json->out, text);
}

void
json_int(Json *json, const char *name, int64_t number)
{
    put_name(json, name);
    buf_int(json->out, number);
}

void
json_bool(Json *json, const char *name, bool yes)
{
    put_name(json, name);
    buf_text(json->out, yes ? "true" : "false");
}

void
json_raw(Json *json, const char *name, const char *value)
{
    put_name(json, name);
    buf_text(json->out, value);
}

void
json_text_if(Json *json, const char *name, const char *text)
{
    if (text != NULL)
        json_text(json, name, text);
}

static void
mark(Json *json, size_t from, bool aside)
{
    JsonMarks *marks = json->marks;

    if (marks == NULL)
        return;
    assert(marks->count < JSON_MARKS_MAX); /* what is marked, is so a fixed number of times */
    marks->mark[marks->count++] = (JsonMark){from, json->out->length, aside};
}

void
json_translated(Json *json, const char *name, const char *text)
{
    size_t from = json->out->length;

    json_text(json, name, text);
    mark(json, from, false);
}

void
json_aside(Json *json, size_t from)
{
    mark(json, from, true);
}
