/*
 * Checking a password: the slow part once, whoever has accounts under the address.
 */
#include "service/sign_in/sign_in.h"

#include "base/text/text.h"
#include "service/sign_in/tries.h"

/* Of old passwords, which each take a slow part of their own. */
enum { OLD_MAX = 4 };

/* Old hashes that the same person has in several tenants are often one and the same. */
typedef struct Compared {
    const char *hash[OLD_MAX];
    bool matches[OLD_MAX];
    size_t count;
} Compared;

/* A password as it is tried: normalised, or as it was typed. */
typedef struct Attempt {
    const char *password;
    Stretched stretched;
    Compared compared;
} Attempt;

static bool
matches_old(Attempt *attempt, const User *user)
{
    Compared *compared = &attempt->compared;
    const char *hash = user->password_hash;

    for (size_t i = 0; i < compared->count; i++)
        if (text_equal(compared->hash[i], hash))
            return compared->matches[i];
    if (compared->count == OLD_MAX)
        return false;
    compared->hash[compared->count] = hash;
    compared->matches[compared->count] =
        password_is_kept_old(hash, attempt->password, user->id.text);
    return compared->matches[compared->count++];
}

static bool
opens(Attempt *attempt, const User *user)
{
    if (user->password_hash == NULL)
        return false;
    if (password_is_old(user->password_hash, &attempt->stretched.salt))
        return matches_old(attempt, user);
    return password_is_kept(user->password_hash, &attempt->stretched, user->id.text);
}

static Err
try_password(Attempt *attempt, const Digest *salt, const UserList *users, Identity *identity)
{
    if (!password_stretch(salt, attempt->password, &attempt->stretched))
        return ERR_BUSY;
    for (size_t i = 0; i < users->count; i++) {
        const User *user = &users->item[i];
        if (!opens(attempt, user) || user->disabled_at != 0)
            continue;
        identity->is_old[identity->account_count] = password_is_old(user->password_hash, salt);
        identity->account[identity->account_count++] = user->id;
    }
    return OK;
}

/*
 * Before passwords were normalised they were kept as they had been typed. What was typed alone says
 * whether this is tried: never whether anybody has the address.
 */
static Err
try_as_typed(const char *password, const Digest *salt, const UserList *users, Identity *identity)
{
    Attempt typed = {.password = password};

    TRY(try_password(&typed, salt, users, identity));
    for (size_t i = 0; i < identity->account_count; i++)
        identity->is_old[i] = true;
    return OK;
}

/*
 * RULE SIGN-2: the slow part is one for all: for an address that nobody has, for one without a
 * password, for a disabled account (RULE SIGN-9) and for twelve organisations.
 */
static Err
find_opened(Ctx *ctx, const UserList *users, const char *password, Identity *ret)
{
    Attempt attempt = {.password = text_opaque(ctx->arena, password)};
    const Digest salt = password_salt(ctx->salt_key, ret->email);

    ret->account = ARENA_NEW_ARRAY(ctx->arena, Id, users->count + 1);
    ret->is_old = ARENA_NEW_ARRAY(ctx->arena, bool, users->count + 1);
    TRY(try_password(&attempt, &salt, users, ret));
    ret->stretched = attempt.stretched;
    if (ret->account_count == 0 && !text_equal(attempt.password, password))
        return try_as_typed(password, &salt, users, ret);
    return OK;
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
check_attempts(Ctx *ctx, const char *email, const char *device, int64_t *ret_rank)
{
    UserList users;

    TRY(list_users_of(ctx, email, &users));
    Tries tries = tries_of(ctx, &users, email, device);
    TRY(tries_check(ctx, &tries, email));
    *ret_rank = tries_rank(ctx, &tries);
    return OK;
}

Err
check_password(Ctx *ctx, const SignInInput *input, const char *device, Identity *ret)
{
    Identity person = {.email = input->email};
    UserList users;

    TRY(list_users_of(ctx, person.email, &users));
    Tries tries = tries_of(ctx, &users, person.email, device);
    TRY(tries_check(ctx, &tries, person.email));
    TRY(find_opened(ctx, &users, input->password, &person));
    if (person.account_count == 0) {
        tries_charge(ctx, &tries, person.email);
        return ERR_SIGN_IN_FAILED;
    }
    tries_welcome(ctx, &tries);
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

/* --- the salt -------------------------------------------------------------------------------- */

static const char SALT_KEY[] = "salt key";

static Err
make_salt_key(Ctx *ctx, Tx *tx, Hash *ret)
{
    random_bytes(ret->byte, sizeof(ret->byte));
    return store_setting_put(tx, SALT_KEY,
                             text_base64url(ctx->arena, ret->byte, sizeof(ret->byte)));
}

/* It lies with the passwords and not in the key file: that may be changed, passwords stay. */
Err
find_salt_key(Ctx *ctx, Hash *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    const char *text, *bytes;
    size_t count = 0;

    TRY(tx_begin(ctx->db, &tx));
    TRY(store_setting_find(&tx, SALT_KEY, ctx->arena, &text));
    bytes = text != NULL ? text_from_base64url(ctx->arena, text, &count) : NULL;
    if (bytes != NULL && count == sizeof(ret->byte))
        memcpy(ret->byte, bytes, count);
    else
        TRY(make_salt_key(ctx, &tx, ret));
    return tx_commit(&tx);
}
