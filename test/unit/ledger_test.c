/*
 * Property test of credits: the real services on a real database. Random programmes run twice, once
 * as life goes (people come and go, time jumps, use is reported in small batches and late) and once
 * asleep, with all use reported at the very end, in another order and other batches. Every balance
 * must be the same, nothing below zero, and the ledger must sum to zero.
 */
#include "scratch.h"
#include "unit.h"

#include "base/text/text.h"
#include "domain/money/money.h"
#include "service/benefits/benefits.h"
#include "service/catalogue/catalogue.h"
#include "service/check/check.h"
#include "service/context.h"
#include "service/credits/credits.h"
#include "service/directory/directory.h"
#include "store/benefits/benefits.h"
#include "store/catalogue/catalogue.h"
#include "store/directory/directory.h"
#include "store/engine/engine.h"
#include "store/subscriptions/subscriptions.h"

#include <stdlib.h>

enum {
    PEOPLE = 4,
    CREDITS_MAX = 4,
    EVENTS_MAX = 60,
    DAYS = 420, /* of a life: a year and some of what comes after */
    ROUNDS_DEFAULT = 400,
    ARENA_BYTES = 64 * 1024 * 1024,
};

/* The database and who asks. */
typedef struct World {
    Scratch scratch;
    Db *db;
    Arena *arena;
    Policy policy;
    Chance chance;
    Date start;
} World;

static void
must(Err err, const char *what)
{
    if (err != OK)
        fail_msg("%s: %s", what, err_code(err));
}

/* A request of the operator, or of an administrator of a tenant, on some day of the life. */
static Ctx
request(World *world, const Tenant *tenant, int32_t day, int64_t micros)
{
    Date today = date_add_days(world->start, day);
    Ctx ctx = {
        .arena = world->arena,
        .db = world->db,
        .policy = &world->policy,
        .now = today.day * MICROS_PER_DAY + micros,
        .today = today,
        .actor = {.roles = ROLE_OPERATOR_ADMIN, .address = "test"},
    };

    if (tenant != NULL) {
        ctx.actor.roles = ROLE_GLOBAL_ADMIN;
        ctx.actor.tenant_id = tenant->id;
        ctx.actor.partner_id = tenant->partner_id;
    }
    return ctx;
}

/* --- the programme -------------------------------------------------------------------------- */

typedef struct Programme {
    Tenant tenant;
    Id person[PEOPLE];
    CreditView credit[CREDITS_MAX];
    size_t credit_count;
    bool given[CREDITS_MAX];
} Programme;

/* A number that no other one of this process has. */
static int
next_number(void)
{
    static int number;

    return ++number;
}

static const char *
make_offer(World *world, Chance *chance)
{
    Ctx ctx = request(world, NULL, 0, 0);
    GrantInput grant[CREDITS_MAX] = {0};
    CreditInput credit[CREDITS_MAX] = {0};
    size_t count = (size_t)chance_between(chance, 1, CREDITS_MAX);
    int number = next_number();
    OfferInput input = {.code = arena_printf(world->arena, "offer-%d", number),
                        .name = "Offer",
                        .tier = TIER_SILVER,
                        .benefit = grant,
                        .benefit_count = count};
    Offer offer;
    Product product;

    for (size_t i = 0; i < count; i++) {
        const char *sku = arena_printf(world->arena, "sku-%d-%zu", number, i);
        must(create_product(&ctx,
                            &(ProductInput){.sku = sku,
                                            .name.in[LANG_EN] = "Credit",
                                            .kind = PRODUCT_CREDIT,
                                            .licenses_max = INPUT_ABSENT,
                                            .retired = INPUT_ABSENT},
                            &product),
             "product");
        credit[i] =
            (CreditInput){chance_between(chance, 0, 1), "USD",
                          arena_printf(world->arena, "%d.%06d", (int)chance_between(chance, 1, 300),
                                       (int)chance_between(chance, 0, 999999))};
        grant[i] = (GrantInput){.sku = sku,
                                .type = GRANT_INCREMENTAL,
                                .licenses = INPUT_ABSENT,
                                .incidents = INPUT_ABSENT,
                                .credit = &credit[i]};
    }
    must(create_offer(&ctx, &input, &offer), "offer");
    return input.code;
}

static void
make_people(World *world, Programme *programme)
{
    Ctx ctx = request(world, NULL, 0, 0);
    Partner partner;

    must(create_partner(&ctx, &(PartnerInput){"Fabrikam", "SE", "sv"}, &partner), "partner");
    must(create_tenant(
             &ctx, &partner.id,
             &(TenantInput){.name = "Fabrikam",
                            .domain = arena_printf(world->arena, "d%d.example", next_number())},
             &programme->tenant),
         "tenant");
    for (int i = 0; i < PEOPLE; i++) {
        User user;
        must(create_user(&ctx, &programme->tenant.id,
                         &(UserInput){.email = arena_printf(world->arena, "p%d@d.example", i),
                                      .display_name = "Person",
                                      .kind = i % 2},
                         &user),
             "person");
        programme->person[i] = user.id;
    }
}

/* Everybody may have used every credit that can be shared; a bulk credit is person 0's. */
static void
assign_all(World *world, Programme *programme)
{
    Ctx ctx = request(world, &programme->tenant, 0, 1);
    bool bulk_given = false;

    for (size_t i = 0; i < programme->credit_count; i++) {
        CreditView *credit = &programme->credit[i];
        bool bulk = credit->credit.term.period == CREDIT_YEAR;
        Err err;
        if (bulk) {
            err = assign_credit(&ctx, &credit->credit.id, &programme->person[0], credit);
            assert_int_equal(err, bulk_given ? ERR_CREDIT_NOT_COMBINABLE : OK);
            programme->given[i] = !bulk_given;
            bulk_given = true;
            continue;
        }
        for (int p = 1; p < PEOPLE; p++)
            must(assign_credit(&ctx, &credit->credit.id, &programme->person[p], credit), "assign");
        programme->given[i] = true;
    }
}

static void
make_programme(World *world, Chance *chance, Programme *ret)
{
    Ctx ctx = request(world, NULL, 0, 0);
    Programme programme = {0};
    EnrolmentView enrolment;
    CreditViewList list;

    make_people(world, &programme);
    must(create_enrolment(
             &ctx, &programme.tenant.partner_id,
             &(EnrolmentInput){.offer = make_offer(world, chance),
                               .starts_on = world->start.day - chance_between(chance, -20, 20)},
             &enrolment),
         "enrolment");
    Ctx admin = request(world, &programme.tenant, 0, 1);
    CreditQuery all = DEFAULTS_OF(CREDIT_QUERY);
    all.limit = CREDITS_MAX;
    must(list_credits(&admin, &all, &list), "credits");
    assert_int_equal(list.count, enrolment.benefit_count);
    for (size_t i = 0; i < list.count; i++)
        programme.credit[i] = list.item[i];
    programme.credit_count = list.count;
    assign_all(world, &programme);
    *ret = programme;
}

/* --- what happens --------------------------------------------------------------------------- */

/* Something that was used: of which credit, by whom, on which day, and when it becomes known. */
typedef struct Use {
    int number;
    size_t credit;
    int person;
    int32_t day;
    int32_t known;
    int64_t micros;
} Use;

/* Only by those who held the credit from the first day on, whatever becomes of them. */
static size_t
draw_use(Chance *chance, const Programme *programme, Use use[EVENTS_MAX])
{
    int64_t tries = chance_between(chance, 1, EVENTS_MAX);
    size_t count = 0;

    for (int64_t i = 0; i < tries; i++) {
        int32_t day = (int32_t)chance_between(chance, 0, DAYS - 1);
        size_t credit = (size_t)chance_between(chance, 0, (int64_t)programme->credit_count - 1);
        bool bulk = programme->credit[credit].credit.term.period == CREDIT_YEAR;
        if (!programme->given[credit])
            continue;
        use[count++] = (Use){
            .number = (int)i,
            .credit = credit,
            .person = bulk ? 0 : (int)chance_between(chance, 1, PEOPLE - 1),
            .day = day,
            .known = (int32_t)chance_between(chance, day, DAYS),
            .micros = chance_between(chance, 0, 60 * MICROS_PER_UNIT),
        };
    }
    return count;
}

static UsageEventInput
event_of(World *world, const Programme *programme, const Use *use)
{
    return (UsageEventInput){
        .source = "meter",
        .id = arena_printf(world->arena, "%s-%d", programme->tenant.id.text, use->number),
        .credit_id = programme->credit[use->credit].credit.id.text,
        .user_id = programme->person[use->person].text,
        .time = date_add_days(world->start, use->day).day * MICROS_PER_DAY + use->number,
        .quantity = INPUT_ABSENT,
        .micros = use->micros,
    };
}

/* Reports some of it on a day, some of it twice; what is counted once stays counted once. */
static void
report(World *world, const Programme *programme, const Use *use, size_t count, int32_t day)
{
    Ctx ctx = request(world, &programme->tenant, day, MICROS_PER_DAY - 1);
    UsageEventInput *event = ARENA_NEW_ARRAY(world->arena, UsageEventInput, count);
    UsageOutcome outcome;

    for (size_t i = 0; i < count; i++)
        event[i] = event_of(world, programme, &use[i]);
    must(record_usage(&ctx, &(UsageInput){event, count}, &outcome), "usage");
    assert_int_equal(outcome.accepted + outcome.duplicates + (int64_t)outcome.rejected_count,
                     count);
}

static void
shuffle(Chance *chance, Use *use, size_t count)
{
    for (size_t i = count; i > 1; i--) {
        size_t other = (size_t)chance_between(chance, 0, (int64_t)i - 1);
        Use kept = use[i - 1];
        use[i - 1] = use[other];
        use[other] = kept;
    }
}

/* People come and go; which of it is refused does not matter, as long as nothing breaks. */
static void
stir(World *world, Chance *chance, const Programme *programme, int32_t day)
{
    Ctx ctx = request(world, &programme->tenant, day, chance_between(chance, 2, 1000000));
    const CreditView *credit =
        &programme->credit[chance_between(chance, 0, (int64_t)programme->credit_count - 1)];
    const Id *person = &programme->person[chance_between(chance, 0, PEOPLE - 1)];
    CreditView view;
    bool more;
    Err err;

    switch (chance_between(chance, 0, 3)) {
    case 0:
        err = assign_credit(&ctx, &credit->credit.id, person, &view);
        break;
    case 1:
        err = remove_credit_user(&ctx, &credit->credit.id, person, &view);
        break;
    case 2:
        err = transfer_credit(&ctx, &credit->credit.id, person, &view);
        break;
    default:
        err = roll_credits(&ctx, 3, &more);
    }
    if (err == ERR_STORAGE_UNAVAILABLE || err == ERR_INTERNAL)
        fail_msg("on day %d: %s", day, err_code(err));
}

/* As life goes: what is known by a day is reported, with something from before once more. */
static void
live(World *world, Chance *chance, const Programme *programme, Use *use, size_t count)
{
    size_t told = 0;

    for (int32_t day = 0; day <= DAYS; day += (int32_t)chance_between(chance, 0, 45)) {
        size_t known = told;
        for (size_t i = told; i < count; i++)
            if (use[i].known <= day) {
                Use kept = use[known];
                use[known++] = use[i];
                use[i] = kept;
            }
        size_t again = told > 3 ? 3 : told;
        report(world, programme, &use[told - again], known - told + again, day);
        told = known;
        for (int64_t n = chance_between(chance, 0, 3); n > 0; n--)
            stir(world, chance, programme, day);
    }
    report(world, programme, use, count, DAYS);
}

/* Asleep until the end, then everything at once, in another order and in batches of any size. */
static void
wake_up(World *world, Chance *chance, const Programme *programme, Use *use, size_t count)
{
    shuffle(chance, use, count);
    for (size_t done = 0; done < count;) {
        size_t part = (size_t)chance_between(chance, 1, (int64_t)(count - done));
        report(world, programme, &use[done], part, DAYS);
        done += part;
    }
}

/* --- what must hold ------------------------------------------------------------------------- */

static BurnDown
periods_of(World *world, const Programme *programme, size_t credit)
{
    Ctx ctx = request(world, &programme->tenant, DAYS, MICROS_PER_DAY - 1);
    BurnDown burn;

    must(get_burn_down(&ctx, &programme->credit[credit].credit.id, INPUT_ABSENT, &burn), "periods");
    return burn;
}

/* RULE CR-7, RULE CR-8: the same use gives the same balances, and none is below zero. */
static void
compare(World *world, const Programme *a, const Programme *b)
{
    for (size_t i = 0; i < a->credit_count; i++) {
        BurnDown one = periods_of(world, a, i);
        BurnDown other = periods_of(world, b, i);
        assert_int_equal(one.past_count, other.past_count);
        for (size_t n = 0; n < one.past_count; n++) {
            assert_true(balance_is_sound(&one.past[n].balance));
            assert_memory_equal(&one.past[n].balance, &other.past[n].balance,
                                sizeof(PeriodBalance));
        }
    }
}

/* RULE CR-7: double-entry: the whole ledger of a credit sums to zero, account by account. */
static void
check_ledger(World *world, const Programme *programme)
{
    Ctx ctx = request(world, &programme->tenant, DAYS, MICROS_PER_DAY - 1);

    for (size_t i = 0; i < programme->credit_count; i++) {
        LedgerPart part;
        int64_t sum = 0;
        int64_t available = 0;
        must(list_postings(&ctx, &programme->credit[i].credit.id, &(Page){.limit = 10000}, &part),
             "ledger");
        const PostingList list = part.postings;
        assert_false(list.more);
        for (size_t n = 0; n < list.count; n++) {
            sum += list.item[n].micros;
            if (list.item[n].account == LEDGER_AVAILABLE)
                available += list.item[n].micros;
            assert_int_equal(list.item[n].seq, n + 1);
            if (n % 2 == 1) {
                assert_int_equal(sum, 0);
                assert_true(available >= 0);
            }
        }
        assert_int_equal(sum, 0);
    }
}

static void
report_finding(void *to, const char *what)
{
    (void)to;
    print_error("%s\n", what);
}

static void
check_all(World *world)
{
    const CheckWish wish = {.finding = report_finding};
    CheckCounts counts;

    must(check_database(world->db, &wish, &counts), "check");
    assert_int_equal(counts.findings, 0);
    assert_true(counts.credits > 0 && counts.postings > 0);
    print_message("%lld credits, %lld postings\n", (long long)counts.credits,
                  (long long)counts.postings);
}

static void
run_round(World *world)
{
    Chance programme = {chance_next(&world->chance)};
    Chance same_programme = programme;
    Chance life = {chance_next(&world->chance)};
    Use use[EVENTS_MAX];
    Programme awake, asleep;

    arena_reset(world->arena, 0);
    world->start = (Date){(int32_t)chance_between(&world->chance, 18000, 24000)};
    make_programme(world, &programme, &awake);
    make_programme(world, &same_programme, &asleep);
    size_t count = draw_use(&life, &awake, use);
    live(world, &life, &awake, use, count);
    wake_up(world, &life, &asleep, use, count);
    compare(world, &awake, &asleep);
    check_ledger(world, &awake);
    check_ledger(world, &asleep);
}

static void
any_life_gives_the_same_balances(void **state)
{
    World *world = *state;
    const char *given = getenv("PERQ_ROUNDS");
    int rounds = given == NULL ? ROUNDS_DEFAULT : (int)strtol(given, NULL, 10);

    for (int i = 0; i < rounds; i++)
        run_round(world);
    check_all(world);
}

/* --- the database --------------------------------------------------------------------------- */

static int
open_world(void **state)
{
    static World world;

    if (scratch_open(&world.scratch) != 0)
        return -1;
    world.db = world.scratch.db;
    world.policy = (Policy){.grace_days = 30, .alerts = {{50, 80, 90, 100}, 4}};
    world.arena = arena_new(ARENA_BYTES);
    world.chance.state = 2026;
    *state = &world;
    return 0;
}

static int
close_world(void **state)
{
    World *world = *state;

    arena_free(&world->arena);
    return scratch_remove(&world->scratch);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_life_gives_the_same_balances),
    };

    return cmocka_run_group_tests(tests, open_world, close_world);
}
