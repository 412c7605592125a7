#include "base/lang/lang.h"

#include <pthread.h>
#include <stdlib.h>
#include <strings.h>

#include "base/lang/lang_table.h"

/* RFC 9110, section 12.4.2: a weight has at most three decimals; kept as thousandths. */
enum { WEIGHT_FULL = 1000, WEIGHT_DECIMALS = 3 };

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

static const char *
skip_space(const char *at)
{
    return at + strspn(at, " \t");
}

/* The weight after "q=". What is no number counts as 0, so the language is not chosen by it. */
static int
parse_weight(const char *at)
{
    int weight = *at == '1' ? WEIGHT_FULL : 0;
    int place = WEIGHT_FULL / 10;

    if (*at != '0' || at[1] != '.')
        return weight;
    at += 2;
    for (int i = 0; i < WEIGHT_DECIMALS && *at >= '0' && *at <= '9'; i++, at++) {
        weight += (*at - '0') * place;
        place /= 10;
    }
    return weight;
}

/* The weight of the range that starts here, which is 1 where none is given. */
static int
range_weight(const char *range)
{
    const char *at = skip_space(range + strcspn(range, ",;"));

    if (*at != ';')
        return WEIGHT_FULL;
    at = skip_space(at + 1);
    if (*at != 'q' && *at != 'Q')
        return WEIGHT_FULL;
    at = skip_space(at + 1);
    return *at == '=' ? parse_weight(skip_space(at + 1)) : 0;
}

/* Whether the range is this language, alone or with a region: "sv" and "sv-FI", not "svx". */
static bool
range_names(const char *range, const char *code)
{
    size_t length = strlen(code);

    return strncasecmp(range, code, length) == 0 && strchr("-,; \t", range[length]) != NULL;
}

static bool
range_lang(const char *range, Lang fallback, Lang *ret)
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
    Lang best = fallback;
    int best_weight = 0;

    for (const char *at = header; at != NULL && *at != '\0';) {
        const char *range = skip_space(at);
        Lang lang;
        if (range_lang(range, fallback, &lang) && range_weight(range) > best_weight) {
            best = lang;
            best_weight = range_weight(range);
        }
        at = strchr(range, ',');
        if (at != NULL)
            at++;
    }
    return best;
}
