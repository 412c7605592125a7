#include "portal/people/people.h"

#include "base/text/text.h"
#include "domain/subscription.h"
#include "html/address.h"
#include "html/export.h"
#include "html/page.h"
#include "html/role_text.h"
#include "portal/portal.h"
#include "service/directory/directory.h"
#include "service/subscriptions/subscriptions.h"

enum { SHOWN_MAX = 200, PRODUCTS_SHOWN_MAX = 50 };

/* --- the list ------------------------------------------------------------------------------- */

static const char *const TICKED_NAMES[] = {"all", NULL};

typedef struct PeoplePageQuery {
    PeopleQuery people;
    int64_t ticked; /* 0: all of this part, to begin with; or INPUT_ABSENT */
} PeoplePageQuery;

// clang-format off
SHAPE_AROUND(PEOPLE_PAGE_QUERY, PeoplePageQuery, people, PEOPLE_QUERY,
    FIELD(PeoplePageQuery, CHOICE, ticked, "ticked",
          .choices = TICKED_NAMES, .of_part = true, .optional = true),
);
// clang-format on

static const char *
address_of_people(Ctx *ctx, const PeopleQuery *people, int64_t ticked)
{
    PeoplePageQuery query = DEFAULTS_OF(PEOPLE_PAGE_QUERY);

    query.people = *people;
    query.ticked = ticked;
    return address_of(ctx, "/people", PEOPLE_PAGE_QUERY, &query);
}

/* What can be done with those who are ticked. */
static Err
load_people_bar(Ctx *ctx, const PeoplePageQuery *asked, PeopleView *view)
{
    SubscriptionListQuery all = DEFAULTS_OF(SUBSCRIPTION_LIST_QUERY);
    bool may_assign = role_permits(ctx->actor.roles, PERMIT_LICENSE_ASSIGN);

    view->may_tick = !id_is_empty(&ctx->actor.tenant_id) && (may_assign || view->may_add);
    view->ticked = asked->ticked == 0;
    view->tick = address_of_people(ctx, &asked->people, view->ticked ? INPUT_ABSENT : 0);
    if (!view->may_tick || !may_assign)
        return OK;
    all.limit = PRODUCTS_SHOWN_MAX;
    all.without_deleted = true;
    all.sort = sort_rising(SUBSCRIPTION_BY_NAME);
    return find_subscriptions(ctx, &all, &view->products);
}

static Err
load_people_page(Ctx *ctx, const PeoplePageQuery *query, PeopleView *view)
{
    const PeopleQuery *asked = &query->people;
    PeopleQuery other = *asked;
    PersonViewList *people = &view->people;

    TRY(list_people(ctx, asked, people));
    if (people->more) {
        other.after = place_of_person(ctx, asked, &people->item[people->count - 1]);
        view->next = address_of_people(ctx, &other, INPUT_ABSENT);
    }
    other.after = NULL;
    other.limit = PAGE_LIMIT_DEFAULT;
    view->csv = address_of(ctx, "/people.csv", PEOPLE_QUERY, &other);
    view->only_you = asked->q == NULL && asked->after == NULL && people->count == 1 &&
                     id_equal(&people->item[0].user.id, &ctx->actor.user_id);
    return load_people_bar(ctx, query, view);
}

static Err
show_people(Ctx *ctx, const Request *request, Reply *reply, const PeoplePageQuery *query)
{
    PeopleView view = {
        .q = query->people.q,
        .whose = id_is_empty(&ctx->actor.tenant_id),
        .tenant_id = query->people.tenant_id,
        .shows_holds = role_permits(ctx->actor.roles, PERMIT_SUBSCRIPTION_READ),
        .may_add = !id_is_empty(&ctx->actor.tenant_id) &&
                   role_permits(ctx->actor.roles, PERMIT_DIRECTORY_CHANGE),
        .sent = &request->form,
        .fault = fault_of_field(ctx, request->refused, "tick"),
    };

    if (form_fault(ctx, "userId") != NULL)
        view.fault.title = lang_text(ctx->lang, TR("Tick somebody first."));
    if (!view.whose || view.tenant_id != NULL)
        TRY(load_people_page(ctx, query, &view));
    say_whose(ctx, NULL, query->people.tenant_id);
    Html page = page_begin(ctx, request, reply, TR("People"));
    html_people(&page, &view);
    page_may_be_kept(reply);
    return page_end(&page);
}

Err
page_people_list(Ctx *ctx, const Request *request, Reply *reply)
{
    return show_people(ctx, request, reply, request->query);
}

/* What was to be done with many cannot be: nobody was ticked, or the subscription has ended. */
Err
page_people_again(Ctx *ctx, const Request *request, Reply *reply)
{
    const PeoplePageQuery query = DEFAULTS_OF(PEOPLE_PAGE_QUERY);

    return show_people(ctx, request, reply, &query);
}

/* --- the list as CSV, a piece at a time ------------------------------------------------------ */

static Err
put_people(Ctx *ctx, void *query, Buf *piece, const char **ret_last)
{
    return export_people(ctx, query, piece, ret_last);
}

Err
page_people_export(Ctx *ctx, const Request *request, Reply *reply)
{
    enum { ROWS = 500 };
    PeopleQuery *query = ARENA_NEW(ctx->arena, PeopleQuery);
    const Export export = {put_people, query, &query->after, &query->limit, .rows = ROWS};

    *query = *(const PeopleQuery *)request->query;
    return reply_export(ctx, reply, &export, "people.csv");
}

/* --- one of them ---------------------------------------------------------------------------- */

enum { DONE_ADDED, DONE_ASSIGNED, DONE_DISABLED, DONE_ENABLED };
static const char *const DONE_NAMES[] = {"added", "assigned", "disabled", "enabled", NULL};
static const char *const DONE_TEXTS[] = {TR("The person is added."), TR("The licence is assigned."),
                                         TR("The person cannot sign in any more."),
                                         TR("The person can sign in again.")};

typedef struct PersonQuery {
    int64_t done;
} PersonQuery;

// clang-format off
SHAPE_OPTIONAL(PERSON_PAGE_QUERY, PersonQuery,
    FIELD(PersonQuery, CHOICE, done, "done", .choices = DONE_NAMES),
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

Err
page_person_show(Ctx *ctx, const Request *request, Reply *reply)
{
    const PersonQuery *query = request->query;
    PersonPage view = {0};

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
    Subscription subscription;
    Id id;

    TRY(request_id(request, 0, "usr_", &id));
    TRY(assign_license(ctx, &subscription_id, &id, &subscription));
    return reply_redirect(
        ctx, reply,
        arena_printf(ctx->arena, "/people/%s?done=%s", id.text, DONE_NAMES[DONE_ASSIGNED]));
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
