#include "portal/credits/credits.h"

#include "html/address.h"
#include "html/page.h"
#include "portal/portal.h"
#include "portal/whose.h"

// clang-format off
SHAPE_OPTIONAL(CREDITS_PAGE_QUERY, CreditQuery,
    FIELD(CreditQuery, ID, tenant_id, "tenantId", .prefix = "ten_"),
    LIMIT(CreditQuery),
    AFTER(CreditQuery),
);
// clang-format on

static Err
load_credits_page(Ctx *ctx, const CreditQuery *asked, CreditsPage *view)
{
    CreditQuery rest = *asked;
    CreditViewList list;

    TRY(list_credits(ctx, asked, &list));
    view->count = list.count;
    view->look = ARENA_NEW_ARRAY(ctx->arena, CreditLook, list.count);
    for (size_t i = 0; i < list.count; i++)
        view->look[i] = look_of(&list.item[i], ctx->today);
    if (list.more) {
        rest.after = list.item[list.count - 1].credit.id.text;
        view->next = address_of(ctx, "/credits", CREDITS_PAGE_QUERY, &rest);
    }
    return OK;
}

Err
page_credit_list(Ctx *ctx, const Request *request, Reply *reply)
{
    const CreditQuery *query = request->query;
    CreditsPage view = {
        .may_assign = role_permits(ctx->actor.roles, PERMIT_CREDIT_ASSIGN),
    };

    if (id_is_empty(&ctx->actor.tenant_id) && query->tenant_id == NULL)
        return ask_whose(ctx, request, reply, WHOSE_CREDITS);
    TRY(load_credits_page(ctx, query, &view));
    say_whose(ctx, NULL, query->tenant_id);
    Html page = page_begin(ctx, request, reply, TR("Credits"));
    html_credits(&page, &view);
    page_may_be_kept(reply);
    return page_end(&page);
}
