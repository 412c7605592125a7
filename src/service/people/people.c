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
    *ret = view;
    return OK;
}

static Err
find_person_after(Ctx *ctx, Tx *tx, const Id *tenant_id, const char *after, User **ret)
{
    User *user = ARENA_NEW(ctx->arena, User);
    Id id;

    *ret = NULL;
    if (after == NULL)
        return OK;
    if (!id_is(after, "usr_"))
        return ERR_CURSOR_INVALID;
    id = id_from(after);
    Err err = store_user_get(tx, &id, ctx->arena, user);
    if (err == ERR_NOT_FOUND || (err == OK && !id_equal(&user->tenant_id, tenant_id)))
        return ERR_CURSOR_INVALID;
    *ret = user;
    return err;
}

Err
list_people(Ctx *ctx, const PeopleQuery *query, PersonViewList *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    User *after;
    Id tenant_id;
    UserList users;

    TRY(tx_begin(ctx->db, &tx));
    TRY(reach_tenant(ctx, &tx, query->tenant_id, &tenant_id));
    TRY(find_person_after(ctx, &tx, &tenant_id, query->after, &after));
    const UserSearch search = {
        .tenant_id = tenant_id,
        .text = query->q == NULL ? "" : text_folded(ctx->arena, query->q),
        .after = after,
        .limit = query->limit,
    };
    TRY(store_user_search(&tx, &search, ctx->arena, &users));
    PersonViewList list = {.count = users.count, .more = users.more};
    TRY(view_people(ctx, &tx, &users, HOLDS_IN_LIST_MAX, &list.item));
    TRY(tx_commit(&tx));

    *ret = list;
    return OK;
}

static Err
load_person_credits(Ctx *ctx, Tx *tx, const User *user, PersonView *view)
{
    CreditList list;

    if (!role_permits(ctx->actor.roles, PERMIT_CREDIT_READ))
        return OK;
    TRY(store_credit_list_of_user(tx, &user->tenant_id, &user->id, ctx->arena, &list));
    view->credit = ARENA_NEW_ARRAY(ctx->arena, PersonCredit, list.count);
    for (size_t i = 0; i < list.count; i++) {
        const Credit *credit = &list.item[i];
        if (date_after(credit->term.ends_on, ctx->today))
            view->credit[view->credit_count++] = (PersonCredit){
                .id = credit->id,
                .name = lang_name(ctx->lang, &credit->name),
                .period = credit->term.period,
                .use_by = date_add_days(credit->term.ends_on, -1),
            };
    }
    return OK;
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
    TRY(load_person_credits(ctx, &tx, &user, view));
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
        .text = text_folded(ctx->arena, text),
        .limit = NAMED_MAX,
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
joined_holds(Ctx *ctx, const SubscriptionList *holds)
{
    const char *joined = "";

    for (size_t i = 0; i < holds->count; i++)
        joined = arena_printf(ctx->arena, "%s%s%s", joined, i > 0 ? " " : "", holds->item[i].sku);
    return holds->more ? arena_printf(ctx->arena, "%s …", joined) : joined;
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
export_people(Ctx *ctx, const PeopleQuery *query, Buf *out, Id *ret_last)
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
        csv_cell(out, joined_holds(ctx, &list.item[i].holds), false);
        put_time_cell(out, user->signed_in_at, false);
        put_time_cell(out, user->created_at, true);
    }
    *ret_last = list.more ? list.item[list.count - 1].user.id : (Id){0};
    return OK;
}
