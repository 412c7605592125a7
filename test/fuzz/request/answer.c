#include "answer.h"

#include "base/text/text.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* What is still to be read. */
typedef struct Reader {
    Arena *arena;
    const char *at;
    const char *end;
    bool cut;
} Reader;

typedef struct Answer {
    int status;
    const char *content_type;
    const char *location;
    const char *encoding;
    int64_t length; /* -1: not said */
    bool is_ours;   /* and not libmicrohttpd's own refusal */
    bool is_chunked;
    const char *body;
    size_t body_length;
} Answer;

/* --- lines and headers ------------------------------------------------------------------------ */

/* Without its CR and LF; NULL at the end of what was broken off. */
static const char *
read_answer_line(Reader *reader)
{
    const char *lf = memchr(reader->at, '\n', (size_t)(reader->end - reader->at));

    if (lf == NULL && reader->cut)
        return NULL;
    assert(lf != NULL && lf > reader->at && lf[-1] == '\r');
    size_t length = (size_t)(lf - 1 - reader->at);
    const char *line = arena_copy(reader->arena, reader->at, length);
    assert(strlen(line) == length && strchr(line, '\r') == NULL);
    reader->at = lf + 1;
    return line;
}

static void
note_header(Answer *answer, const char *name, const char *value)
{
    if (strcasecmp(name, "Content-Length") == 0) {
        assert(answer->length < 0 && value[strspn(value, "0123456789")] == '\0');
        answer->length = strtoll(value, NULL, 10);
    }
    if (strcasecmp(name, "Transfer-Encoding") == 0) {
        assert(text_equal(value, "chunked") && !answer->is_chunked);
        answer->is_chunked = true;
    }
    if (strcasecmp(name, "Content-Type") == 0)
        answer->content_type = value;
    if (strcasecmp(name, "Content-Encoding") == 0)
        answer->encoding = value;
    if (strcasecmp(name, "Location") == 0)
        answer->location = value;
    if (strcasecmp(name, "X-Content-Type-Options") == 0)
        answer->is_ours = true;
}

/* False at the end of what was broken off. */
static bool
read_answer_head(Reader *reader, Answer *ret)
{
    const char *line = read_answer_line(reader);

    *ret = (Answer){.length = -1};
    if (line == NULL)
        return false;
    assert(strncmp(line, "HTTP/1.1 ", 9) == 0 || strncmp(line, "HTTP/1.0 ", 9) == 0);
    ret->status = (int)strtol(line + 9, NULL, 10);
    assert(ret->status >= 100 && ret->status <= 599);
    for (line = read_answer_line(reader); line != NULL && *line != '\0';
         line = read_answer_line(reader)) {
        const char *colon = strchr(line, ':');
        assert(colon != NULL && colon > line && colon[1] == ' ');
        note_header(ret, arena_copy(reader->arena, line, (size_t)(colon - line)), colon + 2);
    }
    return line != NULL;
}

/* --- bodies ----------------------------------------------------------------------------------- */

static bool
read_chunks(Reader *reader, Answer *answer)
{
    Buf body = buf_new(reader->arena, (size_t)(reader->end - reader->at));
    unsigned long count = 1;

    while (count > 0) {
        char *end = NULL;
        const char *line = read_answer_line(reader);
        if (line == NULL)
            return false;
        count = strtoul(line, &end, 16);
        assert(*line != '\0' && *end == '\0');
        size_t left = (size_t)(reader->end - reader->at);
        if (left < count + 2 && reader->cut)
            return false;
        assert(left >= count + 2 && memcmp(reader->at + count, "\r\n", 2) == 0);
        buf_put(&body, reader->at, count);
        reader->at += count + 2;
    }
    answer->body = body.data;
    answer->body_length = body.length;
    return true;
}

static bool
read_answer_body(Reader *reader, Answer *answer, bool has_head)
{
    size_t left = (size_t)(reader->end - reader->at);
    bool is_next = left == 0 || (left >= 8 && memcmp(reader->at, "HTTP/1.1", 8) == 0);

    answer->body = "";
    if (answer->status < 200 || answer->status == 204 || answer->status == 304 ||
        (has_head && is_next))
        return true;
    if (answer->is_chunked)
        return read_chunks(reader, answer);
    assert(answer->length >= 0 || !answer->is_ours);
    size_t length = answer->length < 0 ? left : (size_t)answer->length;
    if (left < length && reader->cut)
        return false;
    assert(left >= length);
    answer->body = reader->at;
    answer->body_length = length;
    reader->at += length;
    return true;
}

/* --- what they say -----------------------------------------------------------------------------
 */

static bool
is_kind(const Answer *answer, const char *kind)
{
    return answer->content_type != NULL && strncmp(answer->content_type, kind, strlen(kind)) == 0;
}

static void
check_problem(const json_t *problem, int status)
{
    assert(json_integer_value(json_object_get(problem, "status")) == status);
    assert(json_string_length(json_object_get(problem, "code")) > 0);
    assert(json_string_length(json_object_get(problem, "requestId")) > 0);
}

static void
check_json(const Answer *answer)
{
    json_t *json = json_loadb(answer->body, answer->body_length, JSON_REJECT_DUPLICATES, NULL);

    assert(json_is_object(json));
    if (is_kind(answer, "application/problem+json"))
        check_problem(json, answer->status);
    else
        assert(answer->status < 300);
    json_decref(json);
}

/* An object a line. */
static void
check_json_lines(const Answer *answer)
{
    const char *end = answer->body + answer->body_length;

    for (const char *at = answer->body; at < end;) {
        const char *line_end = memchr(at, '\n', (size_t)(end - at));
        assert(line_end != NULL);
        json_t *json = json_loadb(at, (size_t)(line_end - at), JSON_REJECT_DUPLICATES, NULL);
        assert(json_is_object(json));
        json_decref(json);
        at = line_end + 1;
    }
}

static void
check_answer(const Answer *answer)
{
    if (!answer->is_ours) {
        assert(answer->status == 100 || answer->status >= 400);
        return;
    }
    /* Ours to mend are all but a full queue and a full disk. */
    assert(answer->status < 500 || answer->status == 503 || answer->status == 507);
    assert(answer->location == NULL || (answer->location[0] == '/' && answer->location[1] != '/'));
    assert(answer->status != 303 || answer->location != NULL);
    if (answer->body_length == 0 || answer->encoding != NULL)
        return;
    if (is_kind(answer, "application/jsonl"))
        check_json_lines(answer);
    else if (is_kind(answer, "application/json") || is_kind(answer, "application/problem+json"))
        check_json(answer);
    if (is_kind(answer, "text/"))
        assert(text_is_utf8(answer->body, answer->body_length));
    if (is_kind(answer, "text/html"))
        assert(strncasecmp(answer->body, "<!doctype html>", 15) == 0);
}

bool
asks_for_head(const char *sent, size_t size)
{
    return memmem(sent, size, "HEAD", 4) != NULL;
}

bool
answers_are_whole(Arena *arena, const char *bytes, size_t size, bool has_head)
{
    size_t mark = arena_mark(arena);
    Reader reader = {arena, bytes, bytes + size, true};
    bool whole = size > 0;
    Answer answer;

    while (whole && reader.at < reader.end)
        whole = read_answer_head(&reader, &answer) && read_answer_body(&reader, &answer, has_head);
    arena_reset(arena, mark);
    return whole && answer.status != 100;
}

void
answers_check(Arena *arena, const char *bytes, size_t size, bool has_head, bool cut)
{
    Reader reader = {arena, bytes, bytes + size, cut};
    Answer answer;

    while (reader.at < reader.end) {
        if (!read_answer_head(&reader, &answer) || !read_answer_body(&reader, &answer, has_head))
            return;
        check_answer(&answer);
        if (!answer.is_ours && answer.status >= 400)
            return; /* the library is done with the connection */
    }
}
