/*
 * What the operator does on the server's own machine, over the administration socket: the first
 * administrator, who may sign in, API tokens and links that set passwords. Not part of the API that
 * others rely on.
 */
#include "api/api.h"

#include "api/members.h"
#include "base/text/text.h"
#include "service/directory/directory.h"
#include "service/json_values.h"
#include "service/sign_in/sign_in.h"
#include "store/directory/directory.h"

typedef struct LocalUserInput {
    UserInput user;
    const char *tenant_id; /* NULL: the operator's own staff */
} LocalUserInput;

static SHAPE_WITHOUT(PLAIN_USER, USER_INPUT, "kind", "programmes", "externalId");

// clang-format off
SHAPE_AROUND(LOCAL_USER_INPUT, LocalUserInput, user, PLAIN_USER,
    FIELD(LocalUserInput, ID, tenant_id, "tenantId", .prefix = "ten_", .optional = true),
);
// clang-format on

typedef struct LocalAccessInput {
    Whose whose;
    int64_t disabled;
} LocalAccessInput;

// clang-format off
SHAPE_AROUND(LOCAL_ACCESS_INPUT, LocalAccessInput, whose, WHOSE_INPUT,
    FIELD(LocalAccessInput, BOOL, disabled, "disabled"),
);
// clang-format on

/* Whose tokens, or which users: by their address, all of a tenant, or all there are. */
typedef struct LocalListInput {
    const char *email;
    const char *tenant_id;
    const char *after; /* the id of the last one of the part before */
} LocalListInput;

// clang-format off
SHAPE_OPTIONAL(LOCAL_LIST_INPUT, LocalListInput,
    FIELD(LocalListInput, PERSON, email,   "email"),
    FIELD(LocalListInput, TEXT, tenant_id, "tenantId", .min = 1, .max = ID_LENGTH),
    FIELD(LocalListInput, TEXT, after,     "after",    .min = 1, .max = ID_LENGTH),
);
// clang-format on

/* One token by its id, or all of somebody. */
typedef struct LocalRevokeInput {
    const char *token_id;
    const char *email;
    const char *tenant_id;
} LocalRevokeInput;

// clang-format off
SHAPE_OPTIONAL(LOCAL_REVOKE_INPUT, LocalRevokeInput,
    FIELD(LocalRevokeInput, ID,   token_id,  "tokenId",  .prefix = "tok_"),
    FIELD(LocalRevokeInput, PERSON, email,   "email"),
    FIELD(LocalRevokeInput, TEXT, tenant_id, "tenantId", .min = 1, .max = ID_LENGTH),
);
// clang-format on

/* So much of a list at a time as whoever asks has room for. */
enum { LISTED_AT_ONCE = 100 };

Err
api_local_user_create(Ctx *ctx, const Request *request, Reply *reply)
{
    LocalUserInput input = *(const LocalUserInput *)request->body;
    Id tenant_id = id_from(input.tenant_id);
    User user;

    input.user.kind = USER_MEMBER;
    TRY(input.tenant_id == NULL ? create_staff(ctx, &input.user, &user)
                                : create_user(ctx, &tenant_id, &input.user, &user));
    Json json = reply_json(ctx, reply);
    put_user(&json, &user);
    json_object_end(&json);
    reply->status = 201;
    return OK;
}

Err
api_local_user_change(Ctx *ctx, const Request *request, Reply *reply)
{
    const LocalAccessInput *input = request->body;
    UserChange change = DEFAULTS_OF(USER_CHANGE);
    User user;

    change.disabled = input->disabled;
    TRY(change_user_by_email(ctx, &input->whose, &change, &user));
    Json json = reply_json(ctx, reply);
    put_user(&json, &user);
    json_object_end(&json);
    return OK;
}

Err
api_local_user_list(Ctx *ctx, const Request *request, Reply *reply)
{
    const LocalListInput *input = request->body;
    const Page page = {input->after, LISTED_AT_ONCE};
    UserQuery query = DEFAULTS_OF(USER_QUERY);
    Id tenant_id = id_from(input->tenant_id);
    UserSearch search = {.column = USER_BY_ID};
    UserList list;

    query.after = input->after;
    query.limit = LISTED_AT_ONCE;
    bool staff = input->tenant_id == NULL || text_equal(input->tenant_id, "operator");
    TRY(staff ? list_staff(ctx, &page, &list)
              : list_users(ctx, &tenant_id, &query, &search, &list));
    return reply_users(ctx, reply, &search, &list);
}

Err
api_local_token_create(Ctx *ctx, const Request *request, Reply *reply)
{
    char token[TOKEN_TEXT_SIZE];

    TRY(create_token(ctx, request->body, token));
    Json json = reply_json(ctx, reply);
    json_text(&json, "token", token);
    json_object_end(&json);
    reply->status = 201;
    return OK;
}

Err
api_local_token_list(Ctx *ctx, const Request *request, Reply *reply)
{
    const LocalListInput *input = request->body;
    const Whose whose = {input->email, input->tenant_id};
    TokenQuery query = DEFAULTS_OF(TOKEN_QUERY);
    TokenList list;

    query.tenant_id = input->tenant_id;
    query.after = input->after;
    query.limit = LISTED_AT_ONCE;
    TRY(input->email == NULL
            ? list_tokens(ctx, &query, &list)
            : find_tokens(ctx, &whose, &(Page){input->after, LISTED_AT_ONCE}, &list));
    return reply_tokens(ctx, reply, &list);
}

static Err
revoke_named(Ctx *ctx, const LocalRevokeInput *input, int64_t *ret_count)
{
    const Whose whose = {input->email, input->tenant_id};
    Id id = id_from(input->token_id);

    if (input->token_id == NULL)
        return revoke_tokens(ctx, &whose, ret_count);
    *ret_count = 1;
    return revoke_token(ctx, &id);
}

Err
api_local_token_revoke(Ctx *ctx, const Request *request, Reply *reply)
{
    const LocalRevokeInput *input = request->body;
    int64_t count;

    if ((input->token_id == NULL) == (input->email == NULL))
        return refuse_member(&ctx->refusal, ERR_MEMBER_INVALID, "/email",
                             TR("Name one token, or somebody."));
    TRY(revoke_named(ctx, input, &count));
    Json json = reply_json(ctx, reply);
    json_text(&json, "revoked", arena_printf(ctx->arena, "%lld", (long long)count));
    json_object_end(&json);
    return OK;
}

Err
api_local_link_create(Ctx *ctx, const Request *request, Reply *reply)
{
    char text[SESSION_TEXT_SIZE];

    TRY(create_password_link(ctx, request->body, text));
    Json json = reply_json(ctx, reply);
    json_text(&json, "path", arena_printf(ctx->arena, "/set-up/%s", text));
    json_object_end(&json);
    reply->status = 201;
    return OK;
}

Err
api_local_clock_accept(Ctx *ctx, const Request *request, Reply *reply)
{
    (void)request;
    TRY(accept_clock(ctx));
    Json json = reply_json(ctx, reply);
    json_time(&json, "now", ctx->now);
    json_object_end(&json);
    return OK;
}
