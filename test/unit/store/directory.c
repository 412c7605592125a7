#include "store/world.h"

/* --- partners and tenants ------------------------------------------------------------------- */

static void
a_partner_is_read_as_it_was_added(void **state)
{
    World *world = *state;
    Partner read;

    MUST(store_partner_get(world->tx, &world->partner.id, world->arena, &read));
    assert_string_equal(read.id.text, world->partner.id.text);
    assert_string_equal(read.name, "Fabrikam");
    assert_string_equal(read.country, "SE");
    assert_string_equal(read.locale, "sv");
    assert_int_equal(read.created_at, NOW);
    REFUSED(ERR_NOT_FOUND, store_partner_get(world->tx, &world->tenant.id, world->arena, &read));
    REFUSED(ERR_ALREADY_EXISTS, store_partner_add(world->tx, &read));
}

static void
partners_are_listed_in_the_order_of_their_making(void **state)
{
    World *world = *state;
    Partner second = {id_new("par_", NOW), "Contoso", "DE", "en", "crm-2", NOW};
    Words words = text_words(world->arena, NULL);
    PartnerList list;

    MUST(store_partner_add(world->tx, &second));
    MUST(store_partner_list(world->tx, &(Page){.limit = 1}, &words, world->arena, &list));
    assert_true(list.more);
    assert_string_equal(list.item[0].name, "Fabrikam");
    MUST(store_partner_list(world->tx, &(Page){world->partner.id.text, 1}, &words, world->arena,
                            &list));
    assert_false(list.more);
    assert_string_equal(list.item[0].name, "Contoso");
    words = text_words(world->arena, "toso CON");
    MUST(store_partner_list(world->tx, &(Page){.limit = 1}, &words, world->arena, &list));
    assert_false(list.more);
    assert_string_equal(list.item[0].name, "Contoso");
}

static void
a_tenant_is_found_by_its_id_and_by_its_domain(void **state)
{
    World *world = *state;
    Tenant tenant = {id_new("ten_", NOW),
                     world->partner.id,
                     "Nordvik",
                     "nordvik.example",
                     "SEK",
                     "crm-1",
                     NOW + 1};
    Tenant read;

    MUST(store_tenant_add(world->tx, &tenant));
    MUST(store_tenant_get_by_domain(world->tx, "nordvik.example", world->arena, &read));
    assert_string_equal(read.id.text, tenant.id.text);
    MUST(store_tenant_get(world->tx, &tenant.id, world->arena, &read));
    assert_string_equal(read.partner_id.text, world->partner.id.text);
    assert_string_equal(read.name, "Nordvik");
    assert_string_equal(read.domain, "nordvik.example");
    assert_string_equal(read.currency, "SEK");
    assert_int_equal(read.created_at, NOW + 1);
    REFUSED(ERR_NOT_FOUND, store_tenant_get_by_domain(world->tx, "x.example", world->arena, &read));
    REFUSED(ERR_NOT_FOUND, store_tenant_get(world->tx, &world->ada.id, world->arena, &read));
}

/* What each is called elsewhere, and what else changes with it. */
static void
partners_and_tenants_change_and_are_found_by_what_others_call_them(void **state)
{
    World *world = *state;
    Partner partner = world->partner;
    Tenant tenant = world->tenant;
    Words words = text_words(world->arena, NULL);
    PartnerList partners;
    TenantList tenants;

    MUST(store_partner_list_external(world->tx, "crm 1", &words, world->arena, &partners));
    assert_int_equal(partners.count, 0);
    partner.name = "Fabrikam AB";
    partner.country = "NO";
    partner.locale = "en";
    partner.external_id = "crm 1";
    MUST(store_partner_put(world->tx, &partner));
    MUST(store_partner_list_external(world->tx, "crm 1", &words, world->arena, &partners));
    assert_int_equal(partners.count, 1);
    assert_string_equal(partners.item[0].id.text, partner.id.text);
    assert_string_equal(partners.item[0].name, "Fabrikam AB");
    assert_string_equal(partners.item[0].country, "NO");
    assert_string_equal(partners.item[0].locale, "en");
    words = text_words(world->arena, "fabrikam");
    MUST(store_partner_list_external(world->tx, "crm 1", &words, world->arena, &partners));
    assert_int_equal(partners.count, 1);
    words = text_words(world->arena, "contoso");
    MUST(store_partner_list_external(world->tx, "crm 1", &words, world->arena, &partners));
    assert_int_equal(partners.count, 0);

    tenant.name = "Fabrikam Oslo";
    tenant.external_id = "crm 1";
    MUST(store_tenant_put(world->tx, &tenant));
    MUST(store_tenant_list_external(world->tx, &partner.id, "crm 1", world->arena, &tenants));
    assert_int_equal(tenants.count, 1);
    assert_string_equal(tenants.item[0].name, "Fabrikam Oslo");
    assert_string_equal(tenants.item[0].external_id, "crm 1");
    MUST(store_tenant_list_external(world->tx, &tenant.id, "crm 1", world->arena, &tenants));
    assert_int_equal(tenants.count, 0);
}

static void
users_are_found_by_what_others_call_them(void **state)
{
    World *world = *state;
    User user = world->ada;
    UserList list;

    user.external_id = "e-1815";
    MUST(store_user_put(world->tx, &user));
    MUST(store_user_list_external(world->tx, &user.tenant_id, "e-1815", world->arena, &list));
    assert_int_equal(list.count, 1);
    assert_string_equal(list.item[0].id.text, user.id.text);
    assert_string_equal(list.item[0].external_id, "e-1815");
    MUST(store_user_list_external(world->tx, &world->partner.id, "e-1815", world->arena, &list));
    assert_int_equal(list.count, 0);
    user.external_id = NULL;
    MUST(store_user_put(world->tx, &user));
    MUST(store_user_list_external(world->tx, &user.tenant_id, "e-1815", world->arena, &list));
    assert_int_equal(list.count, 0);
}

static void
tenants_whose_domain_is_encoded_are_listed(void **state)
{
    World *world = *state;
    static const char *const DOMAINS[] = {"xn--keri-poa.example", "plain.example",
                                          "www.xn--keri-poa.example", "axn--b.example"};
    TenantList list;

    for (size_t i = 0; i < COUNT_OF(DOMAINS); i++) {
        Tenant tenant = {.id = id_new("ten_", NOW),
                         .partner_id = world->partner.id,
                         .name = "Nordvik",
                         .domain = DOMAINS[i],
                         .created_at = NOW};
        MUST(store_tenant_add(world->tx, &tenant));
    }
    MUST(store_tenant_list_encoded(world->tx, &(Id){0}, 1, world->arena, &list));
    assert_int_equal(list.count, 1);
    assert_true(list.more);
    assert_string_equal(list.item[0].domain, DOMAINS[0]);
    Id first = list.item[0].id;
    MUST(store_tenant_list_encoded(world->tx, &first, 5, world->arena, &list));
    assert_int_equal(list.count, 1);
    assert_string_equal(list.item[0].domain, DOMAINS[2]);

    MUST(store_tenant_set_domain(world->tx, &first, "åkeri.example"));
    Tenant read;
    MUST(store_tenant_get_by_domain(world->tx, "åkeri.example", world->arena, &read));
    assert_string_equal(read.id.text, first.text);
}

static void
two_tenants_have_two_domains(void **state)
{
    World *world = *state;
    Tenant tenant = world->tenant;

    tenant.id = id_new("ten_", NOW);
    REFUSED(ERR_ALREADY_EXISTS, store_tenant_add(world->tx, &tenant));
}

static void
tenants_are_listed_for_their_partner_only(void **state)
{
    World *world = *state;
    Tenant second = add_tenant(world, "second.example");
    TenantList list;

    MUST(store_tenant_list(world->tx, &world->partner.id, &(Page){world->tenant.id.text, 5},
                           world->arena, &list));
    assert_int_equal(list.count, 1);
    assert_string_equal(list.item[0].id.text, second.id.text);
    assert_null(list.item[0].currency);
    MUST(store_tenant_list(world->tx, &second.id, &(Page){.limit = 5}, world->arena, &list));
    assert_int_equal(list.count, 0);
}

/* --- users ---------------------------------------------------------------------------------- */

static void
a_user_is_read_as_it_was_added_with_its_programmes(void **state)
{
    World *world = *state;
    const char *programmes[] = {"csp", "spla"};
    User user = {.id = id_new("usr_", NOW),
                 .tenant_id = world->tenant.id,
                 .email = "eve@fabrikam.example",
                 .display_name = "Eve",
                 .sort_name = "eve",
                 .search_text = "eve",
                 .kind = USER_GUEST,
                 .roles = ROLE_READER | ROLE_BILLING_ADMIN,
                 .password_hash = "hash",
                 .created_at = NOW + 1,
                 .programme = programmes,
                 .programme_count = 2};
    User read;

    MUST(store_user_add(world->tx, &user));
    MUST(store_user_get_by_email(world->tx, &world->tenant.id, "eve@fabrikam.example", world->arena,
                                 &read));
    assert_string_equal(read.id.text, user.id.text);
    assert_string_equal(read.tenant_id.text, world->tenant.id.text);
    assert_string_equal(read.email, "eve@fabrikam.example");
    assert_string_equal(read.display_name, "Eve");
    assert_string_equal(read.sort_name, "eve");
    assert_int_equal(read.kind, USER_GUEST);
    assert_int_equal(read.roles, ROLE_READER | ROLE_BILLING_ADMIN);
    assert_string_equal(read.password_hash, "hash");
    assert_int_equal(read.created_at, NOW + 1);
    assert_int_equal(read.signed_in_at, 0);
    assert_int_equal(read.disabled_at, 0);
    assert_int_equal(read.programme_count, 2);
    assert_string_equal(read.programme[0], "csp");
    assert_string_equal(read.programme[1], "spla");
}

static void
each_user_of_a_list_has_programmes_of_their_own(void **state)
{
    World *world = *state;
    const char *two[] = {"csp", "spla"}, *one[] = {"other"};
    User eve = add_user(world, &world->tenant.id, "eve@fabrikam.example");
    UserList list;

    world->ada.programme = two;
    world->ada.programme_count = 2;
    MUST(store_user_set_programmes(world->tx, &world->ada));
    eve.programme = one;
    eve.programme_count = 1;
    MUST(store_user_set_programmes(world->tx, &eve));
    MUST(store_user_list(world->tx, &world->tenant.id, &(Page){.limit = 5}, world->arena, &list));
    assert_int_equal(list.count, 3);
    assert_int_equal(list.item[0].programme_count, 2);
    assert_string_equal(list.item[0].programme[0], "csp");
    assert_string_equal(list.item[0].programme[1], "spla");
    assert_int_equal(list.item[1].programme_count, 0);
    assert_int_equal(list.item[2].programme_count, 1);
    assert_string_equal(list.item[2].programme[0], "other");
}

static void
what_can_change_of_a_user_changes(void **state)
{
    World *world = *state;
    const char *programmes[] = {"spla"};
    User user = world->ada, read;

    user.display_name = "Ada Lovelace";
    user.sort_name = "ada lovelace";
    user.roles = ROLE_USER_ADMIN;
    user.disabled_at = NOW + 2;
    user.programme = programmes;
    user.programme_count = 1;
    MUST(store_user_put(world->tx, &user));
    MUST(store_user_set_programmes(world->tx, &user));
    MUST(store_user_set_password(world->tx, &user.id, "other hash"));
    MUST(store_user_set_signed_in(world->tx, &user.id, NOW + 3));
    MUST(store_user_get(world->tx, &user.id, world->arena, &read));
    assert_string_equal(read.display_name, "Ada Lovelace");
    assert_string_equal(read.sort_name, "ada lovelace");
    assert_int_equal(read.roles, ROLE_USER_ADMIN);
    assert_int_equal(read.disabled_at, NOW + 2);
    assert_int_equal(read.signed_in_at, NOW + 3);
    assert_string_equal(read.password_hash, "other hash");
    assert_int_equal(read.programme_count, 1);
    user.programme_count = 0;
    MUST(store_user_set_programmes(world->tx, &user));
    MUST(store_user_get(world->tx, &user.id, world->arena, &read));
    assert_int_equal(read.programme_count, 0);
}

static void
an_email_address_is_one_users_in_a_tenant_and_may_be_anothers_in_another(void **state)
{
    World *world = *state;
    Tenant second = add_tenant(world, "second.example");
    User same = world->ada;
    UserList list;

    same.id = id_new("usr_", NOW);
    REFUSED(ERR_ALREADY_EXISTS, store_user_add(world->tx, &same));
    same.tenant_id = second.id;
    MUST(store_user_add(world->tx, &same));
    MUST(store_user_list_by_email(world->tx, same.email, world->arena, &list));
    assert_int_equal(list.count, 2);
    assert_string_equal(list.item[0].id.text, world->ada.id.text);
    assert_string_equal(list.item[1].id.text, same.id.text);
    REFUSED(ERR_NOT_FOUND, store_user_get_by_email(world->tx, &second.id, "x@second.example",
                                                   world->arena, &list.item[0]));
    REFUSED(ERR_NOT_FOUND, store_user_get(world->tx, &second.id, world->arena, &list.item[0]));
}

static void
users_are_listed_in_pages(void **state)
{
    World *world = *state;
    UserList list;

    MUST(store_user_list(world->tx, &world->tenant.id, &(Page){.limit = 1}, world->arena, &list));
    assert_true(list.more);
    assert_string_equal(list.item[0].id.text, world->ada.id.text);
    MUST(store_user_list(world->tx, &world->tenant.id, &(Page){world->ada.id.text, 1}, world->arena,
                         &list));
    assert_false(list.more);
    assert_string_equal(list.item[0].id.text, world->bob.id.text);
}

static void
users_are_searched_by_name_and_address_where_a_percent_sign_is_only_that(void **state)
{
    World *world = *state;
    UserSearch search = {.tenant_id = world->tenant.id, .part.limit = 5};
    RowPlace after = {.id = ""};
    User percent = add_user(world, &world->tenant.id, "100%!_@fabrikam.example");
    UserList list;

    search.words = text_words(world->arena, "bob@");
    MUST(store_user_search(world->tx, &search, world->arena, &list));
    assert_int_equal(list.count, 1);
    assert_string_equal(list.item[0].id.text, world->bob.id.text);
    search.words = text_words(world->arena, "0%!_@");
    MUST(store_user_search(world->tx, &search, world->arena, &list));
    assert_int_equal(list.count, 1);
    assert_string_equal(list.item[0].id.text, percent.id.text);
    search.words = text_words(world->arena, "%");
    MUST(store_user_search(world->tx, &search, world->arena, &list));
    assert_int_equal(list.count, 1);
    search.words = text_words(world->arena, "example bob");
    search.part.limit = 1;
    MUST(store_user_search(world->tx, &search, world->arena, &list));
    assert_int_equal(list.count, 1);
    assert_false(list.more);
    search.words = text_words(world->arena, NULL);
    for (size_t i = 0; i < 3; i++) {
        MUST(store_user_search(world->tx, &search, world->arena, &list));
        assert_int_equal(list.count, 1);
        assert_int_equal(list.more, i < 2);
        after =
            (RowPlace){order_of_key(list.item[0].sort.in[LANG_EN]), LANG_EN, list.item[0].id.text};
        search.part.after = &after;
    }
    assert_string_equal(list.item[0].id.text, world->bob.id.text);
}

/* The readers of a language have their own order, which follows a name that changes. */
static void
users_are_in_the_order_of_their_readers(void **state)
{
    World *world = *state;
    UserSearch search = {.tenant_id = world->tenant.id, .part.limit = 5};
    UserList list;

    world->ada.display_name = "Ärla";
    world->bob.display_name = "zeta";
    MUST(store_user_put(world->tx, &world->ada));
    MUST(store_user_put(world->tx, &world->bob));
    for (Lang lang = 0; lang < LANG_COUNT; lang++) {
        search.lang = lang;
        MUST(store_user_search(world->tx, &search, world->arena, &list));
        assert_int_equal(list.count, 2);
        assert_string_equal(list.item[0].display_name, lang == LANG_SV ? "zeta" : "Ärla");
    }
}

/* Who is found, by the letter their name begins with. */
static void
finds_people(World *world, const UserSearch *search, const char *letters)
{
    Buf found = buf_new(world->arena, 100);
    UserList list;

    MUST(store_user_search(world->tx, search, world->arena, &list));
    for (size_t i = 0; i < list.count; i++)
        buf_char(&found, list.item[i].display_name[0]);
    buf_text(&found, "");
    assert_string_equal(found.data, letters);
}

static void
users_are_chosen_by_role_kind_sign_in_and_what_they_hold(void **state)
{
    World *world = *state;
    Subscription subscription = add_subscription(world, "suite", TODAY + 100);
    UserSearch search = {.tenant_id = world->tenant.id, .part.limit = 5, .today = {TODAY}};
    const UserSearch all = search;

    world->ada.roles = ROLE_USER_ADMIN;
    MUST(store_user_put(world->tx, &world->ada));
    MUST(store_user_set_signed_in(world->tx, &world->ada.id, NOW));
    MUST(store_assignment_add(world->tx, &subscription, &world->ada.id, NOW));
    finds_people(world, &search, "ab");
    search.roles = ROLE_USER_ADMIN;
    finds_people(world, &search, "a");
    search = all;
    search.kind = "member";
    finds_people(world, &search, "");
    search.kind = "guest";
    finds_people(world, &search, "ab");
    search = all;
    search.signed_in = WISH_NOT;
    finds_people(world, &search, "b");
    search.signed_in = WISH_SO;
    finds_people(world, &search, "a");
    search = all;
    search.licensed = WISH_NOT;
    finds_people(world, &search, "b");
    search.licensed = WISH_SO;
    finds_people(world, &search, "a");
    search = all;
    search.sku = "suite";
    finds_people(world, &search, "a");
    search.sku = "other";
    finds_people(world, &search, "");
}

static void
users_are_sorted_by_name_or_sign_in_in_both_directions(void **state)
{
    World *world = *state;
    UserSearch search = {.tenant_id = world->tenant.id, .part.limit = 5, .with_programmes = true};

    MUST(store_user_set_signed_in(world->tx, &world->ada.id, NOW));
    finds_people(world, &search, "ab");
    search.falling = true;
    finds_people(world, &search, "ba");
    search.column = USER_BY_SIGN_IN;
    finds_people(world, &search, "ab");
    search.falling = false;
    finds_people(world, &search, "ba");
    search.column = USER_BY_ID;
    finds_people(world, &search, "ab");
}

/* In each order and from each place, whoever is there comes once. */
static void
a_counted_part_says_where_it_stands_and_is_turned_back(void **state)
{
    World *world = *state;
    UserSearch search = {.tenant_id = world->tenant.id};
    RowPlace place;
    UserList all, part;

    add_user(world, &world->tenant.id, "eve@fabrikam.example");
    for (int turn = 0; turn < 6; turn++) {
        search.column = (UserColumn)(turn / 2);
        search.falling = turn % 2 == 1;
        search.part = (ListPart){.limit = 5, .counted = true};
        MUST(store_user_search(world->tx, &search, world->arena, &all));
        assert_int_equal(all.total, 3);
        search.part.limit = 1;
        place = (RowPlace){user_order(&search, &all.item[1]), LANG_EN, all.item[1].id.text};
        search.part.after = &place;
        MUST(store_user_search(world->tx, &search, world->arena, &part));
        assert_int_equal(part.before, 2);
        assert_int_equal(part.total, 3);
        assert_false(part.more);
        assert_string_equal(part.item[0].id.text, all.item[2].id.text);
        search.part.after = NULL;
        search.part.before = &place;
        MUST(store_user_search(world->tx, &search, world->arena, &part));
        assert_int_equal(part.before, 0);
        assert_true(part.more);
        assert_string_equal(part.item[0].id.text, all.item[0].id.text);
    }
}

static void
how_somebody_reads_pages_is_kept_with_them(void **state)
{
    World *world = *state;
    Session session = {.id = id_new("ses_", NOW), .user_id = world->ada.id, .expires_at = NOW + 1};
    Session *found;
    Actor actor;

    MUST(store_session_add(world->tx, &session));
    MUST(store_session_find(world->tx, &session.hash, world->arena, &found, &actor));
    assert_null(actor.time_zone);
    assert_int_equal(actor.page_rows, 0);
    MUST(store_user_set_time_zone(world->tx, &world->ada.id, "Europe/Stockholm"));
    MUST(store_user_set_page_rows(world->tx, &world->ada.id, 100));
    MUST(store_session_find(world->tx, &session.hash, world->arena, &found, &actor));
    assert_string_equal(actor.time_zone, "Europe/Stockholm");
    assert_int_equal(actor.page_rows, 100);
}

static SavedView
view_of(const World *world, const char *key)
{
    return (SavedView){world->tenant.id, world->ada.id, key, "people", "Guests", "kind=guest", NOW};
}

static void
views_are_of_one_account_and_replaced_by_their_keys(void **state)
{
    World *world = *state;
    SavedView first = view_of(world, "first"), second = view_of(world, "second");
    SavedViewList list;
    int64_t others;
    bool found;

    second.list = "keys";
    second.name = "Another";
    MUST(store_view_put(world->tx, &first));
    MUST(store_view_put(world->tx, &second));
    first.name = "All guests";
    MUST(store_view_put(world->tx, &first));
    MUST(store_view_count_others(world->tx, &first, &others));
    assert_int_equal(others, 1);
    MUST(store_view_list(world->tx, &(SavedView){world->tenant.id, world->ada.id}, world->arena,
                         &list));
    assert_int_equal(list.count, 2);
    assert_string_equal(list.item[0].name, "All guests");
    assert_string_equal(list.item[0].query, "kind=guest");
    second.list = "people";
    MUST(store_view_list(world->tx, &second, world->arena, &list));
    assert_int_equal(list.count, 1);
    assert_string_equal(list.item[0].key, "first");
    MUST(store_view_list(world->tx, &(SavedView){world->tenant.id, world->bob.id}, world->arena,
                         &list));
    assert_int_equal(list.count, 0);
    MUST(store_view_remove(world->tx, &first, &found));
    assert_true(found);
    MUST(store_view_remove(world->tx, &first, &found));
    assert_false(found);
}

static void
all_users_are_listed_to_be_folded_again(void **state)
{
    World *world = *state;
    User user = add_user(world, &(Id){{0}}, "OP@operator.example");
    UserSearch search = {.words = text_words(world->arena, "staff"), .part.limit = 5};
    UserList list;

    MUST(store_user_list_all(world->tx, &world->ada.id, 1, world->arena, &list));
    assert_true(list.more);
    assert_string_equal(list.item[0].id.text, world->bob.id.text);
    MUST(store_user_list_all(world->tx, &world->bob.id, 1, world->arena, &list));
    assert_false(list.more);
    assert_string_equal(list.item[0].id.text, user.id.text);
    user.email = "op@operator.example";
    user.sort_name = "op";
    user.search_text = "staff of the operator";
    MUST(store_user_put_folded(world->tx, &user));
    MUST(store_user_search(world->tx, &search, world->arena, &list));
    assert_int_equal(list.count, 1);
    assert_string_equal(list.item[0].email, "op@operator.example");
    assert_string_equal(list.item[0].sort_name, "op");
}

static void
users_with_a_role_are_those_who_may_sign_in(void **state)
{
    World *world = *state;
    User user = world->ada;
    UserList list;

    user.roles = ROLE_GLOBAL_ADMIN | ROLE_READER;
    MUST(store_user_put(world->tx, &user));
    MUST(store_user_list_with_role(world->tx, &world->tenant.id, ROLE_GLOBAL_ADMIN, world->arena,
                                   &list));
    assert_int_equal(list.count, 1);
    assert_string_equal(list.item[0].id.text, user.id.text);
    user.disabled_at = NOW;
    MUST(store_user_put(world->tx, &user));
    MUST(store_user_list_with_role(world->tx, &world->tenant.id, ROLE_GLOBAL_ADMIN, world->arena,
                                   &list));
    assert_int_equal(list.count, 0);
}

/* More of them than stand together in a list of what is wanted, some with letters of two bytes. */
static void
users_are_found_by_id_address_or_whole_name_many_at_once(void **state)
{
    World *world = *state;
    enum { COUNT = 45 };
    const char *text[COUNT];
    const UserNames names = {world->tenant.id, text, COUNT};
    User asa = add_user(world, &world->tenant.id, "asa@fabrikam.example");
    UserList *list;

    asa.sort_name = "åsa ödman";
    MUST(store_user_put(world->tx, &asa));
    for (size_t i = 0; i < COUNT; i++)
        text[i] = "";
    text[0] = world->bob.id.text;
    text[1] = "åsa ödman";
    text[2] = "ödman";
    text[21] = world->ada.email;
    text[44] = "asa@fabrikam.example";
    MUST(store_user_lists_named(world->tx, &names, world->arena, &list));
    assert_int_equal(list[0].count, 1);
    assert_string_equal(list[0].item[0].id.text, world->bob.id.text);
    assert_int_equal(list[1].count, 1);
    assert_string_equal(list[1].item[0].id.text, asa.id.text);
    assert_int_equal(list[2].count, 0);
    assert_int_equal(list[3].count, 0);
    assert_string_equal(list[21].item[0].id.text, world->ada.id.text);
    assert_string_equal(list[44].item[0].id.text, asa.id.text);

    const UserNames elsewhere = {id_new("ten_", NOW), text, COUNT};
    MUST(store_user_lists_named(world->tx, &elsewhere, world->arena, &list));
    assert_int_equal(list[0].count + list[1].count + list[21].count, 0);
    MUST(store_user_lists_named(world->tx, &(UserNames){.count = 0}, world->arena, &list));
}

static void
a_label_of_a_user_has_their_name_and_their_address(void **state)
{
    World *world = *state;
    Tenant second = add_tenant(world, "second.example");
    Id id[] = {world->ada.id, {{0}}, world->bob.id};
    LabelScope scope = {id, 3, world->tenant.id};
    Label *label;

    world->bob.display_name = "Bob";
    MUST(store_user_put(world->tx, &world->bob));
    MUST(store_user_labels(world->tx, &scope, world->arena, &label));
    assert_string_equal(label[0].name.in[LANG_EN], world->ada.display_name);
    assert_null(label[1].name.in[LANG_EN]);
    assert_string_equal(label[2].owner_id.text, world->tenant.id.text);
    assert_string_equal(label[2].name.in[LANG_EN], "Bob");
    assert_null(label[2].name.in[LANG_SV]);
    assert_string_equal(label[2].email, world->bob.email);
    scope.owner_id = second.id;
    MUST(store_user_labels(world->tx, &scope, world->arena, &label));
    assert_null(label[2].name.in[LANG_EN]);
    scope.owner_id = (Id){{0}};
    MUST(store_user_labels(world->tx, &scope, world->arena, &label));
    assert_string_equal(label[2].name.in[LANG_EN], "Bob");
}

int
test_directory(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(a_partner_is_read_as_it_was_added),
        IN_WORLD(partners_are_listed_in_the_order_of_their_making),
        IN_WORLD(a_tenant_is_found_by_its_id_and_by_its_domain),
        IN_WORLD(tenants_whose_domain_is_encoded_are_listed),
        IN_WORLD(partners_and_tenants_change_and_are_found_by_what_others_call_them),
        IN_WORLD(users_are_found_by_what_others_call_them),
        IN_WORLD(two_tenants_have_two_domains),
        IN_WORLD(tenants_are_listed_for_their_partner_only),
        IN_WORLD(a_user_is_read_as_it_was_added_with_its_programmes),
        IN_WORLD(each_user_of_a_list_has_programmes_of_their_own),
        IN_WORLD(what_can_change_of_a_user_changes),
        IN_WORLD(an_email_address_is_one_users_in_a_tenant_and_may_be_anothers_in_another),
        IN_WORLD(users_are_listed_in_pages),
        IN_WORLD(users_are_searched_by_name_and_address_where_a_percent_sign_is_only_that),
        IN_WORLD(users_are_in_the_order_of_their_readers),
        IN_WORLD(users_are_chosen_by_role_kind_sign_in_and_what_they_hold),
        IN_WORLD(users_are_sorted_by_name_or_sign_in_in_both_directions),
        IN_WORLD(a_counted_part_says_where_it_stands_and_is_turned_back),
        IN_WORLD(how_somebody_reads_pages_is_kept_with_them),
        IN_WORLD(views_are_of_one_account_and_replaced_by_their_keys),
        IN_WORLD(all_users_are_listed_to_be_folded_again),
        IN_WORLD(users_with_a_role_are_those_who_may_sign_in),
        IN_WORLD(users_are_found_by_id_address_or_whole_name_many_at_once),
        IN_WORLD(a_label_of_a_user_has_their_name_and_their_address),
    };

    return cmocka_run_group_tests_name("directory", tests, NULL, NULL);
}
