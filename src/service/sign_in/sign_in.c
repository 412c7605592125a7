/*
 * Checking a password, and how often somebody may try.
 *
 * Wrong passwords are counted for an address together with the account that was tried, and for the
 * address alone. They are never counted for the account alone: then strangers could keep its owner
 * out. A browser that has signed in to an account before has a count of its own, so that strangers
 * behind the same address cannot keep its owner out either.
 */
#include "service/sign_in/sign_in.h"

#include "base/text/text.h"

#include <arpa/inet.h>

#define WINDOW (INT64_C(15) * 60 * MICROS_PER_SECOND)

/* One person has at most so many passwords for as many organisations. */
enum { HASHES_MAX = 4, DEVICE_BYTES = 16, ADDRESS_TEXT_SIZE = 64, CALLER_MAX = 512 };

static const AllowanceRule OF_DEVICE = {.quota = 10, .window = WINDOW};
static const AllowanceRule OF_PAIR = {.quota = 10, .window = WINDOW};
/* Behind one address there may be a whole company. */
static const AllowanceRule OF_ADDRESS = {.quota = 100, .window = WINDOW};

/* --- how often ------------------------------------------------------------------------------- */

typedef struct Counted {
    const AllowanceRule *rule;
    uint64_t caller;
} Counted;

typedef struct Counts {
    Counted counted[2];
    size_t count;
} Counts;

/* Who has one IPv6 address usually has the 64 bits below it too. */
static void
address_block(const char *address, char ret[ADDRESS_TEXT_SIZE])
{
    struct in6_addr number;

    snprintf(ret, ADDRESS_TEXT_SIZE, "%s", address);
    if (inet_pton(AF_INET6, address, &number) != 1)
        return;
    text_hex(&number, sizeof(number) / 2, ret);
}

static void
add_count(Ctx *ctx, Counts *counts, const AllowanceRule *rule, const char *caller)
{
    counts->counted[counts->count++] =
        (Counted){rule, allowance_caller(ctx->attempts, caller, strlen(caller))};
}

static const char *
device_mac(Ctx *ctx, const char *id, const char *email)
{
    const char *text = arena_printf(ctx->arena, "%s %s", id, email);
    Digest digest = vault_digest(ctx->vault, "device", text, strlen(text));

    return text_base64url(ctx->arena, digest.byte, sizeof(digest.byte));
}

/* A device proves that this very address has signed in from it. */
static bool
is_device_of(Ctx *ctx, const char *device, const char *email)
{
    const char *dot = device != NULL ? strchr(device, '.') : NULL;

    if (dot == NULL)
        return false;
    const char *id = arena_copy(ctx->arena, device, (size_t)(dot - device));
    return secret_equal(device_mac(ctx, id, email), dot + 1);
}

const char *
device_of(Ctx *ctx, const char *email)
{
    const char *folded = text_lower(ctx->arena, email);
    uint8_t bytes[DEVICE_BYTES];

    random_bytes(bytes, sizeof(bytes));
    const char *id = text_base64url(ctx->arena, bytes, sizeof(bytes));
    return arena_printf(ctx->arena, "%s.%s", id, device_mac(ctx, id, folded));
}

/* RULE SIGN-3: never the account alone. */
static Counts
find_counts(Ctx *ctx, const char *email, const char *device)
{
    Counts counts = {0};
    char block[ADDRESS_TEXT_SIZE];

    if (is_device_of(ctx, device, email)) {
        add_count(ctx, &counts, &OF_DEVICE, arena_printf(ctx->arena, "device %s", device));
        return counts;
    }
    address_block(ctx->actor.address, block);
    add_count(ctx, &counts, &OF_PAIR, arena_printf(ctx->arena, "pair %s %s", block, email));
    add_count(ctx, &counts, &OF_ADDRESS, arena_printf(ctx->arena, "sign-in %s", block));
    return counts;
}

static Err
check_counts(Ctx *ctx, const Counts *counts)
{
    int64_t wait = 0;

    for (size_t i = 0; i < counts->count; i++) {
        const Counted *one = &counts->counted[i];
        Micros each = one->rule->window / one->rule->quota / MICROS_PER_SECOND;
        Allowance left = allowance_take(ctx->attempts, *one->rule, one->caller, 0, ctx->now);
        if (left.remaining == 0 && left.retry_seconds + each > wait)
            wait = left.retry_seconds + each;
    }
    if (wait == 0)
        return OK;
    return refuse_with_number(&ctx->refusal, ERR_TOO_MANY_REQUESTS, "retryAfter", wait);
}

static void
charge_counts(Ctx *ctx, const Counts *counts)
{
    for (size_t i = 0; i < counts->count; i++)
        allowance_charge(ctx->attempts, *counts->counted[i].rule, counts->counted[i].caller, 1,
                         ctx->now);
}

/* --- the password ---------------------------------------------------------------------------- */

/* Hashes that the same person has in several tenants are often one and the same. */
typedef struct Compared {
    const char *hash[HASHES_MAX];
    bool matches[HASHES_MAX];
    size_t count;
} Compared;

static bool
matches_once(Compared *compared, const char *hash, const char *password)
{
    for (size_t i = 0; i < compared->count; i++)
        if (text_equal(compared->hash[i], hash))
            return compared->matches[i];
    if (compared->count == HASHES_MAX)
        return false;
    compared->hash[compared->count] = hash;
    compared->matches[compared->count] = password_matches(hash, password);
    return compared->matches[compared->count++];
}

/* RULE SIGN-2: an address that nobody has, or nobody with a password, takes as long as a wrong
 * password; and so does a disabled account (RULE SIGN-9). */
static void
find_accounts(Ctx *ctx, const UserList *users, const char *password, Identity *ret)
{
    Compared compared = {0};

    ret->account = ARENA_NEW_ARRAY(ctx->arena, Id, users->count + 1);
    for (size_t i = 0; i < users->count; i++) {
        const User *user = &users->item[i];
        bool matches =
            user->password_hash != NULL && matches_once(&compared, user->password_hash, password);
        if (matches && user->disabled_at == 0)
            ret->account[ret->account_count++] = user->id;
    }
    if (compared.count == 0 && password_matches(NULL, password))
        ret->account_count = 0;
}

static Err
list_users_of(Ctx *ctx, const char *email, UserList *ret)
{
    CLEANUP(tx_end) Tx tx = {0};

    TRY(tx_begin(ctx->db, &tx));
    TRY(store_user_list_by_email(&tx, email, ctx->arena, ret));
    return tx_commit(&tx);
}

Err
check_password(Ctx *ctx, const SignInInput *input, const char *device, Identity *ret)
{
    Identity person = {.email = text_lower(ctx->arena, input->email)};
    Counts counts = find_counts(ctx, person.email, device);
    UserList users;

    TRY(check_counts(ctx, &counts));
    TRY(list_users_of(ctx, person.email, &users));
    find_accounts(ctx, &users, input->password, &person);
    if (person.account_count == 0) {
        charge_counts(ctx, &counts);
        return ERR_SIGN_IN_FAILED;
    }
    *ret = person;
    return OK;
}

Err
check_own_password(Ctx *ctx, const char *password, const char *device)
{
    const SignInInput input = {ctx->actor.email, password};
    Identity identity;

    TRY(check_password(ctx, &input, device, &identity));
    for (size_t i = 0; i < identity.account_count; i++)
        if (id_equal(&identity.account[i], &ctx->actor.user_id))
            return OK;
    return ERR_SIGN_IN_FAILED;
}
