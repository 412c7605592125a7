#include "portal/subscriptions/subscriptions.h"

#include "html/address.h"
#include "html/export.h"
#include "html/page.h"
#include "portal/portal.h"

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

static void
view_subscription_addresses(Ctx *ctx, SubscriptionsPage *view)
{
    SubscriptionListQuery other = view->query;

    if (view->list.more) {
        other.after =
            place_of_subscription(ctx, &view->query, &view->list.item[view->list.count - 1]);
        view->next = address_of(ctx, "/subscriptions", SUBSCRIPTION_LIST_QUERY, &other);
    }
    other.after = NULL;
    for (int64_t column = 0; column < SUBSCRIPTION_BY_ID; column++) {
        other.sort = sort_by(view->query.sort, column);
        view->column[column] = (SortLink){
            .address = address_of(ctx, "/subscriptions", SUBSCRIPTION_LIST_QUERY, &other),
            .order = sort_order(view->query.sort, column),
            .numbers = column == SUBSCRIPTION_BY_LICENSES || column == SUBSCRIPTION_BY_ASSIGNED,
        };
    }
    other.sort = view->query.sort;
    other.limit = PAGE_LIMIT_DEFAULT;
    view->csv = address_of(ctx, "/subscriptions.csv", SUBSCRIPTION_LIST_QUERY, &other);
}

static Err
load_list(Ctx *ctx, SubscriptionsPage *view)
{
    SubscriptionListQuery query = view->query;

    view->whose = id_is_empty(&ctx->actor.tenant_id);
    view->filtered = query.q != NULL || query.status != INPUT_ABSENT;
    if (view->whose && query.tenant_id == NULL)
        return OK;
    TRY(find_subscriptions(ctx, &query, &view->list));
    view_subscription_addresses(ctx, view);
    return OK;
}

Err
page_subscription_list(Ctx *ctx, const Request *request, Reply *reply)
{
    SubscriptionsPage view = {
        .query = *(const SubscriptionListQuery *)request->query,
        .today = ctx->today,
        .may_redeem = role_permits(ctx->actor.roles, PERMIT_REDEEM),
    };

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
