/*
 * The people of a tenant as administrators look at them: by name, with what they hold.
 */
#include "service/people/people.h"

#include "base/format/format.h"
#include "base/text/text.h"
#include "service/reach.h"
#include "store/credits/credits.h"

/* Of one person in a list, and alone. */
enum { HOLDS_IN_LIST_MAX = 5, HOLDS_MAX = 200 };

/* More people of one name are told apart by their addresses. */
enum { NAMED_MAX = 20 };

static void
set_credits(Ctx *ctx, const CreditList *list, PersonView *view)
{
    view->credit = ARENA_NEW_ARRAY(ctx->arena, PersonCredit, list->count);
    view->credit_count = list->count;
    view->more_credits = list->more;
    for (size_t i = 0; i < list->count; i++) {
        const Credit *credit = &list->item[i];
        view->credit[i] = (PersonCredit){
            .id = credit->id,
            .name = lang_name(ctx->lang, &credit->name),
            .sku = credit->sku,
            .period = credit->term.period,
            .use_by = date_add_days(credit->term.ends_on, -1),
        };
    }
}

static Err
load_credits_of(Ctx *ctx, Tx *tx, const UserList *users, int64_t holds_max, PersonView *view)
{
    const HoldersScope scope = {users, ctx->today, holds_max};
    CreditList *credits;

    TRY(store_credit_list_of_users(tx, &scope, ctx->arena, &credits));
    for (size_t i = 0; i < users->count; i++)
        set_credits(ctx, &credits[i], &view[i]);
    return OK;
}

/* RULE ROLE-1: a user admin sees who there is, but not what the tenant owns. */
static Err
view_people(Ctx *ctx, Tx *tx, const UserList *users, int64_t holds_max, PersonView **ret)
{
    PersonView *view = ARENA_NEW_ARRAY(ctx->arena, PersonView, users->count);
    SubscriptionList *holds = ARENA_NEW_ARRAY(ctx->arena, SubscriptionList, users->count);

    if (role_permits(ctx->actor.roles, PERMIT_SUBSCRIPTION_READ))
        TRY(store_subscription_list_of_users(tx, users, holds_max, ctx->arena, &holds));
    for (size_t i = 0; i < users->count; i++)
        view[i] = (PersonView){.user = users->item[i], .holds = holds[i]};
    if (role_permits(ctx->actor.roles, PERMIT_CREDIT_READ))
        TRY(load_credits_of(ctx, tx, users, holds_max, view));
    *ret = view;
    return OK;
}

static PersonView *
people_alone(Ctx *ctx, const UserList *users)
{
    PersonView *view = ARENA_NEW_ARRAY(ctx->arena, PersonView, users->count);

    for (size_t i = 0; i < users->count; i++)
        view[i].user = users->item[i];
    return view;
}

static Err
read_search(Ctx *ctx, const PeopleQuery *query, UserSearch *ret)
{
    const ListAsk ask = {query->limit, query->after, query->before, query->counted};

    TRY(search_of_filter(ctx, &query->filter, USER_BY_NAME, ret));
    return search_part(ctx, &ask, ret);
}

Err
list_people(Ctx *ctx, const PeopleQuery *query, PersonViewList *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    UserSearch search;
    UserList users;

    TRY(read_search(ctx, query, &search));
    TRY(tx_begin(ctx->db, &tx));
    TRY(reach_tenant(ctx, &tx, query->tenant_id, &search.tenant_id));
    TRY(store_user_search(&tx, &search, ctx->arena, &users));
    PersonViewList list = {NULL, users.count, users.more, users.before, users.total};
    if (query->alone)
        list.item = people_alone(ctx, &users);
    else
        TRY(view_people(ctx, &tx, &users, HOLDS_IN_LIST_MAX, &list.item));
    TRY(tx_commit(&tx));

    *ret = list;
    return OK;
}

const char *
place_of_person(Ctx *ctx, const PeopleQuery *query, const PersonView *person)
{
    UserSearch search;

    bool read = read_search(ctx, query, &search) == OK;
    assert(read); /* as it was for the list */
    return place_of_user(ctx, &search, &person->user);
}

Err
get_person(Ctx *ctx, const Id *id, PersonView *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    PersonView *view;
    User user;

    TRY(tx_begin(ctx->db, &tx));
    TRY(store_user_get(&tx, id, ctx->arena, &user));
    TRY(check_reach(ctx, &user.tenant_id));
    TRY(view_people(ctx, &tx, &(UserList){.item = &user, .count = 1}, HOLDS_MAX, &view));
    TRY(tx_commit(&tx));

    *ret = *view;
    return OK;
}

Err
list_own_licenses(Ctx *ctx, SubscriptionList *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    User self = {.id = ctx->actor.user_id, .tenant_id = ctx->actor.tenant_id};
    const UserList users = {.item = &self, .count = 1};
    SubscriptionList *holds;

    TRY(tx_begin(ctx->db, &tx));
    TRY(store_subscription_list_of_users(&tx, &users, HOLDS_MAX, ctx->arena, &holds));
    TRY(tx_commit(&tx));

    *ret = *holds;
    return OK;
}

/* Keeps those of exactly this name or address, if there are any. */
static bool
keep_exact(const char *lower, UserList *people)
{
    size_t count = 0;

    for (size_t i = 0; i < people->count; i++) {
        const User *user = &people->item[i];
        if (text_equal(user->email, lower) || text_equal(user->sort_name, lower))
            people->item[count++] = *user;
    }
    if (count == 0)
        return false;
    people->count = count;
    return true;
}

Err
find_people_named(Ctx *ctx, const char *text, NamedPeople *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    const UserSearch search = {
        .tenant_id = ctx->actor.tenant_id,
        .words = text_words(ctx->arena, text),
        .lang = ctx->lang,
        .part.limit = NAMED_MAX,
    };
    NamedPeople named;

    TRY(tx_begin(ctx->db, &tx));
    TRY(store_user_search(&tx, &search, ctx->arena, &named.people));
    TRY(tx_commit(&tx));
    named.exact = keep_exact(text_lower(ctx->arena, text), &named.people);

    *ret = named;
    return OK;
}

/* --- CSV ------------------------------------------------------------------------------------- */

static const char *
joined_roles(Ctx *ctx, Roles roles)
{
    const char *names[ROLES_MAX + 1];
    const char *joined = "";

    role_names(roles, names);
    for (size_t i = 0; names[i] != NULL; i++)
        joined = arena_printf(ctx->arena, "%s%s%s", joined, i > 0 ? " " : "", names[i]);
    return joined;
}

static const char *
joined_holds(Ctx *ctx, const PersonView *view)
{
    const SubscriptionList *holds = &view->holds;
    const char *joined = "";

    for (size_t i = 0; i < holds->count; i++)
        joined = arena_printf(ctx->arena, "%s%s%s", joined, i > 0 ? " " : "", holds->item[i].sku);
    for (size_t i = 0; i < view->credit_count; i++)
        joined = arena_printf(ctx->arena, "%s%s%s", joined, joined[0] == '\0' ? "" : " ",
                              view->credit[i].sku);
    return holds->more || view->more_credits ? arena_printf(ctx->arena, "%s …", joined) : joined;
}

static void
put_time_cell(Buf *out, Micros time, bool last)
{
    char text[TIME_TEXT_SIZE] = "";

    if (time != 0)
        time_format(time, text);
    csv_cell(out, text, last);
}

Err
export_people(Ctx *ctx, const PeopleQuery *query, Buf *out, const char **ret_last)
{
    PersonViewList list;

    TRY(list_people(ctx, query, &list));
    if (query->after == NULL)
        csv_heading(out, "id,name,email,kind,roles,holds,lastSignIn,createdAt");
    for (size_t i = 0; i < list.count; i++) {
        const User *user = &list.item[i].user;
        if (came_later(ctx, &user->id))
            continue;
        csv_cell(out, user->id.text, false);
        csv_cell(out, user->display_name, false);
        csv_cell(out, user->email, false);
        csv_cell(out, USER_KIND_NAMES[user->kind], false);
        csv_cell(out, joined_roles(ctx, user->roles), false);
        csv_cell(out, joined_holds(ctx, &list.item[i]), false);
        put_time_cell(out, user->signed_in_at, false);
        put_time_cell(out, user->created_at, true);
    }
    *ret_last = list.more ? place_of_person(ctx, query, &list.item[list.count - 1]) : NULL;
    return OK;
}
