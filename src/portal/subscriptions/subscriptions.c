#include "portal/subscriptions/subscriptions.h"

#include "html/address.h"
#include "html/export.h"
#include "html/page.h"
#include "portal/portal.h"
#include "portal/whose.h"
#include "service/directory/directory.h"
#include "service/undo/undo.h"

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
    filter_by(ctx, filter, status, SUBSCRIPTION_STATUS_NAMES, texts, query->status);
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

/* --- one of them ---------------------------------------------------------------------------- */

enum { DONE_ASSIGNED, DONE_RELEASED };
static const char *const DONE_NAMES[] = {"assigned", "released", "undone", NULL};

typedef struct SubscriptionPageQuery {
    int64_t done;
    const char *who;  /* to whom */
    const char *undo; /* the offer to undo it, or NULL */
    const char *receipts_after;
    const char *people_after;
} SubscriptionPageQuery;

// clang-format off
SHAPE_OPTIONAL(SUBSCRIPTION_PAGE_QUERY, SubscriptionPageQuery,
    FIELD(SubscriptionPageQuery, CHOICE, done,           "done",          .choices = DONE_NAMES),
    FIELD(SubscriptionPageQuery, ID,     who,            "who",           .prefix = "usr_"),
    FIELD(SubscriptionPageQuery, ID,     undo,           "undo",          .prefix = "und_"),
    FIELD(SubscriptionPageQuery, CURSOR, receipts_after, "receiptsAfter"),
    FIELD(SubscriptionPageQuery, CURSOR, people_after,   "peopleAfter"),
);
// clang-format on

enum { SHOWN_MAX = 200 };

/* Two lists on one page: the part of the other stays where it is. */
static const char *
part_address(Ctx *ctx, const Id *id, const char *receipts_after, const char *people_after)
{
    SubscriptionPageQuery part = DEFAULTS_OF(SUBSCRIPTION_PAGE_QUERY);
    const char *path = arena_printf(ctx->arena, "/subscriptions/%s", id->text);

    part.receipts_after = receipts_after;
    part.people_after = people_after;
    return address_of(ctx, path, SUBSCRIPTION_PAGE_QUERY, &part);
}

static void
view_parts(Ctx *ctx, const SubscriptionPageQuery *query, SubscriptionPage *view)
{
    const Id *id = &view->subscription.id;
    const RedemptionViewList *receipts = &view->receipts;
    const AssignmentList *people = &view->people;

    if (receipts->more)
        view->more_receipts = part_address(
            ctx, id, receipts->item[receipts->count - 1].receipt.id.text, query->people_after);
    if (people->more)
        view->more_people = part_address(ctx, id, query->receipts_after,
                                         people->item[people->count - 1].user_id.text);
    if (query->receipts_after != NULL)
        view->first_receipts = part_address(ctx, id, NULL, query->people_after);
    if (query->people_after != NULL)
        view->first_people = part_address(ctx, id, query->receipts_after, NULL);
}

static Err
load_one(Ctx *ctx, const Request *request, const SubscriptionPageQuery *query,
         SubscriptionPage *view)
{
    UserQuery all = DEFAULTS_OF(USER_QUERY);
    UserSearch ignored;
    const Page people = {.limit = SHOWN_MAX, .after = query->people_after};
    Subscription *subscription = &view->subscription;
    Id id;

    TRY(request_id(request, 0, "sub_", &id));
    TRY(get_subscription(ctx, &id, subscription));
    ReceiptQuery receipts = DEFAULTS_OF(RECEIPT_QUERY);
    all.limit = SHOWN_MAX;
    receipts.limit = SHOWN_MAX;
    receipts.after = query->receipts_after;
    receipts.subscription_id = id.text;
    receipts.tenant_id = subscription->tenant_id.text;
    TRY(list_receipts(ctx, &receipts, &view->receipts));
    TRY(list_assignments(ctx, &id, &people, &view->people));
    view->status = subscription_status(subscription->holding.ends_on, ctx->today);
    view->product = lang_name(ctx->lang, &subscription->name);
    view_parts(ctx, query, view);
    view->may_redeem = role_permits(ctx->actor.roles, PERMIT_REDEEM) && !subscription->voided;
    view->may_release = role_permits(ctx->actor.roles, PERMIT_LICENSE_ASSIGN) &&
                        view->status != SUBSCRIPTION_DELETED && !subscription->voided;
    view->may_assign = view->may_release && view->status == SUBSCRIPTION_ACTIVE;
    TRY(load_time_bar(ctx, subscription, view->may_redeem && view->status == SUBSCRIPTION_ACTIVE,
                      &view->time));
    if (view->may_assign)
        TRY(list_users(ctx, &subscription->tenant_id, &all, &ignored, &view->candidates));
    return OK;
}

static Err
show_one(Ctx *ctx, const Request *request, Reply *reply, const SubscriptionPage *view)
{
    Html page = page_begin_titled(ctx, request, reply, view->product);

    html_subscription(&page, view);
    return page_end(&page);
}

/* Only whoever could do the opposite by the other buttons of the page is offered it. */
static void
view_undo(const SubscriptionPageQuery *query, SubscriptionPage *view)
{
    bool may = query->done == DONE_ASSIGNED ? view->may_release : view->may_assign;

    if (!may || query->who == NULL || query->undo == NULL ||
        (query->done != DONE_ASSIGNED && query->done != DONE_RELEASED))
        return;
    view->undo = (UndoForm){
        .action = "/undo/licenses",
        .deed = UNDO_NAMES[query->done == DONE_ASSIGNED ? DEED_LICENSE_ASSIGNED
                                                        : DEED_LICENSE_RELEASED],
        .thing_id = view->subscription.id.text,
        .user_id = query->who,
        .offer = query->undo,
    };
}

Err
page_subscription_show(Ctx *ctx, const Request *request, Reply *reply)
{
    const SubscriptionPageQuery *query = request->query;
    SubscriptionPage view = {.done = query->done};

    TRY(load_one(ctx, request, query, &view));
    view_undo(query, &view);
    return show_one(ctx, request, reply, &view);
}

/* --- its people ----------------------------------------------------------------------------- */

typedef struct AssignForm {
    const char *person;
} AssignForm;

// clang-format off
SHAPE(ASSIGN_FORM, AssignForm,
    FIELD(AssignForm, PERSON, person, "person"),
);
// clang-format on

typedef struct ReleaseForm {
    const char *user_id;
    int64_t from_person; /* 1: the page of the person, to which it leads back */
} ReleaseForm;

// clang-format off
SHAPE(RELEASE_FORM, ReleaseForm,
    FIELD(ReleaseForm, ID,   user_id,     "userId",     .prefix = "usr_"),
    FIELD(ReleaseForm, BOOL, from_person, "fromPerson", .optional = true),
);
// clang-format on

/* Who had a licence before keeps it: there is nothing to undo then. */
static Err
back_unchanged(Ctx *ctx, Reply *reply, const Id *id)
{
    return reply_redirect(ctx, reply,
                          arena_printf(ctx->arena, "/subscriptions/%s?done=%s#people", id->text,
                                       DONE_NAMES[DONE_ASSIGNED]));
}

static Err
back_to(Ctx *ctx, Reply *reply, const Id *id, int64_t done, const Id *user_id)
{
    return reply_redirect(ctx, reply,
                          arena_printf(ctx->arena,
                                       "/subscriptions/%s?done=%s&who=%s&undo=%s#people", id->text,
                                       DONE_NAMES[done], user_id->text, undo_offer(ctx)));
}

Err
page_license_assign(Ctx *ctx, const Request *request, Reply *reply)
{
    const AssignForm *form = request->body;
    Subscription before, subscription;
    Id id;
    User user;

    TRY(request_id(request, 0, "sub_", &id));
    TRY(find_colleague(ctx, form->person, &user));
    TRY(get_subscription(ctx, &id, &before));
    TRY(assign_license(ctx, &id, &user.id, &subscription));
    if (subscription.assigned == before.assigned)
        return back_unchanged(ctx, reply, &id);
    return back_to(ctx, reply, &id, DONE_ASSIGNED, &user.id);
}

Err
page_license_release(Ctx *ctx, const Request *request, Reply *reply)
{
    const ReleaseForm *form = request->body;
    Subscription subscription;
    Id id, user_id = id_from(form->user_id);

    TRY(request_id(request, 0, "sub_", &id));
    TRY(release_license(ctx, &id, &user_id, &subscription));
    if (form->from_person == 1)
        return reply_redirect(ctx, reply,
                              arena_printf(ctx->arena, "/people/%s?done=released&of=%s&undo=%s",
                                           user_id.text, id.text, undo_offer(ctx)));
    return back_to(ctx, reply, &id, DONE_RELEASED, &user_id);
}

Err
page_license_again(Ctx *ctx, const Request *request, Reply *reply)
{
    const SubscriptionPageQuery query = DEFAULTS_OF(SUBSCRIPTION_PAGE_QUERY);
    SubscriptionPage view = {
        .done = query.done,
        .typed = form_value(&request->form, "person"),
        .fault = fault_of_field(ctx, request->refused, "person"),
    };

    TRY(load_one(ctx, request, &query, &view));
    return show_one(ctx, request, reply, &view);
}
