/* What a template becomes, and that nothing that a value holds can leave its place in the page. */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "sample.h"

#define NBSP "\xC2\xA0"

static Arena *arena;

static int
make_arena(void **state)
{
    (void)state;
    arena = arena_new((size_t)1024 * 1024);
    return 0;
}

static int
drop_arena(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

static const SampleRow ROWS[] = {{"A & B", 1}, {"Ä", 12000}};

static SampleView
ordinary(void)
{
    SampleView view = {
        .name = "Fabrikam",
        .address = "/benefits?a=1&b=2",
        .raw = "<hr>",
        .english = "Sign in first.",
        .id = id_from("sub_0123456789ABCDEFGHJKMNPQRS"),
        .count = 12000,
        .size = 3,
        .moment = INT64_C(1808385240) * MICROS_PER_SECOND,
        .micros = INT64_C(6000500000),
        .ticks = TICKS_PER_MONTH * 64 / 10,
        .row = ROWS,
        .row_count = COUNT_OF(ROWS),
    };
    bool is_day = date_parse("2027-04-22", &view.date);

    assert_true(is_day);
    return view;
}

static const char *
shown(Lang lang, const SampleView *view)
{
    Buf *out = ARENA_NEW(arena, Buf);
    Html page = {.out = out, .lang = lang, .csrf = "t0k\"en"};

    *out = buf_new(arena, 65536);
    html_sample(&page, view);
    assert_false(out->full);
    return out->data;
}

static void
assert_shows(const char *html, const char *expected)
{
    if (strstr(html, expected) == NULL)
        fail_msg("\"%s\" is not in:\n%s", expected, html);
}

static void
assert_shows_all(const char *html, const char *const *expected, size_t count)
{
    for (size_t i = 0; i < count; i++)
        assert_shows(html, expected[i]);
}

static const char *const ENGLISH[] = {
    "[text Fabrikam]\n[attribute <a title=\"Fabrikam\" href=\"/benefits?a=1&amp;b=2\">a</a>]\n",
    "[id sub_0123456789ABCDEFGHJKMNPQRS]",
    "[int 12000 count 12,000 size 3]",
    "[date 22 April 2027 iso 2027-04-22 time <time datetime=\"2027-04-22\">22 April 2027</time>]",
    "[moment <time datetime=\"2027-04-22T09:14:00Z\">22 April 2027, 09:14" NBSP "UTC</time>]",
    "[money USD" NBSP "6,000.50]",
    "[months 6.4" NBSP "months]",
    "[percent 75" NBSP "%]",
    "[bdi <bdi>Fabrikam</bdi>]",
    "[tr Sign in first.]",
    "[raw <hr>]",
    "#key\"/></svg>]",
    "[t Sign in first.]",
    "[member At most 12,000 benefits can be kept for one partner.]",
    "[markup At most <b title=\"Fabrikam\">12000</b> benefits can be kept for one partner.]",
    "[pair The <a href=\"/help/terms\">terms</a> say so]",
    "[plural 2 keys of Fabrikam]",
    "[if many]",
    "[tick <input type=\"checkbox\" value=\"12000\">]",
    "[let 24000]\n<ul>\n<li>A &amp; B=1</li>\n",
    "<li>Ä=12,000</li>\n",
    "<input type=\"hidden\" name=\"csrf\" value=\"t0k&quot;en\"></form>",
};

static void
every_tag_writes_what_it_says(void **state)
{
    SampleView view = ordinary();

    (void)state;
    assert_shows_all(shown(LANG_EN, &view), ENGLISH, COUNT_OF(ENGLISH));
}

static const char *const SWEDISH[] = {
    "[int 12000 count 12" NBSP "000 size 3]",
    "[date 22 april 2027 iso 2027-04-22",
    "\">22 april 2027 kl." NBSP "09.14" NBSP "UTC</time>]",
    "[money 6" NBSP "000,50" NBSP "USD]",
    "[months 6,4" NBSP "månader]",
    "[tr Logga in först.]",
    "[t Logga in först.]",
    "[member Högst 12" NBSP "000 förmåner",
    "[markup Högst <b title=\"Fabrikam\">12000</b> förmåner",
};

static void
texts_come_in_the_readers_language(void **state)
{
    SampleView view = ordinary();

    (void)state;
    assert_shows_all(shown(LANG_SV, &view), SWEDISH, COUNT_OF(SWEDISH));
}

static void
conditions_choose_and_loops_repeat(void **state)
{
    SampleView view = ordinary();

    (void)state;
    view.count = 5;
    assert_shows(shown(LANG_EN, &view), "[if no]");
    view.ticked = true;
    view.row_count = 1;
    const char *html = shown(LANG_EN, &view);
    assert_shows(html, "[if yes]");
    assert_shows(html, "[tick <input type=\"checkbox\" checked value=\"5\">]");
    assert_shows(html, "[plural one key]");
    assert_null(strstr(html, "Ä="));
    view.row_count = 0;
    assert_null(strstr(shown(LANG_EN, &view), "<li>"));
}

typedef struct Hostile {
    const char *name;
    const char *shown;
    const char *in_query;
} Hostile;

static const Hostile HOSTILE[] = {
    {"<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;",
     "%3Cscript%3Ealert%281%29%3C%2Fscript%3E"},
    {"\"><img onerror='x'>", "&quot;&gt;&lt;img onerror=&#39;x&#39;&gt;",
     "%22%3E%3Cimg%20onerror%3D%27x%27%3E"},
    {"&lt;", "&amp;lt;", "%26lt%3B"},
    {"{{name}} %s {n}", "{{name}} %s {n}", "%7B%7Bname%7D%7D%20%25s%20%7Bn%7D"},
    {"\xF0\x9F\x94\x91", "\xF0\x9F\x94\x91", "%F0%9F%94%91"},
    {"\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D", "\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D",
     "%D7%A9%D7%9C%D7%95%D7%9D"},
    {"a\x01\x1F\x7Fz", "a\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBDz", "a%01%1F%7Fz"},
    {"", "", ""},
};

static void
a_value_cannot_leave_its_place(void **state)
{
    SampleView view = ordinary();

    (void)state;
    for (size_t i = 0; i < COUNT_OF(HOSTILE); i++) {
        const Hostile *it = &HOSTILE[i];
        view.name = it->name;
        const char *html = shown(LANG_SV, &view);
        assert_shows(html, arena_printf(arena, "[text %s]", it->shown));
        assert_shows(html, arena_printf(arena, "<a title=\"%s\" href=", it->shown));
        assert_shows(html, arena_printf(arena, "<bdi>%s</bdi>", it->shown));
        assert_shows(html, arena_printf(arena, "<b title=\"%s\">", it->shown));
        assert_shows(html, arena_printf(arena, "[plural 2 keys of %s]", it->shown));
        assert_shows(html, arena_printf(arena, "?q=%s]", it->in_query));
        assert_null(strstr(html, "<script"));
        assert_null(strstr(html, "<img"));
    }
}

static const char *const FOREIGN[] = {
    "javascript:alert(1)",
    "//evil.example/",
    "/\\evil.example",
    "https://evil.example/",
    "",
    " /x",
    "/\t/evil.example",
    "/\n/evil.example",
};

static void
an_address_leads_nowhere_else(void **state)
{
    SampleView view = ordinary();

    (void)state;
    for (size_t i = 0; i < COUNT_OF(FOREIGN); i++) {
        view.address = FOREIGN[i];
        assert_shows(shown(LANG_EN, &view), "href=\"/\">");
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_tag_writes_what_it_says),
        cmocka_unit_test(texts_come_in_the_readers_language),
        cmocka_unit_test(conditions_choose_and_loops_repeat),
        cmocka_unit_test(a_value_cannot_leave_its_place),
        cmocka_unit_test(an_address_leads_nowhere_else),
    };
    return cmocka_run_group_tests(tests, make_arena, drop_arena);
}
