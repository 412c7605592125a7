/*
 * /people/new: a member or guest is added to the organisation.
 */
#include "portal/portal.h"

#include "html/form_view.h"
#include "html/page.h"
#include "html/role_text.h"
#include "portal/people/people.h"
#include "service/directory/directory.h"
#include "store/directory/directory.h"

typedef struct NewPersonQuery {
    const char *tenant_id;
} NewPersonQuery;

// clang-format off
SHAPE_OPTIONAL(NEW_PERSON_QUERY, NewPersonQuery,
    FIELD(NewPersonQuery, ID, tenant_id, "tenantId", .prefix = "ten_"),
);
// clang-format on

typedef struct NewPersonForm {
    UserInput user;
    const char *tenant_id; /* from the operator's staff */
} NewPersonForm;

static SHAPE_WITHOUT(NEW_USER, USER_INPUT, "programmes", "externalId");

// clang-format off
SHAPE_AROUND(NEW_PERSON_FORM, NewPersonForm, user, NEW_USER,
    FIELD(NewPersonForm, ID, tenant_id, "tenantId", .prefix = "ten_", .optional = true),
);
// clang-format on

/* RULE ROLE-1: what is offered is what the service lets the reader give. */
static void
offer_roles(Ctx *ctx, const Request *request, NewPersonView *view)
{
    const char *names[ROLES_MAX + 1];
    const char *texts[ROLES_MAX + 1];
    Roles roles = roles_to_give(ctx);

    role_names(roles, names);
    role_texts(roles, texts);
    for (size_t i = 0; names[i] != NULL; i++)
        view->role[view->role_count++] =
            (RoleChoice){names[i], texts[i], form_has(&request->form, "roles", names[i])};
}

/* The first of /roles/0, /roles/1 … that is wrong. */
static const char *
role_fault(Ctx *ctx)
{
    for (size_t i = 0; i < ROLES_MAX; i++) {
        const char *fault = form_fault(ctx, arena_printf(ctx->arena, "roles/%zu", i));
        if (fault != NULL)
            return fault;
    }
    return form_fault(ctx, "roles");
}

static Err
show_form(Ctx *ctx, const Request *request, Reply *reply, const char *tenant_id)
{
    NewPersonView view = {
        .note = form_note(ctx, request),
        .input = {form_input(ctx, request, "displayName", TR("Name")),
                  form_input(ctx, request, "email", TR("E-mail address"))},
        .tenant_id = tenant_id,
        .role_fault = role_fault(ctx),
        .guest = form_has(&request->form, "kind", USER_KIND_NAMES[USER_GUEST]),
    };

    view.input[0].focus = request->refused == OK;
    view.input[1].type = "email";
    offer_roles(ctx, request, &view);
    Html page = page_begin(ctx, request, reply, TR("Add a person"));
    html_new_person(&page, &view);
    return page_end(&page);
}

Err
page_person_new(Ctx *ctx, const Request *request, Reply *reply)
{
    const NewPersonQuery *query = request->query;

    return show_form(ctx, request, reply, query->tenant_id);
}

Err
page_person_new_again(Ctx *ctx, const Request *request, Reply *reply)
{
    const char *tenant_id = form_value(&request->form, "tenantId");

    return show_form(ctx, request, reply,
                     tenant_id != NULL && id_is(tenant_id, "ten_") ? tenant_id : NULL);
}

Err
page_person_create(Ctx *ctx, const Request *request, Reply *reply)
{
    const NewPersonForm *form = request->body;
    Id tenant_id = form->tenant_id != NULL ? id_from(form->tenant_id) : ctx->actor.tenant_id;
    User user;

    TRY(create_user(ctx, &tenant_id, &form->user, &user));
    return reply_redirect(ctx, reply,
                          arena_printf(ctx->arena, "/people/%s?done=added", user.id.text));
}
