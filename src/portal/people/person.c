/*
 * Somebody: what they hold, and whether they may sign in.
 */
#include "portal/people/people.h"

#include "domain/subscription.h"
#include "html/page.h"
#include "html/role_text.h"
#include "portal/portal.h"
#include "service/directory/directory.h"
#include "service/subscriptions/subscriptions.h"
#include "service/undo/undo.h"

/* --- the page ------------------------------------------------------------------------------- */

enum { SHOWN_MAX = 200 };

enum { DONE_ADDED, DONE_ASSIGNED, DONE_DISABLED, DONE_ENABLED, DONE_RELEASED };
static const char *const DONE_NAMES[] = {"added",    "assigned", "disabled", "enabled",
                                         "released", "undone",   NULL};
static const char *const DONE_TEXTS[] = {TR("The person is added."),
                                         TR("The licence is assigned."),
                                         TR("The person cannot sign in any more."),
                                         TR("The person can sign in again."),
                                         TR("The licence is free again."),
                                         TR("Undone: it is as it was before.")};

typedef struct PersonQuery {
    int64_t done;
    const char *of;   /* with which subscription */
    const char *undo; /* the offer to undo it, or NULL */
} PersonQuery;

// clang-format off
SHAPE_OPTIONAL(PERSON_PAGE_QUERY, PersonQuery,
    FIELD(PersonQuery, CHOICE, done, "done", .choices = DONE_NAMES),
    FIELD(PersonQuery, ID,     of,   "of",   .prefix = "sub_"),
    FIELD(PersonQuery, ID,     undo, "undo", .prefix = "und_"),
);
// clang-format on

static bool
person_holds(const SubscriptionList *list, const Subscription *subscription)
{
    for (size_t i = 0; i < list->count; i++)
        if (id_equal(&list->item[i].id, &subscription->id))
            return true;
    return false;
}

/* Where there is a licence left for somebody who has none. */
static Err
load_free(Ctx *ctx, PersonPage *view)
{
    SubscriptionListQuery active = DEFAULTS_OF(SUBSCRIPTION_LIST_QUERY);
    SubscriptionList owned;
    SubscriptionList *free = &view->free;

    active.limit = SHOWN_MAX;
    active.tenant_id = view->person.user.tenant_id.text;
    active.status = SUBSCRIPTION_ACTIVE;
    active.sort = sort_rising(SUBSCRIPTION_BY_NAME);
    TRY(find_subscriptions(ctx, &active, &owned));
    free->item = ARENA_NEW_ARRAY(ctx->arena, Subscription, owned.count);
    for (size_t i = 0; i < owned.count; i++) {
        const Subscription *one = &owned.item[i];
        if (one->assigned < one->holding.licenses && !person_holds(&view->person.holds, one))
            free->item[free->count++] = *one;
    }
    return OK;
}

/* What the service would let the reader do (RULE SIGN-9). */
static bool
may_disable(const Ctx *ctx, const User *user)
{
    bool above = (user->roles & ROLE_GLOBAL_ADMIN) != 0 && roles_to_give(ctx) == 0;

    return role_permits(ctx->actor.roles, PERMIT_DIRECTORY_CHANGE) && !above &&
           !id_is_empty(&user->tenant_id) && !id_equal(&user->id, &ctx->actor.user_id);
}

static Err
show_person(Ctx *ctx, const Request *request, Reply *reply, PersonPage *view)
{
    Id id;

    TRY(request_id(request, 0, "usr_", &id));
    TRY(get_person(ctx, &id, &view->person));
    view->today = ctx->today;
    view->shows_holds = role_permits(ctx->actor.roles, PERMIT_SUBSCRIPTION_READ);
    view->may_assign = role_permits(ctx->actor.roles, PERMIT_LICENSE_ASSIGN);
    view->may_disable = may_disable(ctx, &view->person.user);
    role_texts(view->person.user.roles, view->role);
    while (view->role[view->role_count] != NULL)
        view->role_count++;
    if (view->may_assign)
        TRY(load_free(ctx, view));
    Html page = page_begin_titled(ctx, request, reply, view->person.user.display_name);
    html_person(&page, view);
    return page_end(&page);
}

/* Whether the reader may is asked when the page is shown. */
static UndoForm
undo_of_person(const Request *request, const PersonQuery *query)
{
    bool assigned = query->done == DONE_ASSIGNED;

    if ((!assigned && query->done != DONE_RELEASED) || query->of == NULL)
        return (UndoForm){0};
    return (UndoForm){
        .action = "/undo/licenses",
        .deed = UNDO_NAMES[assigned ? DEED_LICENSE_ASSIGNED : DEED_LICENSE_RELEASED],
        .thing_id = query->of,
        .user_id = request->value[0],
        .offer = query->undo,
        .from_person = true,
    };
}

Err
page_person_show(Ctx *ctx, const Request *request, Reply *reply)
{
    const PersonQuery *query = request->query;
    PersonPage view = {.undo = undo_of_person(request, query)};

    if (query->done != INPUT_ABSENT)
        ctx->visit.notice = lang_text(ctx->lang, DONE_TEXTS[query->done]);
    return show_person(ctx, request, reply, &view);
}

typedef struct HoldForm {
    const char *subscription_id;
} HoldForm;

// clang-format off
SHAPE(HOLD_FORM, HoldForm,
    FIELD(HoldForm, ID, subscription_id, "subscriptionId", .prefix = "sub_"),
);
// clang-format on

Err
page_person_assign(Ctx *ctx, const Request *request, Reply *reply)
{
    const HoldForm *form = request->body;
    Id subscription_id = id_from(form->subscription_id);
    Subscription before, subscription;
    Id id;

    TRY(request_id(request, 0, "usr_", &id));
    TRY(get_subscription(ctx, &subscription_id, &before));
    TRY(assign_license(ctx, &subscription_id, &id, &subscription));
    if (subscription.assigned == before.assigned)
        return reply_redirect(
            ctx, reply,
            arena_printf(ctx->arena, "/people/%s?done=%s", id.text, DONE_NAMES[DONE_ASSIGNED]));
    return reply_redirect(ctx, reply,
                          arena_printf(ctx->arena, "/people/%s?done=%s&of=%s&undo=%s", id.text,
                                       DONE_NAMES[DONE_ASSIGNED], subscription_id.text,
                                       undo_offer(ctx)));
}

Err
page_person_again(Ctx *ctx, const Request *request, Reply *reply)
{
    PersonPage view = {.fault = fault_of(ctx, request->refused)};

    return show_person(ctx, request, reply, &view);
}

/* --- signing in or not ----------------------------------------------------------------------- */

const char *const ACCESS_NAMES[] = {"enable", "disable", NULL};

typedef struct AccessForm {
    int64_t disabled;
} AccessForm;

// clang-format off
SHAPE(ACCESS_FORM, AccessForm,
    FIELD(AccessForm, CHOICE, disabled, "access", .choices = ACCESS_NAMES),
);
// clang-format on

Err
page_person_access(Ctx *ctx, const Request *request, Reply *reply)
{
    const AccessForm *form = request->body;
    UserChange change = DEFAULTS_OF(USER_CHANGE);
    const char *done = DONE_NAMES[form->disabled == 1 ? DONE_DISABLED : DONE_ENABLED];
    User user;
    Id id;

    change.disabled = form->disabled;
    TRY(request_id(request, 0, "usr_", &id));
    TRY(change_user(ctx, &id, &change, &user));
    return reply_redirect(ctx, reply,
                          arena_printf(ctx->arena, "/people/%s?done=%s", id.text, done));
}
