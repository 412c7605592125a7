/*
 * Tokens for this API: who has them, and their end.
 */
#include "api/api.h"

#include "api/members.h"
#include "service/json_values.h"
#include "service/sign_in/sign_in.h"

/* RULE AUD-3: never the token itself, which nobody has but whoever was shown it. */
static void
put_token(Json *json, const Token *token)
{
    json_text(json, "id", token->id.text);
    json_text_if(json, "name", token->name[0] != '\0' ? token->name : NULL);
    json_text(json, "userId", token->user_id.text);
    json_text_if(json, "tenantId", token->tenant_id.text[0] != '\0' ? token->tenant_id.text : NULL);
    json_text(json, "email", token->email);
    json_time(json, "createdAt", token->created_at);
    if (token->used_on != 0)
        json_date(json, "lastUsedOn", (Date){(int32_t)token->used_on});
    json_time(json, "expiresAt", token->expires_at);
}

Err
reply_tokens(Ctx *ctx, Reply *reply, const TokenList *list)
{
    ListReply out = reply_list_begin(ctx, reply);

    for (size_t i = 0; i < list->count && reply_item_begin(&out); i++) {
        put_token(&out.json, &list->item[i]);
        reply_item_end(&out, list->item[i].id.text);
    }
    return reply_list_end(ctx, &out, list->more);
}

Err
api_token_list(Ctx *ctx, const Request *request, Reply *reply)
{
    TokenList list;

    TRY(list_tokens(ctx, request->query, &list));
    return reply_tokens(ctx, reply, &list);
}

static void
reply_token(Ctx *ctx, Reply *reply, const Token *token)
{
    Json json = reply_json(ctx, reply);

    put_token(&json, token);
    json_object_end(&json);
    reply_set_etag(ctx, reply);
}

Err
api_token_show(Ctx *ctx, const Request *request, Reply *reply)
{
    Token token;
    Id id;

    TRY(request_id(request, 0, "tok_", &id));
    TRY(get_token(ctx, &id, &token));
    reply_token(ctx, reply, &token);
    return OK;
}

/* The answer is what it was. */
Err
api_token_revoke(Ctx *ctx, const Request *request, Reply *reply)
{
    Token token;
    Id id;

    TRY(request_id(request, 0, "tok_", &id));
    TRY(get_token(ctx, &id, &token));
    reply_token(ctx, reply, &token);
    TRY(reply_check_if_match(ctx, request, reply));
    TRY(revoke_token(ctx, &id));
    reply_token(ctx, reply, &token);
    reply->etag = NULL;
    return OK;
}

/* The text is in this answer and in no other. */
Err
api_token_create(Ctx *ctx, const Request *request, Reply *reply)
{
    char text[TOKEN_TEXT_SIZE];
    Token token;

    TRY(create_own_token(ctx, request->body, &token, text));
    reply->status = 201;
    reply->location = arena_printf(ctx->arena, "/api/v1/tokens/%s", token.id.text);
    Json json = reply_json(ctx, reply);
    json_object_begin(&json, "token");
    put_token(&json, &token);
    json_object_end(&json);
    json_text(&json, "text", text);
    json_object_end(&json);
    return OK;
}
