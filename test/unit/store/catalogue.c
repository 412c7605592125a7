#include "store/world.h"

/* --- products ------------------------------------------------------------------------------- */

static void
a_product_is_read_as_it_was_added(void **state)
{
    World *world = *state;
    Product product = {.sku = "cloud",
                       .name.in[LANG_EN] = "Cloud",
                       .name.in[LANG_SV] = "Moln",
                       .kind = PRODUCT_SUPPORT,
                       .retired = true,
                       .replaced_by = "suite",
                       .licenses_max = 12,
                       .created_at = NOW + 1};
    Product read;

    MUST(store_product_add(world->tx, &product));
    MUST(store_product_get(world->tx, "cloud", world->arena, &read));
    assert_string_equal(read.sku, "cloud");
    assert_string_equal(read.name.in[LANG_EN], "Cloud");
    assert_string_equal(read.name.in[LANG_SV], "Moln");
    assert_int_equal(read.kind, PRODUCT_SUPPORT);
    assert_true(read.retired);
    assert_string_equal(read.replaced_by, "suite");
    assert_int_equal(read.licenses_max, 12);
    assert_int_equal(read.created_at, NOW + 1);
}

static void
a_product_keeps_its_kind_when_it_changes(void **state)
{
    World *world = *state;
    Product product = world->suite, read;

    product.name.in[LANG_EN] = "Suite 2";
    product.name.in[LANG_SV] = NULL;
    product.retired = true;
    product.licenses_max = 5;
    product.kind = PRODUCT_CREDIT;
    MUST(store_product_put(world->tx, &product));
    MUST(store_product_get(world->tx, "suite", world->arena, &read));
    assert_string_equal(read.name.in[LANG_EN], "Suite 2");
    assert_null(read.name.in[LANG_SV]);
    assert_true(read.retired);
    assert_int_equal(read.licenses_max, 5);
    assert_int_equal(read.kind, PRODUCT_LICENSE);
}

static void
a_product_that_is_not_there_is_not_found(void **state)
{
    World *world = *state;
    Product product = {.sku = "none", .name.in[LANG_EN] = "None", .licenses_max = 1};

    REFUSED(ERR_NOT_FOUND, store_product_get(world->tx, "none", world->arena, &product));
    REFUSED(ERR_NOT_FOUND, store_product_put(world->tx, &product));
}

static void
two_products_have_two_skus(void **state)
{
    World *world = *state;

    REFUSED(ERR_ALREADY_EXISTS, store_product_add(world->tx, &world->suite));
}

static void
products_are_listed_in_pages_by_their_skus(void **state)
{
    World *world = *state;
    ProductList list;

    add_product(world, "b", PRODUCT_LICENSE);
    add_product(world, "a", PRODUCT_CREDIT);
    MUST(store_product_list(world->tx, &(Page){.limit = 2}, world->arena, &list));
    assert_int_equal(list.count, 2);
    assert_true(list.more);
    assert_string_equal(list.item[0].sku, "a");
    assert_string_equal(list.item[1].sku, "b");
    MUST(store_product_list(world->tx, &(Page){"b", 2}, world->arena, &list));
    assert_int_equal(list.count, 1);
    assert_false(list.more);
    assert_string_equal(list.item[0].sku, "suite");
}

/* --- offers --------------------------------------------------------------------------------- */

static void
an_offer_is_read_with_its_lines_in_their_order(void **state)
{
    World *world = *state;
    Grant grant[] = {
        {"money", PRODUCT_CREDIT, GRANT_CORE, {0, 0, CREDIT_YEAR, "SEK", 77}},
        {"help", PRODUCT_SUPPORT, GRANT_INCREMENTAL, {.incidents = 5}},
        {"suite", PRODUCT_LICENSE, GRANT_CORE, {.licenses = 9}},
    };
    Offer offer = {id_new("off_", NOW), "silver", "Silver", TIER_SILVER, "Data", NOW, grant, 3};
    Offer read;

    add_product(world, "money", PRODUCT_CREDIT);
    add_product(world, "help", PRODUCT_SUPPORT);
    MUST(store_offer_add(world->tx, &offer));
    MUST(store_offer_get(world->tx, "silver", world->arena, &read));
    assert_string_equal(read.id.text, offer.id.text);
    assert_string_equal(read.name, "Silver");
    assert_int_equal(read.tier, TIER_SILVER);
    assert_string_equal(read.competency, "Data");
    assert_int_equal(read.created_at, NOW);
    assert_int_equal(read.grant_count, 3);
    assert_string_equal(read.grant[0].sku, "money");
    assert_int_equal(read.grant[0].quantity.period, CREDIT_YEAR);
    assert_string_equal(read.grant[0].quantity.currency, "SEK");
    assert_int_equal(read.grant[0].quantity.micros, 77);
    assert_int_equal(read.grant[1].kind, PRODUCT_SUPPORT);
    assert_int_equal(read.grant[1].type, GRANT_INCREMENTAL);
    assert_int_equal(read.grant[1].quantity.incidents, 5);
    assert_null(read.grant[1].quantity.currency);
    assert_int_equal(read.grant[2].quantity.licenses, 9);
}

static void
offers_are_listed_in_pages_by_their_codes_each_with_its_lines(void **state)
{
    World *world = *state;
    OfferList list;

    add_offer(world, "action", "suite");
    MUST(store_offer_list(world->tx, &(Page){.limit = 1}, world->arena, &list));
    assert_true(list.more);
    assert_string_equal(list.item[0].code, "action");
    MUST(store_offer_list(world->tx, &(Page){"action", 1}, world->arena, &list));
    assert_false(list.more);
    assert_string_equal(list.item[0].code, "gold-2024");
    assert_int_equal(list.item[0].grant[0].quantity.licenses, 10);
    MUST(store_offer_list(world->tx, &(Page){"z", 1}, world->arena, &list));
    assert_int_equal(list.count, 0);
    REFUSED(ERR_NOT_FOUND, store_offer_get(world->tx, "x", world->arena, &list.item[0]));
}

static void
each_offer_of_a_page_has_lines_of_its_own(void **state)
{
    World *world = *state;
    Offer none = {id_new("off_", NOW), "between", "None", TIER_SILVER, "Data", NOW, NULL, 0};
    OfferList list;

    add_product(world, "cloud", PRODUCT_LICENSE);
    add_offer(world, "action", "cloud");
    MUST(store_offer_add(world->tx, &none));
    MUST(store_offer_list(world->tx, &(Page){.limit = 5}, world->arena, &list));
    assert_int_equal(list.count, 3);
    assert_int_equal(list.item[0].grant_count, 1);
    assert_string_equal(list.item[0].grant[0].sku, "cloud");
    assert_int_equal(list.item[1].grant_count, 0);
    assert_int_equal(list.item[2].grant_count, 1);
    assert_string_equal(list.item[2].grant[0].sku, "suite");
}

/* --- other programmes, meters, rates -------------------------------------------------------- */

static void
other_programmes_are_listed_by_their_codes(void **state)
{
    World *world = *state;
    OtherProgramme csp = {"csp", {{"Cloud partner", "Molnpartner"}}, NOW}, spla = {.code = "spla"};
    OtherProgrammeList list;

    spla.name.in[LANG_EN] = "Service provider";
    MUST(store_programme_add(world->tx, &spla));
    MUST(store_programme_add(world->tx, &csp));
    MUST(store_programme_list(world->tx, &(Page){.limit = 1}, world->arena, &list));
    assert_true(list.more);
    assert_string_equal(list.item[0].name.in[LANG_EN], "Cloud partner");
    assert_string_equal(list.item[0].name.in[LANG_SV], "Molnpartner");
    assert_int_equal(list.item[0].created_at, NOW);
    MUST(store_programme_list(world->tx, &(Page){"csp", 5}, world->arena, &list));
    assert_int_equal(list.count, 1);
    assert_string_equal(list.item[0].code, "spla");
}

static void
a_code_is_called_as_the_programme_or_else_as_the_offer(void **state)
{
    World *world = *state;
    OtherProgramme same = {"gold-2024", {{"Another gold", "Annat guld"}}, NOW};
    Label label;

    MUST(store_programme_label(world->tx, "gold-2024", world->arena, &label));
    assert_string_equal(label.name.in[LANG_EN], world->offer.name);
    assert_null(label.name.in[LANG_SV]);
    MUST(store_programme_add(world->tx, &same));
    MUST(store_programme_label(world->tx, "gold-2024", world->arena, &label));
    assert_string_equal(label.name.in[LANG_EN], "Another gold");
    assert_string_equal(label.name.in[LANG_SV], "Annat guld");
    MUST(store_programme_label(world->tx, "none", world->arena, &label));
    assert_null(label.name.in[LANG_EN]);
}

static void
meters_are_listed_by_their_codes(void **state)
{
    World *world = *state;
    Meter meter = {"hours", "Hours of work", "h", NOW}, read;
    MeterList list;

    MUST(store_meter_add(world->tx, &meter));
    MUST(store_meter_get(world->tx, "hours", world->arena, &read));
    assert_string_equal(read.name, "Hours of work");
    assert_string_equal(read.unit, "h");
    assert_int_equal(read.created_at, NOW);
    MUST(store_meter_list(world->tx, &(Page){.limit = 5}, world->arena, &list));
    assert_int_equal(list.count, 1);
    REFUSED(ERR_NOT_FOUND, store_meter_get(world->tx, "none", world->arena, &read));
    REFUSED(ERR_ALREADY_EXISTS, store_meter_add(world->tx, &meter));
}

static void
a_price_counts_from_its_moment_to_the_next_one(void **state)
{
    World *world = *state;
    const MeterName name = {"hours", "SEK"};
    PriceSpan span;

    MUST(store_meter_add(world->tx, &(Meter){"hours", "Hours", "h", NOW}));
    MUST(store_meter_price_put(world->tx, "hours", &(MeterPrice){"SEK", 100, 1}));
    MUST(store_meter_price_put(world->tx, "hours", &(MeterPrice){"SEK", 200, 2}));
    MUST(store_meter_price_put(world->tx, "hours", &(MeterPrice){"SEK", 200, 4}));
    MUST(store_meter_price_find(world->tx, &name, 199, &span));
    assert_int_equal(span.from, 100);
    assert_int_equal(span.until, 200);
    assert_int_equal(span.micros, 1);
    MUST(store_meter_price_find(world->tx, &name, 200, &span));
    assert_int_equal(span.until, INT64_MAX);
    assert_int_equal(span.micros, 4);
    MUST(store_meter_price_find(world->tx, &name, 99, &span));
    assert_int_equal(span.from, INT64_MIN);
    assert_int_equal(span.micros, -1);
}

static void
each_meter_has_its_prices_by_currency(void **state)
{
    World *world = *state;
    MeterList meters;
    MeterPriceList *prices;
    int64_t count;

    MUST(store_meter_add(world->tx, &(Meter){"hours", "Hours", "h", NOW}));
    MUST(store_meter_add(world->tx, &(Meter){"kilos", "Kilos", "kg", NOW}));
    MUST(store_meter_add(world->tx, &(Meter){"miles", "Miles", "mi", NOW}));
    MUST(store_meter_price_put(world->tx, "hours", &(MeterPrice){"SEK", 100, 1}));
    MUST(store_meter_price_put(world->tx, "hours", &(MeterPrice){"SEK", 200, 2}));
    MUST(store_meter_price_put(world->tx, "hours", &(MeterPrice){"EUR", 150, 3}));
    MUST(store_meter_price_put(world->tx, "miles", &(MeterPrice){"EUR", 150, 4}));
    MUST(store_meter_list(world->tx, &(Page){.limit = 5}, world->arena, &meters));
    MUST(store_meter_price_list(world->tx, &meters, 180, world->arena, &prices));
    assert_int_equal(prices[0].count, 2);
    assert_string_equal(prices[0].item[0].currency, "EUR");
    assert_int_equal(prices[0].item[1].valid_from, 100);
    assert_int_equal(prices[0].item[1].micros, 1);
    assert_int_equal(prices[1].count, 0);
    assert_int_equal(prices[2].count, 1);
    assert_int_equal(prices[2].item[0].micros, 4);
    MUST(store_meter_price_list(world->tx, &(MeterList){0}, 180, world->arena, &prices));
    MUST(store_meter_currency_count(world->tx, &(MeterName){"hours", "SEK"}, &count));
    assert_int_equal(count, 1);
    MUST(store_meter_currency_count(world->tx, &(MeterName){"hours", "USD"}, &count));
    assert_int_equal(count, 2);
}

static void
a_rate_is_replaced_by_the_next_one(void **state)
{
    World *world = *state;
    ExchangeRateList list;
    int64_t rate, count;
    bool found;

    MUST(store_rate_put(world->tx, &(ExchangeRate){"USD", "SEK", 10, NOW}));
    MUST(store_rate_put(world->tx, &(ExchangeRate){"EUR", "SEK", 11, NOW}));
    MUST(store_rate_put(world->tx, &(ExchangeRate){"USD", "SEK", 12, NOW + 1}));
    MUST(store_rate_find(world->tx, "USD", "SEK", &rate, &found));
    assert_true(found);
    assert_int_equal(rate, 12);
    MUST(store_rate_find(world->tx, "SEK", "USD", &rate, &found));
    assert_false(found);
    MUST(store_rate_count(world->tx, &(ExchangeRate){.from = "USD", .to = "SEK"}, &count));
    assert_int_equal(count, 1);
    MUST(store_rate_count(world->tx, &(ExchangeRate){.from = "USD", .to = "EUR"}, &count));
    assert_int_equal(count, 2);
    MUST(store_rate_list(world->tx, world->arena, &list));
    assert_int_equal(list.count, 2);
    assert_string_equal(list.item[0].from, "EUR");
    assert_string_equal(list.item[1].to, "SEK");
    assert_int_equal(list.item[1].changed_at, NOW + 1);
}

int
test_catalogue(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(a_product_is_read_as_it_was_added),
        IN_WORLD(a_product_keeps_its_kind_when_it_changes),
        IN_WORLD(a_product_that_is_not_there_is_not_found),
        IN_WORLD(two_products_have_two_skus),
        IN_WORLD(products_are_listed_in_pages_by_their_skus),
        IN_WORLD(an_offer_is_read_with_its_lines_in_their_order),
        IN_WORLD(offers_are_listed_in_pages_by_their_codes_each_with_its_lines),
        IN_WORLD(each_offer_of_a_page_has_lines_of_its_own),
        IN_WORLD(other_programmes_are_listed_by_their_codes),
        IN_WORLD(a_code_is_called_as_the_programme_or_else_as_the_offer),
        IN_WORLD(meters_are_listed_by_their_codes),
        IN_WORLD(a_price_counts_from_its_moment_to_the_next_one),
        IN_WORLD(each_meter_has_its_prices_by_currency),
        IN_WORLD(a_rate_is_replaced_by_the_next_one),
    };

    return cmocka_run_group_tests_name("catalogue", tests, NULL, NULL);
}
