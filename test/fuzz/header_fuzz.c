/*
 * Any text as the headers that we take apart ourselves: Accept-Language, Accept-Encoding,
 * Authorization, If-Match and If-None-Match. Where it is written as RFC 9110 wants it, a slow
 * second reading agrees.
 */
#include "base/text/text.h"
#include "html/pages/pages.h"
#include "http/bearer.h"
#include "http/exchange.h"

#include <string.h>
#include <strings.h>

enum { TEXT_MAX = 1000, WEIGHT_SIZE = 8 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* --- Accept-Language ------------------------------------------------------------------------- */

/* ("0" ["." 0*3DIGIT]) / ("1" ["." 0*3"0"]), in thousandths; -1 where it is none. */
static int
slow_weight(const char *text)
{
    char digits[WEIGHT_SIZE] = "0000";
    size_t decimals = text[0] != '\0' && text[1] == '.' ? strlen(text + 2) : 0;

    if (strspn(text, "0123456789.") != strlen(text) || (*text != '0' && *text != '1') ||
        (text[1] != '\0' && text[1] != '.') || decimals > 3 ||
        (decimals > 0 && strchr(text + 2, '.') != NULL))
        return -1;
    digits[0] = *text;
    memcpy(digits + 1, text + 2 * (decimals > 0), decimals);
    long weight = strtol(digits, NULL, 10);
    return weight <= 1000 ? (int)weight : -1;
}

/* What the range is worth for each language; false where it is not written as it must be. */
static bool
slow_range(char *range, Lang fallback, Lang *ret_lang, int *ret_weight)
{
    char *semicolon = strchr(range, ';');

    *ret_weight = 1000;
    if (semicolon != NULL) {
        *semicolon = '\0';
        *ret_weight = strncmp(semicolon + 1, "q=", 2) == 0 ? slow_weight(semicolon + 3) : -1;
    }
    if (*range == '\0' || *ret_weight < 0)
        return false;
    *ret_lang = LANG_COUNT;
    if (text_equal(range, "*"))
        *ret_lang = fallback;
    for (Lang lang = 0; lang < LANG_COUNT; lang++)
        if (strncasecmp(range, lang_code(lang), 2) == 0 && (range[2] == '\0' || range[2] == '-'))
            *ret_lang = lang;
    return text_equal(range, "*") ||
           strspn(range,
                  "abcdefghijklmnopqrstuvwxyz"
                  "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") == strlen(range);
}

/* LANG_COUNT where the header is not written as it must be; blanks are left to the quick one. */
static Lang
slow_lang(Arena *arena, const char *header, Lang fallback)
{
    char *copy = arena_copy(arena, header, strlen(header)), *rest = copy;
    Lang best = fallback, lang;
    int best_weight = 0, weight;

    for (char *range = strsep(&rest, ","); range != NULL; range = strsep(&rest, ",")) {
        if (!slow_range(range, fallback, &lang, &weight))
            return LANG_COUNT;
        if (lang == LANG_COUNT || weight <= best_weight)
            continue;
        best = lang;
        best_weight = weight;
    }
    return best;
}

static void
check_lang(Arena *arena, const char *text)
{
    for (Lang fallback = 0; fallback < LANG_COUNT; fallback++) {
        Lang lang = lang_from_accept(text, fallback);
        Lang expected = slow_lang(arena, text, fallback);
        assert(lang < LANG_COUNT);
        assert(expected == LANG_COUNT || expected == lang);
    }
}

/* --- Accept-Encoding ------------------------------------------------------------------------- */

/* What the first mention of a coding is worth, 0 where there is none; -1 as above. */
static int
slow_coding_weight(Arena *arena, const char *header, const char *coding)
{
    char *rest = arena_copy(arena, header, strlen(header));
    int found = -1;

    for (char *item = strsep(&rest, ","); item != NULL; item = strsep(&rest, ",")) {
        char *semicolon = strchr(item, ';');
        int weight = 1000;
        if (semicolon != NULL) {
            *semicolon = '\0';
            weight = strncmp(semicolon + 1, "q=", 2) == 0 ? slow_weight(semicolon + 3) : -1;
        }
        if (*item == '\0' || strpbrk(item, " \t") != NULL || weight < 0)
            return -1;
        if (strcasecmp(item, coding) == 0 && found < 0)
            found = weight;
    }
    return found < 0 ? 0 : found;
}

static void
check_coding(Arena *arena, const char *text)
{
    static const char *const CODINGS[] = {"br", "gzip"};

    for (size_t i = 0; i < COUNT_OF(CODINGS); i++) {
        bool accepted = accepts_coding(text, CODINGS[i]);
        int weight = slow_coding_weight(arena, text, CODINGS[i]);
        assert(weight < 0 || accepted == (weight > 0));
    }
}

/* --- Authorization --------------------------------------------------------------------------- */

static void
check_bearer(const char *text)
{
    const char *token = bearer_token(text);
    bool is_ours = strlen(text) >= 7 && strncasecmp(text, "bearer", 6) == 0 && text[6] == ' ';

    assert((token != NULL) == is_ours);
    assert(token == NULL || token == text + 7 + strspn(text + 7, " "));
}

/* --- If-Match, If-None-Match ------------------------------------------------------------------ */

/* The end of an entity tag that begins here, or NULL. */
static const char *
slow_tag_end(const char *at)
{
    if (strncmp(at, "W/", 2) == 0)
        at += 2;
    if (*at != '"')
        return NULL;
    for (at++; *at != '"'; at++)
        if ((unsigned char)*at < 0x21 || *at == 0x7f)
            return NULL;
    return at + 1;
}

/* 1 where a list of tags names this one, 0 where it does not, -1 where it is no list of tags. */
static int
slow_names(const char *list, const char *tag, bool weakly)
{
    int found = 0;

    if (text_equal(list, "*"))
        return 1;
    for (const char *at = list;; at++) {
        at += strspn(at, " \t");
        const char *end = slow_tag_end(at);
        if (end == NULL)
            return -1;
        const char *begin = weakly && *at == 'W' ? at + 2 : at;
        found |= (size_t)(end - begin) == strlen(tag) && memcmp(begin, tag, strlen(tag)) == 0;
        at = end + strspn(end, " \t");
        if (*at == '\0')
            return found;
        if (*at != ',')
            return -1;
    }
}

static Reply
reply_to_match(Arena *arena)
{
    Reply reply = {.status = 200, .body = buf_new(arena, 100)};

    buf_text(&reply.body, "{\"id\":1}");
    return reply;
}

static void
check_tags(Arena *arena, const char *text)
{
    Ctx ctx = {.arena = arena};
    Request request = {.if_match = text};
    Reply read = reply_to_match(arena), changed = reply_to_match(arena);

    reply_set_etag(&ctx, &read);
    const char *tag = read.etag;
    /* Random bytes will not find the tag; where they say @ it stands. */
    const char *at = strchr(text, '@');
    if (at != NULL)
        text = request.if_match =
            arena_printf(arena, "%.*s%s%s", (int)(at - text), text, tag, at + 1);

    int names = slow_names(text, tag, true), names_strongly = slow_names(text, tag, false);
    assert(reply_check_version(&(Request){.if_none_match = text}, &read) == OK);
    assert(read.status == 200 || read.status == 304);
    assert(names < 0 || names == (read.status == 304));
    Err err = reply_check_if_match(&ctx, &request, &changed);
    assert(reply_check_version(&request, &(Reply){.status = 200, .etag = tag}) == err);
    assert(err == OK || err == ERR_ETAG_STALE);
    assert(names_strongly < 0 || names_strongly == (err == OK));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static Arena *arena;

    if (arena == NULL)
        arena = arena_new((size_t)4 * 1024 * 1024);
    arena_reset(arena, 0);
    const char *text = arena_copy(arena, (const char *)data, size < TEXT_MAX ? size : TEXT_MAX);
    check_lang(arena, text);
    check_coding(arena, text);
    check_bearer(text);
    check_tags(arena, text);
    return 0;
}
