/*
 * What the operator does on the server's own machine, over the administration socket: the first
 * administrator, API tokens and links that set passwords. Not part of the API that others rely on.
 */
#include "api/api.h"

#include "api/members.h"
#include "service/directory/directory.h"
#include "service/sign_in/sign_in.h"
#include "store/directory/directory.h"

typedef struct LocalUserInput {
    UserInput user;
    const char *tenant_id; /* NULL: the operator's own staff */
} LocalUserInput;

static SHAPE_WITHOUT(PLAIN_USER, USER_INPUT, "kind", "programmes");

// clang-format off
SHAPE_AROUND(LOCAL_USER_INPUT, LocalUserInput, user, PLAIN_USER,
    FIELD(LocalUserInput, ID, tenant_id, "tenantId", .prefix = "ten_", .optional = true),
);
// clang-format on

typedef struct LocalTokenInput {
    const char *email;
    const char *tenant_id;
    int64_t days;
} LocalTokenInput;

// clang-format off
SHAPE(LOCAL_TOKEN_INPUT, LocalTokenInput,
    FIELD(LocalTokenInput, TEXT, email,     "email",    .min = 3, .max = EMAIL_LENGTH_MAX),
    FIELD(LocalTokenInput, ID,   tenant_id, "tenantId", .prefix = "ten_", .optional = true),
    FIELD(LocalTokenInput, INT,  days,      "days",     .min = 1, .max = TOKEN_DAYS_MAX),
);
// clang-format on

typedef struct LocalLinkInput {
    const char *email;
    const char *tenant_id;
} LocalLinkInput;

// clang-format off
SHAPE(LOCAL_LINK_INPUT, LocalLinkInput,
    FIELD(LocalLinkInput, TEXT, email,     "email",    .min = 3, .max = EMAIL_LENGTH_MAX),
    FIELD(LocalLinkInput, ID,   tenant_id, "tenantId", .prefix = "ten_", .optional = true),
);
// clang-format on

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
api_local_token_create(Ctx *ctx, const Request *request, Reply *reply)
{
    const LocalTokenInput *input = request->body;
    char token[TOKEN_TEXT_SIZE];

    TRY(create_token(ctx, input->email, input->tenant_id, input->days, token));
    Json json = reply_json(ctx, reply);
    json_text(&json, "token", token);
    json_object_end(&json);
    reply->status = 201;
    return OK;
}

Err
api_local_link_create(Ctx *ctx, const Request *request, Reply *reply)
{
    const LocalLinkInput *input = request->body;
    char text[SESSION_TEXT_SIZE];

    TRY(create_password_link(ctx, input->email, input->tenant_id, text));
    Json json = reply_json(ctx, reply);
    json_text(&json, "path", arena_printf(ctx->arena, "/set-up/%s", text));
    json_object_end(&json);
    reply->status = 201;
    return OK;
}
