#include "base/lang/lang.h"

#include <pthread.h>
#include <stdlib.h>
#include <strings.h>

#include "base/lang/lang_table.h"
#include "base/text/text.h"

/*
 * A page has hundreds of texts, so they are hashed: each is found at the first or second look. Not
 * a Table: the texts are ours and known beforehand, so nobody can choose them, and they have no one
 * length.
 */
enum { SLOTS = 4096 };

static uint16_t slots[SLOTS]; /* one more than the row of the table; 0 is free */

static size_t
slot_of(const char *english)
{
    uint32_t hash = 2166136261u; /* FNV-1a */

    for (; *english != '\0'; english++)
        hash = (hash ^ (unsigned char)*english) * 16777619u;
    return (hash ^ hash >> 15) % SLOTS;
}

static void
fill_slots(void)
{
    assert(LANG_TEXTS_COUNT < SLOTS / 2);
    for (size_t i = 0; i < LANG_TEXTS_COUNT; i++) {
        size_t at = slot_of(LANG_TEXTS[i].in[LANG_EN]);
        while (slots[at] != 0)
            at = (at + 1) % SLOTS;
        slots[at] = (uint16_t)(i + 1);
    }
}

const char *
lang_text(Lang lang, const char *english)
{
    static pthread_once_t filled = PTHREAD_ONCE_INIT;

    if (lang == LANG_EN)
        return english;
    pthread_once(&filled, fill_slots);
    for (size_t at = slot_of(english); slots[at] != 0; at = (at + 1) % SLOTS) {
        const LangText *text = &LANG_TEXTS[slots[at] - 1];
        /* Mostly it is the same literal, which the linker keeps once. */
        if (text->in[LANG_EN] == english || strcmp(text->in[LANG_EN], english) == 0)
            return text->in[lang] != NULL ? text->in[lang] : english;
    }
    return english;
}

const char *
lang_name(Lang lang, const Name *name)
{
    return name->in[lang] != NULL ? name->in[lang] : name->in[LANG_EN];
}

/* Whether the range is this language, alone or with a region: "sv" and "sv-FI", not "svx". */
static bool
range_names(const Weighted *range, const char *code)
{
    size_t length = strlen(code);

    return range->length >= length && strncasecmp(range->name, code, length) == 0 &&
           (range->length == length || range->name[length] == '-');
}

static bool
range_lang(const Weighted *range, Lang fallback, Lang *ret)
{
    for (Lang lang = 0; lang < LANG_COUNT; lang++) {
        if (!range_names(range, lang_code(lang)))
            continue;
        *ret = lang;
        return true;
    }
    *ret = fallback;
    return range_names(range, "*");
}

Lang
lang_from_accept(const char *header, Lang fallback)
{
    Lang best = fallback, lang;
    int best_weight = 0;
    Weighted range;

    while (weights_next(&header, &range)) {
        if (!range_lang(&range, fallback, &lang) || range.weight <= best_weight)
            continue;
        best = lang;
        best_weight = range.weight;
    }
    return best;
}
