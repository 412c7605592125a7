/*
 * People: the users of tenants and the operator's own staff.
 */
#include "service/directory/directory.h"

#include "base/text/text.h"
#include "service/directory/user_parts.h"
#include "service/external.h"
#include "service/reach.h"
#include "service/record.h"

/* A user admin invites people; what they may do is for a global admin to say. */
static Err
check_may_give_roles(const Ctx *ctx, const UserInput *input)
{
    return input->role_count == 0 || roles_to_give(ctx) != 0 ? OK : ERR_NOT_PERMITTED;
}

/* The audit log keeps what can be done with the account, and no more of the person than the id. */
static Err
record_user_created(Ctx *ctx, Tx *tx, const Tenant *tenant, const User *user)
{
    Record record = {.tenant_id = &user->tenant_id};
    Json json = event_begin(ctx, &record, EVENT_USER_CREATED, user->id.text);
    const char *names[ROLES_MAX + 1];

    if (tenant != NULL)
        record.partner_id = &tenant->partner_id;
    role_names(user->roles, names);
    json_text(&json, "kind", USER_KIND_NAMES[user->kind]);
    json_array_begin(&json, "roles");
    for (size_t i = 0; names[i] != NULL; i++)
        json_text(&json, NULL, names[i]);
    json_array_end(&json);
    return event_end(ctx, tx, &record, &json);
}

/* Makes the user of a tenant, or of the operator where the tenant is NULL. */
static Err
add_user(Ctx *ctx, Tx *tx, const Tenant *tenant, const UserInput *input, User *ret)
{
    User user = {
        .id = id_new("usr_", ctx->now),
        .email = input->email,
        .display_name = input->display_name,
        .kind = (UserKind)input->kind,
        .created_at = ctx->now,
        .external_id = input->external_id,
        .programme_count = input->programme_count,
    };

    if (tenant != NULL)
        user.tenant_id = tenant->id;
    TRY(read_roles(ctx, &(RoleNames){input->role, input->role_count, tenant == NULL}, &user.roles));
    TRY(read_programmes(ctx, "/programmes", &(Programmes){input->programme, input->programme_count},
                        &user.programme));

    fold_user(ctx->arena, &user);
    TRY(store_user_add(tx, &user));
    TRY(record_user_created(ctx, tx, tenant, &user));
    *ret = user;
    return OK;
}

Err
create_user(Ctx *ctx, const Id *tenant_id, const UserInput *input, User *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    Tenant tenant;

    TRY(check_reach(ctx, tenant_id));
    TRY(check_may_give_roles(ctx, input));
    TRY(tx_begin(ctx->db, &tx));
    TRY(store_tenant_get(&tx, tenant_id, ctx->arena, &tenant));
    TRY(add_user(ctx, &tx, &tenant, input, ret));
    return tx_commit(&tx);
}

Err
create_staff(Ctx *ctx, const UserInput *input, User *ret)
{
    CLEANUP(tx_end) Tx tx = {0};

    TRY(tx_begin(ctx->db, &tx));
    TRY(add_user(ctx, &tx, NULL, input, ret));
    return tx_commit(&tx);
}

Err
list_staff(Ctx *ctx, const Page *page, UserList *ret)
{
    CLEANUP(tx_end) Tx tx = {0};

    TRY(tx_begin(ctx->db, &tx));
    TRY(store_user_list(&tx, &(Id){{0}}, page, ctx->arena, ret));
    return tx_commit(&tx);
}

Err
get_user(Ctx *ctx, const Id *id, User *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    User user;

    TRY(tx_begin(ctx->db, &tx));
    TRY(store_user_get(&tx, id, ctx->arena, &user));
    TRY(check_reach(ctx, &user.tenant_id));
    TRY(tx_commit(&tx));

    *ret = user;
    return OK;
}

/* By one of the two, or both: at most one of the tenant has it. */
static Err
look_up_user(Ctx *ctx, Tx *tx, const Id *tenant_id, const UserQuery *query, UserList *ret)
{
    User *user = ARENA_NEW_ARRAY(ctx->arena, User, 1);

    if (query->email == NULL)
        return store_user_list_external(tx, tenant_id, query->external_id, ctx->arena, ret);
    Err err = store_user_get_by_email(tx, tenant_id, query->email, ctx->arena, user);
    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    bool meant = err == OK && external_id_fits(user->external_id, query->external_id);
    *ret = (UserList){.item = user, .count = meant};
    return OK;
}

Err
list_users(Ctx *ctx, const Id *tenant_id, const UserQuery *query, UserSearch *ret_search,
           UserList *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    const ListAsk ask = {.limit = query->limit, .after = query->after};
    UserSearch search;

    TRY(search_of_filter(ctx, &query->filter, USER_BY_ID, &search));
    TRY(search_part(ctx, &ask, &search));
    search.with_programmes = true;
    TRY(tx_begin(ctx->db, &tx));
    TRY(reach_tenant(ctx, &tx, tenant_id->text, &search.tenant_id));
    if (query->external_id != NULL || query->email != NULL)
        TRY(look_up_user(ctx, &tx, &search.tenant_id, query, ret));
    else
        TRY(store_user_search(&tx, &search, ctx->arena, ret));
    *ret_search = search;
    return tx_commit(&tx);
}

Err
choose_time_zone(Ctx *ctx, const char *zone)
{
    CLEANUP(tx_end) Tx tx = {0};

    TRY(tx_begin(ctx->db, &tx));
    TRY(store_user_set_time_zone(&tx, &ctx->actor.user_id, zone));
    return tx_commit(&tx);
}

Err
choose_page_rows(Ctx *ctx, int64_t rows)
{
    CLEANUP(tx_end) Tx tx = {0};

    TRY(tx_begin(ctx->db, &tx));
    TRY(store_user_set_page_rows(&tx, &ctx->actor.user_id, rows));
    return tx_commit(&tx);
}

Err
get_me(Ctx *ctx, Me *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    Me me = {0};

    TRY(tx_begin(ctx->db, &tx));
    TRY(store_user_get(&tx, &ctx->actor.user_id, ctx->arena, &me.user));
    if (!id_is_empty(&me.user.tenant_id)) {
        TRY(store_tenant_get(&tx, &me.user.tenant_id, ctx->arena, &me.tenant));
        TRY(store_partner_get(&tx, &me.tenant.partner_id, ctx->arena, &me.partner));
    }
    TRY(tx_commit(&tx));

    *ret = me;
    return OK;
}
