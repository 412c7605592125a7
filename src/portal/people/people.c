/*
 * /people: the people of an organisation, and what can be done with many of them.
 */
#include "portal/people/people.h"

#include "html/address.h"
#include "html/export.h"
#include "html/page.h"
#include "html/role_text.h"
#include "portal/portal.h"
#include "portal/whose.h"
#include "service/directory/directory.h"
#include "service/subscriptions/subscriptions.h"

enum { PRODUCTS_SHOWN_MAX = 50 };

/* --- the list ------------------------------------------------------------------------------- */

static const char *const KIND_TEXTS[] = {TR("Member"), TR("Guest")};
static const char *const SIGNED_IN_TEXTS[] = {TR("Never"), TR("At least once")};
static const char *const LICENSES_TEXTS[] = {TR("None"), TR("At least one")};

static void
filter_by_role(Ctx *ctx, ListFilter *filter, int64_t chosen)
{
    const char *texts[ROLES_MAX + 1];

    role_texts(ROLES_OF_TENANT, texts);
    filter_by(ctx, filter, (FilterChoice){.name = "role", .label = TR("Role"), .all = TR("All")},
              (FilterWords){TENANT_ROLE_NAMES, texts}, chosen);
}

static Err
load_people_filter(Ctx *ctx, const PeopleQuery *asked, PeopleView *view)
{
    const PeopleFilter *by = &asked->filter;
    ListFilter *filter = &view->filter;

    *filter = (ListFilter){.path = "/people", .label = TR("Name or e-mail address"), .q = by->q};
    filter_by_role(ctx, filter, by->role);
    filter_by(ctx, filter, (FilterChoice){.name = "kind", .label = TR("Kind"), .all = TR("All")},
              (FilterWords){USER_KIND_NAMES, KIND_TEXTS}, by->kind);
    filter_by(ctx, filter,
              (FilterChoice){.name = "signedIn", .label = TR("Signed in"), .all = TR("All")},
              (FilterWords){SIGNED_IN_NAMES, SIGNED_IN_TEXTS}, by->signed_in);
    if (view->shows_holds) {
        filter_by(ctx, filter,
                  (FilterChoice){.name = "licenses", .label = TR("Licences"), .all = TR("All")},
                  (FilterWords){LICENSES_NAMES, LICENSES_TEXTS}, by->licenses);
        TRY(filter_by_product(ctx, filter, asked->tenant_id, true, by->sku));
    }
    if (by->sort != INPUT_ABSENT)
        filter_state(filter, "sort", PEOPLE_SORT_NAMES[by->sort]);
    filter_state(filter, "tenantId", asked->tenant_id);
    return OK;
}

static void
view_people_addresses(Ctx *ctx, const PeopleQuery *asked, const PersonViewList *people,
                      PeopleView *view)
{
    PeopleQuery *other = ARENA_NEW(ctx->arena, PeopleQuery);
    const ListLinks links = {"/people",     &PEOPLE_QUERY,  other,
                             &other->after, &other->before, &other->limit};
    const PersonView *last = &people->item[people->count - 1];

    *other = *asked;
    view->pages = list_pages(ctx, &links, people,
                             people->count == 0 ? NULL : place_of_person(ctx, asked, people->item),
                             people->count == 0 ? NULL : place_of_person(ctx, asked, last));
    other->after = other->before = NULL;
    for (int64_t column = 0; column < PEOPLE_COLUMNS; column++) {
        int64_t sort = asked->filter.sort == INPUT_ABSENT ? 0 : asked->filter.sort;
        other->filter.sort = sort_by(sort, column);
        view->column[column] = (SortLink){
            .address = address_of(ctx, "/people", PEOPLE_QUERY, other),
            .order = sort_order(sort, column),
        };
    }
    other->filter.sort = asked->filter.sort;
    other->limit = PAGE_LIMIT_DEFAULT;
    view->csv = address_of(ctx, "/people.csv", PEOPLE_QUERY, other);
}

static void
view_people_rows(Ctx *ctx, const PersonViewList *people, PeopleView *view)
{
    view->count = people->count;
    view->row = ARENA_NEW_ARRAY(ctx->arena, PersonLook, people->count);
    for (size_t i = 0; i < people->count; i++) {
        PersonLook *row = &view->row[i];
        row->person = &people->item[i];
        role_texts(row->person->user.roles, row->role);
        while (row->role[row->role_count] != NULL)
            row->role_count++;
    }
}

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
load_people_page(Ctx *ctx, const PeoplePageQuery *asked, PeopleView *view)
{
    PeopleQuery query = asked->people;
    PersonViewList people;

    query.counted = true;
    query.limit = rows_of_page(ctx, query.limit);
    TRY(list_people(ctx, &query, &people));
    TRY(load_people_filter(ctx, &asked->people, view));
    view_people_rows(ctx, &people, view);
    view_people_addresses(ctx, &asked->people, &people, view);
    TRY(list_own_views(ctx, VIEWED_PEOPLE, view->pages.first, &view->views));
    view->only_you = people.total == 1 && query.filter.q == NULL && people.count == 1 &&
                     id_equal(&people.item[0].user.id, &ctx->actor.user_id);
    return load_people_bar(ctx, asked, view);
}

static Err
show_people(Ctx *ctx, const Request *request, Reply *reply, const PeoplePageQuery *query)
{
    PeopleView view = {
        .tenant_id = query->people.tenant_id,
        .shows_holds = role_permits(ctx->actor.roles, PERMIT_SUBSCRIPTION_READ),
        .may_add = !id_is_empty(&ctx->actor.tenant_id) &&
                   role_permits(ctx->actor.roles, PERMIT_DIRECTORY_CHANGE),
        .sent = &request->form,
        .fault = fault_of_field(ctx, request->refused, "tick"),
    };

    if (id_is_empty(&ctx->actor.tenant_id) && view.tenant_id == NULL)
        return ask_whose(ctx, request, reply, WHOSE_PEOPLE);
    if (form_fault(ctx, "userId") != NULL)
        view.fault.title = lang_text(ctx->lang, TR("Tick somebody first."));
    TRY(load_people_page(ctx, query, &view));
    say_whose(ctx, NULL, view.tenant_id);
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
    PeoplePageQuery query = DEFAULTS_OF(PEOPLE_PAGE_QUERY);

    query = *(const PeoplePageQuery *)list_query_sent(ctx, request, &PEOPLE_PAGE_QUERY, &query);
    query.people.after = query.people.before = NULL;
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
