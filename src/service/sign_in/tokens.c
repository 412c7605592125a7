/*
 * API tokens. A token is 256 random bits, so a plain hash of it is enough to find it by and gives
 * nothing away.
 */
#include "service/sign_in/sign_in.h"

#include "base/limit/limit.h"
#include "base/text/text.h"
#include "service/json_values.h"
#include "service/reach.h"
#include "service/record.h"

#define TOKEN_PREFIX "perq_"

enum { TOKEN_BYTES = 32, DAYS_SHOWN = 30 };

/* --- making --------------------------------------------------------------------------------- */

static void
draw_token(Ctx *ctx, char ret_text[TOKEN_TEXT_SIZE])
{
    uint8_t bytes[TOKEN_BYTES];

    random_bytes(bytes, sizeof(bytes));
    int length = snprintf(ret_text, TOKEN_TEXT_SIZE, TOKEN_PREFIX "%s",
                          text_base64url(ctx->arena, bytes, sizeof(bytes)));
    assert(length < TOKEN_TEXT_SIZE);
}

/* Who got a token, what for and until when; never the token (RULE AUD-3). */
static Err
record_token_created(Ctx *ctx, Tx *tx, const Token *token)
{
    Record record = {.tenant_id = &token->tenant_id};
    Json json = event_begin(ctx, &record, EVENT_TOKEN_CREATED, token->id.text);

    json_text(&json, "userId", token->user_id.text);
    if (token->name[0] != '\0')
        json_text(&json, "name", token->name);
    json_time(&json, "expiresAt", token->expires_at);
    return event_end(ctx, tx, &record, &json);
}

/* What ended long ago makes room. Nothing else does: a clock that is wrong for a moment ends none.
 */
static Err
remove_old_tokens(Ctx *ctx, Tx *tx, const Id *user_id)
{
    if (!clock_is_believed())
        return OK;
    return store_token_remove_old(tx, user_id, ctx->now - DAYS_SHOWN * MICROS_PER_DAY);
}

/* The caller has said whose it is, what for and until when. */
static Err
add_token(Ctx *ctx, Tx *tx, Token *token, char ret_text[TOKEN_TEXT_SIZE])
{
    draw_token(ctx, ret_text);
    token->id = id_new("tok_", ctx->now);
    token->hash = hash_of(ret_text, strlen(ret_text));
    token->created_at = ctx->now;
    TRY(store_token_add(tx, token));
    return record_token_created(ctx, tx, token);
}

Err
create_token(Ctx *ctx, const TokenInput *input, char ret_text[TOKEN_TEXT_SIZE])
{
    CLEANUP(tx_end) Tx tx = {0};
    char text[TOKEN_TEXT_SIZE];
    User user = {0};

    TRY(tx_begin(ctx->db, &tx));
    TRY(find_user_by_email(ctx, &tx, &input->whose, &user));
    if (user.disabled_at != 0)
        return ERR_USER_DISABLED;
    Token token = {
        .user_id = user.id,
        .tenant_id = user.tenant_id,
        .name = input->name == NULL ? "" : input->name,
        .expires_at = ctx->now + input->days * MICROS_PER_DAY,
    };
    TRY(remove_old_tokens(ctx, &tx, &user.id));
    TRY(add_token(ctx, &tx, &token, text));
    TRY(tx_commit(&tx));

    memcpy(ret_text, text, TOKEN_TEXT_SIZE);
    return OK;
}

/* RULE ROLE-5: what got in by a token goes out with it. */
static Err
check_may_add_token(Ctx *ctx, Tx *tx, const Token *token)
{
    const Actor *actor = &ctx->actor;
    int64_t count;

    if (actor->token_ends != 0 && token->expires_at > actor->token_ends)
        return refuse_member(&ctx->refusal, ERR_MEMBER_INVALID, "/days",
                             TR("A token makes none that ends later than itself."));
    TRY(store_token_count(tx, &actor->user_id, &count));
    return count < TOKENS_OF_ACCOUNT ? OK : ERR_TOO_MANY_TOKENS;
}

Err
create_own_token(Ctx *ctx, const OwnTokenInput *input, Token *ret, char ret_text[TOKEN_TEXT_SIZE])
{
    CLEANUP(tx_end) Tx tx = {0};
    const Actor *actor = &ctx->actor;
    char text[TOKEN_TEXT_SIZE];
    Token token = {
        .user_id = actor->user_id,
        .tenant_id = actor->tenant_id,
        .name = input->name,
        .email = actor->email,
        .expires_at = ctx->now + input->days * MICROS_PER_DAY,
    };

    TRY(tx_begin(ctx->db, &tx));
    TRY(remove_old_tokens(ctx, &tx, &actor->user_id));
    TRY(check_may_add_token(ctx, &tx, &token));
    TRY(add_token(ctx, &tx, &token, text));
    TRY(tx_commit(&tx));

    memcpy(ret_text, text, TOKEN_TEXT_SIZE);
    *ret = token;
    return OK;
}

/* --- looking -------------------------------------------------------------------------------- */

static bool
is_own_token(const Ctx *ctx, const Token *token)
{
    return id_equal(&token->user_id, &ctx->actor.user_id);
}

/* RULE SIGN-8: the last use is noted in memory first. */
static void
see_use(Ctx *ctx, Token *token)
{
    int64_t seen_on = sighting_find(ctx->sightings, &token->hash) / MICROS_PER_DAY;

    if (seen_on > token->used_on)
        token->used_on = seen_on;
}

static void
see_uses(Ctx *ctx, TokenList *list)
{
    for (size_t i = 0; i < list->count; i++)
        see_use(ctx, &list->item[i]);
}

/* RULE ROLE-2: what is out of reach is not there. */
static Err
check_may_list_of(Ctx *ctx, Tx *tx, const Id *user_id)
{
    User user;

    if (id_equal(user_id, &ctx->actor.user_id))
        return OK;
    TRY(store_user_get(tx, user_id, ctx->arena, &user));
    TRY(check_reach(ctx, &user.tenant_id));
    return role_permits(ctx->actor.roles, PERMIT_TOKEN_READ) ? OK : ERR_NOT_PERMITTED;
}

static bool
is_within(const TokenQuery *query, const Token *token)
{
    return query->tenant_id == NULL || text_equal(query->tenant_id, token->tenant_id.text);
}

/* Both filters together: somebody is in one tenant, so all pass or none does. */
static Err
list_of_user(Ctx *ctx, Tx *tx, const Id *user_id, const TokenQuery *query, TokenList *ret)
{
    const Page page = {query->after, query->limit};
    TokenList list;

    TRY(check_may_list_of(ctx, tx, user_id));
    TRY(store_token_list_of_user(tx, user_id, &page, ctx->arena, &list));
    if (list.count > 0 && !is_within(query, &list.item[0]))
        list = (TokenList){0};
    *ret = list;
    return OK;
}

static Err
list_by_query(Ctx *ctx, Tx *tx, const TokenQuery *query, TokenList *ret)
{
    const Page page = {query->after, query->limit};
    bool of_operator = id_is_empty(&ctx->actor.tenant_id);
    Id whose = {{0}};

    if (query->tenant_id != NULL)
        TRY(reach_tenant(ctx, tx, query->tenant_id, &whose));
    if (query->user_id != NULL) {
        whose = id_from(query->user_id);
        return list_of_user(ctx, tx, &whose, query, ret);
    }
    if (!role_permits(ctx->actor.roles, PERMIT_TOKEN_READ))
        return list_of_user(ctx, tx, &ctx->actor.user_id, query, ret);
    if (of_operator && query->tenant_id == NULL)
        return store_token_list(tx, &page, ctx->arena, ret);
    if (!of_operator)
        whose = ctx->actor.tenant_id;
    return store_token_list_of_tenant(tx, &whose, &page, ctx->arena, ret);
}

Err
list_tokens(Ctx *ctx, const TokenQuery *query, TokenList *ret)
{
    CLEANUP(tx_end) Tx tx = {0};

    TRY(tx_begin(ctx->db, &tx));
    TRY(list_by_query(ctx, &tx, query, ret));
    TRY(tx_commit(&tx));
    see_uses(ctx, ret);
    return OK;
}

static Err
load_token(Ctx *ctx, Tx *tx, const Id *id, Token *ret)
{
    TRY(store_token_get(tx, id, ctx->arena, ret));
    if (is_own_token(ctx, ret))
        return OK;
    TRY(check_reach(ctx, &ret->tenant_id));
    return role_permits(ctx->actor.roles, PERMIT_TOKEN_READ) ? OK : ERR_NOT_FOUND;
}

Err
get_token(Ctx *ctx, const Id *id, Token *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    Token token;

    TRY(tx_begin(ctx->db, &tx));
    TRY(load_token(ctx, &tx, id, &token));
    TRY(tx_commit(&tx));
    see_use(ctx, &token);
    *ret = token;
    return OK;
}

Err
find_tokens(Ctx *ctx, const Whose *whose, const Page *page, TokenList *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    User user;

    TRY(tx_begin(ctx->db, &tx));
    TRY(find_user_by_email(ctx, &tx, whose, &user));
    TRY(store_token_list_of_user(&tx, &user.id, page, ctx->arena, ret));
    TRY(tx_commit(&tx));
    see_uses(ctx, ret);
    return OK;
}

/* --- taking back ---------------------------------------------------------------------------- */

/* RULE ROLE-5: by its owner, and by the admins above. */
Err
revoke_token(Ctx *ctx, const Id *id)
{
    CLEANUP(tx_end) Tx tx = {0};
    Token token;

    TRY(tx_begin(ctx->db, &tx));
    TRY(load_token(ctx, &tx, id, &token));
    if (!is_own_token(ctx, &token) && !role_permits(ctx->actor.roles, PERMIT_TOKEN_REVOKE))
        return ERR_NOT_PERMITTED;
    TRY(end_token(ctx, &tx, &token, "by hand"));
    return tx_commit(&tx);
}

Err
revoke_tokens(Ctx *ctx, const Whose *whose, int64_t *ret_count)
{
    CLEANUP(tx_end) Tx tx = {0};
    User user;

    TRY(tx_begin(ctx->db, &tx));
    TRY(find_user_by_email(ctx, &tx, whose, &user));
    TRY(end_tokens_of(ctx, &tx, &user.id, "by hand", ret_count));
    return tx_commit(&tx);
}

Err
remember_token_uses(Ctx *ctx)
{
    Id after = {{0}};
    bool more = true;

    while (more) {
        CLEANUP(tx_end) Tx tx = {0};
        TRY(tx_begin(ctx->db, &tx));
        TRY(store_token_note_uses(&tx, ctx->sightings, &after, &more));
        TRY(tx_commit(&tx));
    }
    return OK;
}
