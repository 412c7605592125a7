#include "store/world.h"

/* --- enrolments ----------------------------------------------------------------------------- */

static void
an_enrolment_is_read_as_it_was_added(void **state)
{
    World *world = *state;
    Enrolment read;

    MUST(store_enrolment_get(world->tx, &world->enrolment.id, world->arena, &read));
    assert_string_equal(read.id.text, world->enrolment.id.text);
    assert_string_equal(read.partner_id.text, world->partner.id.text);
    assert_string_equal(read.tenant_id.text, world->tenant.id.text);
    assert_string_equal(read.offer_code, "gold-2024");
    assert_int_equal(read.starts_on.day, TODAY);
    assert_int_equal(read.ends_on.day, TODAY + 365);
    assert_int_equal(read.activate_by.day, TODAY + 394);
    assert_int_equal(read.created_at, NOW);
    REFUSED(ERR_NOT_FOUND, store_enrolment_get(world->tx, &world->partner.id, world->arena, &read));
}

static void
enrolments_are_listed_in_pages(void **state)
{
    World *world = *state;
    Enrolment next = add_enrolment(world, "gold-2024", TODAY + 365);
    EnrolmentList list;

    MUST(store_enrolment_list(world->tx, &world->partner.id, &(Page){.limit = 1}, world->arena,
                              &list));
    assert_true(list.more);
    MUST(store_enrolment_list(world->tx, &world->partner.id, &(Page){list.item[0].id.text, 1},
                              world->arena, &list));
    assert_false(list.more);
    assert_string_equal(list.item[0].id.text, next.id.text);
}

static void
enrolments_are_found_by_what_others_call_them(void **state)
{
    World *world = *state;
    Enrolment enrolment = world->enrolment, next = add_enrolment(world, "gold-2024", TODAY + 365);
    EnrolmentList list;

    enrolment.external_id = next.external_id = "order 1";
    MUST(store_enrolment_put(world->tx, &enrolment));
    MUST(store_enrolment_list_external(world->tx, &world->partner.id, "order 1", world->arena,
                                       &list));
    assert_int_equal(list.count, 1);
    assert_string_equal(list.item[0].id.text, enrolment.id.text);
    assert_string_equal(list.item[0].external_id, "order 1");
    MUST(store_enrolment_list_external(world->tx, &world->tenant.id, "order 1", world->arena,
                                       &list));
    assert_int_equal(list.count, 0);
    REFUSED(ERR_ALREADY_EXISTS, store_enrolment_put(world->tx, &next));
}

static size_t
count_overlapping(World *world, const char *offer, int32_t starts_on)
{
    const Enrolment planned = {
        .partner_id = world->partner.id,
        .offer_code = offer,
        .starts_on = {starts_on},
        .ends_on = {starts_on + 365},
    };
    EnrolmentList list;

    MUST(store_enrolment_list_overlapping(world->tx, &planned, world->arena, &list));
    return list.count;
}

static void
enrolments_overlap_that_have_a_day_in_common(void **state)
{
    World *world = *state;
    const char *offer = world->enrolment.offer_code;

    assert_int_equal(count_overlapping(world, offer, TODAY + 365), 0);
    assert_int_equal(count_overlapping(world, offer, TODAY - 365), 0);
    assert_int_equal(count_overlapping(world, offer, TODAY + 364), 1);
}

static void
what_granted_nothing_overlaps_only_the_same_offer(void **state)
{
    World *world = *state;

    add_offer(world, "empty", "suite");
    assert_int_equal(count_overlapping(world, "empty", TODAY), 1);
    add_enrolment(world, "empty", TODAY);
    assert_int_equal(count_overlapping(world, "empty", TODAY), 2);
    assert_int_equal(count_overlapping(world, world->enrolment.offer_code, TODAY), 1);
}

/* --- benefits ------------------------------------------------------------------------------- */

static void
a_benefit_is_read_with_its_product_and_its_offer(void **state)
{
    World *world = *state;
    Product suite = world->suite;
    Product next = add_product(world, "next", PRODUCT_LICENSE);
    Benefit read;

    suite.retired = true;
    suite.replaced_by = "next";
    MUST(store_product_put(world->tx, &suite));
    MUST(store_benefit_get(world->tx, &world->benefit.id, world->arena, &read));
    assert_string_equal(read.id.text, world->benefit.id.text);
    assert_string_equal(read.partner_id.text, world->partner.id.text);
    assert_string_equal(read.enrolment_id.text, world->enrolment.id.text);
    assert_string_equal(read.sku, "suite");
    assert_int_equal(read.type, GRANT_INCREMENTAL);
    assert_int_equal(read.quantity.licenses, 10);
    assert_int_equal(read.incidents_used, 0);
    assert_int_equal(read.activate_by.day, TODAY + 394);
    assert_true(id_is_empty(&read.superseded_by));
    assert_int_equal(read.created_at, NOW);
    assert_string_equal(read.product_name.in[LANG_EN], suite.name.in[LANG_EN]);
    assert_string_equal(read.product_name.in[LANG_SV], suite.name.in[LANG_SV]);
    assert_int_equal(read.kind, PRODUCT_LICENSE);
    assert_true(read.retired);
    assert_string_equal(read.replaced_by.in[LANG_EN], next.name.in[LANG_EN]);
    assert_string_equal(read.replaced_by.in[LANG_SV], next.name.in[LANG_SV]);
    assert_string_equal(read.offer_code, "gold-2024");
    assert_string_equal(read.offer_name, world->offer.name);
    assert_string_equal(read.competency, "Cloud");
    assert_int_equal(read.tier, TIER_GOLD);
}

static void
only_the_quantity_of_its_kind_is_kept_of_a_benefit(void **state)
{
    World *world = *state;
    Product help = add_product(world, "help", PRODUCT_SUPPORT);
    Product money = add_product(world, "money", PRODUCT_CREDIT);
    Benefit of_help = add_benefit(world, &world->enrolment, &help);
    Benefit of_money = add_benefit(world, &world->enrolment, &money);
    Benefit read;

    MUST(store_benefit_get(world->tx, &of_help.id, world->arena, &read));
    assert_int_equal(read.quantity.incidents, 3);
    assert_int_equal(read.quantity.licenses, 0);
    assert_null(read.quantity.currency);
    MUST(store_benefit_get(world->tx, &of_money.id, world->arena, &read));
    assert_int_equal(read.quantity.incidents, 0);
    assert_int_equal(read.quantity.period, CREDIT_YEAR);
    assert_string_equal(read.quantity.currency, "USD");
    assert_int_equal(read.quantity.micros, 100);
    REFUSED(ERR_NOT_FOUND, store_benefit_get(world->tx, &world->partner.id, world->arena, &read));
}

static void
benefits_are_listed_in_the_order_of_their_granting(void **state)
{
    World *world = *state;
    Enrolment next = add_enrolment(world, "gold-2024", TODAY + 365);
    Benefit second = add_benefit(world, &next, &world->suite);
    BenefitList list;

    MUST(store_benefit_list(world->tx, &world->partner.id, world->arena, &list));
    assert_int_equal(list.count, 2);
    assert_string_equal(list.item[0].id.text, world->benefit.id.text);
    assert_string_equal(list.item[1].id.text, second.id.text);
}

static void
what_can_still_be_used_is_listed_for_many_partners(void **state)
{
    World *world = *state;
    Enrolment next = add_enrolment(world, "gold-2024", TODAY + 365);
    Benefit later = add_benefit(world, &next, &world->suite);
    Benefit gone = add_benefit(world, &next, &world->suite);
    const Id partners[] = {id_new("par_", NOW), world->partner.id};
    UsableScope scope = {partners, 2, world->benefit.activate_by, 5};
    BenefitList *list;

    MUST(store_benefit_supersede(world->tx, &gone.id, &next.id));
    MUST(store_benefit_lists_usable(world->tx, &scope, world->arena, &list));
    assert_int_equal(list[0].count, 0);
    assert_int_equal(list[1].count, 2);
    assert_string_equal(list[1].item[0].id.text, world->benefit.id.text);
    assert_string_equal(list[1].item[0].tenant_id.text, world->enrolment.tenant_id.text);
    assert_string_equal(list[1].item[1].id.text, later.id.text);
    scope.limit = 1;
    MUST(store_benefit_lists_usable(world->tx, &scope, world->arena, &list));
    assert_true(list[1].count == 1 && list[1].more);
    scope.on = date_add_days(scope.on, 1);
    MUST(store_benefit_lists_usable(world->tx, &scope, world->arena, &list));
    assert_true(list[1].count == 1 && !list[1].more);
    assert_string_equal(list[1].item[0].id.text, later.id.text);
    scope.count = 0;
    MUST(store_benefit_lists_usable(world->tx, &scope, world->arena, &list));
}

static void
each_enrolment_has_a_list_of_what_it_granted(void **state)
{
    World *world = *state;
    Enrolment enrolment[] = {add_enrolment(world, "gold-2024", TODAY + 365), world->enrolment,
                             add_enrolment(world, "gold-2024", TODAY + 730)};
    Benefit first = add_benefit(world, &enrolment[0], &world->suite);
    Benefit second = add_benefit(world, &enrolment[0], &world->suite);
    EnrolmentList list = {.item = enrolment, .count = 3};
    IdList *ids;

    MUST(store_benefit_ids_of_enrolments(world->tx, &list, world->arena, &ids));
    assert_int_equal(ids[0].count, 2);
    assert_string_equal(ids[0].item[0].text, first.id.text);
    assert_string_equal(ids[0].item[1].text, second.id.text);
    assert_int_equal(ids[1].count, 1);
    assert_string_equal(ids[1].item[0].text, world->benefit.id.text);
    assert_int_equal(ids[2].count, 0);
    MUST(store_benefit_ids_of_enrolments(world->tx, &(EnrolmentList){0}, world->arena, &ids));
}

/* --- labels --------------------------------------------------------------------------------- */

static void
a_label_of_a_benefit_names_its_product_and_one_of_an_enrolment_its_offer(void **state)
{
    World *world = *state;
    LabelScope benefits = {&world->benefit.id, 1, world->partner.id};
    LabelScope enrolments = {&world->enrolment.id, 1, world->partner.id};
    Label *label;

    MUST(store_benefit_labels(world->tx, &benefits, world->arena, &label));
    assert_string_equal(label[0].owner_id.text, world->partner.id.text);
    assert_string_equal(label[0].name.in[LANG_EN], world->suite.name.in[LANG_EN]);
    assert_string_equal(label[0].name.in[LANG_SV], world->suite.name.in[LANG_SV]);
    assert_null(label[0].email);
    assert_true(id_is_empty(&label[0].benefit_id));
    MUST(store_enrolment_labels(world->tx, &enrolments, world->arena, &label));
    assert_string_equal(label[0].owner_id.text, world->partner.id.text);
    assert_string_equal(label[0].name.in[LANG_EN], world->offer.name);
    assert_null(label[0].name.in[LANG_SV]);
}

/* RULE ROLE-2: to others it is not there. */
static void
labels_are_an_owners_or_where_none_is_named_anybodys(void **state)
{
    World *world = *state;
    Id id[] = {world->partner.id, world->benefit.id};
    LabelScope scope = {id, 2, world->tenant.id};
    Label *label;

    MUST(store_benefit_labels(world->tx, &scope, world->arena, &label));
    assert_null(label[1].name.in[LANG_EN]);
    scope.id = &world->enrolment.id;
    scope.count = 1;
    MUST(store_enrolment_labels(world->tx, &scope, world->arena, &label));
    assert_null(label[0].name.in[LANG_EN]);
    scope = (LabelScope){.id = id, .count = 2};
    MUST(store_benefit_labels(world->tx, &scope, world->arena, &label));
    assert_null(label[0].name.in[LANG_EN]);
    assert_string_equal(label[1].name.in[LANG_EN], world->suite.name.in[LANG_EN]);
}

static void
the_products_of_an_offer_are_in_the_order_of_its_lines(void **state)
{
    World *world = *state;
    ProductList list;

    MUST(store_product_list_of_offer(world->tx, world->offer.code, world->arena, &list));
    assert_int_equal(list.count, 1);
    assert_string_equal(list.item[0].sku, world->suite.sku);
    assert_string_equal(list.item[0].name.in[LANG_EN], world->suite.name.in[LANG_EN]);
}

static void
a_benefit_is_superseded_once(void **state)
{
    World *world = *state;
    Benefit read;

    MUST(store_benefit_supersede(world->tx, &world->benefit.id, &world->enrolment.id));
    MUST(store_benefit_get(world->tx, &world->benefit.id, world->arena, &read));
    assert_string_equal(read.superseded_by.text, world->enrolment.id.text);
    REFUSED(ERR_NOT_FOUND,
            store_benefit_supersede(world->tx, &world->benefit.id, &world->enrolment.id));
}

int
test_benefits(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(an_enrolment_is_read_as_it_was_added),
        IN_WORLD(enrolments_are_listed_in_pages),
        IN_WORLD(enrolments_are_found_by_what_others_call_them),
        IN_WORLD(enrolments_overlap_that_have_a_day_in_common),
        IN_WORLD(what_granted_nothing_overlaps_only_the_same_offer),
        IN_WORLD(a_benefit_is_read_with_its_product_and_its_offer),
        IN_WORLD(only_the_quantity_of_its_kind_is_kept_of_a_benefit),
        IN_WORLD(benefits_are_listed_in_the_order_of_their_granting),
        IN_WORLD(what_can_still_be_used_is_listed_for_many_partners),
        IN_WORLD(each_enrolment_has_a_list_of_what_it_granted),
        IN_WORLD(a_label_of_a_benefit_names_its_product_and_one_of_an_enrolment_its_offer),
        IN_WORLD(labels_are_an_owners_or_where_none_is_named_anybodys),
        IN_WORLD(the_products_of_an_offer_are_in_the_order_of_its_lines),
        IN_WORLD(a_benefit_is_superseded_once),
    };

    return cmocka_run_group_tests_name("benefits", tests, NULL, NULL);
}
