#include "portal/credits/credits.h"

#include "html/address.h"
#include "html/page.h"
#include "portal/portal.h"
#include "portal/whose.h"

typedef struct CreditsQuery {
    CreditQuery list;
} CreditsQuery;

// clang-format off
SHAPE_AROUND(CREDITS_PAGE_QUERY, CreditsQuery, list, CREDIT_QUERY,
    FIELD(CreditsQuery, CURSOR, list.before, "before", .optional = true),
);
// clang-format on

static void
view_credits_filter(Ctx *ctx, const CreditQuery *query, ListFilter *filter)
{
    static const char *const KINDS[] = {TR("Monthly credit"), TR("Bulk credit")};
    static const char *const STATES[] = {TR("Not assigned"), TR("In use"), TR("Suspended"),
                                         TR("Ended")};
    const FilterChoice kind = {.name = "kind", .label = TR("Kind"), .all = TR("All")};
    const FilterChoice status = {.name = "status", .label = TR("Status"), .all = TR("All")};
    const FilterChoice ends = {
        .name = "endsWithinDays", .label = TR("Ends"), .all = TR("Any date")};

    *filter = (ListFilter){.path = "/credits", .label = TR("Find"), .q = query->q};
    filter_by(ctx, filter, kind, (FilterWords){CREDIT_KIND_NAMES, KINDS}, query->kind);
    filter_by(ctx, filter, status, (FilterWords){CREDIT_STATUS_NAMES, STATES}, query->status);
    filter_by_days(ctx, filter, ends, query->ends_within);
    if (query->sort != INPUT_ABSENT)
        filter_state(filter, "sort", CREDIT_SORT_NAMES[query->sort]);
    filter_state(filter, "tenantId", query->tenant_id);
}

static void
view_credit_columns(Ctx *ctx, const CreditQuery *asked, CreditsPage *view)
{
    CreditsQuery other = DEFAULTS_OF(CREDITS_PAGE_QUERY);

    other.list = *asked;
    other.list.after = other.list.before = NULL;
    for (int64_t column = 0; column < CREDIT_COLUMNS; column++) {
        other.list.sort = sort_by(asked->sort, column);
        view->column[column] = (SortLink){
            .address = address_of(ctx, "/credits", CREDITS_PAGE_QUERY, &other),
            .order = sort_order(asked->sort, column),
        };
    }
}

static void
view_credit_pages(Ctx *ctx, const CreditQuery *asked, const CreditViewList *list, CreditsPage *view)
{
    CreditsQuery *other = ARENA_NEW(ctx->arena, CreditsQuery);
    CreditQuery *query = &other->list;
    const ListLinks links = {"/credits",    &CREDITS_PAGE_QUERY, other,
                             &query->after, &query->before,      &query->limit};
    const char *first = NULL, *last = NULL;

    *query = *asked;
    if (list->count > 0) {
        first = place_of_credit(ctx, asked, list->item);
        last = place_of_credit(ctx, asked, &list->item[list->count - 1]);
    }
    view->pages = list_pages(ctx, &links, list, first, last);
}

static Err
load_credits_page(Ctx *ctx, const CreditQuery *asked, CreditsPage *view)
{
    CreditQuery query = *asked;
    CreditViewList list;

    query.limit = rows_of_page(ctx, asked->limit);
    TRY(list_credits(ctx, &query, &list));
    view->count = list.count;
    view->look = ARENA_NEW_ARRAY(ctx->arena, CreditLook, list.count);
    for (size_t i = 0; i < list.count; i++)
        view->look[i] = look_of(&list.item[i], ctx->today);
    view->filtered = asked->q != NULL || asked->kind != INPUT_ABSENT ||
                     asked->status != INPUT_ABSENT || asked->ends_within != INPUT_ABSENT;
    view_credits_filter(ctx, asked, &view->filter);
    view_credit_columns(ctx, asked, view);
    view_credit_pages(ctx, asked, &list, view);
    return list_own_views(ctx, VIEWED_CREDITS, view->pages.first, &view->views);
}

Err
page_credit_list(Ctx *ctx, const Request *request, Reply *reply)
{
    const CreditQuery *query = &((const CreditsQuery *)request->query)->list;
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
