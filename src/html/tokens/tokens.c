#include "html/tokens/tokens.h"

#include "html/address.h"
#include "html/page.h"

enum { TOKENS_AT_ONCE = 50, DAYS_OFFERED = 90 };

enum { TOKEN_REVOKED };
static const char *const TOKEN_DONE_NAMES[] = {"revoked", NULL};

typedef struct TokensQuery {
    int64_t done;
    int64_t limit;
    const char *after;
} TokensQuery;

// clang-format off
SHAPE_OPTIONAL(TOKENS_PAGE_QUERY, TokensQuery,
    FIELD(TokensQuery, CHOICE, done, "done", .choices = TOKEN_DONE_NAMES),
    LIMIT(TokensQuery),
    AFTER(TokensQuery),
);
// clang-format on

/* Each face has the page under an address of its own. */
static const char *
path_of_tokens(const Ctx *ctx)
{
    return id_is_empty(&ctx->actor.tenant_id) ? "/ops/tokens" : "/tokens";
}

static FormInput
days_field(Ctx *ctx, const Request *request)
{
    FormInput field = form_input(ctx, request, "days", TR("Days until it ends"));

    field.type = "number";
    field.hint = TR("400 at most.");
    if (field.value[0] == '\0')
        field.value = arena_printf(ctx->arena, "%d", DAYS_OFFERED);
    return field;
}

static void
leave_out_own(TokenList *list, const Id *user_id)
{
    size_t kept = 0;

    for (size_t i = 0; i < list->count; i++)
        if (!id_equal(&list->item[i].user_id, user_id))
            list->item[kept++] = list->item[i];
    list->count = kept;
}

/* What one made oneself is found first, however many others have some. */
static Err
load_tokens(Ctx *ctx, const TokensQuery *asked, TokensView *view)
{
    TokenQuery own = DEFAULTS_OF(TOKEN_QUERY);
    TokenQuery all = DEFAULTS_OF(TOKEN_QUERY);
    TokensQuery rest = *asked;

    own.user_id = ctx->actor.user_id.text;
    own.limit = PAGE_LIMIT_MAX;
    TRY(list_tokens(ctx, &own, &view->own));
    all.limit = TOKENS_AT_ONCE;
    all.after = asked->after;
    TRY(list_tokens(ctx, &all, &view->others));
    if (view->others.more) {
        rest.done = INPUT_ABSENT;
        rest.after = view->others.item[view->others.count - 1].id.text;
        view->next = address_of(ctx, view->path, TOKENS_PAGE_QUERY, &rest);
    }
    leave_out_own(&view->others, &ctx->actor.user_id);
    return OK;
}

static Err
show_tokens(Ctx *ctx, const Request *request, Reply *reply, const TokensQuery *query,
            const char *made)
{
    TokensView view = {
        .path = path_of_tokens(ctx),
        .note = form_note(ctx, request),
        .name = form_input(ctx, request, "name", TR("What it is for")),
        .days = days_field(ctx, request),
        .made = made,
        .now = ctx->now,
        .reader = ctx->actor.user_id,
        .may_revoke = role_permits(ctx->actor.roles, PERMIT_TOKEN_REVOKE),
        .may_make = role_permits(ctx->actor.roles, PERMIT_TOKEN_CREATE),
    };

    TRY(load_tokens(ctx, query, &view));
    Html page = page_begin(ctx, request, reply, TR("Tokens"));
    html_tokens(&page, &view);
    return page_end(&page);
}

Err
page_token_list(Ctx *ctx, const Request *request, Reply *reply)
{
    const TokensQuery *query = request->query;

    if (query->done == TOKEN_REVOKED)
        ctx->visit.notice = lang_text(ctx->lang, TR("The token lets nobody in any more."));
    return show_tokens(ctx, request, reply, query, NULL);
}

Err
page_token_again(Ctx *ctx, const Request *request, Reply *reply)
{
    const TokensQuery query = DEFAULTS_OF(TOKENS_PAGE_QUERY);

    return show_tokens(ctx, request, reply, &query, NULL);
}

/* Like a product key, the token is in this answer and in no other. */
Err
page_token_create(Ctx *ctx, const Request *request, Reply *reply)
{
    const TokensQuery query = DEFAULTS_OF(TOKENS_PAGE_QUERY);
    char *text = arena_alloc(ctx->arena, TOKEN_TEXT_SIZE, 1);
    Token token;

    TRY(create_own_token(ctx, request->body, &token, text));
    return show_tokens(ctx, request, reply, &query, text);
}

Err
page_token_revoke(Ctx *ctx, const Request *request, Reply *reply)
{
    Id id;

    TRY(request_id(request, 0, "tok_", &id));
    TRY(revoke_token(ctx, &id));
    return reply_redirect(ctx, reply,
                          arena_printf(ctx->arena, "%s?done=revoked", path_of_tokens(ctx)));
}
