/*
 * /ops/staff: who works for the operator, and what each may do.
 */
#include "console/staff/staff.h"

#include "console/console.h"
#include "html/address.h"
#include "html/page.h"
#include "html/role_text.h"

/* --- all of them --------------------------------------------------------------------------------
 */

typedef struct StaffQuery {
    int64_t limit;
    const char *after;
} StaffQuery;

// clang-format off
SHAPE_OPTIONAL(STAFF_PAGE_QUERY, StaffQuery,
    LIMIT(StaffQuery),
    AFTER(StaffQuery),
);
// clang-format on

static StaffRow
staff_row(const User *user)
{
    StaffRow row = {.user = user};

    role_texts(user->roles, row.role);
    while (row.role[row.role_count] != NULL)
        row.role_count++;
    return row;
}

Err
page_staff_list(Ctx *ctx, const Request *request, Reply *reply)
{
    const StaffQuery *asked = request->query;
    StaffQuery rest = *asked;
    StaffView view = {.may_change = role_permits(ctx->actor.roles, PERMIT_STAFF_CHANGE)};
    UserList list;

    TRY(list_staff(ctx, &(Page){asked->after, asked->limit}, &list));
    view.row = ARENA_NEW_ARRAY(ctx->arena, StaffRow, list.count);
    for (; view.count < list.count; view.count++)
        view.row[view.count] = staff_row(&list.item[view.count]);
    if (list.more) {
        rest.after = list.item[list.count - 1].id.text;
        view.next = address_of(ctx, "/ops/staff", STAFF_PAGE_QUERY, &rest);
    }
    Html page = page_begin(ctx, request, reply, TR("Staff"));
    html_staff(&page, &view);
    page_may_be_kept(reply);
    return page_end(&page);
}

/* --- roles --------------------------------------------------------------------------------------
 */

/* The first of /roles/0, /roles/1 … that is wrong. */
static const char *
fault_of_roles(Ctx *ctx)
{
    for (size_t i = 0; i < STAFF_ROLES_MAX; i++) {
        const char *fault = form_fault(ctx, arena_printf(ctx->arena, "roles/%zu", i));
        if (fault != NULL)
            return fault;
    }
    return form_fault(ctx, "roles");
}

/* As the form that is shown again has them, else as somebody has them now. */
static StaffRoles
staff_roles(Ctx *ctx, const Request *request, Roles now)
{
    StaffRoles roles = {
        .role = ARENA_NEW_ARRAY(ctx->arena, StaffRole, STAFF_ROLES_MAX),
        .fault = fault_of_roles(ctx),
    };
    const char *names[ROLES_MAX + 1];
    const char *texts[ROLES_MAX + 1];

    role_names(ROLES_OF_OPERATOR, names);
    role_texts(ROLES_OF_OPERATOR, texts);
    for (size_t i = 0; names[i] != NULL; i++) {
        bool chosen = request->refused != OK ? form_has(&request->form, "roles", names[i])
                                             : (role_from_name(names[i]) & now) != 0;
        assert(roles.count < STAFF_ROLES_MAX);
        roles.role[roles.count++] = (StaffRole){names[i], texts[i], chosen};
    }
    return roles;
}

/* --- a new one ----------------------------------------------------------------------------------
 */

static Err
show_new_member(Ctx *ctx, const Request *request, Reply *reply)
{
    NewMemberView view = {
        .note = form_note(ctx, request),
        .name = form_input(ctx, request, "displayName", TR("Name")),
        .email = form_input(ctx, request, "email", TR("E-mail address")),
        .roles = staff_roles(ctx, request, 0),
    };

    view.name.focus = request->refused == OK;
    view.email.type = "email";
    Html page = page_begin(ctx, request, reply, TR("Invite a colleague"));
    html_new_member(&page, &view);
    return page_end(&page);
}

Err
page_member_new(Ctx *ctx, const Request *request, Reply *reply)
{
    return show_new_member(ctx, request, reply);
}

Err
page_member_new_again(Ctx *ctx, const Request *request, Reply *reply)
{
    return show_new_member(ctx, request, reply);
}

/* --- one of them --------------------------------------------------------------------------------
 */

enum { MEMBER_ROLES, MEMBER_DISABLED, MEMBER_ENABLED };
static const char *const MEMBER_DONE_NAMES[] = {"roles", "disabled", "enabled", NULL};
static const char *const MEMBER_DONE_TEXTS[] = {
    TR("The roles are changed."),
    TR("This person cannot sign in any more."),
    TR("This person can sign in again."),
};

typedef struct MemberQuery {
    int64_t done;
} MemberQuery;

static const char *const MEMBER_ACCESS_NAMES[] = {"enable", "disable", NULL};

typedef struct MemberAccess {
    int64_t access;
} MemberAccess;

// clang-format off
SHAPE_OPTIONAL(MEMBER_QUERY, MemberQuery,
    FIELD(MemberQuery, CHOICE, done, "done", .choices = MEMBER_DONE_NAMES),
);

SHAPE(MEMBER_ACCESS_FORM, MemberAccess,
    FIELD(MemberAccess, CHOICE, access, "access", .choices = MEMBER_ACCESS_NAMES),
);

SHAPE_WITHOUT(MEMBER_ROLES_FORM, USER_CHANGE,
              "displayName", "programmes", "disabled", "externalId");
// clang-format on

static Err
get_member(Ctx *ctx, const Request *request, User *ret)
{
    User user;
    Id id;

    TRY(request_id(request, 0, "usr_", &id));
    TRY(get_user(ctx, &id, &user));
    if (!id_is_empty(&user.tenant_id))
        return ERR_NOT_FOUND;
    *ret = user;
    return OK;
}

static Err
show_member(Ctx *ctx, const Request *request, Reply *reply, const User *user, const char *link)
{
    const MemberView view = {
        .row = staff_row(user),
        .note = form_note(ctx, request),
        .roles = staff_roles(ctx, request, user->roles),
        .link = link,
        .may_change = role_permits(ctx->actor.roles, PERMIT_STAFF_CHANGE),
        .self = id_equal(&user->id, &ctx->actor.user_id),
    };

    Html page = page_begin_titled(ctx, request, reply, user->display_name);
    html_member(&page, &view);
    return page_end(&page);
}

Err
page_member_show(Ctx *ctx, const Request *request, Reply *reply)
{
    const MemberQuery *query = request->query;
    User user;

    TRY(get_member(ctx, request, &user));
    if (query->done != INPUT_ABSENT)
        ctx->visit.notice = lang_text(ctx->lang, MEMBER_DONE_TEXTS[query->done]);
    return show_member(ctx, request, reply, &user, NULL);
}

Err
page_member_again(Ctx *ctx, const Request *request, Reply *reply)
{
    User user;

    TRY(get_member(ctx, request, &user));
    return show_member(ctx, request, reply, &user, NULL);
}

/* The link is in this answer and in no other. */
Err
page_staff_invite(Ctx *ctx, const Request *request, Reply *reply)
{
    char text[SESSION_TEXT_SIZE];
    User user;

    TRY(invite_staff(ctx, request->body, &user, text));
    return show_member(ctx, request, reply, &user,
                       arena_printf(ctx->arena, "%s/set-up/%s", request->origin, text));
}

Err
page_member_link(Ctx *ctx, const Request *request, Reply *reply)
{
    char text[SESSION_TEXT_SIZE];
    User user;

    TRY(get_member(ctx, request, &user));
    TRY(make_password_link(ctx, &user.id, text));
    return show_member(ctx, request, reply, &user,
                       arena_printf(ctx->arena, "%s/set-up/%s", request->origin, text));
}

static Err
change_member(Ctx *ctx, const Request *request, Reply *reply, const UserChange *change, int done)
{
    User user;

    TRY(get_member(ctx, request, &user));
    TRY(change_user(ctx, &user.id, change, &user));
    return reply_redirect(
        ctx, reply,
        arena_printf(ctx->arena, "/ops/staff/%s?done=%s", user.id.text, MEMBER_DONE_NAMES[done]));
}

Err
page_member_roles(Ctx *ctx, const Request *request, Reply *reply)
{
    return change_member(ctx, request, reply, request->body, MEMBER_ROLES);
}

Err
page_member_access(Ctx *ctx, const Request *request, Reply *reply)
{
    const MemberAccess *form = request->body;
    UserChange change = DEFAULTS_OF(USER_CHANGE);

    change.disabled = form->access;
    return change_member(ctx, request, reply, &change,
                         form->access == 1 ? MEMBER_DISABLED : MEMBER_ENABLED);
}
