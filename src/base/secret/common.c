/*
 * Passwords that many have: words that everybody thinks of with something around them, few
 * different characters, and what lies in a row on a keyboard or in the alphabet.
 */
#include "base/secret/secret.h"

#include "base/text/text.h"

enum { DIFFERENT_MIN = 5, RUN_MIN = 6, FIGURES_MIN = 20 };

/* What is left of such a password when figures and signs around it, or in its middle, are gone. */
static const char *const WORDS[] = {
    "password",     "passw0rd",  "passwort",      "losenord",   "lösenord",  "hemligt",
    "secret",       "welcome",   "valkommen",     "välkommen",  "letmein",   "iloveyou",
    "jagalskardig", "admin",     "administrator", "changeme",   "default",   "master",
    "monkey",       "dragon",    "football",      "fotboll",    "baseball",  "sunshine",
    "princess",     "prinsessa", "superman",      "batman",     "starwars",  "summer",
    "winter",       "spring",    "autumn",        "sommar",     "vinter",    "vår",
    "host",         "höst",      "qwerty",        "qwertyuiop", "asdfgh",    "asdfghjkl",
    "zxcvbn",       "zxcvbnm",   "january",       "januari",    "december",  "monday",
    "måndag",       "fredag",    "friday",        "sverige",    "sweden",    "stockholm",
    "microsoft",    "azure",     "perq",          "partner",    "test",      "hejhej",
    "hejsan",       "computer",  "internet",      "company",    "foretaget",
};

static bool
has_few_different(const char *text)
{
    bool seen[256] = {false};
    size_t different = 0;

    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;
        different += !seen[c];
        seen[c] = true;
    }
    return different < DIFFERENT_MIN;
}

/* How far it goes on in one direction along the row, from its beginning. */
static size_t
run_along(const char *row, const char *text)
{
    for (int step = -1; step <= 1; step += 2) {
        size_t length = 0;
        const char *at = strchr(row, *text);
        while (at != NULL && at >= row && *at != '\0' && *at == text[length]) {
            length++;
            at += step;
        }
        if (length >= RUN_MIN)
            return length;
    }
    return 0;
}

/* The longest that goes on along any of the rows; 0 where it is short. */
static size_t
run_at(const char *text)
{
    static const char *const ROWS[] = {"abcdefghijklmnopqrstuvwxyz",
                                       "01234567890",
                                       "1234567890",
                                       "qwertyuiop",
                                       "asdfghjkl",
                                       "zxcvbnm"};
    size_t longest = 0;

    for (size_t row = 0; row < COUNT_OF(ROWS); row++) {
        size_t run = run_along(ROWS[row], text);
        longest = run > longest ? run : longest;
    }
    return longest;
}

static bool
is_in_a_row(const char *text)
{
    size_t length = strlen(text), covered = 0;

    for (size_t at = 0; at < length;) {
        size_t run = run_at(text + at);
        covered += run;
        at += run > 0 ? run : 1;
    }
    return covered * 4 >= length * 3;
}

static bool
is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

/* The letters alone: of several copies of a word, one. */
static void
take_letters(const char *text, char ret[64])
{
    size_t length = 0;

    for (; *text != '\0' && length < 63; text++)
        if (is_letter(*text))
            ret[length++] = *text;
    ret[length] = '\0';
    for (size_t part = 3; part <= length / 2; part++) {
        if (length % part == 0 && memcmp(ret, ret + part, length - part) == 0) {
            ret[part] = '\0';
            return;
        }
    }
}

bool
password_is_common(const char *folded)
{
    char letters[64];

    if (has_few_different(folded) || is_in_a_row(folded))
        return true;
    take_letters(folded, letters);
    if (letters[0] == '\0')
        return strlen(folded) < FIGURES_MIN; /* a date, a number of a telephone or an account */
    for (size_t i = 0; i < COUNT_OF(WORDS); i++)
        if (text_equal(letters, WORDS[i]))
            return true;
    return false;
}
