#include "http/json_scan.h"

#include "base/text.h"

enum { DEPTH_MAX = 16 };

JsonScan
json_scan(const char *text, size_t size)
{
    return (JsonScan){.begin = text, .at = text, .end = text + size};
}

/* The first fault is the one that is told. */
static bool
fail(JsonScan *scan, Err err)
{
    if (scan->err == OK) {
        scan->err = err;
        scan->end = scan->at;
    }
    scan->at = scan->end;
    return false;
}

static bool
wrong(JsonScan *scan)
{
    return fail(scan, ERR_JSON_INVALID);
}

static char
skip_blanks(JsonScan *scan)
{
    while (scan->at < scan->end &&
           (*scan->at == ' ' || *scan->at == '\n' || *scan->at == '\r' || *scan->at == '\t'))
        scan->at++;
    if (scan->at == scan->end)
        return '\0';
    return *scan->at;
}

void
json_scan_end(JsonScan *scan)
{
    skip_blanks(scan);
    if (scan->at < scan->end)
        wrong(scan);
}

static bool
is_digit(const JsonScan *scan)
{
    return scan->at < scan->end && *scan->at >= '0' && *scan->at <= '9';
}

static JsonKind
literal(JsonScan *scan, const char *word, JsonKind kind)
{
    size_t length = strlen(word);

    if ((size_t)(scan->end - scan->at) >= length && memcmp(scan->at, word, length) == 0)
        return kind;
    wrong(scan);
    return JSON_NOTHING;
}

JsonKind
json_scan_kind(JsonScan *scan)
{
    switch (skip_blanks(scan)) {
    case '"':
        return JSON_TEXT;
    case '{':
        return JSON_OBJECT;
    case '[':
        return JSON_ARRAY;
    case 't':
        return literal(scan, "true", JSON_BOOL);
    case 'f':
        return literal(scan, "false", JSON_BOOL);
    case 'n':
        return literal(scan, "null", JSON_NULL);
    default:
        if (is_digit(scan) || (scan->at < scan->end && *scan->at == '-'))
            return JSON_NUMBER;
        wrong(scan);
        return JSON_NOTHING;
    }
}

/* --- texts ---------------------------------------------------------------------------------- */

/* Four hexadecimal digits; -1 if there are none. */
static int32_t
read_hex(const char *at)
{
    int32_t value = 0;

    for (int i = 0; i < 4; i++) {
        char c = at[i];
        int digit = c >= '0' && c <= '9'   ? c - '0'
                    : c >= 'a' && c <= 'f' ? c - 'a' + 10
                    : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                           : -1;
        if (digit < 0)
            return -1;
        value = value * 16 + digit;
    }
    return value;
}

static char *
put_code_point(char *out, int32_t point)
{
    if (point < 0x80) {
        *out++ = (char)point;
    } else if (point < 0x800) {
        *out++ = (char)(0xc0 | point >> 6);
        *out++ = (char)(0x80 | (point & 0x3f));
    } else if (point < 0x10000) {
        *out++ = (char)(0xe0 | point >> 12);
        *out++ = (char)(0x80 | (point >> 6 & 0x3f));
        *out++ = (char)(0x80 | (point & 0x3f));
    } else {
        *out++ = (char)(0xf0 | point >> 18);
        *out++ = (char)(0x80 | (point >> 12 & 0x3f));
        *out++ = (char)(0x80 | (point >> 6 & 0x3f));
        *out++ = (char)(0x80 | (point & 0x3f));
    }
    return out;
}

/*
 * \uXXXX, of which those beyond U+FFFF come in pairs; *at stands behind the u. No NUL, and no half
 * of a pair.
 */
static bool
read_code_point(const char **at, const char *end, int32_t *ret)
{
    if (end - *at < 4)
        return false;
    int32_t first = read_hex(*at);
    *at += 4;
    *ret = first;
    if (first <= 0 || (first >= 0xdc00 && first <= 0xdfff))
        return false;
    if (first < 0xd800 || first > 0xdfff)
        return true;
    if (end - *at < 6 || (*at)[0] != '\\' || (*at)[1] != 'u')
        return false;
    int32_t second = read_hex(*at + 2);
    *at += 6;
    if (second < 0xdc00 || second > 0xdfff)
        return false;
    *ret = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
    return true;
}

/* What lies between the quotes, its escapes undone. It only ever gets shorter. */
static bool
unescape(const char *at, const char *end, Arena *arena, JsonText *ret)
{
    static const char ESCAPES[] = {'"', '\\', '/', 'b', 'f', 'n', 'r', 't'};
    static const char MEANT[] = {'"', '\\', '/', '\b', '\f', '\n', '\r', '\t'};
    char *text = arena_take(arena, (size_t)(end - at) + 1);
    char *out = text;
    int32_t point;

    while (at < end) {
        if (*at != '\\') {
            *out++ = *at++;
            continue;
        }
        const char *escape = memchr(ESCAPES, at[1], COUNT_OF(ESCAPES));
        at += 2;
        if (escape != NULL)
            *out++ = MEANT[escape - ESCAPES];
        else if (at[-1] == 'u' && read_code_point(&at, end, &point))
            out = put_code_point(out, point);
        else
            return false;
    }
    *out = '\0';
    *ret = (JsonText){text, (size_t)(out - text)};
    return true;
}

bool
json_scan_text(JsonScan *scan, Arena *arena, JsonText *ret)
{
    const char *begin = ++scan->at;
    const char *at = begin;
    bool escaped = false;
    unsigned char all = 0;

    for (; at < scan->end && *at != '"'; at++) {
        all |= (unsigned char)*at;
        if ((unsigned char)*at < ' ')
            return wrong(scan);
        if (*at != '\\')
            continue;
        escaped = true;
        if (++at == scan->end)
            return wrong(scan);
    }
    size_t length = (size_t)(at - begin);
    if (at == scan->end || (all >= 0x80 && !text_is_utf8(begin, length)))
        return wrong(scan);
    *ret = (JsonText){begin, length};
    if (escaped && !unescape(begin, at, arena, ret))
        return wrong(scan);
    scan->at = at + 1;
    return true;
}

/* --- numbers -------------------------------------------------------------------------------- */

static bool
skip_digits(JsonScan *scan)
{
    if (!is_digit(scan))
        return wrong(scan);
    while (is_digit(scan))
        scan->at++;
    return true;
}

/* The digits up to here; false where 64 bits do not hold them. */
static bool
value_of(const char *at, const char *end, int64_t *ret)
{
    bool negative = *at == '-';
    int64_t value = 0;

    for (at += negative; at < end; at++) {
        int64_t digit = negative ? -(*at - '0') : *at - '0';
        if (__builtin_mul_overflow(value, 10, &value) ||
            __builtin_add_overflow(value, digit, &value))
            return false;
    }
    *ret = value;
    return true;
}

bool
json_scan_number(JsonScan *scan, bool *ret_whole, int64_t *ret)
{
    const char *begin = scan->at;

    scan->at += *scan->at == '-';
    bool zero = scan->at < scan->end && *scan->at == '0';
    if (zero)
        scan->at++;
    else if (!skip_digits(scan))
        return false;
    const char *whole_end = scan->at;
    if (scan->at < scan->end && *scan->at == '.') {
        scan->at++;
        if (!skip_digits(scan))
            return false;
    }
    if (scan->at < scan->end && (*scan->at == 'e' || *scan->at == 'E')) {
        scan->at++;
        if (scan->at < scan->end && (*scan->at == '+' || *scan->at == '-'))
            scan->at++;
        if (!skip_digits(scan))
            return false;
    }
    *ret_whole = scan->at == whole_end && value_of(begin, whole_end, ret);
    return true;
}

/* --- objects and lists ---------------------------------------------------------------------- */

void
json_scan_enter(JsonScan *scan)
{
    if (scan->depth == DEPTH_MAX)
        fail(scan, ERR_JSON_TOO_DEEP);
    else
        scan->depth++;
    if (scan->err == OK)
        scan->at++;
}

/* Before the first and behind the last there is no comma. */
static bool
go_on(JsonScan *scan, bool *begun, char closing)
{
    char next = skip_blanks(scan);

    if (scan->err != OK)
        return false;
    if (next == closing && scan->at < scan->end) {
        scan->at++;
        scan->depth--;
        return false;
    }
    if (!*begun) {
        *begun = true;
        return true;
    }
    if (next != ',')
        return wrong(scan);
    scan->at++;
    return true;
}

bool
json_scan_item(JsonScan *scan, bool *begun)
{
    return go_on(scan, begun, ']');
}

/*
 * A shape has not so many members as there is room for, so whatever has more is refused anyway: of
 * the rest it is not looked for members that come twice.
 */
static bool
is_known(JsonNames *names, const JsonText *name)
{
    for (size_t i = 0; i < names->count; i++)
        if (names->name[i].length == name->length &&
            memcmp(names->name[i].at, name->at, name->length) == 0)
            return true;
    if (names->count < JSON_NAMES_MAX)
        names->name[names->count++] = *name;
    return false;
}

bool
json_scan_member(JsonScan *scan, JsonNames *names, Arena *arena, JsonText *ret)
{
    if (!go_on(scan, &names->begun, '}'))
        return false;
    if (skip_blanks(scan) != '"')
        return wrong(scan);
    if (!json_scan_text(scan, arena, ret))
        return false;
    if (is_known(names, ret))
        return fail(scan, ERR_JSON_DUPLICATE_MEMBER);
    if (skip_blanks(scan) != ':')
        return wrong(scan);
    scan->at++;
    return true;
}

static void
skip_object(JsonScan *scan, Arena *arena)
{
    JsonNames names;
    JsonText name;

    names.count = 0;
    names.begun = false;
    json_scan_enter(scan);
    while (json_scan_member(scan, &names, arena, &name))
        json_scan_skip(scan, arena);
}

bool
json_scan_yes_or_no(JsonScan *scan)
{
    bool yes = *scan->at == 't';

    scan->at += yes ? strlen("true") : strlen("false");
    return yes;
}

void
json_scan_skip(JsonScan *scan, Arena *arena)
{
    bool begun = false;
    bool ok = true;
    int64_t number;
    JsonText text;

    switch (json_scan_kind(scan)) {
    case JSON_TEXT:
        ok = json_scan_text(scan, arena, &text);
        break;
    case JSON_NUMBER:
        ok = json_scan_number(scan, &begun, &number);
        break;
    case JSON_OBJECT:
        skip_object(scan, arena);
        break;
    case JSON_ARRAY:
        json_scan_enter(scan);
        while (json_scan_item(scan, &begun))
            json_scan_skip(scan, arena);
        break;
    case JSON_BOOL:
        json_scan_yes_or_no(scan);
        break;
    case JSON_NULL:
        scan->at += strlen("null");
        break;
    case JSON_NOTHING:
        break;
    }
    (void)ok; /* what is wrong is in the scan */
}
