/*
 * What the operator does on the server's own machine, over the administration socket: the first
 * administrator, API tokens and links that set passwords. Not part of the API that others rely on.
 */
#include "api/api.h"

#include "api/members.h"
#include "base/text/text.h"
#include "domain/ids.h"
#include "service/directory/directory.h"
#include "service/sign_in/sign_in.h"
#include "store/directory/directory.h"

typedef struct LocalUserInput {
    UserInput user;
    const char *tenant_id; /* NULL: the operator's own staff */
} LocalUserInput;

static const Field LOCAL_USER_FIELDS[] = {
    {"email", FIELD_TEXT, offsetof(LocalUserInput, user.email), .min = 3, .max = 254,
     .check = text_is_email},
    {"displayName", FIELD_TEXT, offsetof(LocalUserInput, user.display_name), .min = 1, .max = 200},
    {"tenantId", FIELD_TEXT, offsetof(LocalUserInput, tenant_id), .check = is_tenant_id,
     .optional = true, .min = ID_LENGTH, .max = ID_LENGTH},
    {"roles", FIELD_TEXTS, offsetof(LocalUserInput, user.role), .optional = true, .max = ROLES_MAX,
     .text_max = 40, .count_offset = offsetof(LocalUserInput, user.role_count)},
};
SHAPE(LOCAL_USER_INPUT, LocalUserInput, LOCAL_USER_FIELDS);

typedef struct LocalTokenInput {
    const char *email;
    const char *tenant_id;
    int64_t days;
} LocalTokenInput;

static const Field LOCAL_TOKEN_FIELDS[] = {
    {"email", FIELD_TEXT, offsetof(LocalTokenInput, email), .min = 3, .max = 254},
    {"tenantId", FIELD_TEXT, offsetof(LocalTokenInput, tenant_id), .check = is_tenant_id,
     .optional = true, .min = ID_LENGTH, .max = ID_LENGTH},
    {"days", FIELD_INT, offsetof(LocalTokenInput, days), .min = 1, .max = 3660},
};
SHAPE(LOCAL_TOKEN_INPUT, LocalTokenInput, LOCAL_TOKEN_FIELDS);

typedef struct LocalLinkInput {
    const char *email;
    const char *tenant_id;
} LocalLinkInput;

static const Field LOCAL_LINK_FIELDS[] = {
    {"email", FIELD_TEXT, offsetof(LocalLinkInput, email), .min = 3, .max = 254},
    {"tenantId", FIELD_TEXT, offsetof(LocalLinkInput, tenant_id), .check = is_tenant_id,
     .optional = true, .min = ID_LENGTH, .max = ID_LENGTH},
};
SHAPE(LOCAL_LINK_INPUT, LocalLinkInput, LOCAL_LINK_FIELDS);

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
