#include "store/world.h"

#include "store/chores/chores.h"
#include "store/engine/db.h"

/* --- the chain ------------------------------------------------------------------------------ */

/* Something that Ada did to her tenant, a second after what was done before. */
static Event
append(World *world, const char *type, int second)
{
    Event *event = ARENA_NEW(world->arena, Event);

    *event = (Event){.partner_id = world->partner.id,
                     .tenant_id = world->tenant.id,
                     .type = type,
                     .at = NOW + second * MICROS_PER_SECOND,
                     .actor_id = world->ada.id,
                     .address.text = "192.0.2.1",
                     .subject = "sub_1",
                     .data = "{\"a\":1}"};

    MUST(store_event_append(world->tx, world->arena, event));
    return *event; /* whose stream is a text in the one that stays */
}

/* RULE AUD-2 */
static void
each_event_of_a_stream_follows_the_one_before(void **state)
{
    World *world = *state;
    Event first = append(world, "key.redeemed", 1);
    Event second = append(world, "user.created", 2);
    EventPlace start = {world->tenant.id.text, 0};
    EventList list;

    MUST(store_event_list_of_stream(world->tx, &start, 5, world->arena, &list));
    assert_int_equal(list.count, 2);
    assert_string_equal(list.item[0].id.text, first.id.text);
    assert_int_equal(list.item[0].seq, 1);
    assert_int_equal(list.item[1].seq, 2);
    Hash hash = event_chain_hash(&EVENT_CHAIN_START, &list.item[0], world->arena);
    assert_memory_equal(&list.item[0].hash, &hash, sizeof(hash));
    hash = event_chain_hash(&hash, &list.item[1], world->arena);
    assert_memory_equal(&list.item[1].hash, &hash, sizeof(hash));
    assert_memory_equal(&second.hash, &hash, sizeof(hash));
    start.seq = 1;
    MUST(store_event_list_of_stream(world->tx, &start, 5, world->arena, &list));
    assert_int_equal(list.count, 1);
}

static void
an_event_is_read_as_it_was_appended(void **state)
{
    World *world = *state;
    Event added = append(world, "key.redeemed", 1);
    EventList list;

    MUST(store_event_list_latest(world->tx, world->tenant.id.text, 5, world->arena, &list));
    const Event *read = &list.item[0];
    assert_string_equal(read->stream, world->tenant.id.text);
    assert_string_equal(read->id.text, added.id.text);
    assert_string_equal(read->partner_id.text, world->partner.id.text);
    assert_string_equal(read->tenant_id.text, world->tenant.id.text);
    assert_string_equal(read->type, "key.redeemed");
    assert_int_equal(read->at, NOW + MICROS_PER_SECOND);
    assert_string_equal(read->actor_id.text, world->ada.id.text);
    assert_string_equal(read->address.text, "192.0.2.1");
    assert_string_equal(read->subject, "sub_1");
    assert_null(read->reason.text);
    assert_string_equal(read->data, "{\"a\":1}");
}

/* RULE AUD-4: the chain covers what proves the address, and not the address. */
static void
a_salted_digest_stands_for_the_address(void **state)
{
    World *world = *state;
    Event first = append(world, "key.redeemed", 1);
    Event second = append(world, "key.redeemed", 2);
    Hash digest = salted_digest(&first.address.salt, "192.0.2.1", world->arena);
    EventList list;

    MUST(store_event_list_latest(world->tx, world->tenant.id.text, 5, world->arena, &list));
    assert_int_equal(list.item[1].form, EVENT_FORM_SALTED);
    assert_memory_equal(&list.item[1].address.digest, &digest, sizeof(digest));
    assert_memory_equal(&list.item[1].address.salt, &first.address.salt, sizeof(Salt));
    assert_memory_not_equal(&first.address.salt, &second.address.salt, sizeof(Salt));
    assert_true(event_texts_fit(&first, world->arena));
    Event hidden = first;
    hidden.address.text = "192.0.2.2";
    assert_false(event_texts_fit(&hidden, world->arena));
    hidden.address.digest.byte[0] ^= 1;
    Hash hash = event_chain_hash(&EVENT_CHAIN_START, &hidden, world->arena);
    assert_memory_not_equal(&hash, &first.hash, sizeof(hash));
}

/* RULE AUD-4: the same of what somebody gave as a reason. */
static void
a_salted_digest_stands_for_the_reason(void **state)
{
    World *world = *state;
    Event *event = ARENA_NEW(world->arena, Event);
    EventList list;

    *event =
        (Event){.type = "a", .at = NOW, .reason.text = "Ada left", .subject = "", .data = "{}"};
    MUST(store_event_append(world->tx, world->arena, event));
    MUST(store_event_list_latest(world->tx, "operator", 1, world->arena, &list));
    Event read = list.item[0];
    Hash digest = salted_digest(&read.reason.salt, "Ada left", world->arena);
    assert_string_equal(read.reason.text, "Ada left");
    assert_memory_equal(&read.reason.digest, &digest, sizeof(digest));
    assert_true(event_texts_fit(&read, world->arena));
    assert_false(salted_text_was_given(&read.address));
    read.reason = (SaltedText){.digest = digest};
    assert_true(salted_text_was_given(&read.reason));
    assert_false(salted_text_is_there(&read.reason));
    Hash hash = event_chain_hash(&EVENT_CHAIN_START, &read, world->arena);
    assert_memory_equal(&hash, &read.hash, sizeof(hash));
    read.reason.text = "Bob left";
    assert_false(event_texts_fit(&read, world->arena));
}

/* The digests of the forms are for ever; made with sha256sum from the netstrings. */
static void
an_event_of_each_form_keeps_its_hash(void **state)
{
    static const struct {
        EventForm form;
        const char *name, *hash;
    } CASES[] = {
        {EVENT_FORM_PLAIN, "perq-event-1",
         "d1902e39bc865b5207b853f8ff9a34f30681984e664aeaa221e3bedaa8c5e05f"},
        {EVENT_FORM_ADDRESS_SALTED, "perq-event-2",
         "93a292cde551bfd69feaefd5ba077dbc8ca7a256284c2f3a84d73c256821f370"},
        {EVENT_FORM_SALTED, "perq-event-3",
         "f6ceb49d73f3528b7887e334badc78295d0df01c6c12ae1aded14698b6f6b1f0"},
    };
    World *world = *state;
    Event event = {.stream = "operator",
                   .seq = 1,
                   .id = {"evt_01HZX3M8Q2V7T5N9K4R6W1Y0EV"},
                   .type = "rate.set",
                   .at = NOW,
                   .address.text = "192.0.2.1",
                   .subject = "SEK",
                   .data = "{}"};
    char text[2 * HASH_BYTES + 1];
    EventForm form;

    memset(&event.address.salt, 1, sizeof(Salt));
    event.address.digest = salted_digest(&event.address.salt, "192.0.2.1", world->arena);
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        event.form = CASES[i].form;
        if (event.form != EVENT_FORM_PLAIN)
            event.reason = (SaltedText){.text = "why", .digest = {{7}}};
        Hash hash = event_chain_hash(&EVENT_CHAIN_START, &event, world->arena);
        text_hex(hash.byte, sizeof(hash.byte), text);
        assert_string_equal(text, CASES[i].hash);
        assert_true(event_form_from_name(CASES[i].name, &form));
        assert_int_equal(form, CASES[i].form);
        assert_string_equal(event_form_name(form), CASES[i].name);
    }
    assert_false(event_form_from_name("perq-event-4", &form));
}

/* RULE AUD-4: an address goes when its time is over, and the chain holds without it. */
static void
old_addresses_go_a_few_at_a_time_and_the_chain_stays(void **state)
{
    World *world = *state;
    const EventPlace start = {world->tenant.id.text, 0};
    Hash before = EVENT_CHAIN_START;
    EventList list;
    bool more;

    for (int second = 1; second <= 4; second++)
        append(world, "key.redeemed", second);
    MUST(db_exec(world->db, NULL, "UPDATE event SET form = 1 WHERE seq = 2", NO_ARGS));
    MUST(store_event_remove_addresses(world->tx, NOW + 3 * MICROS_PER_SECOND, 1, &more));
    assert_true(more);
    MUST(store_event_list_of_stream(world->tx, &start, 9, world->arena, &list));
    assert_false(salted_text_is_there(&list.item[0].address));
    assert_true(salted_text_is_there(&list.item[2].address));
    MUST(store_event_remove_addresses(world->tx, NOW + 4 * MICROS_PER_SECOND, 9, &more));
    assert_false(more);
    MUST(db_exec(world->db, NULL, "UPDATE event SET form = 3 WHERE seq = 2", NO_ARGS));
    MUST(store_event_list_of_stream(world->tx, &start, 9, world->arena, &list));
    for (size_t i = 0; i < list.count; i++) {
        const SaltedText *address = &list.item[i].address;
        assert_true(salted_text_was_given(address));
        assert_int_equal(salted_text_is_there(address), i == 1 || i == 3);
        assert_int_equal(memcmp(&address->salt, &(Salt){{0}}, sizeof(Salt)) != 0, i == 1 || i == 3);
        before = event_chain_hash(&before, &list.item[i], world->arena);
        assert_memory_equal(&list.item[i].hash, &before, sizeof(before));
        assert_true(event_texts_fit(&list.item[i], world->arena));
    }
}

static const char SHORTEN_HASH[] = "UPDATE event SET hash = $1";

static void
a_hash_that_was_cut_short_reads_as_zeros(void **state)
{
    World *world = *state;
    EventList list;

    append(world, "key.redeemed", 1);
    MUST(db_exec(world->db, NULL, SHORTEN_HASH, ARGS(BLOB("x", 1))));
    MUST(store_event_list_latest(world->tx, world->tenant.id.text, 5, world->arena, &list));
    assert_memory_equal(&list.item[0].hash, &EVENT_CHAIN_START, sizeof(Hash));
}

/* --- lists ---------------------------------------------------------------------------------- */

static const Id AFTER_ALL = {"evt_~"};

static Err
list_events_of(World *world, const EventScope *scope, const Id *after, int64_t limit,
               EventList *ret)
{
    EventSearch search = {.scope = *scope, .before = AFTER_ALL, .limit = limit};
    Id reached;

    if (after != NULL)
        search.after = *after;
    TRY(store_event_list(world->tx, &search, world->arena, ret, &reached));
    assert_string_equal(reached.text, ret->item[ret->count - 1].id.text);
    return OK;
}

static void
an_event_without_a_tenant_is_in_the_stream_of_its_partner_or_the_operator(void **state)
{
    World *world = *state;
    Event of_partner = {.partner_id = world->partner.id, .type = "a", .at = NOW, .data = "{}"};
    Event of_operator = {.type = "b", .at = NOW, .data = "{}"};
    const char *stream = "";
    Id latest;
    Micros at;

    of_partner.subject = of_operator.subject = "";
    MUST(store_event_append(world->tx, world->arena, &of_partner));
    MUST(store_event_append(world->tx, world->arena, &of_operator));
    MUST(store_event_latest(world->tx, &latest, &at));
    assert_string_equal(latest.text, of_operator.id.text);
    MUST(store_event_stream_next(world->tx, stream, world->arena, &stream));
    assert_string_equal(stream, "operator");
    MUST(store_event_stream_next(world->tx, stream, world->arena, &stream));
    assert_string_equal(stream, world->partner.id.text);
    MUST(store_event_stream_next(world->tx, stream, world->arena, &stream));
    assert_null(stream);
}

static void
the_feed_of_a_partner_has_its_own_events_and_the_operators_has_all(void **state)
{
    World *world = *state;
    const EventScope of_partner = {.partner_id = world->partner.id}, of_all = {{{0}}, {{0}}};
    Event other = {.type = "b", .at = NOW, .subject = "", .data = "{}"};
    EventList list;

    Event first = append(world, "key.redeemed", 1);
    MUST(store_event_append(world->tx, world->arena, &other));
    Event last = append(world, "key.redeemed", 2);
    MUST(list_events_of(world, &of_partner, NULL, 1, &list));
    assert_true(list.more);
    assert_string_equal(list.item[0].id.text, first.id.text);
    assert_string_equal(list.item[0].actor_tenant_id.text, world->tenant.id.text);
    MUST(list_events_of(world, &of_partner, &first.id, 1, &list));
    assert_false(list.more);
    assert_string_equal(list.item[0].id.text, last.id.text);
    MUST(list_events_of(world, &of_all, NULL, 5, &list));
    assert_int_equal(list.count, 3);
}

/* RULE ROLE-2 */
static void
the_feed_of_a_tenant_has_what_concerns_it_and_its_partner_as_a_whole(void **state)
{
    World *world = *state;
    const EventScope scope = {world->partner.id, world->tenant.id};
    Tenant sibling = add_tenant(world, "sibling.example");
    Event shared = {.partner_id = world->partner.id, .type = "a", .at = NOW, .data = "{}"};
    Event theirs = {.partner_id = world->partner.id,
                    .tenant_id = sibling.id,
                    .type = "b",
                    .at = NOW,
                    .data = "{}"};
    EventList list;

    shared.subject = theirs.subject = "";
    Event first = append(world, "key.redeemed", 1);
    MUST(store_event_append(world->tx, world->arena, &theirs));
    MUST(store_event_append(world->tx, world->arena, &shared));
    Event last = append(world, "key.redeemed", 2);
    MUST(list_events_of(world, &scope, NULL, 2, &list));
    assert_true(list.more);
    assert_int_equal(list.count, 2);
    assert_string_equal(list.item[0].id.text, first.id.text);
    assert_string_equal(list.item[1].id.text, shared.id.text);
    assert_true(id_is_empty(&list.item[1].actor_tenant_id));
    MUST(list_events_of(world, &scope, &shared.id, 2, &list));
    assert_false(list.more);
    assert_int_equal(list.count, 1);
    assert_string_equal(list.item[0].id.text, last.id.text);
}

/* What was looked at and is not wanted is not looked at again. */
static void
events_are_searched_and_say_how_far(void **state)
{
    World *world = *state;
    Event first = append(world, "key.redeemed", 1);
    Event second = append(world, "user.created", 2);
    Event third = append(world, "key.redeemed", 3);
    EventSearch search = {.before = AFTER_ALL, .limit = 1, .type = "key.redeemed"};
    EventList list;
    Id reached;

    MUST(store_event_list(world->tx, &search, world->arena, &list, &reached));
    assert_int_equal(list.count, 1);
    assert_true(list.more);
    assert_string_equal(reached.text, first.id.text);
    search.after = first.id;
    search.before = third.id;
    MUST(store_event_list(world->tx, &search, world->arena, &list, &reached));
    assert_int_equal(list.count, 0);
    assert_false(list.more);
    assert_string_equal(reached.text, second.id.text);
    search = (EventSearch){.before = AFTER_ALL, .limit = 5, .stream = world->tenant.id.text};
    MUST(store_event_list(world->tx, &search, world->arena, &list, &reached));
    assert_int_equal(list.count, 3);
    search.stream = "operator";
    MUST(store_event_list(world->tx, &search, world->arena, &list, &reached));
    assert_int_equal(list.count, 0);
    assert_true(id_is_empty(&reached));
    search = (EventSearch){.before = AFTER_ALL, .limit = 5, .actor_id = world->bob.id};
    MUST(store_event_list(world->tx, &search, world->arena, &list, &reached));
    assert_int_equal(list.count, 0);
    search = (EventSearch){.before = AFTER_ALL, .limit = 5, .subject = "sub_1"};
    MUST(store_event_list(world->tx, &search, world->arena, &list, &reached));
    assert_int_equal(list.count, 3);
    search.scope.partner_id = world->partner.id;
    search.stream = world->partner.id.text;
    MUST(store_event_list(world->tx, &search, world->arena, &list, &reached));
    assert_int_equal(list.count, 0);
    assert_string_equal(reached.text, third.id.text);
}

static Err
list_heads(World *world, const EventScope *scope, const Id *at, const Page *page,
           EventHeadList *ret)
{
    const EventHeadSearch search = {*scope, *at, *page};

    return store_event_head_list(world->tx, &search, world->arena, ret);
}

/* RULE AUD-6 */
static void
heads_are_where_each_chain_ended_at_an_event(void **state)
{
    World *world = *state;
    const EventScope all = {{{0}}, {{0}}}, own = {world->partner.id, world->tenant.id};
    Event first = append(world, "key.redeemed", 1);
    Event of_operator = {.type = "b", .at = NOW, .subject = "", .data = "{}"};
    Event shared = {
        .partner_id = world->partner.id, .type = "a", .at = NOW, .subject = "", .data = "{}"};
    EventHeadList list;

    MUST(store_event_append(world->tx, world->arena, &of_operator));
    MUST(store_event_append(world->tx, world->arena, &shared));
    Event last = append(world, "key.redeemed", 2);
    MUST(list_heads(world, &all, &AFTER_ALL, &(Page){.limit = 2}, &list));
    assert_int_equal(list.count, 2);
    assert_true(list.more);
    assert_string_equal(list.item[0].stream, "operator");
    assert_string_equal(list.item[1].stream, world->partner.id.text);
    assert_memory_equal(&list.item[1].hash, &shared.hash, sizeof(Hash));
    const Page rest = {list.item[1].stream, 2};
    MUST(list_heads(world, &all, &AFTER_ALL, &rest, &list));
    assert_int_equal(list.count, 1);
    assert_false(list.more);
    assert_int_equal(list.item[0].seq, 2);
    assert_int_equal(list.item[0].at, last.at);
    assert_string_equal(list.item[0].id.text, last.id.text);
    MUST(list_heads(world, &all, &of_operator.id, &(Page){.limit = 9}, &list));
    assert_int_equal(list.count, 2);
    assert_memory_equal(&list.item[1].hash, &first.hash, sizeof(Hash));
    MUST(list_heads(world, &own, &AFTER_ALL, &(Page){.limit = 9}, &list));
    assert_int_equal(list.count, 2);
    assert_string_equal(list.item[0].stream, world->partner.id.text);
    assert_string_equal(list.item[1].stream, world->tenant.id.text);
}

static void
no_event_is_the_latest_where_there_is_none(void **state)
{
    World *world = *state;
    Id latest;
    Micros at;

    MUST(store_event_latest(world->tx, &latest, &at));
    assert_true(id_is_empty(&latest));
}

/* --- deeds ---------------------------------------------------------------------------------- */

static bool
is_redemption(const Deed *deed, void *data)
{
    return text_equal(deed->event.type, data);
}

static void
deeds_are_looked_through_backwards_as_far_as_it_is_said(void **state)
{
    World *world = *state;
    char wanted[] = "key.redeemed";
    Event first = append(world, "key.redeemed", 1);
    Event second = append(world, "user.created", 2);
    Event third = append(world, "key.redeemed", 3);
    DeedSearch search = {.partner_id = world->partner.id,
                         .since = id_first("evt_", 0),
                         .before = {"evt_~"},
                         .scan = 2,
                         .limit = 5,
                         .wanted = is_redemption,
                         .data = wanted};
    DeedList list;
    Event last;
    int64_t count;

    MUST(store_event_search(world->tx, &search, world->arena, &list, &last));
    assert_int_equal(list.count, 1);
    assert_true(list.more);
    assert_string_equal(last.id.text, second.id.text);
    assert_int_equal(last.at, second.at);
    assert_string_equal(list.item[0].event.id.text, third.id.text);
    assert_string_equal(list.item[0].event.subject, "sub_1");
    assert_string_equal(list.item[0].by_tenant_id.text, world->tenant.id.text);
    assert_string_equal(list.item[0].by_name, world->ada.display_name);
    assert_string_equal(list.item[0].by_email, world->ada.email);
    MUST(store_event_count(world->tx, &search, &count));
    assert_int_equal(count, 2);
    search.before = second.id;
    MUST(store_event_search(world->tx, &search, world->arena, &list, &last));
    assert_false(list.more);
    assert_string_equal(list.item[0].event.id.text, first.id.text);
    search.since = second.id;
    MUST(store_event_count(world->tx, &search, &count));
    assert_int_equal(count, 0);
}

/* --- replies and chores --------------------------------------------------------------------- */

static void
put_reply(World *world, int number, Micros at)
{
    Digest key = digest_of_number(number);
    StoredReply reply = {.request = digest_of_number(number + 1),
                         .status = 201,
                         .location = "/here",
                         .etag = "tag",
                         .body = "{}",
                         .created_at = at};

    MUST(store_reply_put(world->tx, &world->ada.id, &key, &reply));
}

static const StoredReply *
find_reply(World *world, int number)
{
    Digest key = digest_of_number(number);
    StoredReply *reply;

    MUST(store_reply_find(world->tx, &world->ada.id, &key, world->arena, &reply));
    return reply;
}

/* RULE IDEM-1 */
static void
an_answer_is_kept_for_whoever_asks_again(void **state)
{
    World *world = *state;
    Digest key = digest_of_number(1), request = digest_of_number(2);
    StoredReply *other;

    put_reply(world, 1, NOW);
    const StoredReply *reply = find_reply(world, 1);
    assert_memory_equal(&reply->request, &request, sizeof(request));
    assert_int_equal(reply->status, 201);
    assert_string_equal(reply->location, "/here");
    assert_string_equal(reply->etag, "tag");
    assert_string_equal(reply->body, "{}");
    assert_int_equal(reply->created_at, NOW);
    REFUSED(ERR_DB_CONFLICT, store_reply_put(world->tx, &world->ada.id, &key, reply));
    MUST(store_reply_find(world->tx, &world->bob.id, &key, world->arena, &other));
    assert_null(other);
}

static void
of_old_answers_the_oldest_are_removed_first(void **state)
{
    World *world = *state;
    bool more;

    put_reply(world, 1, NOW + 1);
    put_reply(world, 2, NOW + 2);
    put_reply(world, 3, NOW + 3);
    MUST(store_reply_remove_old(world->tx, NOW + 3, 1, &more));
    assert_true(more);
    assert_null(find_reply(world, 1));
    assert_non_null(find_reply(world, 2));
    MUST(store_reply_remove_old(world->tx, NOW + 3, 5, &more));
    assert_false(more);
    assert_null(find_reply(world, 2));
    assert_non_null(find_reply(world, 3));
}

static void
chores_remove_what_is_old_and_then_rest(void **state)
{
    World *world = *state;
    Sightings *sightings = sightings_new();
    Chores chores = {.sightings = sightings};

    put_reply(world, 1, NOW);
    put_reply(world, 2, clock_now());
    assert_false(chores_step(world->db, &chores));
    assert_null(find_reply(world, 1));
    assert_non_null(find_reply(world, 2));
    put_reply(world, 3, NOW);
    assert_false(chores_step(world->db, &chores));
    assert_non_null(find_reply(world, 3));
    sightings_free(&sightings);
}

int
test_events(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(each_event_of_a_stream_follows_the_one_before),
        IN_WORLD(an_event_is_read_as_it_was_appended),
        IN_WORLD(a_salted_digest_stands_for_the_address),
        IN_WORLD(a_salted_digest_stands_for_the_reason),
        IN_WORLD(an_event_of_each_form_keeps_its_hash),
        IN_WORLD(old_addresses_go_a_few_at_a_time_and_the_chain_stays),
        IN_WORLD(a_hash_that_was_cut_short_reads_as_zeros),
        IN_WORLD(an_event_without_a_tenant_is_in_the_stream_of_its_partner_or_the_operator),
        IN_WORLD(the_feed_of_a_partner_has_its_own_events_and_the_operators_has_all),
        IN_WORLD(the_feed_of_a_tenant_has_what_concerns_it_and_its_partner_as_a_whole),
        IN_WORLD(events_are_searched_and_say_how_far),
        IN_WORLD(heads_are_where_each_chain_ended_at_an_event),
        IN_WORLD(no_event_is_the_latest_where_there_is_none),
        IN_WORLD(deeds_are_looked_through_backwards_as_far_as_it_is_said),
        IN_WORLD(an_answer_is_kept_for_whoever_asks_again),
        IN_WORLD(of_old_answers_the_oldest_are_removed_first),
        IN_WORLD(chores_remove_what_is_old_and_then_rest),
    };

    return cmocka_run_group_tests_name("events", tests, NULL, NULL);
}
