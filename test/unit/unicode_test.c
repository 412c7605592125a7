/*
 * Characters: what is UTF-8 and what is a line, small letters, and what is found by a search. What
 * the library says of every character there is, the folding is held against.
 */
#include "unit.h"

#include "base/buf.h"
#include "base/text/text.h"

#include <unicase.h>
#include <uninorm.h>
#include <unistr.h>

enum { POINTS_END = 0x110000, POINT_ROOM = 8, TEXT_ROOM = 64 };

static Arena *arena;

static int
set_up(void **state)
{
    (void)state;
    arena = arena_new(1 << 20);
    return 0;
}

static int
forget(void **state)
{
    (void)state;
    arena_reset(arena, 0);
    return 0;
}

static int
tear_down(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

/* --- checks --------------------------------------------------------------------------------- */

/* Behind so many letters, as the beginning is read in larger steps. */
static bool
is_utf8_behind(size_t letters, const char *bytes, size_t count)
{
    char text[TEXT_ROOM];

    memset(text, 'a', letters);
    memcpy(text + letters, bytes, count);
    return text_is_utf8(text, letters + count);
}

static void
utf8_is_told_from_what_is_none(void **state)
{
    static const struct {
        const char *bytes;
        size_t count;
        bool good;
    } CASES[] = {
        {"", 0, true},
        {"perq", 4, true},
        {"\xc3\xa5", 2, true},
        {"\xe2\x82\xac", 3, true},
        {"\xf0\x9d\x92\x9c", 4, true},
        {"\xed\x9f\xbf", 3, true},     /* the last one below the surrogates */
        {"\xed\xa0\x80", 3, false},    /* a surrogate */
        {"\xf4\x8f\xbf\xbf", 4, true}, /* the last one of all */
        {"\xf4\x90\x80\x80", 4, false},
        {"\xf8\x88\x80\x80\x80", 5, false},
        {"\xc0\xaf", 2, false}, /* longer than it need be */
        {"\xe0\x80\xaf", 3, false},
        {"\xf0\x80\x80\xaf", 4, false},
        {"\x80", 1, false}, /* no beginning */
        {"\xc3", 1, false}, /* no end */
        {"\xe2\x82", 2, false},
        {"\xf0\x9d\x92", 3, false},
        {"\xc3(", 2, false},
        {"a\0b", 3, false},
        {"\0", 1, false},
        {"\xff", 1, false},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(CASES); i++)
        for (size_t letters = 0; letters < 20; letters++)
            if (is_utf8_behind(letters, CASES[i].bytes, CASES[i].count) != CASES[i].good)
                fail_msg("case %zu behind %zu letters", i, letters);
}

static void
characters_are_counted_not_bytes(void **state)
{
    static const char TEXT[] = "a\xc3\xa5\xe2\x82\xac\xf0\x9d\x92\x9c";

    (void)state;
    assert_int_equal(text_length(""), 0);
    assert_int_equal(text_length(TEXT), 4);
    assert_int_equal(text_character_size(TEXT), 1);
    assert_int_equal(text_character_size(TEXT + 1), 2);
    assert_int_equal(text_character_size(TEXT + 3), 3);
    assert_int_equal(text_character_size(TEXT + 6), 4);
    assert_int_equal(text_character_size(TEXT + 10), 0);
    assert_int_equal(text_prefix_size(TEXT, 0), 0);
    assert_int_equal(text_prefix_size(TEXT, 3), 6);
    assert_int_equal(text_prefix_size(TEXT, 4), 10);
    assert_int_equal(text_prefix_size(TEXT, 5), 10);
}

static const char *
text_of(ucs4_t point)
{
    char *text = arena_alloc(arena, POINT_ROOM, 1);

    u8_uctomb((uint8_t *)text, point, POINT_ROOM);
    return text;
}

static bool
is_surrogate(ucs4_t point)
{
    return point >= 0xd800 && point <= 0xdfff;
}

/* Controls, the separators of lines and paragraphs, embeddings, overrides and isolates. */
static void
a_line_has_none_of_these(void **state)
{
    static const ucs4_t FIRST_AND_LAST[][2] = {
        {0x01, 0x1f}, {0x7f, 0x9f}, {0x2028, 0x2029}, {0x202a, 0x202e}, {0x2066, 0x2069},
    };

    (void)state;
    for (ucs4_t point = 1; point < POINTS_END; point++) {
        bool barred = false;
        for (size_t i = 0; i < COUNT_OF(FIRST_AND_LAST); i++)
            barred |= point >= FIRST_AND_LAST[i][0] && point <= FIRST_AND_LAST[i][1];
        if (!is_surrogate(point) && text_is_line(text_of(point)) == barred)
            fail_msg("U+%04X", (unsigned)point);
        arena_reset(arena, 0);
    }
    assert_true(text_is_line(""));
    assert_true(text_is_line("Zo\xc3\xab \xe2\x82\xac"));
    assert_false(text_is_line("Zo\xc3\xab\nb"));
    assert_false(text_is_line("half \xc3"));
}

/* --- small letters -------------------------------------------------------------------------- */

static void
letters_become_small(void **state)
{
    static const struct {
        const char *text, *lower;
    } CASES[] = {
        {"", ""},
        {"Nora@Northwind.Example", "nora@northwind.example"},
        {"[@`{", "[@`{"},
        {"ÅÄÖ ÀÞ × ÿ", "åäö àþ × ÿ"},
        {"ŁÓDŹ Ő Ŷ Ž", "łódź ő ŷ ž"},
        {"ΟΔΥΣΣΕΎΣ", "οδυσσεύσ"},
        {"ЙОЖИК", "йожик"},
        {"STRAẞE Straße", "straße straße"},
        {"A\xcc\x8aSA", "åsa"}, /* a letter and a ring */
        {"\xe2\x84\xab", "å"},  /* the sign of Ångström's unit */
        {"𝒜𐐀", "𝒜𐐨"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(CASES); i++)
        assert_string_equal(text_lower(arena, CASES[i].text), CASES[i].lower);
}

/* --- what is searched for ------------------------------------------------------------------- */

static void
what_is_typed_finds_what_is_meant(void **state)
{
    static const struct {
        const char *text, *typed;
    } CASES[] = {
        {"Åsa Öberg", "asa oberg"},
        {"ÅSA ÖBERG", "åsa öberg"},
        {"Łódź", "lodz"},
        {"ŁÓDŹ", "łódź"},
        {"Őrség", "ORSEG"},
        {"Straße", "STRASSE"},
        {"STRAẞE", "straße"},
        {"İstanbul", "istanbul"},
        {"DIYARBAKIR", "diyarbakır"},
        {"Søren Ærø", "soren aero"},
        {"Þórður", "thordur"},
        {"Œuvre", "oeuvre"},
        {"Nguyễn Văn Đức", "nguyen van duc"},
        {"Ὀδυσσεύς", "ΟΔΥΣΣΕΥΣ"},
        {"Йожик Ёлкин", "иожик елкин"},
        {"O’Neill", "o'neill"},
        {"Ａｃｍｅ\xe2\x80\xaf№ ５", "acme no 5"},
        {"ﬁnance", "FINANCE"},
        {"co\xc2\xadoperate", "cooperate"}, /* a soft hyphen */
        {"Zo\xe2\x80\x8d"
         "e",
         "zoe"}, /* a joiner */
        {"E\xcc\x81mile", "émile"},
        {"한국", "\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab\xe1\x84\x80\xe1\x85\xae\xe1\x86\xa8"},
        {"مُحَمَّد", "محمد"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        const char *typed = text_folded(arena, CASES[i].typed);
        assert_string_equal(text_folded(arena, CASES[i].text), typed);
        assert_true(text_contains(arena, CASES[i].text, typed));
    }
}

static void
what_is_another_word_is_not_found(void **state)
{
    (void)state;
    assert_string_equal(text_folded(arena, ""), "");
    assert_string_equal(text_folded(arena, "csp-0001"), "csp-0001");
    /* Voiced kana and the vowels of Indic scripts are no accents. */
    assert_string_not_equal(text_folded(arena, "が"), text_folded(arena, "か"));
    assert_string_not_equal(text_folded(arena, "कि"), text_folded(arena, "क"));
    assert_string_not_equal(text_folded(arena, "漢"), text_folded(arena, "字"));
    assert_false(text_contains(arena, "Åsa", "å"));
    assert_false(text_contains(arena, "Berg", "bergs"));
    assert_true(text_contains(arena, "Berg", ""));
}

static void
only_the_result_stays_in_memory(void **state)
{
    size_t mark = arena_mark(arena);

    (void)state;
    assert_string_equal(text_folded(arena, "Extra användare för Łódź"), "extra anvandare for lodz");
    assert_true(arena_mark(arena) - mark <= 64);
    assert_string_equal(text_lower(arena, "Extra användare för Åsa"), "extra användare för åsa");
    assert_string_equal(text_lower(arena, "ΑΝ"), "αν");
    assert_true(arena_mark(arena) - mark <= 160);
}

static void
searching_leaves_nothing_in_memory(void **state)
{
    size_t mark = arena_mark(arena);

    (void)state;
    assert_true(text_contains(arena, "Extra användare", "anvand"));
    assert_int_equal(arena_mark(arena), mark);
}

/* Memory of the library's own, given to the arena as a text. */
static const char *
given(uint8_t *text, size_t length)
{
    const char *copy = arena_copy(arena, (const char *)text, length);

    assert_non_null(text);
    free(text);
    return copy;
}

static const char *
normal(uninorm_t form, const char *text)
{
    size_t length = 0;
    uint8_t *result = u8_normalize(form, (const uint8_t *)text, strlen(text), NULL, &length);

    return given(result, length);
}

static const char *
without_case(const char *text)
{
    size_t length = 0;
    uint8_t *result =
        u8_casefold((const uint8_t *)text, strlen(text), NULL, UNINORM_NFD, NULL, &length);

    return given(result, length);
}

static const char *
in_capitals(const char *text)
{
    size_t length = 0;
    uint8_t *result =
        u8_toupper((const uint8_t *)text, strlen(text), NULL, UNINORM_NFC, NULL, &length);

    return given(result, length);
}

/* However it is written, composed or not, in capitals or not, it is folded to the same. */
static void
check_folding(const char *text)
{
    const char *folded = text_folded(arena, text);
    const char *lower = text_lower(arena, text);

    assert_string_equal(text_folded(arena, folded), folded);
    assert_string_equal(text_folded(arena, normal(UNINORM_NFC, text)), folded);
    assert_string_equal(text_folded(arena, normal(UNINORM_NFD, text)), folded);
    assert_string_equal(text_folded(arena, without_case(text)), folded);
    assert_string_equal(text_folded(arena, in_capitals(text)), folded);
    assert_string_equal(text_folded(arena, lower), folded);
    assert_string_equal(text_lower(arena, lower), lower);
    assert_string_equal(normal(UNINORM_NFC, lower), lower);
    assert_true(text_is_utf8(folded, strlen(folded)) && text_is_utf8(lower, strlen(lower)));
}

/* The planes in use: what lies between and behind has no character. */
static void
every_character_there_is_folds(void **state)
{
    static const ucs4_t FIRST_AND_LAST[][2] = {{0x1, 0x323af}, {0xe0000, 0xe0fff}};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(FIRST_AND_LAST); i++)
        for (ucs4_t point = FIRST_AND_LAST[i][0]; point <= FIRST_AND_LAST[i][1]; point++) {
            if (!is_surrogate(point))
                check_folding(text_of(point));
            arena_reset(arena, 0);
        }
}

/*
 * Of marks, letters that have them, and ASCII, in any order. The small iota below is not among
 * them: where it becomes a capital, it goes before marks of other scripts.
 */
static ucs4_t
any_point(Chance *chance)
{
    static const ucs4_t FIRST_AND_LAST[][2] = {
        {0x20, 0x7e},     {0xc0, 0x17f},    {0x300, 0x344},   {0x370, 0x3ff},   {0x400, 0x4ff},
        {0x591, 0x5f2},   {0x621, 0x670},   {0x900, 0x963},   {0xe01, 0xe4e},   {0x1100, 0x11ff},
        {0x1e00, 0x1f7f}, {0x2000, 0x206f}, {0x3041, 0x30ff}, {0xfb00, 0xfb4f},
    };
    int64_t which = chance_between(chance, 0, COUNT_OF(FIRST_AND_LAST) - 1);

    return (ucs4_t)chance_between(chance, FIRST_AND_LAST[which][0], FIRST_AND_LAST[which][1]);
}

static void
texts_by_chance_fold(void **state)
{
    enum { TEXTS = 50000, POINTS_MAX = 8 };
    Chance chance = {0};

    (void)state;
    for (int i = 0; i < TEXTS; i++) {
        Buf text = buf_new(arena, TEXT_ROOM);
        for (int64_t left = chance_between(&chance, 1, POINTS_MAX); left > 0; left--)
            buf_text(&text, text_of(any_point(&chance)));
        check_folding(text.data);
        arena_reset(arena, 0);
    }
}

/* --- what people write ---------------------------------------------------------------------- */

static void
a_text_has_one_form(void **state)
{
    static const struct {
        const char *text, *tidy, *opaque;
    } CASES[] = {
        {"", "", ""},
        {"Nora Nord", "Nora Nord", "Nora Nord"},
        {"  Nora  Nord ", "Nora Nord", "  Nora  Nord "},
        {"\tNora\r\n", "Nora", "\tNora\r\n"},
        {"Nora\u00a0Nord", "Nora Nord", "Nora Nord"},
        {"\u00a0\u2003Nora\u202f\u3000Nord\u00a0", "Nora Nord", "  Nora  Nord "},
        {" \u00a0 ", "", "   "},
        {"A\u030are", "Åre", "Åre"},
        {"\u212bre", "Åre", "Åre"},
        {"山田\u3000太郎", "山田 太郎", "山田 太郎"},
        {"a\nb", "a\nb", "a\nb"}, /* which is no line */
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        assert_string_equal(text_tidy(arena, CASES[i].text), CASES[i].tidy);
        assert_string_equal(text_opaque(arena, CASES[i].text), CASES[i].opaque);
    }
    assert_ptr_equal(text_tidy(arena, CASES[1].text), CASES[1].text);
}

static void
what_is_written_is_seen(void **state)
{
    static const char *const CASES[] = {
        "",
        "Nora Nord",
        "Åsa",
        "<b>&{n}",
        "𝒜🦊",
        "שלום العربية",
        "مُحَمَّد",
        "हिन्दी",
        "Nguyễn Văn Đức",
        "x\u0302",
        "日本",
        "\ufffd",
        /* With joiners: Persian, with a hamza as well, Hindi, Bengali. */
        "می\u200cخواهم",
        "جزء\u200cها",
        "کار\u200cها",
        "ه\u200d.",
        "क्\u200dष",
        "क्\u200cष",
        "র\u200d্য",
        /* Pictures: a family, a heart, a key, the flag of Scotland, a darker hand, another glyph.
         */
        "👩\u200d👩\u200d👧",
        "❤\ufe0f\u200d🔥",
        "1\ufe0f\u20e3",
        "👩🏽\u200d💻",
        "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
        "葛\U000e0100",
        "ᠠ\u180b",
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(CASES); i++)
        if (!text_can_be_seen(text_tidy(arena, CASES[i])))
            fail_msg("case %zu: %s", i, CASES[i]);
}

/* Wherever they stand. */
static void
what_nobody_sees_is_noticed(void **state)
{
    static const ucs4_t POINTS[] = {
        0x01,    0x7f,    0x85,    0xad,    0x34f,   0x61c,   0x115f,   0x1160, 0x17b4,
        0x180e,  0x200b,  0x200c,  0x200d,  0x200e,  0x200f,  0x2028,   0x2029, 0x202a,
        0x202e,  0x2060,  0x2061,  0x2066,  0x2069,  0x206f,  0x2800,   0x3164, 0xe000,
        0xf8ff,  0xfdd0,  0xfe0f,  0xfeff,  0xffa0,  0xfff9,  0xfffc,   0xfffe, 0xffff,
        0x1d173, 0x1fffe, 0xe0001, 0xe0020, 0xe0100, 0xf0000, 0x10ffff, 0x378,
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(POINTS); i++) {
        const char *point = text_of(POINTS[i]);
        if (text_can_be_seen(point) || text_can_be_seen(arena_printf(arena, "No%sra", point)) ||
            text_can_be_seen(arena_printf(arena, "%sNora", point)) ||
            text_can_be_seen(arena_printf(arena, "Nora%s", point)) ||
            text_can_be_seen(arena_printf(arena, "Nåra%s", point)))
            fail_msg("U+%04X", (unsigned)POINTS[i]);
    }
    assert_false(text_can_be_seen("\u0301"));
    assert_false(text_can_be_seen("Nora \u0301"));
    assert_false(text_can_be_seen("می\u200c "));
}

static void
an_address_has_one_spelling(void **state)
{
    static const struct {
        const char *typed, *kept;
    } CASES[] = {
        {"Nora@Northwind.Example", "nora@northwind.example"},
        {"Łukasz@X.example", "łukasz@x.example"},
        {"ŁUKASZ@x.example", "łukasz@x.example"},
        {"L\u0301UKASZ@x.example", "ĺukasz@x.example"},
        {"ΝΊΚΟΣ@x.example", "νίκος@x.example"},
        {"νίκος@x.example", "νίκος@x.example"},
        {"ИВАН@пример.example", "иван@пример.example"},
        {"nora@åkeri.example", "nora@åkeri.example"},
        {"nora@A\u030aKERI.example", "nora@åkeri.example"},
        {"nora@xn--keri-poa.example", "nora@åkeri.example"},
        {"nora@XN--KERI-POA.Example", "nora@åkeri.example"},
        {"nora@straße.example", "nora@straße.example"},
        {"nora@xn--strae-oqa.example", "nora@straße.example"},
        {"nora@example", "nora@example"},
        {"nora", NULL},
        {"@x.example", NULL},
        {"nora@", NULL},
        {"nora@x..example", NULL},
        {"no ra@x.example", NULL},
        {"nora@x_y.example", NULL},
        {"nora@å_y.example", NULL},
        {"nora@-å.example", NULL},
        {"nora@xn--a.example", NULL},
        {"nora@xn--\u00e5.example", NULL},
        {"no\u200bra@x.example", NULL},
        {"nora@x\u202e.example", NULL},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        const char *kept = text_as_email(arena, CASES[i].typed);
        if (CASES[i].kept == NULL ? kept != NULL : kept == NULL || strcmp(kept, CASES[i].kept) != 0)
            fail_msg("%s is %s", CASES[i].typed, kept == NULL ? "none" : kept);
    }
    /* 64 characters, of which one is two when it is small. */
    const char *grows = arena_printf(arena, "İ%063d@x.example", 0);
    assert_null(text_as_email(arena, grows));
    assert_non_null(text_as_email(arena, arena_printf(arena, "İ%062d@x.example", 0)));
    assert_string_equal(text_as_domain(arena, "WWW.ÅKERI.example"), "www.åkeri.example");
    assert_null(text_as_domain(arena, "nora@åkeri.example"));
    assert_null(text_as_domain(arena, ""));
}

static void
a_character_is_as_a_plain_keyboard_has_it(void **state)
{
    static const struct {
        const char *text;
        char typed;
    } CASES[] = {
        {"a", 'a'},      {"\t", ' '},     {"\n", ' '},     {"\u00a0", ' '}, {"\u200b", ' '},
        {"\ufeff", ' '}, {"\u2010", '-'}, {"\u2015", '-'}, {"\u2212", '-'}, {"\u00ad", '-'},
        {"\u201d", '"'}, {"\u00ab", '"'}, {"\u201e", '"'}, {"\u2022", '*'}, {"Ｋ", 'K'},
        {"７", '7'},     {"，", ','},     {"é", '\0'},     {"", '\0'},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        size_t size = 99;
        assert_int_equal(text_keyboard(CASES[i].text, &size), CASES[i].typed);
        assert_int_equal(size, strlen(CASES[i].text));
    }
}

static void
countries_are_those_of_the_standard(void **state)
{
    (void)state;
    assert_true(text_is_country("SE") && text_is_country("GB") && text_is_country("AX"));
    static const char *const NONE[] = {"UK", "ZZ", "QQ", "EU", "XK", "se", "S", "SWE", ""};
    for (size_t i = 0; i < COUNT_OF(NONE); i++)
        assert_false(text_is_country(NONE[i]));
}

/* Nothing but UTF-8 comes here; if it did, nobody's memory would be touched. */
static void
bytes_that_are_no_text_do_no_harm(void **state)
{
    enum { TEXTS = 100000, BYTES_MAX = 12 };
    Chance chance = {1};

    (void)state;
    for (int i = 0; i < TEXTS; i++) {
        char *bytes = arena_alloc(arena, BYTES_MAX + 1, 1);
        for (int64_t left = chance_between(&chance, 0, BYTES_MAX); left > 0; left--)
            bytes[left - 1] = (char)chance_between(&chance, 1, 255);
        const char *folded = text_folded(arena, bytes);
        const char *lower = text_lower(arena, bytes);
        assert_true(text_is_utf8(folded, strlen(folded)) && text_is_utf8(lower, strlen(lower)));
        assert_true(text_length(bytes) <= strlen(bytes));
        assert_true(text_prefix_size(bytes, BYTES_MAX) == strlen(bytes));
        arena_reset(arena, 0);
    }
}

static void
blanks_at_the_ends_are_noticed_in_every_script(void **state)
{
    static const char *const TRIMMED[] = {"", "a", "a b", "å", "株式 会社", "\xcc\x8a"};
    static const char *const NOT[] = {" ",
                                      " a",
                                      "a ",
                                      "\t",
                                      "a\n",
                                      "\xc2\xa0"
                                      "a",
                                      "a\xe3\x80\x80",
                                      "å\xe2\x80\x83"};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(TRIMMED); i++)
        assert_true(text_is_trimmed(TRIMMED[i]));
    for (size_t i = 0; i < COUNT_OF(NOT); i++)
        assert_false(text_is_trimmed(NOT[i]));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(utf8_is_told_from_what_is_none),
        cmocka_unit_test(characters_are_counted_not_bytes),
        cmocka_unit_test(blanks_at_the_ends_are_noticed_in_every_script),
        cmocka_unit_test_teardown(a_line_has_none_of_these, forget),
        cmocka_unit_test_teardown(letters_become_small, forget),
        cmocka_unit_test_teardown(what_is_typed_finds_what_is_meant, forget),
        cmocka_unit_test_teardown(what_is_another_word_is_not_found, forget),
        cmocka_unit_test_teardown(only_the_result_stays_in_memory, forget),
        cmocka_unit_test_teardown(searching_leaves_nothing_in_memory, forget),
        cmocka_unit_test_teardown(every_character_there_is_folds, forget),
        cmocka_unit_test_teardown(texts_by_chance_fold, forget),
        cmocka_unit_test_teardown(a_text_has_one_form, forget),
        cmocka_unit_test_teardown(what_is_written_is_seen, forget),
        cmocka_unit_test_teardown(what_nobody_sees_is_noticed, forget),
        cmocka_unit_test_teardown(an_address_has_one_spelling, forget),
        cmocka_unit_test_teardown(a_character_is_as_a_plain_keyboard_has_it, forget),
        cmocka_unit_test(countries_are_those_of_the_standard),
        cmocka_unit_test_teardown(bytes_that_are_no_text_do_no_harm, forget),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
