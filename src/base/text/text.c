#include "base/text/text.h"

#include <sodium.h>

static const char COUNTRIES[][3] = {
#define COUNTRY(code) #code,
#include "base/text/country.def"
#undef COUNTRY
};

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
    for (size_t i = 0; i < COUNT_OF(COUNTRIES); i++)
        if (strcmp(COUNTRIES[i], text) == 0)
            return true;
    return false;
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
text_base64url(Arena *arena, const void *bytes, size_t count)
{
    size_t size = sodium_base64_ENCODED_LEN(count, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    char *text = arena_alloc(arena, size, 1);

    return sodium_bin2base64(text, size, bytes, count, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

char *
text_from_base64url(Arena *arena, const char *text, size_t *ret_count)
{
    static const char ALPHABET[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    size_t length = strlen(text);
    char *bytes = arena_alloc(arena, length + 1, 1);

    /* Some bytes above 127 are letters to libsodium 1.0.18. */
    if (text[strspn(text, ALPHABET)] != '\0')
        return NULL;
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
