/* Product keys, their check characters, and key references. */
#include "unit.h"

#include "base/text/text.h"
#include "domain/key.h"

enum { SAMPLE_KEYS = 5, WRONG_VALUES = 31 };

static ProductKey
any_key(Chance *chance)
{
    ProductKey key;

    for (int i = 0; i < KEY_SYMBOLS; i++)
        key.symbol[i] = (uint8_t)chance_between(chance, 0, 31);
    key_complete(&key);
    return key;
}

/* What key_parse() says about the text of these symbols. */
static Err
verdict(const ProductKey *key, int *ret_position)
{
    char text[KEY_TEXT_SIZE];
    ProductKey parsed;

    key_format(key, text);
    Err err = key_parse(text, &parsed, ret_position);
    if (err == OK)
        assert_memory_equal(&parsed, key, sizeof(parsed));
    return err;
}

/* Multiplication in GF(32) as in the book: shift, add, and reduce by x^5 + x^2 + 1. */
static unsigned
multiply(unsigned a, unsigned b)
{
    unsigned product = 0;

    for (; b != 0; b >>= 1) {
        if (b & 1)
            product ^= a;
        a = a << 1 ^ (a & 16 ? 37 : 0);
    }
    return product;
}

static unsigned
value_at(const ProductKey *key, unsigned x)
{
    unsigned value = 0;

    for (int i = 0; i < KEY_SYMBOLS; i++)
        value = multiply(value, x) ^ key->symbol[i];
    return value;
}

typedef struct KeyCase {
    const char *text;
    Err err;
    int position;
} KeyCase;

/* RULE KEY-1: what is read, and how. RULE KEY-2: what is noticed, and where. */
static const KeyCase KEY_CASES[] = {
    {"WVEWE-1SMV3-K8D3K-44KKA-TG8P5", OK, 0},
    {"wvewe-1smv3-k8d3k-44kka-tg8p5", OK, 0},
    {"WVEWE1SMV3K8D3K44KKATG8P5", OK, 0},
    {"8g07c - ryeh2 - aetht - shz68 - b1xsw", OK, 0},
    {"  --WVEWE 1SMV3 K8D3K 44KKA TG8P5 - ", OK, 0},
    {"WVEWE-ISMV3-K8D3K-44KKA-TG8P5", OK, 0},
    {"WVEWE-lSMV3-K8D3K-44KKA-TG8P5", OK, 0},
    {"8GO7C-RYEH2-AETHT-SHZ68-BLXSW", OK, 0},
    {"RDV1E-WZEPE-EXJ1T-WBJ7N-VCK37", ERR_KEY_MISTYPED, 16},
    {"R2YFS-TBQQ5-W6ASQ-Z1Y2K-SAA3C", ERR_KEY_MISTYPED, 1},
    {"V1QZJECZFVWQCY4GCT0RZ4SB9", ERR_KEY_MISTYPED, 0},
    {"UDBKV-A3FG4-WVGWX-0SNAG-Z1TYV", ERR_KEY_MALFORMED, 0},
    {"R7WJZ-S7Y69-RCAGT-JZDNZ-60", ERR_KEY_MALFORMED, 0},
    {"WVEWE-1SMV3-K8D3K-44KKA-TG8P5-0", ERR_KEY_MALFORMED, 0},
    {"WVEWE_1SMV3_K8D3K_44KKA_TG8P5", ERR_KEY_MALFORMED, 0},
    {"WVEWE\t1SMV3-K8D3K-44KKA-TG8P5", OK, 0},
    {"WVEWE-1SMV3-K8D3K-44KKA-TG8P5\r\n", OK, 0},
    /* The dashes of Word and of web pages, a minus, a soft hyphen. */
    {"WVEWE\u20101SMV3\u2011K8D3K\u201244KKA\u2013TG8P5", OK, 0},
    {"WVEWE\u20141SMV3\u2015K8D3K\u221244KKA\u00adTG8P5", OK, 0},
    /* Blanks of every kind, and what has no width. */
    {"WVEWE\u00a01SMV3\u2003K8D3K\u202f44KKA\u3000TG8P5", OK, 0},
    {"\ufeffWVEWE\u200b-\u200b1SMV3\u2060-K8D3K-\u200d44KKA-TG8P5\u200e", OK, 0},
    /* Wide letters and digits. */
    {"ＷＶＥＷＥ－１ＳＭＶ３－Ｋ８Ｄ３Ｋ－４４ｋｋａ－ｔｇ８ｐ５", OK, 0},
    /* What lists, sentences and quotations put around it. */
    {"\"WVEWE-1SMV3-K8D3K-44KKA-TG8P5\"", OK, 0},
    {"\u201cWVEWE-1SMV3-K8D3K-44KKA-TG8P5\u201d.", OK, 0},
    {"\u00abWVEWE-1SMV3-K8D3K-44KKA-TG8P5\u00bb", OK, 0},
    {"\u2022 WVEWE-1SMV3-K8D3K-44KKA-TG8P5,", OK, 0},
    {"* (WVEWE-1SMV3-K8D3K-44KKA-TG8P5);", OK, 0},
    {"WVEWE.1SMV3.K8D3K.44KKA.TG8P5", ERR_KEY_MALFORMED, 0},
    {"VS21-HYWEH-MYW3H\u00e9BWXJB-MST9S", ERR_KEY_MALFORMED, 0},
    {"-", ERR_KEY_MALFORMED, 0},
    {"", ERR_KEY_MALFORMED, 0},
};

static void
a_key_is_read_as_people_write_it(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(KEY_CASES); i++) {
        const KeyCase *it = &KEY_CASES[i];
        ProductKey key, untouched;
        int position = -1;
        memset(&key, 0xee, sizeof(key));
        untouched = key;
        Err err = key_parse(it->text, &key, &position);
        if (err != it->err || position != it->position)
            fail_msg("'%s' is error %d at %d", it->text, (int)err, position);
        if (err != OK)
            assert_memory_equal(&key, &untouched, sizeof(key));
    }
}

/* The character that no key has is named with its place, and without one it is the number. */
static void
what_is_wrong_with_a_malformed_key_is_found(void **state)
{
    static const struct {
        const char *text, *from;
        int place;
    } CASES[] = {
        {"UDBKV-A3FG4-WVGWX-0SNAG-Z1TYV", "UDBKV-A3FG4-WVGWX-0SNAG-Z1TYV", 1},
        {"\u201cWVEWE_1SMV3", "_1SMV3", 6},
        {"WVEWE-1SMV\u00e9-K8D3K", "\u00e9-K8D3K", 10},
        {"WVEWE\u2011*1SMV3", "*1SMV3", 6},
        {"WVEWE-1SMV3.", NULL, 10},
        {" \u2022 ", NULL, 0},
        {"", NULL, 0},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        int place = -1;
        const char *found = key_find_foreign(CASES[i].text, &place);
        assert_int_equal(place, CASES[i].place);
        if (CASES[i].from == NULL)
            assert_null(found);
        else
            assert_string_equal(found, CASES[i].from);
    }
}

static void
a_key_is_written_in_five_groups(void **state)
{
    (void)state;
    char text[KEY_TEXT_SIZE];
    ProductKey key;
    int position;

    assert_int_equal(key_parse("8go7c ryeh2 aetht shz68 blxsw", &key, &position), OK);
    key_format(&key, text);
    assert_string_equal(text, "8G07C-RYEH2-AETHT-SHZ68-B1XSW");
}

/* RULE KEY-2: C vanishes at a and at a^2, which are 2 and 4. */
static void
a_completed_key_keeps_the_definition(void **state)
{
    (void)state;
    Chance chance = {1};

    for (int i = 0; i < 20000; i++) {
        ProductKey key = any_key(&chance);
        int position;
        assert_int_equal(value_at(&key, 2), 0);
        assert_int_equal(value_at(&key, 4), 0);
        assert_int_equal(verdict(&key, &position), OK);
    }
}

/* RULE KEY-2 */
static void
every_wrong_character_is_located(void **state)
{
    (void)state;
    Chance chance = {2};

    for (int sample = 0; sample < SAMPLE_KEYS; sample++) {
        ProductKey key = any_key(&chance);
        for (int at = 0; at < KEY_SYMBOLS; at++)
            for (int error = 1; error <= WRONG_VALUES; error++) {
                ProductKey wrong = key;
                int position;
                wrong.symbol[at] ^= (uint8_t)error;
                assert_int_equal(verdict(&wrong, &position), ERR_KEY_MISTYPED);
                assert_int_equal(position, at + 1);
            }
    }
}

/* Where a change of one character makes a key, by trying every one; 0 if there is no such place. */
static int
position_by_trying(const ProductKey *wrong)
{
    int found = 0, position;

    for (int at = 0; at < KEY_SYMBOLS; at++)
        for (int error = 1; error <= WRONG_VALUES; error++) {
            ProductKey changed = *wrong;
            changed.symbol[at] ^= (uint8_t)error;
            if (verdict(&changed, &position) == OK)
                found = at + 1;
        }
    return found;
}

/* RULE KEY-2 */
static void
a_position_is_named_where_one_character_explains_it(void **state)
{
    (void)state;
    Chance chance = {5};

    for (int i = 0; i < 2000; i++) {
        ProductKey wrong = any_key(&chance);
        int position;
        for (int errors = 0; errors < 3; errors++)
            wrong.symbol[chance_between(&chance, 0, KEY_SYMBOLS - 1)] ^=
                (uint8_t)chance_between(&chance, 0, WRONG_VALUES);
        if (verdict(&wrong, &position) != OK)
            assert_int_equal(position, position_by_trying(&wrong));
    }
}

/* The errors in this character together with every other one behind it. */
static int
count_double_errors_from(const ProductKey *key, int first)
{
    int count = 0;

    for (int second = first + 1; second < KEY_SYMBOLS; second++)
        for (int errors = 0; errors < WRONG_VALUES * WRONG_VALUES; errors++) {
            ProductKey wrong = *key;
            int position;
            wrong.symbol[first] ^= (uint8_t)(errors / WRONG_VALUES + 1);
            wrong.symbol[second] ^= (uint8_t)(errors % WRONG_VALUES + 1);
            if (verdict(&wrong, &position) != ERR_KEY_MISTYPED || position > KEY_SYMBOLS)
                fail_msg("errors in %d and %d pass", first + 1, second + 1);
            count++;
        }
    return count;
}

/* RULE KEY-2 */
static void
every_two_wrong_characters_are_noticed(void **state)
{
    (void)state;
    Chance chance = {3};

    for (int sample = 0; sample < SAMPLE_KEYS; sample++) {
        ProductKey key = any_key(&chance);
        int count = 0;
        for (int first = 0; first < KEY_SYMBOLS; first++)
            count += count_double_errors_from(&key, first);
        assert_int_equal(count, 288300);
    }
}

/* RULE KEY-2 */
static void
every_swap_is_noticed(void **state)
{
    (void)state;
    Chance chance = {4};

    for (int sample = 0; sample < 100; sample++) {
        ProductKey key = any_key(&chance);
        for (int pair = 0; pair < KEY_SYMBOLS * KEY_SYMBOLS; pair++) {
            int a = pair / KEY_SYMBOLS, b = pair % KEY_SYMBOLS, position;
            ProductKey swapped = key;
            swapped.symbol[a] = key.symbol[b];
            swapped.symbol[b] = key.symbol[a];
            bool same = key.symbol[a] == key.symbol[b];
            assert_int_equal(verdict(&swapped, &position), same ? OK : ERR_KEY_MISTYPED);
        }
    }
}

/* RULE KEY-1 */
static void
the_alphabet_has_32_symbols_and_three_lookalikes(void **state)
{
    (void)state;
    char alphabet[33] = {0};
    int known = 0;

    for (unsigned value = 0; value < 32; value++) {
        alphabet[value] = crockford_char(value);
        assert_int_equal(crockford_value(alphabet[value]), value);
    }
    assert_string_equal(alphabet, "0123456789ABCDEFGHJKMNPQRSTVWXYZ");

    for (int c = 0; c < 256; c++)
        known += crockford_value((char)c) >= 0;
    assert_int_equal(known, 10 + 2 * 22 + 2 * 3);
    assert_int_equal(crockford_value('o'), 0);
    assert_int_equal(crockford_value('I'), 1);
    assert_int_equal(crockford_value('l'), 1);
    assert_int_equal(crockford_value('u'), -1);
}

/* RULE KEY-5: the public handle of a key. */
static void
a_key_reference_shows_its_random_bytes(void **state)
{
    static const struct {
        uint8_t random[KEY_REF_RANDOM_BYTES];
        const char *text;
    } CASES[] = {
        {{0, 0, 0, 0, 0}, "KR-00000000"},
        {{0, 0, 0, 0, 1}, "KR-00000001"},
        {{0x80, 0, 0, 0, 0}, "KR-G0000000"},
        {{0xff, 0xff, 0xff, 0xff, 0xff}, "KR-ZZZZZZZZ"},
        {{0x00, 0x44, 0x32, 0x14, 0xc7}, "KR-01234567"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        char text[KEY_REF_SIZE], parsed[KEY_REF_SIZE];
        key_ref_format(CASES[i].random, text);
        assert_string_equal(text, CASES[i].text);
        assert_true(key_ref_parse(text, parsed));
        assert_string_equal(parsed, text);
    }
}

typedef struct RefCase {
    const char *text;
    const char *canonical; /* NULL if it is no reference */
} RefCase;

static const RefCase REF_CASES[] = {
    {"KR-0123ABCZ", "KR-0123ABCZ"}, {"kr-o1i3abcz", "KR-0113ABCZ"},
    {"Kr-LlIiOoOo", "KR-11110000"}, {"KR-0123ABC", NULL},
    {"KR-0123ABCZZ", NULL},         {"KR0123ABCZ", NULL},
    {"KR 0123ABCZ", NULL},          {"KR-0123-ABCZ", NULL},
    {" KR-0123ABCZ", NULL},         {"KR-0123ABCU", NULL},
    {"KX-0123ABCZ", NULL},          {"XR-0123ABCZ", NULL},
    {"KR-0123AB\u00e9", NULL},      {"", NULL},
};

static void
a_key_reference_is_read_strictly(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(REF_CASES); i++) {
        const RefCase *it = &REF_CASES[i];
        char parsed[KEY_REF_SIZE] = "untouched";
        if (key_ref_parse(it->text, parsed) != (it->canonical != NULL))
            fail_msg("'%s' is judged wrongly", it->text);
        assert_string_equal(parsed, it->canonical != NULL ? it->canonical : "untouched");
    }
}

/* RULE KEY-5: where a key must not be repeated, it is noticed before anything else is done. */
static void
a_key_is_noticed_where_none_belongs(void **state)
{
    static const char *const KEYS[] = {
        "KJX8F-558GZ-F8EA1-GB1XY-KBQ5M",
        "kjx8f558gzf8ea1gb1xykbq5m",
        "KJX8F 558GZ F8EA1 GB1XY KBQ5M",
        "my key: KJX8F-558GZ-F8EA1-GB1XY-KBQ5M!",
        "KJX8F-558GZ-F8EA1-GB1XY-KBQ5",
        "KJX8F-558GZ-F8EA1-GB1XY-KBQ5MM",
        "KJX8F-558GZ-F8UA1-GB1XY-KBQ5M",
        "KJX8F558GZF8EA1GB1XYKBQ5",
        "https://x.example/KJX8F-558GZ-F8EA1-GB1XY-KBQ5M",
        "my key: AHRZF-PXDMV-BJSAG-QYENW-CKTKH!",
        "my key: AHRZFPXDMVBJSAGQYENWCKTKH!",
    };
    static const char *const OTHERS[] = {
        "",
        "Microsoft 365 E3",
        "microsoft-365-e3",
        "dynamics-365-customer-service",
        "Azure DevOps and Visual Studio",
        "KR-7Q2M9XAB",
        "sub_01HZX3M8Q2V7T5N9K4R6W1Y0ZZ",
        "anna.andersson.12@contoso-north.example",
        "Windows Server 2025 Datacenter",
        "Åsa Öberg 氏名",
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(KEYS); i++)
        if (!key_may_stand_in(KEYS[i]))
            fail_msg("not noticed: %s", KEYS[i]);
    for (size_t i = 0; i < COUNT_OF(OTHERS); i++)
        if (key_may_stand_in(OTHERS[i]))
            fail_msg("taken for a key: %s", OTHERS[i]);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_key_is_read_as_people_write_it),
        cmocka_unit_test(what_is_wrong_with_a_malformed_key_is_found),
        cmocka_unit_test(a_key_is_written_in_five_groups),
        cmocka_unit_test(a_completed_key_keeps_the_definition),
        cmocka_unit_test(every_wrong_character_is_located),
        cmocka_unit_test(a_position_is_named_where_one_character_explains_it),
        cmocka_unit_test(every_two_wrong_characters_are_noticed),
        cmocka_unit_test(every_swap_is_noticed),
        cmocka_unit_test(the_alphabet_has_32_symbols_and_three_lookalikes),
        cmocka_unit_test(a_key_reference_shows_its_random_bytes),
        cmocka_unit_test(a_key_reference_is_read_strictly),
        cmocka_unit_test(a_key_is_noticed_where_none_belongs),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
