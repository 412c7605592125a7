#include "portal/subscriptions/subscriptions.h"

#include "html/address.h"
#include "html/export.h"
#include "html/page.h"
#include "portal/portal.h"
#include "portal/whose.h"

const char *
status_text(SubscriptionStatus status)
{
    static const char *const TEXTS[] = {
        [SUBSCRIPTION_ACTIVE] = TR("Active"),
        [SUBSCRIPTION_EXPIRED] = TR("Ended"),
        [SUBSCRIPTION_DISABLED] = TR("Disabled"),
        [SUBSCRIPTION_DELETED] = TR("Deleted"),
    };

    return TEXTS[status];
}

const char *
status_badge(SubscriptionStatus status)
{
    static const char *const BADGES[] = {
        [SUBSCRIPTION_ACTIVE] = "ok",
        [SUBSCRIPTION_EXPIRED] = "warn",
        [SUBSCRIPTION_DISABLED] = "bad",
        [SUBSCRIPTION_DELETED] = "bad",
    };

    return BADGES[status];
}

const char *
status_icon(SubscriptionStatus status)
{
    return status == SUBSCRIPTION_ACTIVE    ? "check-circle"
           : status == SUBSCRIPTION_EXPIRED ? "exclamation-triangle"
                                            : "x-circle";
}

bool
status_is_ended(SubscriptionStatus status)
{
    return status == SUBSCRIPTION_EXPIRED || status == SUBSCRIPTION_DISABLED;
}

/* --- the list ------------------------------------------------------------------------------- */

typedef struct SubscriptionsQuery {
    SubscriptionListQuery list;
} SubscriptionsQuery;

// clang-format off
SHAPE_AROUND(SUBSCRIPTIONS_PAGE_QUERY, SubscriptionsQuery, list, SUBSCRIPTION_LIST_QUERY,
    FIELD(SubscriptionsQuery, CURSOR, list.before, "before", .optional = true),
);
// clang-format on

static void
view_subscription_columns(Ctx *ctx, SubscriptionsPage *view)
{
    SubscriptionsQuery other = DEFAULTS_OF(SUBSCRIPTIONS_PAGE_QUERY);

    other.list = view->query;
    other.list.after = other.list.before = NULL;
    for (int64_t column = 0; column < SUBSCRIPTION_BY_ID; column++) {
        other.list.sort = sort_by(view->query.sort, column);
        view->column[column] = (SortLink){
            .address = address_of(ctx, "/subscriptions", SUBSCRIPTIONS_PAGE_QUERY, &other),
            .order = sort_order(view->query.sort, column),
            .numbers = column == SUBSCRIPTION_BY_LICENSES || column == SUBSCRIPTION_BY_ASSIGNED,
        };
    }
    other.list.sort = view->query.sort;
    other.list.limit = PAGE_LIMIT_DEFAULT;
    view->csv = address_of(ctx, "/subscriptions.csv", SUBSCRIPTION_LIST_QUERY, &other.list);
}

static void
view_subscription_pages(Ctx *ctx, SubscriptionsPage *view)
{
    SubscriptionsQuery *other = ARENA_NEW(ctx->arena, SubscriptionsQuery);
    SubscriptionListQuery *query = &other->list;
    const ListLinks links = {
        "/subscriptions", &SUBSCRIPTIONS_PAGE_QUERY, other, &query->after, &query->before,
        &query->limit};
    const SubscriptionList *list = &view->list;
    const char *first = NULL, *last = NULL;

    *query = view->query;
    if (list->count > 0) {
        first = place_of_subscription(ctx, &view->query, list->item);
        last = place_of_subscription(ctx, &view->query, &list->item[list->count - 1]);
    }
    view->pages = list_pages(ctx, &links, list, first, last);
}

static Err
load_subscriptions_filter(Ctx *ctx, SubscriptionsPage *view)
{
    const SubscriptionListQuery *query = &view->query;
    const FilterChoice status = {.name = "status", .label = TR("Status"), .all = TR("All")};
    const FilterChoice ends = {
        .name = "endsWithinDays", .label = TR("Ends"), .all = TR("Any date")};
    const char *texts[] = {status_text(SUBSCRIPTION_ACTIVE), status_text(SUBSCRIPTION_EXPIRED),
                           status_text(SUBSCRIPTION_DISABLED), status_text(SUBSCRIPTION_DELETED)};
    ListFilter *filter = &view->filter;

    *filter = (ListFilter){.path = "/subscriptions", .label = TR("Find"), .q = query->q};
    filter_by(ctx, filter, status, (FilterWords){SUBSCRIPTION_STATUS_NAMES, texts}, query->status);
    TRY(filter_by_product(ctx, filter, query->tenant_id, false, query->sku));
    filter_by_days(ctx, filter, ends, query->ends_within);
    if (query->sort != INPUT_ABSENT)
        filter_state(filter, "sort", SUBSCRIPTION_SORT_NAMES[query->sort]);
    filter_state(filter, "tenantId", query->tenant_id);
    return OK;
}

static Err
load_list(Ctx *ctx, SubscriptionsPage *view)
{
    SubscriptionListQuery query = view->query;

    view->filtered = query.q != NULL || query.status != INPUT_ABSENT || query.sku != NULL ||
                     query.ends_within != INPUT_ABSENT || query.ends_before != INPUT_ABSENT;
    query.counted = true;
    query.limit = rows_of_page(ctx, query.limit);
    TRY(find_subscriptions(ctx, &query, &view->list));
    TRY(load_subscriptions_filter(ctx, view));
    view_subscription_columns(ctx, view);
    view_subscription_pages(ctx, view);
    return list_own_views(ctx, VIEWED_SUBSCRIPTIONS, view->pages.first, &view->views);
}

Err
page_subscription_list(Ctx *ctx, const Request *request, Reply *reply)
{
    SubscriptionsPage view = {
        .query = ((const SubscriptionsQuery *)request->query)->list,
        .today = ctx->today,
        .may_redeem = role_permits(ctx->actor.roles, PERMIT_REDEEM),
    };

    if (id_is_empty(&ctx->actor.tenant_id) && view.query.tenant_id == NULL)
        return ask_whose(ctx, request, reply, WHOSE_SUBSCRIPTIONS);
    TRY(load_list(ctx, &view));
    say_whose(ctx, NULL, view.query.tenant_id);
    Html page = page_begin(ctx, request, reply, TR("Subscriptions"));
    html_subscriptions(&page, &view);
    page_may_be_kept(reply);
    return page_end(&page);
}

/* --- the list as CSV, a piece at a time ------------------------------------------------------ */

static Err
put_subscriptions(Ctx *ctx, void *query, Buf *piece, const char **ret_last)
{
    return export_subscriptions(ctx, query, piece, ret_last);
}

Err
page_subscription_export(Ctx *ctx, const Request *request, Reply *reply)
{
    enum { ROWS = 1500 };
    SubscriptionListQuery *query = ARENA_NEW(ctx->arena, SubscriptionListQuery);
    const Export export = {put_subscriptions, query, &query->after, &query->limit, .rows = ROWS};

    *query = *(const SubscriptionListQuery *)request->query;
    return reply_export(ctx, reply, &export, "subscriptions.csv");
}
