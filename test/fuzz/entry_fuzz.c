/*
 * Any text where product keys are typed: the field that is taken apart into keys, what is said of
 * those that are none, and the search box, in which a key must be noticed.
 */
#include "base/text/text.h"
#include "http/http.h"
#include "portal/redemptions/key_entry.h"

#include <string.h>

enum { TEXT_MAX = 2000, KEYS_MAX = 4 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char SEPARATORS[] = " \t\r\n,;";

/* --- the field ------------------------------------------------------------------------------- */

/* No letter, and nothing that is like nothing on a keyboard: of numbers, those of lists are left.
 */
static bool
is_no_part_of_a_key(const char *begin, const char *end)
{
    size_t size;

    for (; begin < end; begin += size) {
        char c = text_keyboard(begin, &size);
        if (c == '\0' || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'))
            return false;
    }
    return true;
}

/* Not amid a character, where the same bytes may be too; NULL where it is not there. */
static const char *
find_at_character(const char *text, const char *key)
{
    size_t size;

    for (; strncmp(text, key, strlen(key)) != 0; text += size) {
        if (*text == '\0')
            return NULL;
        (void)text_keyboard(text, &size);
    }
    return text;
}

/* Nothing that was typed is lost, up to the number of keys that are too many. */
static void
check_entry(Arena *arena, const char *text)
{
    EnteredKeys keys = entered_keys(arena, text);

    assert(keys.count <= KEYS_TOGETHER_MAX + 1);
    for (size_t i = 0; i < keys.count; i++) {
        const char *key = keys.item[i];
        const char *found = find_at_character(text, key);
        size_t length = strlen(key);
        assert(length > 0 && strpbrk(key, ",;|/") == NULL && found != NULL);
        assert(strchr(SEPARATORS, key[0]) == NULL && strchr(SEPARATORS, key[length - 1]) == NULL);
        assert(is_no_part_of_a_key(text, found));
        text = found + length;
    }
    assert(keys.count > KEYS_TOGETHER_MAX || is_no_part_of_a_key(text, text + strlen(text)));
}

/* Whatever was refused, something is said of it. */
static void
check_explained(Arena *arena, const char *text)
{
    static const Err REFUSED[] = {ERR_KEY_MALFORMED, ERR_KEY_MISTYPED, ERR_TOO_MANY_REQUESTS,
                                  ERR_KEY_NOT_REDEEMABLE};
    FormField field = {"keys", text};

    for (size_t i = 0; i < COUNT_OF(REFUSED); i++) {
        Ctx ctx = {.arena = arena, .lang = i % 2 == 0 ? LANG_SV : LANG_EN};
        Request request = {.form = {&field, 1}, .refused = REFUSED[i]};
        const char *pointer = arena_printf(arena, "/keys/%zu", strlen(text) % 60);
        KeyEntry entry = {0};
        Err err = refuse_member(&ctx.refusal, REFUSED[i], pointer, NULL);
        assert(err == REFUSED[i]);
        err = explain_entry(&ctx, &request, &entry);
        assert(err == OK && entry.fault.title != NULL && *entry.fault.title != '\0');
        if (text_is_utf8(text, strlen(text)))
            assert(text_is_utf8(entry.fault.title, strlen(entry.fault.title)));
    }
}

/* --- keys ------------------------------------------------------------------------------------ */

static void
key_from(const uint8_t *bytes, char ret_text[KEY_TEXT_SIZE])
{
    ProductKey key;

    for (int i = 0; i < KEY_SYMBOLS; i++)
        key.symbol[i] = bytes[i] & 31;
    key_complete(&key);
    key_format(&key, ret_text);
}

/* The groups of a key may have been parted in any of these ways. */
static const char *
as_typed(Arena *arena, const char *key, unsigned way)
{
    static const char PARTS[] = "- -\n";
    char *typed = arena_copy(arena, key, strlen(key));

    for (char *at = typed; *at != '\0'; at++)
        if (*at == '-')
            *at = PARTS[way % strlen(PARTS)];
    return typed;
}

static void
check_keys_are_found(Arena *arena, const uint8_t *bytes, size_t size)
{
    Buf field = buf_new(arena, TEXT_MAX);
    char key[KEYS_MAX][KEY_TEXT_SIZE], canonical[KEY_TEXT_SIZE];
    size_t count = 0;

    for (; count < KEYS_MAX && size > KEY_SYMBOLS; size -= KEY_SYMBOLS + 1, count++) {
        key_from(bytes + 1, key[count]);
        if (count > 0)
            buf_char(&field, SEPARATORS[bytes[0] % strlen(SEPARATORS)]);
        buf_text(&field, as_typed(arena, key[count], bytes[0] >> 3));
        bytes += KEY_SYMBOLS + 1;
    }
    EnteredKeys keys = entered_keys(arena, field.data);
    assert(keys.count == count);
    for (size_t i = 0; i < count; i++) {
        ProductKey read;
        int position;
        char *line = arena_copy(arena, keys.item[i], strlen(keys.item[i]));
        for (char *at = strchr(line, '\n'); at != NULL; at = strchr(at, '\n'))
            *at = ' '; /* the form has joined the lines before */
        Err err = key_parse(line, &read, &position);
        assert(err == OK);
        key_format(&read, canonical);
        assert(text_equal(canonical, key[i]));
    }
}

/* RULE KEY-5: whole, on its own or among words. */
static void
check_key_is_noticed(Arena *arena, const uint8_t *bytes, const char *words)
{
    char key[KEY_TEXT_SIZE];

    key_from(bytes, key);
    const char *typed = as_typed(arena, key, bytes[0] >> 6);
    assert(strchr(typed, '\n') != NULL || key_may_stand_in(typed));
    assert(strchr(typed, '\n') != NULL ||
           key_may_stand_in(arena_printf(arena, "%s %s %s", words, typed, words)));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static Arena *arena;

    if (arena == NULL)
        arena = arena_new((size_t)16 * 1024 * 1024);
    arena_reset(arena, 0);
    const char *text = arena_copy(arena, (const char *)data, size < TEXT_MAX ? size : TEXT_MAX);
    ProductKey key;
    int position;

    check_entry(arena, text);
    check_explained(arena, text);
    assert(key_parse(text, &key, &position) != OK || key_may_stand_in(text));
    check_keys_are_found(arena, data, size);
    if (size >= KEY_SYMBOLS)
        check_key_is_noticed(arena, data, text);
    return 0;
}
