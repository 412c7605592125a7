#include "portal/credits/credits.h"

#include "html/address.h"
#include "html/page.h"
#include "portal/portal.h"

// clang-format off
SHAPE_OPTIONAL(CREDITS_PAGE_QUERY, CreditQuery,
    LIMIT(CreditQuery),
    FIELD(CreditQuery, ID, after,     "after",    .prefix = "crd_"),
    FIELD(CreditQuery, ID, tenant_id, "tenantId", .prefix = "ten_"),
);
// clang-format on

static const char *
address_of_rest(Ctx *ctx, const CreditQuery *query, const CreditView *last)
{
    Buf out = buf_new(ctx->arena, ADDRESS_BYTES_MAX);

    buf_text(&out, "/credits");
    address_put(&out, "tenantId", query->tenant_id);
    address_put(&out, "after", last->credit.id.text);
    address_put_number(&out, "limit", query->limit);
    assert(!out.full); /* every parameter is bounded */
    return out.data;
}

static Err
load_credits(Ctx *ctx, const CreditQuery *asked, CreditsPage *view)
{
    CreditQuery query = *asked;
    CreditViewList list;

    if (query.limit == INPUT_ABSENT)
        query.limit = PAGE_LIMIT_DEFAULT;
    TRY(list_credits(ctx, &query, &list));
    view->count = list.count;
    view->look = ARENA_NEW_ARRAY(ctx->arena, CreditLook, list.count);
    for (size_t i = 0; i < list.count; i++)
        view->look[i] = look_of(&list.item[i], ctx->today);
    if (list.more)
        view->next = address_of_rest(ctx, asked, &list.item[list.count - 1]);
    return OK;
}

Err
page_credit_list(Ctx *ctx, const Request *request, Reply *reply)
{
    const CreditQuery *query = request->query;
    CreditsPage view = {
        .whose = id_is_empty(&ctx->actor.tenant_id),
        .tenant_id = query->tenant_id,
        .may_assign = role_permits(ctx->actor.roles, PERMIT_CREDIT_ASSIGN),
    };

    if (!view.whose || view.tenant_id != NULL)
        TRY(load_credits(ctx, query, &view));
    Html page = page_begin(ctx, request, reply, TR("Credits"));
    html_credits(&page, &view);
    page_may_be_kept(reply);
    return page_end(&page);
}
