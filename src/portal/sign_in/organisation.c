/*
 * /organisation: who one is here, and where else one can be.
 */
#include "portal/portal.h"

#include "html/page.h"
#include "html/role_text.h"
#include "portal/sign_in/sign_in.h"
#include "service/sign_in/sign_in.h"

typedef struct OrganisationQuery {
    const char *next;
    int64_t changed; /* the password was */
} OrganisationQuery;

// clang-format off
SHAPE_OPTIONAL(ORGANISATION_QUERY, OrganisationQuery,
    FIELD(OrganisationQuery, EXACT, next,    "next",    .max = NEXT_MAX),
    FIELD(OrganisationQuery, BOOL, changed, "changed"),
);
// clang-format on

typedef struct OrganisationForm {
    const char *account;
    const char *next;
} OrganisationForm;

// clang-format off
SHAPE(ORGANISATION_FORM, OrganisationForm,
    FIELD(OrganisationForm, TEXT,  account, "account", .min = 1, .max = ID_LENGTH),
    FIELD(OrganisationForm, EXACT, next,    "next",    .max = NEXT_MAX, .optional = true),
);
// clang-format on

static Err
fill_accounts(Ctx *ctx, OrganisationView *view)
{
    OwnAccountList list;

    TRY(list_own_accounts(ctx, &list));
    view->account = ARENA_NEW_ARRAY(ctx->arena, OwnAccountView, list.count);
    view->account_count = list.count;
    for (size_t i = 0; i < list.count; i++) {
        OwnAccountView *account = &view->account[i];
        account->account = list.item[i];
        account->here = id_equal(&list.item[i].user_id, &ctx->actor.user_id);
        role_texts(list.item[i].roles, account->role);
        while (account->role[account->role_count] != NULL)
            account->role_count++;
    }
    return OK;
}

Err
page_organisation_show(Ctx *ctx, const Request *request, Reply *reply)
{
    const OrganisationQuery *query = request->query;
    const char *next = local_page(ctx, request, query->next);
    OrganisationView view = {.actor = &ctx->actor, .next = next != NULL ? next : ""};

    TRY(fill_accounts(ctx, &view));
    if ((ctx->actor.roles & ~ROLE_SUSPENDED) == 0)
        TRY(list_administrators(ctx, &view.administrators));
    if (query->changed == 1)
        ctx->visit.notice = lang_text(
            ctx->lang, TR("Your password is changed. Everywhere else you are signed out."));
    Html page = page_begin(ctx, request, reply, TR("Your organisation"));
    html_organisation(&page, &view);
    return page_end(&page);
}

Err
page_organisation_choose(Ctx *ctx, const Request *request, Reply *reply)
{
    const OrganisationForm *form = request->body;
    Id user_id;
    char text[SESSION_TEXT_SIZE];

    if (!id_is(form->account, "usr_"))
        return ERR_NOT_FOUND;
    user_id = id_from(form->account);
    TRY(choose_account(ctx, &user_id, text));
    TRY(keep_session(ctx, reply, text));
    return go_on(ctx, request, reply, form->next, "/");
}
