/*
 * RULE SIGN-3, KEY-8: how often passwords and product keys may be tried, and when again.
 */
#include "unit.h"

#include "base/log.h"
#include "base/secret/vault_keys.h"
#include "base/text/text.h"
#include "service/keys/attempts.h"
#include "service/keys/keys.h"
#include "service/sign_in/tries.h"

enum { TRIES_ARENA_BYTES = 4 << 20 };

static const char MAIL[] = "ada@fabrikam.example";
static VaultKeys keys = {.digest = {1}, .seal = {2}};
static const Vault VAULT = {.keys = &keys};

static Ctx *
fresh(void **state)
{
    Ctx *ctx = *state;

    arena_reset(ctx->arena, 0);
    allowances_free(&ctx->attempts);
    ctx->attempts = allowances_new();
    ctx->steady = MICROS_PER_DAY;
    ctx->now = 0;
    ctx->actor = (Actor){.address = "192.0.2.1"};
    ctx->attempt_points = 0;
    ctx->refusal = (Refusal){0};
    return ctx;
}

static User ADA = {.id = {"usr_ada"}, .password_hash = "kept of Ada's"};
static User ADA_ELSEWHERE = {.id = {"usr_ada_elsewhere"}, .password_hash = "kept elsewhere"};

/* What a browser keeps that has signed in to this account, made as make_device() makes it. */
static const char *
device_of_account(Ctx *ctx, const User *account, const char *id)
{
    const char *text =
        arena_printf(ctx->arena, "%s %s %s", id, account->id.text, account->password_hash);
    Digest digest = vault_digest(ctx->vault, "device", text, strlen(text));

    return arena_printf(ctx->arena, "%s.%s", id,
                        text_base64url(ctx->arena, digest.byte, sizeof(digest.byte)));
}

static UserList
both(Ctx *ctx)
{
    UserList list = {.item = ARENA_NEW_ARRAY(ctx->arena, User, 2), .count = 2};

    list.item[0] = ADA;
    list.item[1] = ADA_ELSEWHERE;
    return list;
}

/* How many wrong ones are taken before it is too many. */
static int
tries_until_refused(Ctx *ctx, const char *email, const char *device)
{
    for (int tries = 0; tries < 500; tries++) {
        UserList accounts = both(ctx);
        Tries counted = tries_of(ctx, &accounts, email, device);
        if (tries_check(ctx, &counted, email) != OK)
            return tries;
        tries_charge(ctx, &counted, email);
    }
    return 500;
}

/* LIMIT SIGN_IN_OF_ACCOUNT, LIMIT SIGN_IN_MINUTES */
static void
ten_for_an_account_from_an_address_and_they_come_back_with_steady_time(void **state)
{
    Ctx *ctx = fresh(state);

    assert_int_equal(tries_until_refused(ctx, MAIL, NULL), SIGN_IN_OF_ACCOUNT);
    ctx->now += MICROS_PER_DAY; /* the clock that can be set forgives nothing */
    assert_int_equal(tries_until_refused(ctx, MAIL, NULL), 0);
    ctx->actor.address = "192.0.2.2";
    assert_int_equal(tries_until_refused(ctx, MAIL, NULL), SIGN_IN_OF_ACCOUNT);
    ctx->steady += INT64_C(60) * SIGN_IN_MINUTES * MICROS_PER_SECOND;
    assert_int_equal(tries_until_refused(ctx, MAIL, NULL), SIGN_IN_OF_ACCOUNT);
}

/* LIMIT SIGN_IN_OF_ADDRESS */
static void
a_hundred_from_an_address_whatever_the_account(void **state)
{
    Ctx *ctx = fresh(state);
    int tries = 0;

    for (int i = 0; i < 200; i++) {
        const char *email = arena_printf(ctx->arena, "u%d@x.example", i);
        UserList nobody = {0};
        Tries counted = tries_of(ctx, &nobody, email, NULL);
        if (tries_check(ctx, &counted, email) != OK)
            break;
        tries_charge(ctx, &counted, email);
        tries++;
    }
    assert_int_equal(tries, SIGN_IN_OF_ADDRESS);
}

static void
a_browser_that_is_known_has_tries_of_its_own(void **state)
{
    Ctx *ctx = fresh(state);
    const char *device = device_of_account(ctx, &ADA, "one");

    assert_int_equal(tries_until_refused(ctx, MAIL, NULL), SIGN_IN_OF_ACCOUNT);
    assert_int_equal(tries_until_refused(ctx, MAIL, device), SIGN_IN_OF_ACCOUNT);
}

/* Whoever has one account would else try for the others of the same address without end. */
static void
all_browsers_of_an_account_share_their_tries_and_use_up_those_of_the_address(void **state)
{
    Ctx *ctx = fresh(state);
    const char *first = device_of_account(ctx, &ADA, "one");
    const char *second = device_of_account(ctx, &ADA, "two");

    assert_int_equal(tries_until_refused(ctx, MAIL, first), SIGN_IN_OF_ACCOUNT);
    assert_int_equal(tries_until_refused(ctx, MAIL, second), 0);
    assert_int_equal(tries_until_refused(ctx, MAIL, NULL), 0);
    const char *elsewhere = device_of_account(ctx, &ADA_ELSEWHERE, "three");
    assert_int_equal(tries_until_refused(ctx, MAIL, elsewhere), SIGN_IN_OF_ACCOUNT);
}

static void
a_browser_is_known_no_more_when_the_password_is_another(void **state)
{
    Ctx *ctx = fresh(state);
    User before = ADA;

    before.password_hash = "kept of an earlier one";
    const char *old = device_of_account(ctx, &before, "one");
    const char *const WRONG[] = {NULL, old, "", ".", "one.", "no dot", "one.AAAA"};
    for (size_t i = 0; i < COUNT_OF(WRONG); i++) {
        UserList accounts = both(ctx);
        assert_false(tries_of(ctx, &accounts, MAIL, WRONG[i]).known);
    }
}

static void
who_has_failed_and_asked_least_comes_first(void **state)
{
    Ctx *ctx = fresh(state);
    UserList accounts = both(ctx);
    const char *device = device_of_account(ctx, &ADA, "one");
    Tries stranger = tries_of(ctx, &accounts, MAIL, NULL);
    Tries known = tries_of(ctx, &accounts, MAIL, device);

    assert_int_equal(tries_rank(ctx, &stranger), 1);
    assert_int_equal(tries_rank(ctx, &stranger), 2);
    tries_charge(ctx, &stranger, MAIL);
    assert_int_equal(tries_rank(ctx, &stranger), 13);
    assert_int_equal(tries_rank(ctx, &known), 0);
    ctx->steady +=
        60 * MICROS_PER_SECOND; /* what was wrong is forgotten sooner than what was asked */
    assert_int_equal(tries_rank(ctx, &stranger), 4);
    tries_welcome(ctx, &stranger);
    tries_welcome(ctx, &known);
    assert_int_equal(tries_rank(ctx, &stranger), 4);
    ctx->steady += MICROS_PER_DAY;
    assert_int_equal(tries_rank(ctx, &stranger), 1);
    ctx->actor.address = "192.0.2.2";
    Tries elsewhere = tries_of(ctx, &accounts, MAIL, NULL);
    assert_int_equal(tries_rank(ctx, &elsewhere), 1);
}

/* --- product keys ---------------------------------------------------------------------------- */

static int
guesses_until_refused(Ctx *ctx, int points, void (*next)(Ctx *ctx, int number))
{
    for (int guesses = 0; guesses < 5000; guesses++) {
        if (next != NULL)
            next(ctx, guesses);
        ctx->attempt_points = 0;
        if (attempts_check(ctx) != OK)
            return guesses;
        attempts_charge(ctx, points);
    }
    return 5000;
}

static void
be_another_user(Ctx *ctx, int number)
{
    snprintf(ctx->actor.user_id.text, sizeof(ctx->actor.user_id.text), "usr_%d", number);
}

static void
be_in_another_tenant(Ctx *ctx, int number)
{
    be_another_user(ctx, number);
    snprintf(ctx->actor.tenant_id.text, sizeof(ctx->actor.tenant_id.text), "ten_%d", number);
}

static void
be_elsewhere_in_a_network(Ctx *ctx, int number)
{
    be_in_another_tenant(ctx, number);
    ctx->actor.address = arena_printf(ctx->arena, "2001:db8:0:1::%x", number + 1);
}

/* LIMIT KEY_POINTS_OF_ACCOUNT, LIMIT KEY_MINUTES */
static void
keys_of_an_account_are_counted_in_points_that_come_back_with_steady_time(void **state)
{
    Ctx *ctx = fresh(state);

    be_in_another_tenant(ctx, 1);
    assert_int_equal(guesses_until_refused(ctx, ATTEMPT_GUESSING, NULL),
                     KEY_POINTS_OF_ACCOUNT / ATTEMPT_GUESSING);
    ctx->now += MICROS_PER_DAY;
    assert_int_equal(guesses_until_refused(ctx, ATTEMPT_TYPING, NULL), 0);
    ctx->steady += INT64_C(60) * KEY_MINUTES * MICROS_PER_SECOND;
    assert_int_equal(guesses_until_refused(ctx, ATTEMPT_TYPING, NULL), KEY_POINTS_OF_ACCOUNT);
}

/* LIMIT KEY_POINTS_OF_TENANT */
static void
and_of_a_tenant(void **state)
{
    Ctx *ctx = fresh(state);

    assert_int_equal(guesses_until_refused(ctx, ATTEMPT_GUESSING, be_another_user),
                     KEY_POINTS_OF_TENANT / ATTEMPT_GUESSING);
}

/* LIMIT KEY_POINTS_OF_ADDRESS */
static void
and_of_an_address_or_a_network(void **state)
{
    Ctx *ctx = fresh(state);

    assert_int_equal(guesses_until_refused(ctx, ATTEMPT_GUESSING, be_in_another_tenant),
                     KEY_POINTS_OF_ADDRESS / ATTEMPT_GUESSING);
    assert_int_equal(guesses_until_refused(ctx, ATTEMPT_GUESSING, be_elsewhere_in_a_network),
                     KEY_POINTS_OF_ADDRESS / ATTEMPT_GUESSING);
}

static int
set_up(void **state)
{
    static Ctx ctx;

    vault_start();
    log_set_level(LOG_ERROR);
    ctx.arena = arena_new(TRIES_ARENA_BYTES);
    ctx.vault = &VAULT;
    *state = &ctx;
    return 0;
}

static int
tear_down(void **state)
{
    Ctx *ctx = *state;

    allowances_free(&ctx->attempts);
    arena_free(&ctx->arena);
    return 0;
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ten_for_an_account_from_an_address_and_they_come_back_with_steady_time),
        cmocka_unit_test(a_hundred_from_an_address_whatever_the_account),
        cmocka_unit_test(a_browser_that_is_known_has_tries_of_its_own),
        cmocka_unit_test(
            all_browsers_of_an_account_share_their_tries_and_use_up_those_of_the_address),
        cmocka_unit_test(a_browser_is_known_no_more_when_the_password_is_another),
        cmocka_unit_test(who_has_failed_and_asked_least_comes_first),
        cmocka_unit_test(keys_of_an_account_are_counted_in_points_that_come_back_with_steady_time),
        cmocka_unit_test(and_of_a_tenant),
        cmocka_unit_test(and_of_an_address_or_a_network),
    };

    return cmocka_run_group_tests_name("tries", tests, set_up, tear_down);
}
