#include "store/credit_world.h"

#include "store/engine/db.h"

typedef Err FindNext(Tx *tx, const char *after, Arena *arena, const char **ret);

/* Exactly one contradiction of this kind, at this place; or none. */
static void
finds(World *world, FindNext *find_next, const char *place)
{
    const char *found = "";

    MUST(find_next(world->tx, found, world->arena, &found));
    if (place == NULL) {
        assert_null(found);
        return;
    }
    assert_non_null(found);
    assert_string_equal(found, place);
    MUST(find_next(world->tx, found, world->arena, &found));
    assert_null(found);
}

/* --- keys and receipts ---------------------------------------------------------------------- */

/* A key that is redeemed as its receipt says. */
static Receipt
redeem(World *world, KeyRecord *key)
{
    Subscription subscription = add_subscription(world, "suite", TODAY + 1);
    Receipt receipt = add_receipt(world, &subscription, 1, key, 1);

    MUST(store_key_mark_redeemed(world->tx, key, &world->tenant.id, &receipt.id));
    return receipt;
}

static void
a_key_that_is_redeemed_stands_in_its_receipt(void **state)
{
    World *world = *state;
    KeyLot lot = add_lot(world, NULL);
    KeyRecord key = add_key(world, &lot, 1, 1);
    KeyRecord other = add_key(world, &lot, 2, 2);
    Receipt receipt = redeem(world, &key);

    finds(world, store_check_key_next, NULL);
    MUST(store_key_mark_redeemed(world->tx, &other, &world->tenant.id, &receipt.id));
    finds(world, store_check_key_next, other.ref);
}

static const char REMOVE_KEY[] = "DELETE FROM product_key WHERE ref = $1";

static void
a_receipt_has_keys_that_there_are(void **state)
{
    World *world = *state;
    KeyLot lot = add_lot(world, NULL);
    KeyRecord key = add_key(world, &lot, 1, 1);

    redeem(world, &key);
    finds(world, store_check_receipt_key_next, NULL);
    MUST(db_exec(world->db, NULL, REMOVE_KEY, ARGS(TEXT(key.ref))));
    finds(world, store_check_receipt_key_next, key.ref);
}

static const char MOVE_RECEIPT[] = "UPDATE redemption SET subscription_id = 'sub_none'";

static void
a_receipt_is_of_a_subscription(void **state)
{
    World *world = *state;
    Subscription subscription = add_subscription(world, "suite", TODAY + 1);
    Receipt receipt = add_receipt(world, &subscription, 1, NULL, 0);

    finds(world, store_check_receipt_next, NULL);
    MUST(db_exec(world->db, NULL, MOVE_RECEIPT, NO_ARGS));
    finds(world, store_check_receipt_next, receipt.id.text);
}

/* --- use ------------------------------------------------------------------------------------ */

/* RULE CR-7 */
static void
a_day_of_use_is_the_sum_of_its_events(void **state)
{
    World *world = *state;
    Credit credit = add_credit(world, "money");
    UsageEvent event = {.reporter = "",
                        .source = "meter",
                        .id = "1",
                        .credit_id = credit.id,
                        .user_id = world->ada.id,
                        .at = NOW + 7,
                        .micros = 5,
                        .received_at = NOW};
    bool added;

    MUST(store_usage_add(world->tx, &event, &added));
    finds(world, store_check_usage_next, credit.id.text);
    MUST(store_usage_day_add(world->tx, &credit, &(UsageDay){{TODAY}, world->ada.id, 1, 5}));
    finds(world, store_check_usage_next, NULL);
}

/* --- events and what they made -------------------------------------------------------------- */

static void
add_event(World *world, const char *type, const char *subject)
{
    Event event = {.type = type, .at = NOW, .subject = subject, .data = "{}"};

    MUST(store_event_append(world->tx, world->arena, &event));
}

static bool
is_found(World *world, FindNext *find_next, const char *place)
{
    const char *found = "";

    for (;;) {
        MUST(find_next(world->tx, found, world->arena, &found));
        if (found == NULL || strcmp(found, place) == 0)
            return found != NULL;
    }
}

/* RULE AUD-1 */
static void
what_is_there_was_made_by_an_event(void **state)
{
    World *world = *state;

    assert_true(is_found(world, store_check_unrecorded_next, "product suite"));
    add_event(world, "product.changed", "suite");
    assert_true(is_found(world, store_check_unrecorded_next, "product suite"));
    add_event(world, "product.created", "suite");
    assert_false(is_found(world, store_check_unrecorded_next, "product suite"));
}

static void
what_an_event_made_is_there(void **state)
{
    World *world = *state;

    add_event(world, "partner.created", world->partner.id.text);
    finds(world, store_check_unmade_next, NULL);
    add_event(world, "partner.created", "par_none");
    finds(world, store_check_unmade_next, "partner.created par_none");
}

static void
what_a_credit_was_granted_is_an_event(void **state)
{
    World *world = *state;
    Credit credit = add_credit(world, "money");

    MUST(store_posting_add(world->tx, &credit, &(Posting){.seq = 1, .kind = MOVE_GRANT}));
    finds(world, store_check_posted_next, credit.id.text);
    add_event(world, "credit.granted", credit.id.text);
    finds(world, store_check_posted_next, NULL);
}

/* --- lots ----------------------------------------------------------------------------------- */

static const char SET_COUNT[] = "UPDATE key_lot SET key_count = $1";
static const char SET_STATE[] = "UPDATE product_key SET state = 'revoked'";

static void
a_lot_has_its_keys(void **state)
{
    World *world = *state;
    KeyLot lot = add_lot(world, NULL);

    add_key(world, &lot, 1, 1);
    MUST(db_exec(world->db, NULL, SET_COUNT, ARGS(INT(1))));
    finds(world, store_check_lot_next, NULL);
    MUST(db_exec(world->db, NULL, SET_COUNT, ARGS(INT(2))));
    finds(world, store_check_lot_next, lot.id.text);
    MUST(db_exec(world->db, NULL, SET_COUNT, ARGS(INT(1))));
    MUST(db_exec(world->db, NULL, SET_STATE, NO_ARGS));
    finds(world, store_check_lot_next, lot.id.text);
}

/* --- rows that refer to rows ---------------------------------------------------------------- */

static const char REMOVE_PRODUCT[] = "DELETE FROM product";

static void
a_row_refers_to_rows_that_there_are(void **state)
{
    World *world = *state;

    finds(world, store_check_reference_next, NULL);
    MUST(db_script(world->db, "PRAGMA defer_foreign_keys = ON"));
    MUST(db_exec(world->db, NULL, REMOVE_PRODUCT, NO_ARGS));
    assert_true(is_found(world, store_check_reference_next, "benefit: a row of product"));
}

/* --- words ---------------------------------------------------------------------------------- */

static void
every_word_that_is_written_is_known(void **state)
{
    World *world = *state;
    KeyLot lot = add_lot(world, NULL);
    Credit credit = add_credit(world, "money");
    Subscription subscription = add_subscription(world, "suite", TODAY + 1);
    Receipt receipt = add_receipt(world, &subscription, 1, NULL, 0);
    KeyRecord revealed = add_key(world, &lot, 1, 1), revoked = add_key(world, &lot, 2, 2);
    Product help = add_product(world, "help", PRODUCT_SUPPORT);
    User member = world->ada;

    MUST(store_key_mark_revealed(world->tx, &revealed, NOW));
    MUST(store_key_mark_revoked(world->tx, &revoked));
    add_benefit(world, &world->enrolment, &help);
    member.id = id_new("usr_", NOW);
    member.email = "member@fabrikam.example";
    member.kind = USER_MEMBER;
    MUST(store_user_add(world->tx, &member));
    for (int action = 0; ACTION_NAMES[action] != NULL; action++) {
        receipt.id = id_new("red_", NOW);
        receipt.number++;
        receipt.action = (Action)action;
        MUST(store_receipt_add(world->tx, &receipt));
    }
    for (int i = 0; LEDGER_ACCOUNT_NAMES[i] != NULL; i++)
        MUST(store_posting_add(
            world->tx, &credit,
            &(Posting){.seq = i + 1, .kind = (MoveKind)(i % 4), .account = (LedgerAccount)i}));
    for (int tier = 0; TIER_NAMES[tier] != NULL; tier++) {
        Offer offer = world->offer;
        offer.id = id_new("off_", NOW);
        offer.code = arena_printf(world->arena, "offer-%d", tier);
        offer.tier = (Tier)tier;
        offer.grant_count = 0;
        MUST(store_offer_add(world->tx, &offer));
    }
    finds(world, store_check_word_next, NULL);
}

/* Where the database lets somebody write such a word at all. */
static bool
can_be_spoilt(World *world)
{
    static const char ALLOW[] = "PRAGMA ignore_check_constraints = 1";

    return strncmp(world->address, "sqlite:", strlen("sqlite:")) == 0 &&
           db_script(world->db, ALLOW) == OK;
}

static void
a_word_that_is_not_known_is_found(void **state)
{
    static const struct {
        const char *script;
        const char *place; /* begins so */
    } SPOILT[] = {
        {"UPDATE product SET kind = 'x' WHERE sku = 'suite'", "product suite: "},
        {"UPDATE offer SET tier = 'x'", "offer gold-2024: its tier"},
        {"UPDATE offer_benefit SET type = 'x'", "offer gold-2024: line 0"},
        {"UPDATE benefit SET type = 'x' WHERE sku = 'suite'", "benefit ben_"},
        {"UPDATE benefit SET credit_period = 'x' WHERE sku = 'suite'", "benefit ben_"},
        {"UPDATE account SET kind = 'x' WHERE email = 'ada@fabrikam.example'", "user usr_"},
        {"UPDATE product_key SET state = 'x'", "key KR-00000001: "},
        {"UPDATE redemption SET action = 'x'", "receipt red_"},
        {"UPDATE credit SET kind = 'x'", "credit crd_"},
        {"UPDATE posting SET kind = 'x'", "credit crd_"},
        {"UPDATE posting SET account = 'x'", "credit crd_"},
    };
    World *world = *state;
    KeyLot lot = add_lot(world, NULL);
    Credit credit = add_credit(world, "money");
    Subscription subscription = add_subscription(world, "suite", TODAY + 1);

    add_key(world, &lot, 1, 1);
    add_receipt(world, &subscription, 1, NULL, 0);
    MUST(store_posting_add(world->tx, &credit, &(Posting){.seq = 1}));
    if (!can_be_spoilt(world))
        skip();
    for (size_t i = 0; i < COUNT_OF(SPOILT); i++) {
        const char *found;
        world_mark(world);
        MUST(db_script(world->db, SPOILT[i].script));
        MUST(store_check_word_next(world->tx, "", world->arena, &found));
        assert_non_null(found);
        assert_int_equal(strncmp(found, SPOILT[i].place, strlen(SPOILT[i].place)), 0);
        finds(world, store_check_word_next, found);
        MUST(db_undo(world->db));
    }
    MUST(db_script(world->db, "PRAGMA ignore_check_constraints = 0"));
}

int
test_check(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(a_key_that_is_redeemed_stands_in_its_receipt),
        IN_WORLD(a_receipt_has_keys_that_there_are),
        IN_WORLD(a_receipt_is_of_a_subscription),
        IN_WORLD(a_day_of_use_is_the_sum_of_its_events),
        IN_WORLD(what_is_there_was_made_by_an_event),
        IN_WORLD(what_an_event_made_is_there),
        IN_WORLD(what_a_credit_was_granted_is_an_event),
        IN_WORLD(a_lot_has_its_keys),
        IN_WORLD(a_row_refers_to_rows_that_there_are),
        IN_WORLD(every_word_that_is_written_is_known),
        IN_WORLD(a_word_that_is_not_known_is_found),
    };

    return cmocka_run_group_tests_name("check", tests, NULL, NULL);
}
