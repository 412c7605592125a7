#include "store/world.h"

/* --- tokens --------------------------------------------------------------------------------- */

/* Its hash is of that number, and so is when it ends. */
static Token
add_token(World *world, const User *user, int number)
{
    Token token = {
        .id = id_new("tok_", NOW),
        .hash = hash_of_number(number),
        .user_id = user->id,
        .tenant_id = user->tenant_id,
        .name = "import",
        .created_at = NOW,
        .expires_at = NOW + number * INT64_C(10),
    };

    MUST(store_token_add(world->tx, &token));
    return token;
}

static void
a_token_speaks_for_its_user_until_it_expires(void **state)
{
    World *world = *state;
    Token token = add_token(world, &world->ada, 1);
    Actor actor;

    MUST(store_actor_get(world->tx, &token.hash, NOW + 9, world->arena, &actor));
    assert_string_equal(actor.user_id.text, world->ada.id.text);
    assert_string_equal(actor.tenant_id.text, world->tenant.id.text);
    assert_string_equal(actor.partner_id.text, world->partner.id.text);
    assert_int_equal(actor.roles, ROLE_READER);
    assert_string_equal(actor.email, "ada@fabrikam.example");
    assert_null(actor.display_name);
    assert_string_equal(actor.tenant_name, world->tenant.name);
    assert_string_equal(actor.tenant_domain, "fabrikam.example");
    REFUSED(ERR_SIGN_IN_REQUIRED,
            store_actor_get(world->tx, &token.hash, NOW + 10, world->arena, &actor));
}

static void
a_token_of_a_disabled_user_speaks_for_nobody(void **state)
{
    World *world = *state;
    Token token = add_token(world, &world->ada, 1);
    User user = world->ada;
    Actor actor;

    user.disabled_at = NOW;
    MUST(store_user_put(world->tx, &user));
    REFUSED(ERR_SIGN_IN_REQUIRED,
            store_actor_get(world->tx, &token.hash, NOW, world->arena, &actor));
}

static void
a_token_of_the_operators_staff_has_no_tenant(void **state)
{
    World *world = *state;
    User staff = add_user(world, &(Id){{0}}, "op@operator.example");
    Token token = add_token(world, &staff, 1);
    Actor actor;

    MUST(store_actor_get(world->tx, &token.hash, NOW, world->arena, &actor));
    assert_true(id_is_empty(&actor.tenant_id));
    assert_true(id_is_empty(&actor.partner_id));
    assert_null(actor.tenant_name);
}

static void
a_token_is_read_with_whose_it_is(void **state)
{
    World *world = *state;
    Token token = add_token(world, &world->ada, 1), read;
    Id other = id_new("tok_", NOW);

    MUST(store_token_get(world->tx, &token.id, world->arena, &read));
    assert_string_equal(read.id.text, token.id.text);
    assert_memory_equal(&read.hash, &token.hash, sizeof(Hash));
    assert_string_equal(read.user_id.text, world->ada.id.text);
    assert_string_equal(read.tenant_id.text, world->tenant.id.text);
    assert_string_equal(read.name, "import");
    assert_string_equal(read.email, "ada@fabrikam.example");
    assert_int_equal(read.created_at, NOW);
    assert_int_equal(read.used_on, 0);
    assert_int_equal(read.expires_at, NOW + 10);
    REFUSED(ERR_NOT_FOUND, store_token_get(world->tx, &other, world->arena, &read));
    MUST(store_token_remove(world->tx, &token.id));
    REFUSED(ERR_NOT_FOUND, store_token_get(world->tx, &token.id, world->arena, &read));
}

static void
tokens_are_listed_by_whose_they_are(void **state)
{
    World *world = *state;
    User staff = add_user(world, &(Id){{0}}, "op@operator.example");
    Token first = add_token(world, &world->ada, 1);
    Token second = add_token(world, &world->bob, 2);
    Token third = add_token(world, &staff, 3);
    TokenList list;

    MUST(store_token_list(world->tx, &(Page){.limit = 2}, world->arena, &list));
    assert_true(list.more);
    assert_int_equal(list.count, 2);
    MUST(store_token_list(world->tx, &(Page){second.id.text, 2}, world->arena, &list));
    assert_int_equal(list.count, 1);
    assert_string_equal(list.item[0].id.text, third.id.text);
    MUST(store_token_list_of_tenant(world->tx, &world->tenant.id, &(Page){first.id.text, 5},
                                    world->arena, &list));
    assert_int_equal(list.count, 1);
    assert_string_equal(list.item[0].id.text, second.id.text);
    MUST(store_token_list_of_tenant(world->tx, &(Id){{0}}, &(Page){.limit = 5}, world->arena,
                                    &list));
    assert_int_equal(list.count, 1);
    assert_string_equal(list.item[0].email, "op@operator.example");
    MUST(store_token_list_of_user(world->tx, &world->ada.id, &(Page){.limit = 5}, world->arena,
                                  &list));
    assert_int_equal(list.count, 1);
    assert_string_equal(list.item[0].id.text, first.id.text);
}

static void
tokens_of_somebody_that_ended_before_a_moment_are_removed(void **state)
{
    World *world = *state;
    Token kept = add_token(world, &world->ada, 2);
    Token other = add_token(world, &world->bob, 3), read;
    Token ended = add_token(world, &world->ada, 1);

    int64_t count;

    MUST(store_token_count(world->tx, &world->ada.id, &count));
    assert_int_equal(count, 2);
    MUST(store_token_remove_old(world->tx, &world->ada.id, kept.expires_at));
    REFUSED(ERR_NOT_FOUND, store_token_get(world->tx, &ended.id, world->arena, &read));
    MUST(store_token_get(world->tx, &kept.id, world->arena, &read));
    MUST(store_token_remove_old(world->tx, &world->ada.id, other.expires_at + 1));
    MUST(store_token_get(world->tx, &other.id, world->arena, &read));
}

/* RULE SIGN-8 */
static void
the_last_day_of_use_is_written_and_never_an_earlier_one(void **state)
{
    World *world = *state;
    Sightings *sightings = sightings_new();
    Token used = add_token(world, &world->ada, 1), read;
    Token unused = add_token(world, &world->ada, 2);
    Id after = {{0}};
    bool more;

    for (int day = 1; day >= 0; day--) {
        sighting_note(sightings, &used.hash, NOW + day * MICROS_PER_DAY + 5);
        MUST(store_token_note_uses(world->tx, sightings, &after, &more));
        assert_false(more);
        assert_true(id_is_empty(&after));
        MUST(store_token_get(world->tx, &used.id, world->arena, &read));
        assert_int_equal(read.used_on, TODAY + 1);
    }
    MUST(store_token_get(world->tx, &unused.id, world->arena, &read));
    assert_int_equal(read.used_on, 0);
    sightings_free(&sightings);
}

/* Two hundred at a time. */
static void
uses_are_written_down_part_after_part(void **state)
{
    World *world = *state;
    Sightings *sightings = sightings_new();
    Id after = {{0}};
    Token last = {0}, read;
    bool more;

    for (int i = 1; i <= 201; i++)
        last = add_token(world, &world->ada, i);
    sighting_note(sightings, &last.hash, NOW);
    MUST(store_token_note_uses(world->tx, sightings, &after, &more));
    assert_true(more);
    assert_false(id_is_empty(&after));
    MUST(store_token_note_uses(world->tx, sightings, &after, &more));
    assert_false(more);
    MUST(store_token_get(world->tx, &last.id, world->arena, &read));
    assert_int_equal(read.used_on, TODAY);
    sightings_free(&sightings);
}

/* --- sessions ------------------------------------------------------------------------------- */

static Session
add_session_of(World *world, const User *user, int number)
{
    Session session = {
        .id = id_new("ses_", NOW),
        .hash = hash_of_number(number),
        .user_id = user->id,
        .created_at = NOW,
        .seen_at = NOW + 1,
        .expires_at = NOW + 100 + number,
    };

    MUST(store_session_add(world->tx, &session));
    MUST(store_session_add_account(world->tx, &session, &user->id));
    return session;
}

/* Is it still there? */
static bool
is_session(World *world, const Session *session)
{
    Session *found;
    Actor actor;

    MUST(store_session_find(world->tx, &session->hash, world->arena, &found, &actor));
    return found != NULL;
}

static void
a_session_is_found_with_who_uses_it(void **state)
{
    World *world = *state;
    Session session = add_session_of(world, &world->ada, 1);
    Session *found;
    Actor actor;

    MUST(store_session_find(world->tx, &session.hash, world->arena, &found, &actor));
    assert_string_equal(found->id.text, session.id.text);
    assert_memory_equal(&found->hash, &session.hash, sizeof(Hash));
    assert_string_equal(found->user_id.text, world->ada.id.text);
    assert_int_equal(found->created_at, NOW);
    assert_int_equal(found->seen_at, NOW + 1);
    assert_int_equal(found->expires_at, NOW + 101);
    assert_string_equal(actor.user_id.text, world->ada.id.text);
    assert_string_equal(actor.partner_id.text, world->partner.id.text);
    assert_string_equal(actor.display_name, world->ada.display_name);
    assert_string_equal(actor.tenant_domain, "fabrikam.example");
    MUST(store_session_find(world->tx, &(Hash){{9}}, world->arena, &found, &actor));
    assert_null(found);
}

static void
a_session_goes_on_under_another_hash_and_in_another_account(void **state)
{
    World *world = *state;
    Session session = add_session_of(world, &world->ada, 1);
    Session *found;
    Actor actor;

    session.hash = hash_of_number(2);
    session.user_id = world->bob.id;
    session.seen_at = NOW + 5;
    MUST(store_session_put(world->tx, &session));
    MUST(store_session_set_seen(world->tx, &session.id, NOW + 6));
    MUST(store_session_find(world->tx, &session.hash, world->arena, &found, &actor));
    assert_int_equal(found->seen_at, NOW + 6);
    assert_string_equal(actor.user_id.text, world->bob.id.text);
    MUST(store_session_find(world->tx, &(Hash){{0}}, world->arena, &found, &actor));
    assert_null(found);
}

static void
the_accounts_of_a_session_are_listed_the_operators_own_first(void **state)
{
    World *world = *state;
    Session session = add_session_of(world, &world->ada, 1);
    User staff = add_user(world, &(Id){{0}}, "ada@operator.example");
    User disabled = world->bob;
    OwnAccountList list;

    disabled.disabled_at = NOW;
    MUST(store_user_put(world->tx, &disabled));
    MUST(store_user_set_signed_in(world->tx, &world->ada.id, NOW + 7));
    MUST(store_session_add_account(world->tx, &session, &staff.id));
    MUST(store_session_add_account(world->tx, &session, &disabled.id));
    MUST(store_session_list_accounts(world->tx, &session, world->arena, &list));
    assert_int_equal(list.count, 2);
    assert_string_equal(list.item[0].user_id.text, staff.id.text);
    assert_true(id_is_empty(&list.item[0].tenant_id));
    assert_string_equal(list.item[1].tenant_id.text, world->tenant.id.text);
    assert_string_equal(list.item[1].tenant_name, world->tenant.name);
    assert_string_equal(list.item[1].tenant_domain, world->tenant.domain);
    assert_string_equal(list.item[1].display_name, world->ada.display_name);
    assert_int_equal(list.item[1].roles, ROLE_READER);
    assert_int_equal(list.item[1].signed_in_at, NOW + 7);
}

static void
sessions_that_share_an_account_are_removed_together(void **state)
{
    World *world = *state;
    Session one = add_session_of(world, &world->ada, 1);
    Session two = add_session_of(world, &world->ada, 2);
    Session other = add_session_of(world, &world->bob, 3);
    int64_t count;

    MUST(store_session_remove_related(world->tx, &one, false, &count));
    assert_int_equal(count, 1);
    assert_true(is_session(world, &one));
    assert_false(is_session(world, &two));
    MUST(store_session_remove_related(world->tx, &one, true, &count));
    assert_int_equal(count, 1);
    assert_false(is_session(world, &one));
    assert_true(is_session(world, &other));
}

static void
a_session_that_is_in_an_account_goes_with_it_and_any_other_only_loses_it(void **state)
{
    World *world = *state;
    Session in_it = add_session_of(world, &world->ada, 1);
    Session may_use_it = add_session_of(world, &world->bob, 2);
    OwnAccountList list;

    MUST(store_session_add_account(world->tx, &may_use_it, &world->ada.id));
    MUST(store_session_remove_account(world->tx, &world->ada.id));
    assert_false(is_session(world, &in_it));
    MUST(store_session_list_accounts(world->tx, &may_use_it, world->arena, &list));
    assert_int_equal(list.count, 1);
    assert_string_equal(list.item[0].user_id.text, world->bob.id.text);
}

static void
all_sessions_that_may_use_an_account_can_be_removed(void **state)
{
    World *world = *state;
    Session in_it = add_session_of(world, &world->ada, 1);
    Session may_use_it = add_session_of(world, &world->bob, 2);
    Session other = add_session_of(world, &world->bob, 3);

    MUST(store_session_add_account(world->tx, &may_use_it, &world->ada.id));
    MUST(store_session_remove_of_user(world->tx, &world->ada.id));
    assert_false(is_session(world, &in_it));
    assert_false(is_session(world, &may_use_it));
    assert_true(is_session(world, &other));
    MUST(store_session_remove(world->tx, &other.id));
    assert_false(is_session(world, &other));
}

static void
of_sessions_that_are_over_the_oldest_are_removed_first(void **state)
{
    World *world = *state;
    Session second = add_session_of(world, &world->ada, 2);
    Session first = add_session_of(world, &world->ada, 1);
    Session going_on = add_session_of(world, &world->ada, 3);
    SessionList list;

    MUST(store_session_remove_old(world->tx, second.expires_at, 1));
    assert_false(is_session(world, &first));
    assert_true(is_session(world, &second));
    MUST(store_session_remove_old(world->tx, second.expires_at, 5));
    MUST(store_session_list(world->tx, &(Page){.limit = 5}, world->arena, &list));
    assert_int_equal(list.count, 1);
    assert_string_equal(list.item[0].id.text, going_on.id.text);
    assert_memory_equal(&list.item[0].hash, &going_on.hash, sizeof(Hash));
    assert_int_equal(list.item[0].expires_at, going_on.expires_at);
}

static void
of_more_sessions_in_an_account_than_there_may_be_the_oldest_is_found(void **state)
{
    World *world = *state;
    Session first = add_session_of(world, &world->ada, 1);
    Session second = add_session_of(world, &world->ada, 2);
    Id found;

    MUST(store_session_find_beyond(world->tx, &world->ada.id, 2, &found));
    assert_true(id_is_empty(&found));
    MUST(store_session_find_beyond(world->tx, &world->ada.id, 1, &found));
    assert_string_equal(found.text, first.id.text);
    second.user_id = world->bob.id; /* it went on to another account */
    MUST(store_session_put(world->tx, &second));
    MUST(store_session_find_beyond(world->tx, &world->ada.id, 1, &found));
    assert_true(id_is_empty(&found));
}

/* --- links and calendars -------------------------------------------------------------------- */

static void
a_link_works_until_it_expires_or_another_takes_its_place(void **state)
{
    World *world = *state;
    PasswordLink link = {hash_of_number(1), world->ada.id, NOW + 10}, read;

    MUST(store_link_add(world->tx, &link));
    MUST(store_link_get(world->tx, &link.hash, NOW + 9, &read));
    assert_string_equal(read.user_id.text, world->ada.id.text);
    assert_int_equal(read.expires_at, NOW + 10);
    REFUSED(ERR_LINK_EXPIRED, store_link_get(world->tx, &link.hash, NOW + 10, &read));
    link.hash = hash_of_number(2);
    MUST(store_link_add(world->tx, &link));
    Hash first = hash_of_number(1);
    REFUSED(ERR_LINK_EXPIRED, store_link_get(world->tx, &first, NOW, &read));
    MUST(store_link_remove(world->tx, &world->ada.id));
    REFUSED(ERR_LINK_EXPIRED, store_link_get(world->tx, &link.hash, NOW, &read));
}

static void
a_calendar_is_read_by_whoever_has_its_address(void **state)
{
    World *world = *state;
    CalendarFeed feed = {world->ada.id, hash_of_number(1), LANG_SV, NOW}, read;
    Actor actor;
    Lang lang;
    bool found;

    MUST(store_feed_put(world->tx, &(CalendarFeed){world->ada.id, hash_of_number(2), 0, 0}));
    MUST(store_feed_put(world->tx, &feed));
    MUST(store_feed_find(world->tx, &world->ada.id, world->arena, &read, &found));
    assert_true(found);
    assert_string_equal(read.user_id.text, world->ada.id.text);
    assert_int_equal(read.lang, LANG_SV);
    assert_int_equal(read.created_at, NOW);
    MUST(store_feed_get_actor(world->tx, &feed.hash, world->arena, &lang, &actor));
    assert_int_equal(lang, LANG_SV);
    assert_string_equal(actor.user_id.text, world->ada.id.text);
    assert_string_equal(actor.partner_id.text, world->partner.id.text);
    assert_string_equal(actor.tenant_domain, "fabrikam.example");
    MUST(store_feed_remove(world->tx, &world->ada.id, &found));
    assert_true(found);
    MUST(store_feed_remove(world->tx, &world->ada.id, &found));
    assert_false(found);
    MUST(store_feed_find(world->tx, &world->ada.id, world->arena, &read, &found));
    assert_false(found);
    REFUSED(ERR_NOT_FOUND,
            store_feed_get_actor(world->tx, &feed.hash, world->arena, &lang, &actor));
}

int
test_sign_in(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(a_token_speaks_for_its_user_until_it_expires),
        IN_WORLD(a_token_of_a_disabled_user_speaks_for_nobody),
        IN_WORLD(a_token_of_the_operators_staff_has_no_tenant),
        IN_WORLD(a_token_is_read_with_whose_it_is),
        IN_WORLD(tokens_are_listed_by_whose_they_are),
        IN_WORLD(tokens_of_somebody_that_ended_before_a_moment_are_removed),
        IN_WORLD(the_last_day_of_use_is_written_and_never_an_earlier_one),
        IN_WORLD(uses_are_written_down_part_after_part),
        IN_WORLD(a_session_is_found_with_who_uses_it),
        IN_WORLD(a_session_goes_on_under_another_hash_and_in_another_account),
        IN_WORLD(the_accounts_of_a_session_are_listed_the_operators_own_first),
        IN_WORLD(sessions_that_share_an_account_are_removed_together),
        IN_WORLD(a_session_that_is_in_an_account_goes_with_it_and_any_other_only_loses_it),
        IN_WORLD(all_sessions_that_may_use_an_account_can_be_removed),
        IN_WORLD(of_sessions_that_are_over_the_oldest_are_removed_first),
        IN_WORLD(of_more_sessions_in_an_account_than_there_may_be_the_oldest_is_found),
        IN_WORLD(a_link_works_until_it_expires_or_another_takes_its_place),
        IN_WORLD(a_calendar_is_read_by_whoever_has_its_address),
    };

    return cmocka_run_group_tests_name("sign_in", tests, NULL, NULL);
}
