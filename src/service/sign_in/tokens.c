/*
 * API tokens. A token is 256 random bits, so a plain hash of it is enough to find it by and gives
 * nothing away.
 */
#include "service/sign_in/sign_in.h"

#include "base/text/text.h"
#include "service/directory/directory.h"
#include "service/json_values.h"
#include "service/record.h"

#define TOKEN_PREFIX "perq_"

enum { TOKEN_BYTES = 32 };

static void
draw_token(Ctx *ctx, char ret_text[TOKEN_TEXT_SIZE])
{
    uint8_t bytes[TOKEN_BYTES];

    random_bytes(bytes, sizeof(bytes));
    int length = snprintf(ret_text, TOKEN_TEXT_SIZE, TOKEN_PREFIX "%s",
                          text_base64url(ctx->arena, bytes, sizeof(bytes)));
    assert(length < TOKEN_TEXT_SIZE);
}

/* Who got a token and until when; never the token (RULE AUD-3). */
static Err
record_token_created(Ctx *ctx, Tx *tx, const Token *token, const User *user)
{
    Record record = {.tenant_id = &user->tenant_id};
    Json json = event_begin(ctx, &record, EVENT_TOKEN_CREATED, token->id.text);

    json_text(&json, "userId", token->user_id.text);
    json_time(&json, "expiresAt", token->expires_at);
    return event_end(ctx, tx, &record, &json);
}

Err
create_token(Ctx *ctx, const char *email, const char *tenant_id, int64_t days,
             char ret_text[TOKEN_TEXT_SIZE])
{
    CLEANUP(tx_end) Tx tx = {0};
    char text[TOKEN_TEXT_SIZE];
    User user = {0};

    TRY(tx_begin(ctx->db, &tx));
    TRY(find_user_by_email(ctx, &tx, email, tenant_id, &user));

    draw_token(ctx, text);
    Token token = {
        .id = id_new("tok_", ctx->now),
        .hash = hash_of(text, strlen(text)),
        .user_id = user.id,
        .created_at = ctx->now,
        .expires_at = ctx->now + days * MICROS_PER_DAY,
    };
    TRY(store_token_add(&tx, &token));
    TRY(record_token_created(ctx, &tx, &token, &user));
    TRY(tx_commit(&tx));

    memcpy(ret_text, text, TOKEN_TEXT_SIZE);
    return OK;
}
