#include "portal/subscriptions.h"

#include "domain/ids.h"
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

typedef struct SubscriptionsQuery {
    int64_t limit;
    const char *after;
    const char *tenant_id;
} SubscriptionsQuery;

static const Field SUBSCRIPTIONS_FIELDS[] = {
    PAGE_LIMIT_FIELD(SubscriptionsQuery),
    PAGE_AFTER_FIELD(SubscriptionsQuery),
    {"tenantId", FIELD_TEXT, offsetof(SubscriptionsQuery, tenant_id), .check = is_tenant_id,
     .optional = true, .min = ID_LENGTH, .max = ID_LENGTH},
};
SHAPE(SUBSCRIPTIONS_QUERY, SubscriptionsQuery, SUBSCRIPTIONS_FIELDS);

static Err
load_list(Ctx *ctx, const SubscriptionsQuery *query, SubscriptionsPage *view)
{
    Page part = page_of(&(PageQuery){query->limit, query->after});
    SubscriptionList *list = &view->list;

    view->whose = id_is_empty(&ctx->actor.tenant_id);
    view->tenant_id = view->whose ? query->tenant_id : NULL;
    if (view->whose && query->tenant_id == NULL)
        return OK;
    TRY(list_subscriptions(ctx, query->tenant_id, &part, list));
    if (list->more)
        view->next = cursor_encode(ctx->arena, list->item[list->count - 1].id.text);
    return OK;
}

Err
page_subscription_list(Ctx *ctx, const Request *request, Reply *reply)
{
    SubscriptionsPage view = {
        .today = ctx->today,
        .may_redeem = role_permits(ctx->actor.roles, PERMIT_REDEEM),
    };

    TRY(load_list(ctx, request->query, &view));
    Html page = page_begin(ctx, request, reply, TR("Your products"));
    html_subscriptions(&page, &view);
    page_may_be_kept(reply);
    return page_end(&page);
}

/* --- one of them ---------------------------------------------------------------------------- */

enum { DONE_ASSIGNED, DONE_RELEASED };
static const char *const DONE_NAMES[] = {"assigned", "released", NULL};

typedef struct SubscriptionPageQuery {
    int64_t done;
} SubscriptionPageQuery;

static const Field SUBSCRIPTION_PAGE_FIELDS[] = {
    {"done", FIELD_CHOICE, offsetof(SubscriptionPageQuery, done), .choices = DONE_NAMES,
     .optional = true},
};
SHAPE(SUBSCRIPTION_PAGE_QUERY, SubscriptionPageQuery, SUBSCRIPTION_PAGE_FIELDS);

enum { SHOWN_MAX = 200 };

static Err
load_one(Ctx *ctx, const Request *request, SubscriptionPage *view)
{
    const Page all = {.limit = SHOWN_MAX};
    Subscription *subscription = &view->subscription;
    Id id;

    TRY(request_id(request, 0, "sub_", &id));
    TRY(get_subscription(ctx, &id, subscription));
    const ReceiptQuery receipts = {
        .limit = SHOWN_MAX,
        .subscription_id = id.text,
        .tenant_id = subscription->tenant_id.text,
    };
    TRY(list_receipts(ctx, &receipts, &view->receipts));
    TRY(list_assignments(ctx, &id, &all, &view->people));
    view->status = subscription_status(subscription->holding.ends_on, ctx->today);
    view->product = product_name(ctx->lang, subscription->name, subscription->name_sv);
    view->history = history_of(ctx, &view->receipts);
    view->may_redeem = role_permits(ctx->actor.roles, PERMIT_REDEEM) && !subscription->voided;
    view->may_assign = role_permits(ctx->actor.roles, PERMIT_LICENSE_ASSIGN) &&
                       view->status == SUBSCRIPTION_ACTIVE && !subscription->voided;
    if (view->may_assign)
        TRY(list_users(ctx, &subscription->tenant_id, &all, &view->candidates));
    return OK;
}

static Err
show_one(Ctx *ctx, const Request *request, Reply *reply, const SubscriptionPage *view)
{
    Html page = page_begin_titled(ctx, request, reply, view->product);

    html_subscription(&page, view);
    return page_end(&page);
}

Err
page_subscription_show(Ctx *ctx, const Request *request, Reply *reply)
{
    const SubscriptionPageQuery *query = request->query;
    SubscriptionPage view = {.done = query->done};

    TRY(load_one(ctx, request, &view));
    return show_one(ctx, request, reply, &view);
}

/* --- its people ----------------------------------------------------------------------------- */

typedef struct AssignForm {
    const char *person;
} AssignForm;

static const Field ASSIGN_FIELDS[] = {
    {"person", FIELD_TEXT, offsetof(AssignForm, person), .min = 1, .max = 254},
};
SHAPE(ASSIGN_FORM, AssignForm, ASSIGN_FIELDS);

typedef struct ReleaseForm {
    const char *user_id;
} ReleaseForm;

static bool
is_user_id(const char *text)
{
    return id_is(text, "usr_");
}

static const Field RELEASE_FIELDS[] = {
    {"userId", FIELD_TEXT, offsetof(ReleaseForm, user_id), .check = is_user_id, .min = ID_LENGTH,
     .max = ID_LENGTH},
};
SHAPE(RELEASE_FORM, ReleaseForm, RELEASE_FIELDS);

static Err
back_to(Ctx *ctx, Reply *reply, const Id *id, const char *done)
{
    return reply_redirect(
        ctx, reply, arena_printf(ctx->arena, "/subscriptions/%s?done=%s#people", id->text, done));
}

Err
page_license_assign(Ctx *ctx, const Request *request, Reply *reply)
{
    const AssignForm *form = request->body;
    Subscription subscription;
    Id id;
    User user;

    TRY(request_id(request, 0, "sub_", &id));
    TRY(find_colleague(ctx, form->person, &user));
    TRY(assign_license(ctx, &id, &user.id, &subscription));
    return back_to(ctx, reply, &id, DONE_NAMES[DONE_ASSIGNED]);
}

Err
page_license_release(Ctx *ctx, const Request *request, Reply *reply)
{
    const ReleaseForm *form = request->body;
    Subscription subscription;
    Id id, user_id = id_from(form->user_id);

    TRY(request_id(request, 0, "sub_", &id));
    TRY(release_license(ctx, &id, &user_id, &subscription));
    return back_to(ctx, reply, &id, DONE_NAMES[DONE_RELEASED]);
}

Err
page_license_again(Ctx *ctx, const Request *request, Reply *reply)
{
    SubscriptionPage view = {
        .done = INPUT_ABSENT,
        .typed = form_value(&request->form, "person"),
        .fault = fault_of(ctx, request->refused),
    };

    TRY(load_one(ctx, request, &view));
    return show_one(ctx, request, reply, &view);
}
