/*
 * People of a tenant, the operator's staff, and whoever asks.
 */
#include "api/api.h"

#include "api/members.h"
#include "service/directory/directory.h"
#include "service/json_values.h"
#include "service/sign_in/sign_in.h"
#include "store/directory/directory.h"

/* The names of the roles, as the member "roles". */
static void
put_roles(Json *json, Roles roles)
{
    const char *names[ROLES_MAX + 1];

    role_names(roles, names);
    json_array_begin(json, "roles");
    for (size_t i = 0; names[i] != NULL; i++)
        json_text(json, NULL, names[i]);
    json_array_end(json);
}

void
put_user(Json *json, const User *user)
{
    json_text(json, "id", user->id.text);
    if (!id_is_empty(&user->tenant_id))
        json_text(json, "tenantId", user->tenant_id.text);
    json_text(json, "email", user->email);
    json_text(json, "displayName", user->display_name);
    json_text_if(json, "externalId", user->external_id);
    json_text(json, "kind", USER_KIND_NAMES[user->kind]);
    put_roles(json, user->roles);
    json_array_begin(json, "programmes");
    for (size_t i = 0; i < user->programme_count; i++)
        json_text(json, NULL, user->programme[i]);
    json_array_end(json);
    json_bool(json, "disabled", user->disabled_at != 0);
    json_time(json, "createdAt", user->created_at);
}

static void
reply_user(Ctx *ctx, Reply *reply, const User *user)
{
    Json json = reply_json(ctx, reply);

    put_user(&json, user);
    json_object_end(&json);
    reply_set_etag(ctx, reply);
}

Err
api_user_create(Ctx *ctx, const Request *request, Reply *reply)
{
    User user;
    Id tenant_id;

    TRY(request_id(request, 0, "ten_", &tenant_id));
    TRY(create_user(ctx, &tenant_id, request->body, &user));
    reply->status = 201;
    reply->location = arena_printf(ctx->arena, "/api/v1/users/%s", user.id.text);
    reply_user(ctx, reply, &user);
    return OK;
}

Err
api_user_show(Ctx *ctx, const Request *request, Reply *reply)
{
    User user;
    Id id;

    TRY(request_id(request, 0, "usr_", &id));
    TRY(get_user(ctx, &id, &user));
    reply_user(ctx, reply, &user);
    return OK;
}

Err
api_user_change(Ctx *ctx, const Request *request, Reply *reply)
{
    User user;
    Id id;

    TRY(request_id(request, 0, "usr_", &id));
    TRY(get_user(ctx, &id, &user));
    reply_user(ctx, reply, &user);
    TRY(reply_check_if_match(ctx, request, reply));
    TRY(change_user(ctx, &id, request->body, &user));
    reply_user(ctx, reply, &user);
    return OK;
}

Err
reply_users(Ctx *ctx, Reply *reply, const UserSearch *search, const UserList *list)
{
    ListReply out = reply_list_begin(ctx, reply);

    for (size_t i = 0; i < list->count && reply_item_begin(&out); i++) {
        const User *user = &list->item[i];
        put_user(&out.json, user);
        reply_item_end(&out, place_of_user(ctx, search, user));
    }
    return reply_list_end(ctx, &out, list->more);
}

Err
api_user_list(Ctx *ctx, const Request *request, Reply *reply)
{
    UserSearch search;
    UserList list;
    Id tenant_id;

    TRY(request_id(request, 0, "ten_", &tenant_id));
    TRY(list_users(ctx, &tenant_id, request->query, &search, &list));
    return reply_users(ctx, reply, &search, &list);
}

Err
api_staff_list(Ctx *ctx, const Request *request, Reply *reply)
{
    UserList list;

    TRY(list_staff(ctx, request->query, &list));
    return reply_users(ctx, reply, &(UserSearch){.column = USER_BY_ID}, &list);
}

/* The operator's staff have neither tenant nor partner. */
static void
put_home(Json *json, const Me *me)
{
    json_object_begin(json, "tenant");
    put_tenant(json, &me->tenant);
    json_object_end(json);
    json_object_begin(json, "partner");
    put_partner(json, &me->partner);
    json_object_end(json);
}

Err
api_me_show(Ctx *ctx, const Request *request, Reply *reply)
{
    Me me;

    (void)request;
    TRY(get_me(ctx, &me));
    Json json = reply_json(ctx, reply);
    json_object_begin(&json, "user");
    put_user(&json, &me.user);
    json_object_end(&json);
    if (!id_is_empty(&me.tenant.id))
        put_home(&json, &me);
    put_roles(&json, me.user.roles);
    json_object_end(&json);
    reply_set_etag(ctx, reply);
    return OK;
}

/* --- links by which a password is chosen
 * ------------------------------------------------------------ */

void
put_password_link(const Ctx *ctx, Json *json, const char *text)
{
    json_text(json, "passwordLink", arena_printf(ctx->arena, "/set-up/%s", text));
}

Err
api_password_link_create(Ctx *ctx, const Request *request, Reply *reply)
{
    char text[SESSION_TEXT_SIZE];
    Id id;

    TRY(request_id(request, 0, "usr_", &id));
    TRY(make_password_link(ctx, &id, text));
    reply->status = 201;
    Json json = reply_json(ctx, reply);
    put_password_link(ctx, &json, text);
    json_object_end(&json);
    return OK;
}

Err
api_staff_invite(Ctx *ctx, const Request *request, Reply *reply)
{
    char text[SESSION_TEXT_SIZE];
    User user;

    TRY(invite_staff(ctx, request->body, &user, text));
    reply->status = 201;
    reply->location = arena_printf(ctx->arena, "/api/v1/users/%s", user.id.text);
    Json json = reply_json(ctx, reply);
    json_object_begin(&json, "user");
    put_user(&json, &user);
    json_object_end(&json);
    put_password_link(ctx, &json, text);
    json_object_end(&json);
    return OK;
}
