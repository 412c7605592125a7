#include "store/world.h"

#include "domain/partner.h"

/* In the order of their making: Fabrikam of the world, and these. */
static Partner
add_partner(World *world, const char *name)
{
    Partner partner = {id_new("par_", NOW), name, "SE", "sv", NULL, NOW};

    MUST(store_partner_add(world->tx, &partner));
    return partner;
}

static PartnerSearch
search_all(Lang lang)
{
    return (PartnerSearch){
        .health = -1, .today = {TODAY}, .lang = lang, .part = {.limit = 10, .counted = true}};
}

static void
assert_found(World *world, const PartnerSearch *search, const char *const *names)
{
    PartnerFoundList list;
    size_t count = 0;

    MUST(store_partner_search(world->tx, search, world->arena, &list));
    for (; names[count] != NULL; count++) {
        assert_true(count < list.count);
        assert_string_equal(list.item[count].partner.name, names[count]);
    }
    assert_int_equal(list.count, count);
    assert_int_equal(list.total, count);
}

static void
partners_are_in_the_order_of_their_readers(void **state)
{
    World *world = *state;

    add_partner(world, "Ögla");
    add_partner(world, "Zeta");
    PartnerSearch search = search_all(LANG_SV);
    assert_found(world, &search, (const char *[]){"Fabrikam", "Zeta", "Ögla", NULL});
    search.lang = LANG_EN;
    assert_found(world, &search, (const char *[]){"Fabrikam", "Ögla", "Zeta", NULL});
    search.falling = true;
    assert_found(world, &search, (const char *[]){"Zeta", "Ögla", "Fabrikam", NULL});
}

static void
partners_are_found_by_words_and_by_how_they_are_doing(void **state)
{
    World *world = *state;
    Partner idle = add_partner(world, "Nordvik");

    PartnerSearch search = search_all(LANG_EN);
    search.words = text_words(world->arena, "EXAMPLE fabri");
    assert_found(world, &search, (const char *[]){"Fabrikam", NULL});
    search.words = text_words(world->arena, idle.id.text);
    assert_found(world, &search, (const char *[]){"Nordvik", NULL});
    search.words = (Words){.count = 0};
    search.health = PARTNER_IDLE;
    assert_found(world, &search, (const char *[]){"Nordvik", NULL});
    search.health = PARTNER_UNATTENDED;
    assert_found(world, &search, (const char *[]){"Fabrikam", NULL});
}

static void
partners_are_sorted_by_the_first_of_their_years_to_end(void **state)
{
    World *world = *state;
    PartnerFound found;
    PartnerFoundList list;

    add_partner(world, "Adatum");
    PartnerSearch search = search_all(LANG_EN);
    search.column = PARTNER_BY_END;
    assert_found(world, &search, (const char *[]){"Fabrikam", "Adatum", NULL});
    search.falling = true;
    assert_found(world, &search, (const char *[]){"Adatum", "Fabrikam", NULL});

    /* The part behind a place, with what comes before it counted. */
    MUST(store_partner_search(world->tx, &search, world->arena, &list));
    const RowPlace place = {.order = partner_order(&search, &list.item[0]),
                            .id = list.item[0].partner.id.text};
    search.part.after = &place;
    MUST(store_partner_search(world->tx, &search, world->arena, &list));
    assert_int_equal(list.before, 1);
    assert_string_equal(list.item[0].partner.name, "Fabrikam");

    /* A year that another one of the same offer follows is no end. */
    MUST(store_partner_found_get(world->tx, &world->partner.id, (Date){TODAY}, world->arena,
                                 &found));
    assert_int_equal(found.facts.ends_on, world->enrolment.ends_on.day);
    Enrolment next = add_enrolment(world, "gold-2024", world->enrolment.ends_on.day);
    MUST(store_partner_found_get(world->tx, &world->partner.id, (Date){TODAY}, world->arena,
                                 &found));
    assert_int_equal(found.facts.ends_on, next.ends_on.day);
    assert_string_equal(found.domain, "fabrikam.example");
    assert_int_equal(found.tenants, 1);
    REFUSED(ERR_NOT_FOUND, store_partner_found_get(world->tx, &world->tenant.id, (Date){TODAY},
                                                   world->arena, &found));
}

static void
a_partner_is_unattended_until_an_administrator_has_a_password(void **state)
{
    World *world = *state;
    PartnerFound found;
    PartnerList list;

    MUST(store_user_set_password(world->tx, &world->ada.id, "a hash"));
    MUST(store_partner_list_unattended(world->tx, 10, world->arena, &list));
    assert_int_equal(list.count, 1); /* a reader cannot act */
    world->ada.roles = ROLE_PARTNER_ADMIN;
    MUST(store_user_put(world->tx, &world->ada));
    MUST(store_partner_list_unattended(world->tx, 10, world->arena, &list));
    assert_int_equal(list.count, 0);
    MUST(store_partner_found_get(world->tx, &world->partner.id, (Date){TODAY}, world->arena,
                                 &found));
    assert_true(found.facts.attended);
    world->ada.disabled_at = NOW;
    MUST(store_user_put(world->tx, &world->ada));
    MUST(store_partner_list_unattended(world->tx, 10, world->arena, &list));
    assert_string_equal(list.item[0].name, "Fabrikam");
}

static void
people_with_a_role_are_listed_for_all_tenants_of_their_partner(void **state)
{
    World *world = *state;
    Tenant other = add_tenant(world, "other.example");
    User eve = add_user(world, &other.id, "eve@other.example");
    UserList list;

    world->ada.disabled_at = NOW;
    MUST(store_user_put(world->tx, &world->ada));
    world->bob.roles = 0;
    MUST(store_user_put(world->tx, &world->bob));
    MUST(store_user_list_of_partner(world->tx, &world->partner.id, 10, world->arena, &list));
    assert_int_equal(list.count, 2);
    assert_string_equal(list.item[0].email, eve.email); /* who may sign in comes first */
    assert_string_equal(list.item[1].email, world->ada.email);
}

static void
years_that_end_are_listed_unless_one_follows(void **state)
{
    World *world = *state;
    EndingYearList list;
    EndingScope scope = {.today = {TODAY}, .until = world->enrolment.ends_on, .limit = 10};

    MUST(store_enrolment_list_ending(world->tx, &scope, world->arena, &list));
    assert_int_equal(list.count, 1);
    assert_string_equal(list.item[0].partner_name, "Fabrikam");
    assert_string_equal(list.item[0].offer_name, "Offer gold-2024");
    scope.after = &list.item[0];
    MUST(store_enrolment_list_ending(world->tx, &scope, world->arena, &list));
    assert_int_equal(list.count, 0);
    scope.after = NULL;
    scope.until = date_add_days(world->enrolment.ends_on, -1);
    MUST(store_enrolment_list_ending(world->tx, &scope, world->arena, &list));
    assert_int_equal(list.count, 0);

    Enrolment next = add_enrolment(world, "gold-2024", world->enrolment.ends_on.day);
    scope.until = world->enrolment.ends_on;
    MUST(store_enrolment_list_ending(world->tx, &scope, world->arena, &list));
    assert_int_equal(list.count, 0);
    MUST(store_enrolment_list_latest(world->tx, &world->partner.id, 10, world->arena, &list));
    assert_int_equal(list.count, 2);
    assert_string_equal(list.item[0].id.text, next.id.text);
}

static void
lots_that_are_not_whole_are_listed(void **state)
{
    World *world = *state;
    KeyLot whole = add_lot(world, NULL);
    KeyLot lot = whole;
    KeyLotList list;

    lot.id = id_new("lot_", NOW);
    MUST(store_lot_add(world->tx, &lot, false));
    MUST(store_lot_list_unfinished(world->tx, 10, world->arena, &list));
    assert_int_equal(list.count, 1);
    assert_string_equal(list.item[0].id.text, lot.id.text);
    assert_false(list.item[0].given_up);
    MUST(store_lot_give_up(world->tx, &lot.id));
    MUST(store_lot_list_unfinished(world->tx, 10, world->arena, &list));
    assert_true(list.item[0].given_up);
}

/* How a partner is doing: what is worst is said. */
static void
health_is_what_is_worst(void **state)
{
    const Date today = {TODAY};
    static const struct {
        PartnerFacts facts;
        PartnerHealth health;
    } CASES[] = {
        {{PARTNER_NO_END, true}, PARTNER_IDLE},
        {{PARTNER_NO_END, false}, PARTNER_IDLE},
        {{TODAY + 10, false}, PARTNER_UNATTENDED},
        {{TODAY + RENEWAL_DAYS, true}, PARTNER_RENEWAL},
        {{TODAY + RENEWAL_DAYS + 1, true}, PARTNER_WELL},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(CASES); i++)
        assert_int_equal(partner_health(&CASES[i].facts, today), CASES[i].health);
}

int
test_partners(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(partners_are_in_the_order_of_their_readers),
        IN_WORLD(partners_are_found_by_words_and_by_how_they_are_doing),
        IN_WORLD(partners_are_sorted_by_the_first_of_their_years_to_end),
        IN_WORLD(a_partner_is_unattended_until_an_administrator_has_a_password),
        IN_WORLD(people_with_a_role_are_listed_for_all_tenants_of_their_partner),
        IN_WORLD(years_that_end_are_listed_unless_one_follows),
        IN_WORLD(lots_that_are_not_whole_are_listed),
        cmocka_unit_test(health_is_what_is_worst),
    };

    return cmocka_run_group_tests_name("partners", tests, NULL, NULL);
}
