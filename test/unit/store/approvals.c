#include "store/world.h"

#include "store/approvals/approvals.h"

/* What ada asked for about this subject; it lapses after ten moments. */
static Approval
add_approval(World *world, const char *subject)
{
    Approval approval = {
        .id = id_new("apr_", NOW),
        .kind = "partner-suspension",
        .subject = subject,
        .request = "{}",
        .preview = "{\"name\":\"Firm\"}",
        .digest = hash_of_number(1),
        .reason = "because",
        .asked_by = world->ada.id,
        .asked_at = NOW,
        .lapses_at = NOW + 10,
    };

    MUST(store_approval_add(world->tx, &approval));
    return approval;
}

static bool
decide(World *world, Approval approval, ApprovalState state, const Id *by, Micros at)
{
    bool decided;

    approval.state = state;
    approval.decided_by = *by;
    approval.decided_at = at;
    MUST(store_approval_decide(world->tx, &approval, &decided));
    return decided;
}

static void
what_is_asked_is_read_with_who_asked(void **state)
{
    World *world = *state;
    Approval asked = add_approval(world, "one"), read, *waiting;

    MUST(store_approval_get(world->tx, &asked.id, world->arena, &read));
    assert_string_equal(read.kind, asked.kind);
    assert_string_equal(read.request, "{}");
    assert_string_equal(read.preview, asked.preview);
    assert_memory_equal(&read.digest, &asked.digest, sizeof(Hash));
    assert_string_equal(read.asker_name, world->ada.display_name);
    assert_string_equal(read.asker_email, world->ada.email);
    assert_int_equal(read.state, APPROVAL_WAITING);
    assert_true(id_is_empty(&read.decided_by));
    assert_null(read.decider_name);
    MUST(store_approval_find_waiting(world->tx, asked.kind, "one", world->arena, &waiting));
    assert_string_equal(waiting->id.text, asked.id.text);
    MUST(store_approval_find_waiting(world->tx, asked.kind, "two", world->arena, &waiting));
    assert_null(waiting);
    REFUSED(ERR_NOT_FOUND, store_approval_get(world->tx, &world->ada.id, world->arena, &read));
}

static void
the_same_waits_once_until_it_lapses(void **state)
{
    World *world = *state;
    Approval first = add_approval(world, "one"), second = first, read;

    second.id = id_new("apr_", NOW);
    REFUSED(ERR_ALREADY_EXISTS, store_approval_add(world->tx, &second));
    MUST(store_approval_lapse(world->tx, first.kind, "one", NOW + 9));
    REFUSED(ERR_ALREADY_EXISTS, store_approval_add(world->tx, &second));
    MUST(store_approval_lapse(world->tx, first.kind, "one", NOW + 10));
    MUST(store_approval_add(world->tx, &second));
    MUST(store_approval_get(world->tx, &first.id, world->arena, &read));
    assert_int_equal(read.state, APPROVAL_LAPSED);
}

/* RULE ROLE-3: whoever comes first decides, and nobody once it has lapsed. */
static void
it_is_decided_once_and_in_time(void **state)
{
    World *world = *state;
    Approval one = add_approval(world, "one"), two = add_approval(world, "two"), read;

    assert_true(decide(world, one, APPROVAL_APPROVED, &world->bob.id, NOW + 9));
    assert_false(decide(world, one, APPROVAL_REFUSED, &world->bob.id, NOW + 9));
    assert_false(decide(world, one, APPROVAL_WITHDRAWN, &world->ada.id, NOW + 9));
    MUST(store_approval_get(world->tx, &one.id, world->arena, &read));
    assert_int_equal(read.state, APPROVAL_APPROVED);
    assert_int_equal(read.decided_at, NOW + 9);
    assert_string_equal(read.decider_name, world->bob.display_name);
    assert_false(decide(world, two, APPROVAL_APPROVED, &world->bob.id, NOW + 10));
    /* RULE ROLE-3: the table itself has no room for somebody who approves their own. */
    two.state = APPROVAL_APPROVED;
    two.decided_by = world->ada.id;
    two.decided_at = NOW;
    bool decided;
    REFUSED(ERR_INTERNAL, store_approval_decide(world->tx, &two, &decided));
}

static bool
is_about_two(const void *approval, void *data)
{
    (void)data;
    return strcmp(((const Approval *)approval)->subject, "two") == 0;
}

static void
lists_are_of_all_of_what_waits_and_of_one_asker(void **state)
{
    World *world = *state;
    Approval one = add_approval(world, "one"), two = add_approval(world, "two");
    ApprovalSearch search = {.limit = 1};
    ApprovalList list;

    MUST(store_approval_list(world->tx, &search, world->arena, &list));
    assert_int_equal(list.count, 1);
    assert_true(list.more);
    assert_string_equal(list.item[0].id.text, one.id.text);
    search.after = one.id.text;
    MUST(store_approval_list(world->tx, &search, world->arena, &list));
    assert_false(list.more);
    assert_string_equal(list.item[0].id.text, two.id.text);

    assert_true(decide(world, one, APPROVAL_REFUSED, &world->bob.id, NOW));
    search = (ApprovalSearch){.limit = 5, .waiting = true};
    MUST(store_approval_list(world->tx, &search, world->arena, &list));
    assert_int_equal(list.count, 1);
    search = (ApprovalSearch){.limit = 5, .asked_by = world->ada.id, .wanted = is_about_two};
    MUST(store_approval_list(world->tx, &search, world->arena, &list));
    assert_int_equal(list.count, 1);
    search = (ApprovalSearch){.limit = 5, .asked_by = world->bob.id};
    MUST(store_approval_list(world->tx, &search, world->arena, &list));
    assert_int_equal(list.count, 0);
}

static void
there_are_several_of_the_staff_from_the_second_on(void **state)
{
    World *world = *state;
    bool several;

    add_user(world, &(Id){{0}}, "one@operator.example");
    MUST(store_staff_is_several(world->tx, &several));
    assert_false(several);
    User second = add_user(world, &(Id){{0}}, "two@operator.example");
    second.disabled_at = NOW;
    MUST(store_user_put(world->tx, &second));
    MUST(store_staff_is_several(world->tx, &several));
    assert_true(several);
}

static void
a_partner_is_suspended_and_resumed_once(void **state)
{
    World *world = *state;
    const Id *id = &world->partner.id;
    bool changed, suspended;
    Partner read;

    MUST(store_partner_set_suspended(world->tx, id, 0, &changed));
    assert_false(changed);
    MUST(store_partner_set_suspended(world->tx, id, NOW, &changed));
    assert_true(changed);
    MUST(store_partner_set_suspended(world->tx, id, NOW + 1, &changed));
    assert_false(changed);
    MUST(store_partner_get(world->tx, id, world->arena, &read));
    assert_int_equal(read.suspended_at, NOW);
    MUST(store_partner_is_suspended(world->tx, id, &suspended));
    assert_true(suspended);
    MUST(store_partner_set_suspended(world->tx, id, 0, &changed));
    assert_true(changed);
    MUST(store_partner_is_suspended(world->tx, id, &suspended));
    assert_false(suspended);
}

int
test_approvals(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(what_is_asked_is_read_with_who_asked),
        IN_WORLD(the_same_waits_once_until_it_lapses),
        IN_WORLD(it_is_decided_once_and_in_time),
        IN_WORLD(lists_are_of_all_of_what_waits_and_of_one_asker),
        IN_WORLD(there_are_several_of_the_staff_from_the_second_on),
        IN_WORLD(a_partner_is_suspended_and_resumed_once),
    };

    return cmocka_run_group_tests_name("approvals", tests, NULL, NULL);
}
