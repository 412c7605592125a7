/*
 * Collation: names as the readers of a language sort them, by ICU.
 *
 * The rules of a language are loaded when it is first asked for, which takes some milliseconds, and
 * are then shared by all threads: nobody changes them any more.
 */
#include "base/order/order.h"

#include "base/log.h"

#include <pthread.h>
#include <unicode/ucol.h>
#include <unicode/ustring.h>

/* To be raised when keys are made in another way than before. */
enum { RECIPE = 1 };

/* Names are shorter; what lies behind has no part in a key anyway. */
enum { UNITS_MAX = 512 };

static UCollator *rules[LANG_COUNT];
static char version[U_MAX_VERSION_STRING_LENGTH + 16];
static pthread_once_t loaded = PTHREAD_ONCE_INIT;

static void
load_rules(void)
{
    for (Lang lang = 0; lang < LANG_COUNT; lang++) {
        UErrorCode error = U_ZERO_ERROR;
        rules[lang] = ucol_open(lang_code(lang), &error);
        if (U_FAILURE(error))
            die("no order of names for %s: %s", lang_code(lang), u_errorName(error));
    }
}

/* As UTF-16, which is what the library reads; cut where it is longer than any name. */
static int32_t
name_units(const char *name, UChar *ret)
{
    UErrorCode error = U_ZERO_ERROR;
    int32_t count = 0;

    u_strFromUTF8WithSub(ret, UNITS_MAX, &count, name, -1, 0xfffd, NULL, &error);
    return count < UNITS_MAX ? count : UNITS_MAX;
}

/* The library's keys end with a zero, which says nothing here. */
NameKey
name_key(Lang lang, const char *name)
{
    UChar units[UNITS_MAX];
    NameKey key = {.size = 0};

    if (name == NULL || *name == '\0')
        return key;
    pthread_once(&loaded, load_rules);
    int32_t size = ucol_getSortKey(rules[lang], units, name_units(name, units), key.byte,
                                   (int32_t)sizeof(key.byte));
    key.size = size <= (int32_t)sizeof(key.byte) ? (size_t)size - (size > 0) : sizeof(key.byte);
    return key;
}

NameKeys
name_keys(const Name *name)
{
    NameKeys keys;

    for (Lang lang = 0; lang < LANG_COUNT; lang++)
        keys.in[lang] = name_key(lang, lang_name(lang, name));
    return keys;
}

static pthread_once_t written = PTHREAD_ONCE_INIT;

static void
write_version(void)
{
    UVersionInfo numbers;
    char text[U_MAX_VERSION_STRING_LENGTH];

    u_getVersion(numbers);
    u_versionToString(numbers, text);
    snprintf(version, sizeof(version), "icu %s/%d", text, RECIPE);
}

/* Does not load the rules: at most starts nothing has changed. */
const char *
order_version(void)
{
    pthread_once(&written, write_version);
    return version;
}
