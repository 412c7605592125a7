/* Product keys and key references: whatever is typed in. */
#include "base/text/text.h"
#include "domain/key.h"

enum { TEXT_MAX = 200 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* A key that was read is written so that it is read as the same again. */
static void
check_round_trip(const ProductKey *key)
{
    char text[KEY_TEXT_SIZE];
    ProductKey again;
    int position;

    key_format(key, text);
    Err err = key_parse(text, &again, &position);
    assert(err == OK && memcmp(key, &again, sizeof(again)) == 0);
}

/* How many symbols, put in place of this character, make the text a key? */
static int
count_corrections(char *text, char *character)
{
    char original = *character;
    ProductKey key;
    int position, count = 0;

    for (unsigned value = 0; value < 32; value++) {
        *character = crockford_char(value);
        count += key_parse(text, &key, &position) == OK;
    }
    *character = original;
    return count;
}

/* RULE KEY-2: a position is named if and only if a change there, and only there, gives a key. */
static void
check_position(char *text, int named)
{
    int position = 0;

    for (char *at = text; *at != '\0'; at++) {
        if (crockford_value(*at) < 0)
            continue;
        position++;
        assert(count_corrections(text, at) == (position == named ? 1 : 0));
    }
    assert(position == KEY_SYMBOLS && named >= 0 && named <= KEY_SYMBOLS);
}

/* As a plain keyboard has it, such as wide digits, so that each symbol is one byte. */
static void
write_plainly(const char *text, char *ret)
{
    size_t size;

    for (; *text != '\0'; text += size) {
        char c = text_keyboard(text, &size);
        assert(c != '\0');
        *ret++ = c;
    }
    *ret = '\0';
}

static void
check_mistyped(const char *text, int named)
{
    char plain[TEXT_MAX + 1];
    ProductKey key;
    int position;

    write_plainly(text, plain);
    Err err = key_parse(plain, &key, &position);
    assert(err == ERR_KEY_MISTYPED && position == named);
    check_position(plain, named);
}

static void
check_reference(const char *text)
{
    char canonical[KEY_REF_SIZE], again[KEY_REF_SIZE];

    if (!key_ref_parse(text, canonical))
        return;
    bool known = key_ref_parse(canonical, again);
    assert(known && strcmp(canonical, again) == 0);
}

/* Any symbols make a key once it is completed. */
static void
check_completion(const uint8_t *bytes)
{
    ProductKey key;

    for (int i = 0; i < KEY_SYMBOLS; i++)
        key.symbol[i] = bytes[i] & 31;
    key_complete(&key);
    check_round_trip(&key);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    char text[TEXT_MAX + 1] = {0};
    ProductKey key;
    int position = -1;

    memcpy(text, bytes, size < TEXT_MAX ? size : TEXT_MAX);
    Err err = key_parse(text, &key, &position);
    assert(err == ERR_KEY_MISTYPED || position == 0);
    if (err == OK)
        check_round_trip(&key);
    if (err == ERR_KEY_MISTYPED)
        check_mistyped(text, position);

    check_reference(text);
    if (size >= KEY_SYMBOLS)
        check_completion(bytes);
    return 0;
}
