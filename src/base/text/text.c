#include "base/text/text.h"

#include <sodium.h>

/*
 * One code point. Returns its length in bytes, 0 where the bytes are no UTF-8: overlong forms,
 * surrogates and anything past U+10FFFF are refused (RFC 3629, section 4).
 */
static size_t
decode(const unsigned char *at, size_t left, uint32_t *ret)
{
    static const uint32_t SMALLEST[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t length = at[0] < 0x80 ? 1 : at[0] < 0xc0 ? 0 : at[0] < 0xe0 ? 2 : at[0] < 0xf0 ? 3 : 4;

    if (length == 0 || length > left || at[0] > 0xf4)
        return 0;
    uint32_t point = length == 1 ? at[0] : at[0] & (0x7fu >> length);
    for (size_t i = 1; i < length; i++) {
        if ((at[i] & 0xc0) != 0x80)
            return 0;
        point = point << 6 | (at[i] & 0x3fu);
    }
    if (point < SMALLEST[length] || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff))
        return 0;
    *ret = point;
    return length;
}

bool
text_is_utf8(const char *bytes, size_t count)
{
    const unsigned char *at = (const unsigned char *)bytes;

    while (count > 0) {
        uint32_t point = 0;
        size_t length = decode(at, count, &point);
        if (length == 0 || point == 0)
            return false;
        at += length;
        count -= length;
    }
    return true;
}

size_t
text_length(const char *text)
{
    size_t length = 0;

    for (; *text != '\0'; text++)
        length += (*text & 0xc0) != 0x80;
    return length;
}

bool
text_is_line(const char *text)
{
    const unsigned char *at = (const unsigned char *)text;
    size_t left = strlen(text);

    while (left > 0) {
        uint32_t point = 0;
        size_t length = decode(at, left, &point);
        bool control = point < 0x20 || (point >= 0x7f && point < 0xa0);
        bool separator = point == 0x2028 || point == 0x2029;
        bool turns = (point >= 0x202a && point <= 0x202e) || (point >= 0x2066 && point <= 0x2069);
        if (length == 0 || control || separator || turns)
            return false;
        at += length;
        left -= length;
    }
    return true;
}

static bool
is_lower_or_digit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

bool
text_is_slug(const char *text)
{
    bool in_word = false;

    for (; *text != '\0'; text++) {
        if (!is_lower_or_digit(*text) && !(*text == '-' && in_word))
            return false;
        in_word = *text != '-';
    }
    return in_word;
}

bool
text_is_domain(const char *text)
{
    size_t label = 0;
    char before = '.';

    for (const char *at = text; *at != '\0'; before = *at++) {
        bool letter = is_lower_or_digit(*at) || (*at >= 'A' && *at <= 'Z');
        if (!letter && !(*at == '-' && before != '.') && !(*at == '.' && label > 0))
            return false;
        if (*at == '.' && before == '-')
            return false;
        label = *at == '.' ? 0 : label + 1;
        if (label > 63)
            return false;
    }
    return label > 0 && before != '-' && strlen(text) <= 253;
}

bool
text_is_email(const char *text)
{
    const char *at = strrchr(text, '@');

    if (at == NULL || at == text || at - text > 64)
        return false;
    for (const char *c = text; c < at; c++)
        if ((unsigned char)*c <= ' ' || *c == 0x7f || strchr("\"(),:;<>@[\\]", *c) != NULL)
            return false;
    return text_is_line(text) && text_is_domain(at + 1);
}

static bool
is_capitals(const char *text, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (text[i] < 'A' || text[i] > 'Z')
            return false;
    return text[count] == '\0';
}

bool
text_is_country(const char *text)
{
    return is_capitals(text, 2);
}

bool
text_is_currency(const char *text)
{
    return is_capitals(text, 3);
}

bool
text_equal(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

char *
text_folded(Arena *arena, const char *text)
{
    char *folded = arena_copy(arena, text, strlen(text));

    for (char *at = folded; *at != '\0'; at++) {
        unsigned char *next = (unsigned char *)at + 1;
        if (*at >= 'A' && *at <= 'Z')
            *at = (char)(*at + 'a' - 'A');
        else if ((unsigned char)*at == 0xc3 && *next >= 0x80 && *next <= 0x9e && *next != 0x97)
            *next += 0x20; /* U+00C0 to U+00DE, without the multiplication sign */
        else if ((unsigned char)*at == 0xc4 && *next <= 0xb6 && *next % 2 == 0)
            *next += 1; /* U+0100 to U+0137: capital and small letter alternate */
    }
    return folded;
}

char *
text_base64url(Arena *arena, const void *bytes, size_t count)
{
    size_t size = sodium_base64_ENCODED_LEN(count, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    char *text = arena_alloc(arena, size, 1);

    return sodium_bin2base64(text, size, bytes, count, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

char *
text_from_base64url(Arena *arena, const char *text, size_t *ret_count)
{
    size_t length = strlen(text);
    char *bytes = arena_alloc(arena, length + 1, 1);

    if (sodium_base642bin((unsigned char *)bytes, length, text, length, NULL, ret_count, NULL,
                          sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0)
        return NULL;
    return bytes;
}

void
text_hex(const void *bytes, size_t count, char *ret_text)
{
    sodium_bin2hex(ret_text, count * 2 + 1, bytes, count);
}
