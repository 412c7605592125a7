/*
 * Words: what somebody looks for, wherever and in whichever order it stands.
 */
#include "base/text/text.h"

#include <unictype.h>
#include <unistr.h>

/* How many bytes from here on are blanks, or are none. */
static size_t
span_of(const char *at, bool blank)
{
    size_t length = strlen(at), size = 0;
    ucs4_t point;

    while (size < length) {
        int step = u8_mbtouc(&point, (const uint8_t *)at + size, length - size);
        if (uc_is_property_white_space(point) != blank)
            break;
        size += (size_t)step;
    }
    return size;
}

/* What is in another word is found with it. */
static void
add_word(Words *words, const char *word)
{
    size_t kept = 0;

    for (size_t i = 0; i < words->count; i++)
        if (strstr(words->word[i], word) != NULL)
            return;
    for (size_t i = 0; i < words->count; i++)
        if (strstr(word, words->word[i]) == NULL)
            words->word[kept++] = words->word[i];
    words->word[kept] = word;
    words->count = kept + 1;
}

Words
text_words(Arena *arena, const char *text)
{
    Words words = {.count = 0};

    if (text == NULL)
        return words;
    const char *at = text_folded(arena, text);
    words.word = ARENA_NEW_ARRAY(arena, const char *, strlen(at) / 2 + 1);
    for (at += span_of(at, true); *at != '\0'; at += span_of(at, true)) {
        size_t size = span_of(at, false);
        add_word(&words, arena_copy(arena, at, size));
        at += size;
    }
    return words;
}

bool
words_are_in(const Words *words, const char *folded)
{
    for (size_t i = 0; i < words->count; i++)
        if (strstr(folded, words->word[i]) == NULL)
            return false;
    return true;
}

Words
words_not_in(Arena *arena, const Words *words, const char *folded)
{
    Words rest = {.word = ARENA_NEW_ARRAY(arena, const char *, words->count)};

    for (size_t i = 0; i < words->count; i++)
        if (strstr(folded, words->word[i]) == NULL)
            rest.word[rest.count++] = words->word[i];
    return rest;
}

const char *
words_longest(const Words *words)
{
    const char *longest = "";

    for (size_t i = 0; i < words->count; i++)
        if (strlen(words->word[i]) > strlen(longest))
            longest = words->word[i];
    return longest;
}
