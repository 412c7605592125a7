/*
 * Any bytes as the head of a request. What lies in the buffer is what libmicrohttpd 0.9.75 leaves
 * there: separators replaced by NUL, white space skipped, folded lines joined elsewhere.
 *
 * A head that is called sound is written as RFC 9112 wants it, to the byte: a slow reading of what
 * was sent says so. And one that is written so is called sound.
 */
#include "base/arena.h"
#include "base/text/text.h"
#include "http/server/framing.h"

#include <microhttpd.h>
#include <string.h>
#include <strings.h>

enum { HEAD_MAX = 2000, VERSION_LENGTH = 8 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* --- as the library reads it ------------------------------------------------------------------ */

static size_t
line_length(const char *line, const char *end)
{
    size_t length = 0;

    while (line + length < end && line[length] != '\n')
        length++;
    return length - (length > 0 && line + length < end && line[length - 1] == '\r');
}

/* A line ends with LF or with CR and LF, which become NUL; NULL where it does not end. */
static char *
take_line(char **at, const char *end)
{
    char *line = *at;
    size_t length = line_length(line, end);

    if (line + length >= end)
        return NULL;
    if (line[length] == '\r' && line + length + 1 < end && line[length + 1] == '\n')
        line[length++] = '\0';
    line[length++] = '\0';
    *at = line + length;
    return line;
}

typedef struct FirstLine {
    char *method, *url, *target, *version;
} FirstLine;

/* The version stands behind the last space; the target is the url before it was taken apart. */
static bool
split_first_line(Arena *arena, char *line, size_t length, FirstLine *ret)
{
    char *url = strchr(line, ' ');

    if (url == NULL)
        return false;
    *url++ = '\0';
    url += strspn(url, " ");
    char *version = strrchr(url, ' ');
    if (version == NULL)
        return false;
    char *end = version;
    while (end > url && end[-1] == ' ')
        end--;
    *end = '\0';
    *version++ = '\0';
    *ret = (FirstLine){line, url, arena_copy(arena, url, strlen(url)), version};
    char *query = strchr(url, '?');
    if (query != NULL)
        *query = '\0';
    return line + length - version == VERSION_LENGTH && strncmp(version, "HTTP/1.", 7) == 0 &&
           version[7] >= '0' && version[7] <= '9';
}

/* Lines that begin with white space belong to the one before, which is copied to join them. */
static char *
take_header(Arena *arena, char **at, const char *end)
{
    char *line = take_line(at, end);

    while (line != NULL && *line != '\0' && *at < end && (**at == ' ' || **at == '\t')) {
        char *more = take_line(at, end);
        if (more == NULL)
            return NULL;
        line = arena_printf(arena, "%s%s", line, more + strspn(more, " \t"));
    }
    return line;
}

/* Is it sound? False too where the library itself refuses it. */
static bool
reads_as_sound(Arena *arena, char *at, const char *end)
{
    FirstLine first;
    const char *begin = at;
    size_t length = line_length(at, end);
    char *line = take_line(&at, end);

    if (line == NULL || !split_first_line(arena, line, length, &first))
        return false;
    Framing framing = framing_begin(first.method, first.url, first.target, first.version);
    for (line = take_header(arena, &at, end); line != NULL && *line != '\0';
         line = take_header(arena, &at, end)) {
        char *value = strchr(line, ':');
        if (value == NULL)
            return false;
        *value++ = '\0';
        framing_header(&framing, line, value + strspn(value, " \t"));
    }
    return line != NULL && framing_is_sound(&framing, (size_t)(at - begin));
}

/* --- as RFC 9112 wants it --------------------------------------------------------------------- */

typedef struct Counts {
    int hosts, lengths, encodings;
} Counts;

static bool
slow_is_made_of(const char *text, size_t length, bool (*is)(unsigned char c))
{
    for (size_t i = 0; i < length; i++)
        if (!is((unsigned char)text[i]))
            return false;
    return true;
}

static bool
is_token_character(unsigned char c)
{
    return c > ' ' && c < 0x7f && strchr("\"(),/:;<=>?@[\\]{}", c) == NULL;
}

static bool
is_visible(unsigned char c)
{
    return c > ' ' && c != 0x7f;
}

static bool
is_visible_or_blank(unsigned char c)
{
    return is_visible(c) || c == ' ' || c == '\t';
}

static bool
slow_first_line(const char *line, size_t length)
{
    const char *end = line + length;
    const char *first = memchr(line, ' ', length);
    const char *last = first == NULL ? NULL : memchr(first + 1, ' ', (size_t)(end - first - 1));

    return last != NULL && first > line && last > first + 1 &&
           slow_is_made_of(line, (size_t)(first - line), is_token_character) &&
           slow_is_made_of(first + 1, (size_t)(last - first - 1), is_visible) &&
           end - last == VERSION_LENGTH + 1 && memcmp(last + 1, "HTTP/1.", 7) == 0 &&
           last[VERSION_LENGTH] >= '0' && last[VERSION_LENGTH] <= '9';
}

/* Of the values that decide where a request ends, and whom it is for. */
static bool
slow_decides(const char *name, const char *value, Counts *counts)
{
    if (strcasecmp(name, "host") == 0) {
        counts->hosts++;
        return *value != '\0' && strpbrk(value, " \t/\\@,<>\"?#{}|^`") == NULL;
    }
    if (strcasecmp(name, "content-length") == 0) {
        counts->lengths++;
        return *value != '\0' && strspn(value, "0123456789") == strlen(value);
    }
    if (strcasecmp(name, "transfer-encoding") == 0) {
        counts->encodings++;
        return strcasecmp(value, "chunked") == 0;
    }
    return true;
}

static bool
slow_header(Arena *arena, const char *line, size_t length, Counts *counts)
{
    const char *colon = memchr(line, ':', length);

    if (colon == NULL || colon == line)
        return false;
    const char *value = colon + 1;
    size_t value_length = (size_t)(line + length - value);
    while (value_length > 0 && (*value == ' ' || *value == '\t')) {
        value++;
        value_length--;
    }
    return slow_is_made_of(line, (size_t)(colon - line), is_token_character) &&
           slow_is_made_of(value, value_length, is_visible_or_blank) &&
           slow_decides(arena_copy(arena, line, (size_t)(colon - line)),
                        arena_copy(arena, value, value_length), counts);
}

/* How long a line is that ends with CR and LF, and has neither inside; false where none ends so. */
static bool
slow_line(const char *at, const char *end, size_t *ret)
{
    const char *cr = memchr(at, '\r', (size_t)(end - at));

    if (cr == NULL || cr + 1 >= end || cr[1] != '\n')
        return false;
    *ret = (size_t)(cr - at);
    return memchr(at, '\n', *ret) == NULL;
}

static bool
is_written_soundly(Arena *arena, const char *at, const char *end)
{
    Counts counts = {0};
    size_t length;

    if (!slow_line(at, end, &length) || !slow_first_line(at, length))
        return false;
    const bool needs_host = length > 8 && memcmp(at + length - 8, "HTTP/1.1", 8) == 0;
    for (at += length + 2; slow_line(at, end, &length); at += length + 2) {
        if (length == 0)
            return counts.hosts <= 1 && counts.hosts >= needs_host &&
                   counts.lengths + counts.encodings <= 1;
        if (!slow_header(arena, at, length, &counts))
            return false;
    }
    return false;
}

/*
 * What is the same once the library has put its NULs into it: a NUL before LF instead of CR, and
 * some ends of a head, of two lines and as many bytes.
 */
static bool
put_end(char *text, size_t size)
{
    static const char ENDS[][4] = {"\n\0\0\n", "\n\0\r\n", "\0\0\n\n", "\0\r\n\n"};

    for (size_t i = 0; i + 3 < size; i++)
        for (size_t end = 0; end < COUNT_OF(ENDS); end++)
            if (memcmp(text + i, ENDS[end], sizeof(ENDS[end])) == 0) {
                memcpy(text + i, "\r\n\r\n", sizeof(ENDS[end]));
                return true;
            }
    return false;
}

/* Each has a NUL less, so that this ends; one may be left by the one that stood behind it. */
static void
put_cr_for_nul(char *text, size_t size)
{
    while (put_end(text, size))
        ;
    for (size_t i = 0; i + 1 < size; i++)
        if (text[i] == '\0' && text[i + 1] == '\n')
            text[i] = '\r';
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static Arena *arena;

    /* Later libraries refuse these heads themselves, and framing.c looks at less. */
    if (size > HEAD_MAX || strcmp(MHD_get_version(), "0.9.75") != 0)
        return 0;
    if (arena == NULL)
        arena = arena_new((size_t)4 * 1024 * 1024);
    arena_reset(arena, 0);
    char *sent = arena_copy(arena, (const char *)data, size);
    put_cr_for_nul(sent, size);
    char *buffer = arena_copy(arena, sent, size);
    bool sound = reads_as_sound(arena, buffer, buffer + size);
    assert(sound == is_written_soundly(arena, sent, sent + size));
    return 0;
}
