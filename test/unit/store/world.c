#include "store/world.h"

#include "store/engine/db.h"

enum { ARENA_BYTES = 64 * 1024 * 1024 };

World the_world;

/* --- the database --------------------------------------------------------------------------- */

void
world_open(World *world, const char *address)
{
    bool known = false;

    *world = (World){.address = address, .arena = arena_new(ARENA_BYTES)};
    if (store_open(address, DB_WRITE, &world->db) != OK ||
        store_migrate(world->db, NOW, &known) != OK || !known) {
        fprintf(stderr, "%s cannot be used\n", address);
        exit(1);
    }
}

void
world_close(World *world)
{
    store_close(&world->db);
    arena_free(&world->arena);
}

void
world_must(Err err, const char *what)
{
    if (err != OK)
        fail_msg("%s: %s", what, err_code(err));
}

void
world_mark(World *world)
{
    MUST(db_mark(world->db));
}

void
world_refused(World *world, Err expected, Err err, const char *what)
{
    if (err != expected)
        fail_msg("%s: %s and not %s", what, err_code(err), err_code(expected));
    MUST(db_undo(world->db));
}

static void
fill(World *world)
{
    world->suite = add_product(world, "suite", PRODUCT_LICENSE);
    world->partner = (Partner){.id = id_new("par_", NOW),
                               .name = "Fabrikam",
                               .country = "SE",
                               .locale = "sv",
                               .created_at = NOW};
    MUST(store_partner_add(world->tx, &world->partner));
    world->tenant = add_tenant(world, "fabrikam.example");
    world->ada = add_user(world, &world->tenant.id, "ada@fabrikam.example");
    world->bob = add_user(world, &world->tenant.id, "bob@fabrikam.example");
    world->offer = add_offer(world, "gold-2024", "suite");
    world->enrolment = add_enrolment(world, "gold-2024", TODAY);
    world->benefit = add_benefit(world, &world->enrolment, &world->suite);
}

int
world_begin(void **state)
{
    static Tx tx;

    arena_reset(the_world.arena, 0);
    MUST(tx_begin(the_world.db, &tx));
    the_world.tx = &tx;
    fill(&the_world);
    *state = &the_world;
    return 0;
}

int
world_end(void **state)
{
    World *world = *state;

    tx_end(world->tx);
    return 0;
}

/* --- things --------------------------------------------------------------------------------- */

Product
add_product(World *world, const char *sku, ProductKind kind)
{
    Product product = {.sku = sku,
                       .name.in[LANG_EN] = arena_printf(world->arena, "The %s", sku),
                       .name.in[LANG_SV] = arena_printf(world->arena, "Den %s", sku),
                       .kind = kind,
                       .licenses_max = 1000,
                       .created_at = NOW};

    MUST(store_product_add(world->tx, &product));
    return product;
}

Tenant
add_tenant(World *world, const char *domain)
{
    Tenant tenant = {.id = id_new("ten_", NOW),
                     .partner_id = world->partner.id,
                     .name = arena_printf(world->arena, "The people of %s", domain),
                     .domain = domain,
                     .created_at = NOW};

    MUST(store_tenant_add(world->tx, &tenant));
    return tenant;
}

User
add_user(World *world, const Id *tenant_id, const char *email)
{
    User user = {.id = id_new("usr_", NOW),
                 .tenant_id = *tenant_id,
                 .email = email,
                 .display_name = email,
                 .sort_name = email,
                 .search_text = email,
                 .kind = USER_GUEST,
                 .roles = ROLE_READER,
                 .created_at = NOW};

    MUST(store_user_add(world->tx, &user));
    return user;
}

Offer
add_offer(World *world, const char *code, const char *sku)
{
    Grant *grant = ARENA_NEW(world->arena, Grant);
    Offer offer = {.id = id_new("off_", NOW),
                   .code = code,
                   .name = arena_printf(world->arena, "Offer %s", code),
                   .tier = TIER_GOLD,
                   .competency = "Cloud",
                   .created_at = NOW,
                   .grant = grant,
                   .grant_count = 1};

    *grant = (Grant){.sku = sku, .kind = PRODUCT_LICENSE, .quantity = {.licenses = 10}};
    MUST(store_offer_add(world->tx, &offer));
    return offer;
}

Enrolment
add_enrolment(World *world, const char *offer, int32_t first_day)
{
    Enrolment enrolment = {.id = id_new("enr_", NOW),
                           .partner_id = world->partner.id,
                           .tenant_id = world->tenant.id,
                           .offer_code = offer,
                           .starts_on = {first_day},
                           .ends_on = {first_day + 365},
                           .activate_by = {first_day + 394},
                           .created_at = NOW};

    MUST(store_enrolment_add(world->tx, &enrolment));
    return enrolment;
}

Benefit
add_benefit(World *world, const Enrolment *enrolment, const Product *product)
{
    Benefit benefit = {.id = id_new("ben_", NOW),
                       .partner_id = enrolment->partner_id,
                       .enrolment_id = enrolment->id,
                       .sku = product->sku,
                       .type = GRANT_INCREMENTAL,
                       .kind = product->kind,
                       .quantity = {.licenses = 10,
                                    .incidents = 3,
                                    .period = CREDIT_YEAR,
                                    .currency = "USD",
                                    .micros = 100},
                       .activate_by = enrolment->activate_by,
                       .created_at = NOW};

    MUST(store_benefit_add(world->tx, &benefit));
    return benefit;
}

Subscription
add_subscription(World *world, const char *sku, int32_t last_day)
{
    Subscription subscription = {.tenant_id = world->tenant.id,
                                 .id = id_new("sub_", NOW),
                                 .sku = sku,
                                 .holding = {.licenses = 2, .ends_on = {last_day}, .carry = 5},
                                 .starts_on = {TODAY},
                                 .receipts = 1};

    MUST(store_subscription_add(world->tx, &subscription));
    return subscription;
}

KeyLot
add_lot(World *world, const Benefit *benefit)
{
    KeyLot lot = {.id = id_new("lot_", NOW),
                  .sku = "suite",
                  .licenses = 7,
                  .count = 2,
                  .redeem_by = {TODAY + 30},
                  .created_at = NOW};

    if (benefit != NULL) {
        lot.partner_id = benefit->partner_id;
        lot.benefit_id = benefit->id;
    }
    MUST(store_lot_add(world->tx, &lot, true));
    return lot;
}

NewKey
new_key(unsigned number)
{
    NewKey key = {.digest = digest_of_number((int)number), .sealed = {(uint8_t)number}};

    snprintf(key.ref, sizeof(key.ref), "KR-%08u", number % 100000000);
    return key;
}

KeyRecord
add_key(World *world, const KeyLot *lot, int64_t position, unsigned number)
{
    NewKey key = new_key(number);
    KeyRecord record;
    bool found;

    MUST(store_key_add(world->tx, &lot->id, position, &key));
    MUST(store_key_find_by_ref(world->tx, key.ref, world->arena, &record, &found));
    assert_true(found);
    return record;
}

Receipt
add_receipt(World *world, const Subscription *subscription, int64_t number, const KeyRecord *key,
            size_t count)
{
    Receipt receipt = {.tenant_id = subscription->tenant_id,
                       .id = id_new("red_", NOW),
                       .subscription_id = subscription->id,
                       .number = number,
                       .action = ACTION_EXTEND,
                       .at = NOW + number,
                       .today = {TODAY},
                       .user_id = world->ada.id,
                       .key_licenses = 7,
                       .licenses_added = 3,
                       .rule = "CT-2",
                       .pool = 11,
                       .ticks_each = 12,
                       .held = true,
                       .before = {1, {TODAY + 1}, 21},
                       .before_starts_on = {TODAY - 9},
                       .after = {2, {TODAY + 2}, 22},
                       .after_starts_on = {TODAY - 8},
                       .key = ARENA_NEW_ARRAY(world->arena, ReceiptKey, count + 1),
                       .key_count = count};

    for (size_t i = 0; i < count; i++) {
        receipt.key[i].licenses = key[i].licenses;
        memcpy(receipt.key[i].ref, key[i].ref, sizeof(key[i].ref));
    }
    MUST(store_receipt_add(world->tx, &receipt));
    return receipt;
}

Digest
digest_of_number(int number)
{
    return checksum_of(&number, sizeof(number));
}

Hash
hash_of_number(int number)
{
    return hash_of(&number, sizeof(number));
}
