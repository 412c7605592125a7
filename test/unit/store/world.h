/*
 * World: a database in which the store is tested, and what every test finds in it.
 *
 * All tests share one database, which must be empty at first. Each runs in a transaction of its own
 * that is undone at its end, so none sees what another one did.
 */
#ifndef TEST_UNIT_STORE_WORLD_H
#define TEST_UNIT_STORE_WORLD_H

#include "unit.h"

#include "base/text/text.h"
#include "store/benefits/benefits.h"
#include "store/check/check.h"
#include "store/events/events.h"
#include "store/keys/keys.h"
#include "store/redemptions/redemptions.h"
#include "store/replies/replies.h"
#include "store/sign_in/sign_in.h"
#include "store/subscriptions/subscriptions.h"
#include "store/views/views.h"

/* The moment at which things are made where it does not matter, and its day. */
#define NOW (INT64_C(20000) * MICROS_PER_DAY)
enum { TODAY = 20000 };

typedef struct World {
    const char *address;
    Db *db; /* for writing */
    Arena *arena;
    Tx *tx; /* of the test that runs */
    /* what is there when a test begins: */
    Product suite; /* licences, sku "suite" */
    Partner partner;
    Tenant tenant;
    User ada;
    User bob;
    Offer offer; /* grants ten licences of suite */
    Enrolment enrolment;
    Benefit benefit;
} World;

/* Opens the database at this address; ends the process with a message where it cannot. */
void world_open(World *world, const char *address);
void world_close(World *world);

/* The world of all tests, which a test finds in *state. */
extern World the_world;

/* A test between the beginning of a transaction and its end. */
#define IN_WORLD(test) cmocka_unit_test_setup_teardown(test, world_begin, world_end)
int world_begin(void **state);
int world_end(void **state);

/* What must succeed; and what must be refused, after which the transaction is as before. */
#define MUST(call)         world_must((call), #call)
#define REFUSED(err, call) world_refused(world, (err), (world_mark(world), (call)), #call)
void world_must(Err err, const char *what);
void world_mark(World *world);
void world_refused(World *world, Err expected, Err err, const char *what);

/* --- things that tests need in passing, made in the world's tenant --------------------------- */

Product add_product(World *world, const char *sku, ProductKind kind);
User add_user(World *world, const Id *tenant_id, const char *email);
Tenant add_tenant(World *world, const char *domain);
Offer add_offer(World *world, const char *code, const char *sku);
Enrolment add_enrolment(World *world, const char *offer, int32_t first_day);
Benefit add_benefit(World *world, const Enrolment *enrolment, const Product *product);
Subscription add_subscription(World *world, const char *sku, int32_t last_day);

/* A lot that is whole, of a benefit or, where that is NULL, of nobody. */
KeyLot add_lot(World *world, const Benefit *benefit);

/* A key whose reference and digest are made from the number; and one that is in a lot. */
NewKey new_key(unsigned number);
KeyRecord add_key(World *world, const KeyLot *lot, int64_t position, unsigned number);

/* The receipt of this number, which activated the subscription with these keys. */
Receipt add_receipt(World *world, const Subscription *subscription, int64_t number,
                    const KeyRecord *key, size_t count);

/* A digest or a hash that is like no other number's. */
Digest digest_of_number(int number);
Hash hash_of_number(int number);

/* --- the tests, by the nouns of the store ---------------------------------------------------- */

int test_engine(void);
int test_sums(void);
int test_rows(void);
int test_catalogue(void);
int test_directory(void);
int test_partners(void);
int test_sign_in(void);
int test_benefits(void);
int test_keys(void);
int test_subscriptions(void);
int test_redemptions(void);
int test_credits(void);
int test_ledger(void);
int test_events(void);
int test_check(void);
int test_memo(void);
int test_approvals(void);
int test_lot_steps(void);

#endif
