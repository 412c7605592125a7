#include "service/sign_in/tries.h"

#include "base/log.h"
#include "base/text/text.h"

enum { DEVICE_BYTES = 16 };

#define WINDOW (INT64_C(60) * SIGN_IN_MINUTES * MICROS_PER_SECOND)

static const AllowanceRule OF_DEVICE = {.quota = SIGN_IN_OF_ACCOUNT, .window = WINDOW};
static const AllowanceRule OF_PAIR = {.quota = SIGN_IN_OF_ACCOUNT, .window = WINDOW};
/* Behind one address there may be a whole company. */
static const AllowanceRule OF_ADDRESS = {.quota = SIGN_IN_OF_ADDRESS, .window = WINDOW};
/*
 * What is not refused for it, but waits behind those who ask less. It is remembered for a day:
 * whoever floods from many addresses asks from each only now and then.
 */
static const AllowanceRule ASKED = {.quota = 1000,
                                    .window = INT64_C(24) * 60 * 60 * MICROS_PER_SECOND};

/* --- devices --------------------------------------------------------------------------------- */

static const char *
device_mac(Ctx *ctx, const char *id, const User *account)
{
    const char *text =
        arena_printf(ctx->arena, "%s %s %s", id, account->id.text, account->password_hash);
    Digest digest = vault_digest(ctx->vault, "device", text, strlen(text));

    return text_base64url(ctx->arena, digest.byte, sizeof(digest.byte));
}

/* A device proves that it was signed in to an account with the password that the account has. */
static const User *
find_account_of_device(Ctx *ctx, const char *device, const UserList *accounts)
{
    const char *dot = device != NULL ? strchr(device, '.') : NULL;

    if (dot == NULL)
        return NULL;
    const char *id = arena_copy(ctx->arena, device, (size_t)(dot - device));
    for (size_t i = 0; i < accounts->count; i++) {
        const User *account = &accounts->item[i];
        if (account->password_hash != NULL && secret_equal(device_mac(ctx, id, account), dot + 1))
            return account;
    }
    return NULL;
}

Err
make_device(Ctx *ctx, const char **ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    uint8_t bytes[DEVICE_BYTES];
    User account;

    TRY(tx_begin(ctx->db, &tx));
    TRY(store_user_get(&tx, &ctx->actor.user_id, ctx->arena, &account));
    TRY(tx_commit(&tx));
    random_bytes(bytes, sizeof(bytes));
    const char *id = text_base64url(ctx->arena, bytes, sizeof(bytes));
    *ret = arena_printf(ctx->arena, "%s.%s", id, device_mac(ctx, id, &account));
    return OK;
}

/* --- counting -------------------------------------------------------------------------------- */

static void
count_for(Ctx *ctx, Tries *tries, const AllowanceRule *rule, const char *caller)
{
    tries->of[tries->count].rule = rule;
    tries->of[tries->count++].caller = allowance_caller(ctx->attempts, caller, strlen(caller));
}

/*
 * What a known browser gets wrong counts against its address too, or whoever has one account could
 * try the passwords of others under the same address without end; but it is not asked for that.
 */
Tries
tries_of(Ctx *ctx, const UserList *accounts, const char *email, const char *device)
{
    const User *known = find_account_of_device(ctx, device, accounts);
    Tries tries = {.known = known != NULL};
    char block[ADDRESS_BLOCK_SIZE];

    if (known != NULL)
        count_for(ctx, &tries, &OF_DEVICE, arena_printf(ctx->arena, "device %s", known->id.text));
    tries.asked = tries.count;
    address_block(ctx->actor.address, block);
    count_for(ctx, &tries, &OF_ADDRESS, arena_printf(ctx->arena, "sign-in %s", block));
    count_for(ctx, &tries, &OF_PAIR, arena_printf(ctx->arena, "pair %s %s", block, email));
    if (known == NULL)
        tries.asked = tries.count;
    return tries;
}

/* For whatever watches the log, such as fail2ban: whence, and for which account, but not its name.
 */
static void
log_attempt(Ctx *ctx, const char *how, const char *email)
{
    enum { SHOWN_BYTES = 8 };
    char account[2 * DIGEST_BYTES + 1];
    Digest digest = vault_digest(ctx->vault, "account in log", email, strlen(email));

    text_hex(digest.byte, SHOWN_BYTES, account);
    log_line(LOG_INFO, "sign-in=%s address=%s account=%s", how, ctx->actor.address, account);
}

Err
tries_check(Ctx *ctx, const Tries *tries, const char *email)
{
    int64_t wait = 0;

    for (size_t i = 0; i < tries->asked; i++) {
        const AllowanceRule rule = *tries->of[i].rule;
        Micros each = rule.window / rule.quota / MICROS_PER_SECOND;
        Allowance left = allowance_take(ctx->attempts, rule, tries->of[i].caller, 0, ctx->steady);
        if (left.remaining == 0 && left.retry_seconds + each > wait)
            wait = left.retry_seconds + each;
    }
    if (wait == 0)
        return OK;
    log_attempt(ctx, "refused", email);
    return refuse_with_number(&ctx->refusal, ERR_TOO_MANY_REQUESTS, "retryAfter", wait);
}

void
tries_charge(Ctx *ctx, const Tries *tries, const char *email)
{
    for (size_t i = 0; i < tries->count; i++)
        allowance_charge(ctx->attempts, *tries->of[i].rule, tries->of[i].caller, 1, ctx->steady);
    log_attempt(ctx, "failed", email);
}

/* Whose asking it is that counts; a browser that is known is not asked for it. */
static uint64_t
asking(const Tries *tries)
{
    return caller_part(tries->of[0].caller, PART_ASKED);
}

void
tries_welcome(Ctx *ctx, const Tries *tries)
{
    if (!tries->known)
        allowance_charge(ctx->attempts, ASKED, asking(tries), -1, ctx->steady);
}

int64_t
tries_rank(Ctx *ctx, const Tries *tries)
{
    enum { WEIGHT = 10 }; /* of what was wrong, against what was only asked */
    const uint64_t address = tries->of[0].caller;

    if (tries->known)
        return 0;
    Allowance wrong = allowance_take(ctx->attempts, OF_ADDRESS, address, 0, ctx->steady);
    allowance_charge(ctx->attempts, ASKED, asking(tries), 1, ctx->steady);
    Allowance asked = allowance_take(ctx->attempts, ASKED, asking(tries), 0, ctx->steady);
    return WEIGHT * (OF_ADDRESS.quota - wrong.remaining) + ASKED.quota - asked.remaining;
}
