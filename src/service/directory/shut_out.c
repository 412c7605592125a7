/*
 * Taking back what lets somebody in.
 */
#include "service/directory/user_parts.h"

#include "service/directory/directory.h"
#include "service/record.h"

enum { TOKENS_AT_ONCE = 100 };

/* RULE AUD-3: whose it was and how it came to its end; who did that is in the event anyway. */
static Err
record_token_revoked(Ctx *ctx, Tx *tx, const Token *token, const char *how)
{
    Record record = {.tenant_id = &token->tenant_id};
    Json json = event_begin(ctx, &record, EVENT_TOKEN_REVOKED, token->id.text);

    json_text(&json, "userId", token->user_id.text);
    if (token->name[0] != '\0')
        json_text(&json, "name", token->name);
    json_text(&json, "how", how);
    return event_end(ctx, tx, &record, &json);
}

Err
end_token(Ctx *ctx, Tx *tx, const Token *token, const char *how)
{
    TRY(store_token_remove(tx, &token->id));
    return record_token_revoked(ctx, tx, token, how);
}

/* What is removed is not there to go on after, so each part is the first one. */
Err
end_tokens_of(Ctx *ctx, Tx *tx, const Id *user_id, const char *how, int64_t *ret_count)
{
    TokenList list = {.more = true};
    int64_t count = 0;

    while (list.more) {
        size_t mark = arena_mark(ctx->arena);
        TRY(store_token_list_of_user(tx, user_id, &(Page){.limit = TOKENS_AT_ONCE}, ctx->arena,
                                     &list));
        for (size_t i = 0; i < list.count; i++)
            TRY(end_token(ctx, tx, &list.item[i], how));
        count += (int64_t)list.count;
        arena_reset(ctx->arena, mark);
    }
    *ret_count = count;
    return OK;
}

/* RULE SIGN-9: from here on nothing that was given out lets the person in. */
Err
shut_out(Ctx *ctx, Tx *tx, const Id *user_id)
{
    bool found;
    int64_t count;

    TRY(store_session_remove_account(tx, user_id));
    TRY(store_link_remove(tx, user_id));
    TRY(store_feed_remove(tx, user_id, &found));
    return end_tokens_of(ctx, tx, user_id, "disabled", &count);
}
