/*
 * Changing people, and disabling them: whose roles somebody may give is decided here.
 */
#include "service/directory/user_parts.h"

#include "base/limit/limit.h"
#include "base/text/text.h"
#include "service/directory/directory.h"
#include "service/reach.h"
#include "service/record.h"

/* --- who may change what --------------------------------------------------------------------- */

/*
 * What the caller may has been looked up before the writer's turn came. Of two admins who take the
 * role from one another at once, the second is none any more. The server's own machine is nobody's
 * account.
 */
static Err
look_again(Ctx *ctx, Tx *tx)
{
    User caller;

    if (id_is_empty(&ctx->actor.user_id))
        return OK;
    TRY(store_user_get(tx, &ctx->actor.user_id, ctx->arena, &caller));
    ctx->actor.roles = caller.roles;
    bool may = caller.disabled_at == 0 && role_permits(caller.roles, PERMIT_DIRECTORY_CHANGE);
    return may ? OK : ERR_NOT_PERMITTED;
}

/* A global admin stays one until another takes the role away: so there is always one left. */
static Err
check_may_change(const Ctx *ctx, const User *user, const UserChange *change)
{
    bool of_operator = id_is_empty(&ctx->actor.tenant_id);
    bool global_admin = (ctx->actor.roles & ROLE_GLOBAL_ADMIN) != 0;
    bool own = id_equal(&ctx->actor.user_id, &user->id);

    if (own && (change->role != NULL || change->disabled == 1))
        return ERR_NOT_PERMITTED;
    if (of_operator)
        return OK;
    if (!global_admin && (user->roles & ROLE_GLOBAL_ADMIN) != 0)
        return ERR_NOT_PERMITTED;
    if (change->role != NULL && !global_admin)
        return ERR_NOT_PERMITTED;
    return change->programme == NULL ? OK : ERR_NOT_PERMITTED;
}

static bool
stays_operator_admin(const UserChange *change)
{
    bool stays = change->role == NULL;

    for (size_t i = 0; i < change->role_count; i++)
        stays = stays || role_from_name(change->role[i]) == ROLE_OPERATOR_ADMIN;
    return stays && change->disabled != 1;
}

/* RULE ROLE-5: one operator admin who may sign in always remains. */
static Err
check_admin_remains(Ctx *ctx, Tx *tx, const User *user, const UserChange *change)
{
    bool is_admin = (user->roles & ROLE_OPERATOR_ADMIN) != 0 && user->disabled_at == 0;
    UserList admins;

    if (!is_admin || stays_operator_admin(change))
        return OK;
    TRY(store_user_list_with_role(tx, &user->tenant_id, ROLE_OPERATOR_ADMIN, ctx->arena, &admins));
    return admins.count > 1 ? OK : ERR_LAST_ADMINISTRATOR;
}

/* Staff have no tenant: it is left empty. */
static Err
load_user(Ctx *ctx, Tx *tx, const Id *id, User *ret, Tenant *ret_tenant)
{
    User user;
    Tenant tenant = {0};

    TRY(store_user_get(tx, id, ctx->arena, &user));
    TRY(check_reach(ctx, &user.tenant_id));
    if (!id_is_empty(&user.tenant_id))
        TRY(store_tenant_get(tx, &user.tenant_id, ctx->arena, &tenant));
    *ret_tenant = tenant;
    *ret = user;
    return OK;
}

static Err
apply_programmes(Ctx *ctx, const UserChange *change, User *user)
{
    if (change->programme == NULL)
        return OK;
    if (id_is_empty(&user->tenant_id))
        return refuse_member(&ctx->refusal, ERR_MEMBER_INVALID, "/programmes",
                             TR("Staff of the operator take part in no other programme."));
    TRY(read_programmes(ctx, "/programmes",
                        &(Programmes){change->programme, change->programme_count},
                        &user->programme));
    user->programme_count = change->programme_count;
    return OK;
}

static Err
apply_user_change(Ctx *ctx, const UserChange *change, User *user)
{
    if (change->display_name != NULL)
        user->display_name = change->display_name;
    if (change->role != NULL)
        TRY(read_roles(
            ctx, &(RoleNames){change->role, change->role_count, id_is_empty(&user->tenant_id)},
            &user->roles));
    TRY(apply_programmes(ctx, change, user));
    user->external_id = text_after(user->external_id, change->external_id);
    bool disabled = number_after(user->disabled_at != 0, change->disabled, false) != 0;
    if (!disabled)
        user->disabled_at = 0;
    else if (user->disabled_at == 0)
        user->disabled_at = ctx->now;
    return OK;
}

/* --- what became otherwise ------------------------------------------------------------------- */

bool
has_same_programmes(const User *one, const User *other)
{
    if (one->programme_count != other->programme_count)
        return false;
    for (size_t i = 0; i < one->programme_count; i++)
        if (!text_equal(one->programme[i], other->programme[i]))
            return false;
    return true;
}

static void
put_texts(Json *json, const char *name, const char *const *text, size_t count)
{
    json_array_begin(json, name);
    for (size_t i = 0; i < count; i++)
        json_text(json, NULL, text[i]);
    json_array_end(json);
}

/* For the event: nothing where nothing is otherwise. That the name is, but not the name itself. */
static void
put_user_changes(Json *json, const User *before, const User *after)
{
    const char *names[ROLES_MAX + 1];
    size_t count = 0;

    if (!text_equal(before->display_name, after->display_name))
        json_bool(json, "renamed", true);
    if (before->roles != after->roles) {
        role_names(after->roles, names);
        while (names[count] != NULL)
            count++;
        put_texts(json, "roles", names, count);
    }
    EVENT_LIST_FITS(PROGRAMMES_MAX, PROGRAMME_LENGTH_MAX);
    if (!has_same_programmes(before, after))
        put_texts(json, "programmes", after->programme, after->programme_count);
    event_put_text(json, "externalId", before->external_id, after->external_id);
}

Err
save_user(Ctx *ctx, Tx *tx, const User *before, const User *after, const Tenant *tenant)
{
    Record record = {.partner_id = &tenant->partner_id, .tenant_id = &tenant->id};
    Json json = event_begin(ctx, &record, EVENT_USER_CHANGED, after->id.text);
    User saved = *after;
    bool was_disabled = before->disabled_at != 0;
    bool is_disabled = after->disabled_at != 0;

    put_user_changes(&json, before, after);
    /* RULE AUD-1: what changes nothing leaves no event. */
    if (!event_says_something(&json) && was_disabled == is_disabled)
        return OK;
    fold_user(ctx->arena, &saved);
    TRY(store_user_put(tx, &saved));
    TRY(store_user_set_programmes(tx, after));
    if (event_says_something(&json))
        TRY(event_end(ctx, tx, &record, &json));
    if (was_disabled == is_disabled)
        return OK;
    if (is_disabled)
        TRY(shut_out(ctx, tx, &after->id));
    return record_event(ctx, tx, &record, is_disabled ? EVENT_USER_DISABLED : EVENT_USER_ENABLED,
                        after->id.text);
}

Err
plan_user_change(Ctx *ctx, Tx *tx, const Id *id, const UserChange *change, UserPlan *ret)
{
    UserPlan plan;

    TRY(look_again(ctx, tx));
    TRY(load_user(ctx, tx, id, &plan.before, &plan.tenant));
    TRY(check_admin_remains(ctx, tx, &plan.before, change));
    TRY(check_may_change(ctx, &plan.before, change));
    plan.after = plan.before;
    TRY(apply_user_change(ctx, change, &plan.after));
    *ret = plan;
    return OK;
}

Err
change_user(Ctx *ctx, const Id *id, const UserChange *change, User *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    UserPlan plan;

    TRY(tx_begin(ctx->db, &tx));
    TRY(plan_user_change(ctx, &tx, id, change, &plan));
    TRY(save_user(ctx, &tx, &plan.before, &plan.after, &plan.tenant));
    TRY(tx_commit(&tx));

    *ret = plan.after;
    return OK;
}

Err
change_user_by_email(Ctx *ctx, const Whose *whose, const UserChange *change, User *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    User user;

    TRY(tx_begin(ctx->db, &tx));
    TRY(find_user_by_email(ctx, &tx, whose, &user));
    TRY(change_user(ctx, &user.id, change, ret));
    return tx_commit(&tx);
}
