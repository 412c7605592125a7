/*
 * Passwords that people choose, and the links that let them choose the first one.
 */
#include "service/sign_in/sign_in.h"

#include "base/text/text.h"
#include "service/directory/directory.h"
#include "service/reach.h"
#include "service/record.h"

enum { LINK_BYTES = 32 };

static const Id FIRST_OPERATOR = {""};

/* --- what a password must be ------------------------------------------------------------------ */

/* RULE SIGN-1: long rather than odd, and kept as a hash that is slow to try. */
Err
prepare_password(Ctx *ctx, const char *email, const char *password, NewPassword *ret)
{
    const char *opaque = text_opaque(ctx->arena, password);
    size_t length = text_length(opaque);

    if (length < PASSWORD_LENGTH_MIN || length > PASSWORD_LENGTH_MAX)
        return refuse_member(&ctx->refusal, ERR_MEMBER_INVALID, "/password",
                             TR("A password has 12 to 200 characters."));
    if (text_equal(text_folded(ctx->arena, opaque), text_folded(ctx->arena, email)))
        return refuse_member(&ctx->refusal, ERR_MEMBER_INVALID, "/password",
                             TR("The password must not be the e-mail address."));
    if (password_is_common(text_lower(ctx->arena, opaque)))
        return refuse_member(
            &ctx->refusal, ERR_MEMBER_INVALID, "/password",
            TR("Many people have this password. Take a few words that do not belong together."));
    const Digest salt = password_salt(ctx->salt_key, email);
    return password_stretch(&salt, opaque, &ret->stretched) ? OK : ERR_BUSY;
}

/* In the log of the user's tenant, or the operator's. */
static Err
record_password(Ctx *ctx, Tx *tx, const User *user, EventType type)
{
    return record_event(ctx, tx, &(Record){.tenant_id = &user->tenant_id}, type, user->id.text);
}

static Err
set_password(Ctx *ctx, Tx *tx, const Id *user_id, const NewPassword *password)
{
    char kept[PASSWORD_KEPT_SIZE];
    User user;

    TRY(store_user_get(tx, user_id, ctx->arena, &user));
    password_keep(&password->stretched, user_id->text, kept);
    TRY(store_user_set_password(tx, user_id, kept));
    return record_password(ctx, tx, &user, EVENT_PASSWORD_CHANGED);
}

Err
change_password(Ctx *ctx, const NewPassword *password)
{
    CLEANUP(tx_end) Tx tx = {0};
    const Session *session = &ctx->visit.session;
    OwnAccountList accounts;

    TRY(tx_begin(ctx->db, &tx));
    TRY(store_session_list_accounts(&tx, session, ctx->arena, &accounts));
    for (size_t i = 0; i < accounts.count; i++)
        TRY(set_password(ctx, &tx, &accounts.item[i].user_id, password));
    TRY(store_session_remove_related(&tx, session, false, NULL));
    return tx_commit(&tx);
}

/* --- links ------------------------------------------------------------------------------------ */

static Err
add_link(Ctx *ctx, Tx *tx, const Id *user_id, char ret_text[SESSION_TEXT_SIZE])
{
    uint8_t bytes[LINK_BYTES];

    random_bytes(bytes, sizeof(bytes));
    const char *text = text_base64url(ctx->arena, bytes, sizeof(bytes));
    assert(strlen(text) == SESSION_TEXT_SIZE - 1);
    PasswordLink link = {
        .hash = hash_of(text, strlen(text)),
        .user_id = *user_id,
        .expires_at = ctx->now + MICROS_PER_DAY,
    };
    TRY(store_link_add(tx, &link));
    memcpy(ret_text, text, SESSION_TEXT_SIZE);
    return OK;
}

Err
create_password_link(Ctx *ctx, const Whose *whose, char ret_text[SESSION_TEXT_SIZE])
{
    CLEANUP(tx_end) Tx tx = {0};
    User user;

    TRY(tx_begin(ctx->db, &tx));
    TRY(find_user_by_email(ctx, &tx, whose, &user));
    TRY(add_link(ctx, &tx, &user.id, ret_text));
    TRY(record_password(ctx, &tx, &user, EVENT_PASSWORD_LINK_CREATED));
    return tx_commit(&tx);
}

static bool
may_make_link(const Ctx *ctx, const User *user)
{
    bool invited = !id_is_empty(&user->tenant_id) && user->password_hash == NULL;

    return invited || (ctx->actor.roles & ROLE_OPERATOR_ADMIN) != 0;
}

Err
make_password_link(Ctx *ctx, const Id *user_id, char ret_text[SESSION_TEXT_SIZE])
{
    CLEANUP(tx_end) Tx tx = {0};
    User user;

    TRY(tx_begin(ctx->db, &tx));
    TRY(store_user_get(&tx, user_id, ctx->arena, &user));
    TRY(check_reach(ctx, &user.tenant_id));
    if (!may_make_link(ctx, &user))
        return ERR_NOT_PERMITTED;
    if (user.disabled_at != 0)
        return ERR_USER_DISABLED;
    TRY(add_link(ctx, &tx, &user.id, ret_text));
    TRY(record_password(ctx, &tx, &user, EVENT_PASSWORD_LINK_CREATED));
    return tx_commit(&tx);
}

Err
invite_staff(Ctx *ctx, const UserInput *input, User *ret, char ret_text[SESSION_TEXT_SIZE])
{
    CLEANUP(tx_end) Tx tx = {0};
    UserInput member = *input;
    User user;

    member.kind = USER_MEMBER;
    TRY(tx_begin(ctx->db, &tx));
    TRY(create_staff(ctx, &member, &user));
    TRY(make_password_link(ctx, &user.id, ret_text));
    TRY(tx_commit(&tx));

    *ret = user;
    return OK;
}

static Err
has_operator(Ctx *ctx, Tx *tx, bool *ret)
{
    UserList staff;

    TRY(store_user_list(tx, &FIRST_OPERATOR, &(Page){.limit = 1}, ctx->arena, &staff));
    *ret = staff.count > 0;
    return OK;
}

Err
create_set_up_link(Ctx *ctx, char ret_text[SESSION_TEXT_SIZE])
{
    CLEANUP(tx_end) Tx tx = {0};
    bool known;

    ret_text[0] = '\0';
    TRY(tx_begin(ctx->db, &tx));
    TRY(has_operator(ctx, &tx, &known));
    if (!known)
        TRY(add_link(ctx, &tx, &FIRST_OPERATOR, ret_text));
    return tx_commit(&tx);
}

static Err
read_link(Ctx *ctx, Tx *tx, const char *text, User *ret)
{
    Hash hash = hash_of(text, strlen(text));
    PasswordLink link;
    bool known;

    TRY(store_link_get(tx, &hash, ctx->now, &link));
    if (!id_is_empty(&link.user_id)) {
        TRY(store_user_get(tx, &link.user_id, ctx->arena, ret));
        return ret->disabled_at == 0 ? OK : ERR_LINK_EXPIRED;
    }
    /* The first operator's link is worth nothing once there is an operator. */
    TRY(has_operator(ctx, tx, &known));
    *ret = (User){0};
    return known ? ERR_LINK_EXPIRED : OK;
}

Err
find_link(Ctx *ctx, const char *text, User *ret)
{
    CLEANUP(tx_end) Tx tx = {0};

    TRY(tx_begin(ctx->db, &tx));
    TRY(read_link(ctx, &tx, text, ret));
    return tx_commit(&tx);
}

static Err
make_operator(Ctx *ctx, const SetUpInput *input, User *ret)
{
    const char *roles[] = {"operator-admin"};
    const UserInput operator= {
        .email = input->email,
        .display_name = input->display_name,
        .kind = USER_MEMBER,
        .role = roles,
        .role_count = COUNT_OF(roles),
    };

    return create_staff(ctx, &operator, ret);
}

/* Whoever had access before has none any more, by a browser or by a program. */
/* Who chooses a password by a link does it themselves, whoever made the link. */
static void
act_as(Ctx *ctx, const User *user)
{
    ctx->actor.user_id = user->id;
    ctx->actor.email = user->email;
    ctx->actor.display_name = user->display_name;
}

Err
use_link(Ctx *ctx, const char *text, const SetUpInput *input, const NewPassword *password,
         Identity *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    int64_t tokens;
    User user;

    TRY(tx_begin(ctx->db, &tx));
    TRY(read_link(ctx, &tx, text, &user));
    TRY(store_link_remove(&tx, &user.id));
    if (id_is_empty(&user.id))
        TRY(make_operator(ctx, input, &user));
    act_as(ctx, &user);
    TRY(set_password(ctx, &tx, &user.id, password));
    TRY(store_session_remove_of_user(&tx, &user.id));
    TRY(end_tokens_of(ctx, &tx, &user.id, "password link", &tokens));
    TRY(tx_commit(&tx));

    Id *account = ARENA_NEW(ctx->arena, Id);
    *account = user.id;
    *ret = (Identity){.email = user.email, .account = account, .account_count = 1};
    return OK;
}
