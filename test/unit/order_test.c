/*
 * The order of names and numbers as bytes, places as texts, and the words that are looked for.
 */
#include "unit.h"

#include "base/order/order.h"
#include "base/text/text.h"

static Arena *arena;

static int
compare_names_of(Lang lang, const char *a, const char *b)
{
    const NameKey one = name_key(lang, a), other = name_key(lang, b);

    return order_compare((SortKey){one.byte, one.size}, (SortKey){other.byte, other.size});
}

static void
names_are_in_the_order_of_their_readers(void **state)
{
    static const char *const ORDERS[LANG_COUNT][8] = {
        [LANG_EN] = {"", "Åre", "Ärla", "azure", "Érik", "Öland", "Visio", "Zeta"},
        [LANG_SV] = {"", "azure", "Érik", "Visio", "Zeta", "Åre", "Ärla", "Öland"},
    };

    (void)state;
    for (Lang lang = 0; lang < LANG_COUNT; lang++)
        for (size_t i = 1; i < COUNT_OF(ORDERS[lang]); i++)
            if (compare_names_of(lang, ORDERS[lang][i - 1], ORDERS[lang][i]) >= 0)
                fail_msg("%s is not before %s", ORDERS[lang][i - 1], ORDERS[lang][i]);
    assert_true(compare_names_of(LANG_EN, "visio", "Visio a") < 0);
    assert_true(compare_names_of(LANG_EN, "Visio a", "visio b") < 0);
    assert_int_equal(name_key(LANG_SV, NULL).size, 0);
}

static void
numbers_are_in_order_and_turned_around_the_other_way(void **state)
{
    static const int64_t NUMBERS[] = {INT64_MIN, -256, -1, 0, 1, 255, 256, INT64_MAX};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(NUMBERS); i++) {
        Order order = {.size = 0}, next = {.size = 0};
        order_put_number(&order, NUMBERS[i]);
        assert_int_equal(order_number(&order, 0), NUMBERS[i]);
        order_put_number(&next, NUMBERS[i + 1 < COUNT_OF(NUMBERS) ? i + 1 : i]);
        int rising = order_compare(order_keep(arena, &order), order_keep(arena, &next));
        order_turn(&order, 0);
        order_turn(&next, 0);
        int falling = order_compare(order_keep(arena, &order), order_keep(arena, &next));
        assert_true(i + 1 < COUNT_OF(NUMBERS) ? rising < 0 && falling > 0
                                              : rising == 0 && falling == 0);
    }
    assert_int_equal(order_number(&(Order){.size = 0}, 5), INT64_MIN);
}

static void
a_place_is_read_as_it_was_written(void **state)
{
    RowPlace place = {.lang = LANG_SV, .id = "usr_1"}, read;
    static const char *const NONE[] = {"",       "sv",      "sv.",    "sv.AA",
                                       "sv.AA.", "de.AA.x", "sv.!.x", ".AA.x"};

    (void)state;
    order_put_number(&place.order, 7);
    const char *text = place_text(arena, &place);
    assert_true(place_read(arena, text, &read));
    assert_int_equal(read.lang, LANG_SV);
    assert_string_equal(read.id, "usr_1");
    assert_int_equal(order_number(&read.order, 0), 7);
    assert_int_equal(place_lang(arena, text, LANG_EN), LANG_SV);
    assert_int_equal(place_lang(arena, NULL, LANG_EN), LANG_EN);
    for (size_t i = 0; i < COUNT_OF(NONE); i++)
        assert_false(place_read(arena, NONE[i], &read));
    for (int byte = 0x80; byte <= 0xff; byte++)
        assert_false(place_read(arena, arena_printf(arena, "sv.AAA%c.x", byte), &read));
}

static void
words_stand_between_blanks_of_any_kind(void **state)
{
    static const char *const TEXTS[] = {"nora nord", " Nora\u00a0NORD ", "nord\u3000nora",
                                        "nora  nord no or", "\u2003nora\u1680nord"};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(TEXTS); i++) {
        const Words words = text_words(arena, TEXTS[i]);
        assert_int_equal(words.count, 2);
        assert_true(words_are_in(&words, "nord\nnora@x"));
        assert_false(words_are_in(&words, "nora@x"));
        assert_int_equal(words_not_in(arena, &words, "nora@x").count, 1);
        assert_int_equal(strlen(words_longest(&words)), 4);
    }
    assert_int_equal(text_words(arena, NULL).count, 0);
    assert_int_equal(text_words(arena, " \u00a0\u2009").count, 0);
    assert_string_equal(words_longest(&(Words){.count = 0}), "");
}

static void
countries_have_their_names_in_the_order_of_their_readers(void **state)
{
    const Countries en = countries(arena, LANG_EN), sv = countries(arena, LANG_SV);

    (void)state;
    assert_int_equal(en.count, 249);
    assert_int_equal(sv.count, 249);
    assert_string_equal(en.item[0].name, "Afghanistan");
    assert_string_equal(sv.item[sv.count - 1].name, "Östtimor");
    for (size_t i = 0; i < sv.count; i++)
        if (strcmp(sv.item[i].code, "SE") == 0)
            assert_string_equal(sv.item[i].name, "Sverige");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_in_the_order_of_their_readers),
        cmocka_unit_test(numbers_are_in_order_and_turned_around_the_other_way),
        cmocka_unit_test(a_place_is_read_as_it_was_written),
        cmocka_unit_test(words_stand_between_blanks_of_any_kind),
        cmocka_unit_test(countries_have_their_names_in_the_order_of_their_readers),
    };

    arena = arena_new((size_t)1024 * 1024);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_free(&arena);
    return failed;
}
