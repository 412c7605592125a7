/*
 * Our own words: which of our pages somebody means who searches for the name of a thing.
 */
#include "portal/overview/search.h"

#include "base/text/text.h"

typedef struct PageOfWords {
    PageFound page;
    Permit permit;
    const char *words;
} PageOfWords;

#define WORDS(path, text, permit, words) {{path, text}, PERMIT_##permit, words},

static const PageOfWords PAGES[] = {
#include "portal/overview/word.def"
};

/* Of a shorter text so many words begin with it that none of them is meant. */
enum { SOUGHT_LENGTH_MIN = 3, STEM_LENGTH_MIN = 4, ENDING_SIZE_MAX = 5 };

static bool
begins_with(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

/* What is sought begins the word, or is a form of it: "licenser" of "licens". */
static bool
means(const char *sought, const char *word)
{
    size_t length = strlen(word);

    return begins_with(word, sought) || (length >= STEM_LENGTH_MIN && begins_with(sought, word) &&
                                         strlen(sought) <= length + ENDING_SIZE_MAX);
}

static bool
is_meant(Arena *arena, const char *sought, const char *words)
{
    while (*words != '\0') {
        size_t length = strcspn(words, ";");
        if (means(sought, text_folded(arena, arena_copy(arena, words, length))))
            return true;
        words += length + (words[length] == ';' ? 1 : 0);
    }
    return false;
}

void
find_pages(const Ctx *ctx, const char *text, SearchView *view)
{
    const char *sought = text_folded(ctx->arena, text);

    view->page = ARENA_NEW_ARRAY(ctx->arena, PageFound, COUNT_OF(PAGES));
    if (text_length(sought) < SOUGHT_LENGTH_MIN)
        return;
    for (size_t i = 0; i < COUNT_OF(PAGES); i++) {
        Permit permit = PAGES[i].permit;
        if ((permit == PERMIT_SIGNED_IN || role_permits(ctx->actor.roles, permit)) &&
            is_meant(ctx->arena, sought, PAGES[i].words))
            view->page[view->page_count++] = PAGES[i].page;
    }
}
