#include "portal/redemptions/activate.h"

#include "base/text/text.h"
#include "html/page.h"
#include "portal/portal.h"
#include "service/subscriptions/subscriptions.h"

/* --- 1 and 2: the organisation, and the key ------------------------------------------------- */

typedef struct ActivateQuery {
    const char *key_ref;
    const char *subscription_id;
} ActivateQuery;

// clang-format off
SHAPE_OPTIONAL(ACTIVATE_QUERY, ActivateQuery,
    FIELD(ActivateQuery, TEXT, key_ref,         "keyRef",         .min = 1, .max = KEY_REF_SIZE),
    FIELD(ActivateQuery, ID,   subscription_id, "subscriptionId", .prefix = "sub_"),
);
// clang-format on

static Err
show_activation_entry(Ctx *ctx, const Request *request, Reply *reply, ActivateEntry *view)
{
    view->email = ctx->actor.email;
    view->entry.action = "activate";
    Html page = page_begin(ctx, request, reply, TR("Activate a subscription"));
    html_activate_entry(&page, view);
    return page_end(&page);
}

/* RULE SUB-2: what has ended comes back; only keys of its product are offered then. */
static Err
load_activation_entry(Ctx *ctx, const Request *request, const char *subscription_id,
                      ActivateEntry *view)
{
    Subscription subscription = {0};

    if (subscription_id != NULL) {
        Id id = id_from(subscription_id);
        TRY(get_subscription(ctx, &id, &subscription));
    }
    view->entry.subscription_id = subscription_id;
    return load_key_choices(ctx, request, subscription.sku, &view->entry);
}

Err
page_activate(Ctx *ctx, const Request *request, Reply *reply)
{
    const ActivateQuery *query = request->query;
    ActivateEntry view = {.entry.asked_ref = query->key_ref, .entry.wrong_place = INPUT_ABSENT};

    TRY(load_activation_entry(ctx, request, query->subscription_id, &view));
    return show_activation_entry(ctx, request, reply, &view);
}

Err
page_activate_again(Ctx *ctx, const Request *request, Reply *reply)
{
    const char *id = form_value(&request->form, "subscriptionId");
    ActivateEntry view = {0};

    TRY(explain_entry(ctx, request, &view.entry));
    TRY(load_activation_entry(ctx, request, id != NULL && id_is(id, "sub_") ? id : NULL, &view));
    return show_activation_entry(ctx, request, reply, &view);
}

/* --- 3: check and redeem -------------------------------------------------------------------- */

/* Whom a licence can be taken from, so that those that are left are enough. */
static Err
load_people_in_use(Ctx *ctx, const Refusal *refusal, RedeemCheck *check)
{
    const Page page = {.limit = PAGE_LIMIT_MAX};

    check->in_use = true;
    check->release_at_least = number_said(refusal, "releaseAtLeast");
    check->may_release = role_permits(ctx->actor.roles, PERMIT_LICENSE_RELEASE);
    return list_assignments(ctx, &check->subscription.id, &page, NULL, &check->people);
}

/*
 * RULE SUB-3: where the product is active already, the page offers to extend it or add to it, and
 * shows what a separate subscription would be, which must be asked for. It shows that too where an
 * ended one has more people than the key has licences.
 */
static Err
preview_activation(Ctx *ctx, RedeemCheck *check)
{
    enum { AS_USUAL, SEPARATE, COUNT };
    const DraftChoice choice[COUNT] = {
        [AS_USUAL] = {.action = ACTION_ACTIVATE, .add_licenses = INPUT_ABSENT},
        [SEPARATE] = {.action = ACTION_ACTIVATE, .add_licenses = INPUT_ABSENT, .separate = true},
    };
    Preview preview[COUNT];

    TRY(preview_draft(ctx, &check->draft, choice, COUNT, preview));
    const Preview *usual = &preview[AS_USUAL];
    check->exists = usual->refused == ERR_SUBSCRIPTION_EXISTS;
    if (check->exists || usual->refused == ERR_LICENSES_IN_USE) {
        Id existing = id_from(text_said(&usual->refusal, "subscriptionId"));
        TRY(get_subscription(ctx, &existing, &check->subscription));
    }
    if (usual->refused == ERR_LICENSES_IN_USE)
        TRY(load_people_in_use(ctx, &usual->refusal, check));
    check->fault = fault_said(ctx, usual->refused, &usual->refusal);
    check->preview = preview[check->exists || check->in_use ? SEPARATE : AS_USUAL];
    if (check->exists)
        check->fault = fault_said(ctx, check->preview.refused, &check->preview.refusal);
    return OK;
}

static Err
load_activate_check(Ctx *ctx, const Request *request, RedeemCheck *check)
{
    Id id;

    TRY(request_id(request, 0, "drf_", &id));
    TRY(load_draft(ctx, &id, check));
    return is_done(check) ? OK : preview_activation(ctx, check);
}

static Err
show_activation_check(Ctx *ctx, const Request *request, Reply *reply, const RedeemCheck *check)
{
    Html page = page_begin(ctx, request, reply, TR("Activate a subscription: check the result"));

    html_activate_check(&page, check);
    return page_end(&page);
}

Err
page_activate_check(Ctx *ctx, const Request *request, Reply *reply)
{
    RedeemCheck check = {.way = WAY_ACTIVATE};

    TRY(load_activate_check(ctx, request, &check));
    if (is_done(&check))
        return go_to_receipt(ctx, reply, &check.draft.draft.redemption_id);
    return show_activation_check(ctx, request, reply, &check);
}

Err
page_activate_redeem(Ctx *ctx, const Request *request, Reply *reply)
{
    Id id;

    TRY(request_id(request, 0, "drf_", &id));
    return redeem_by_form(ctx, request, &id, NULL, reply);
}

Err
page_activate_redeem_again(Ctx *ctx, const Request *request, Reply *reply)
{
    RedeemCheck check = {.way = WAY_ACTIVATE};

    explain_refusal(ctx, request, &check);
    if (form_fault(ctx, "userId") != NULL)
        check.refused = (Fault){.title = form_fault(ctx, "userId"), .field = "people"};
    check.released = &request->form;
    TRY(load_activate_check(ctx, request, &check));
    if (is_done(&check))
        return ERR_NOT_FOUND;
    return show_activation_check(ctx, request, reply, &check);
}

/* --- people who are in the way ---------------------------------------------------------------- */

typedef struct ReleasePeopleForm {
    RedeemForm redeem; /* first: it is read as any form that redeems */
    const char *subscription_id;
    const char **user_id;
    size_t user_id_count;
} ReleasePeopleForm;

// clang-format off
SHAPE_AROUND(RELEASE_PEOPLE_FORM, ReleasePeopleForm, redeem, REDEEM_FORM,
    FIELD(ReleasePeopleForm, ID,   subscription_id, "subscriptionId", .prefix = "sub_"),
    LIST( ReleasePeopleForm, TEXT, user_id,         "userId",
          .max = PAGE_LIMIT_MAX, .text_max = ID_SIZE, .optional = true),
);
// clang-format on
_Static_assert(offsetof(ReleasePeopleForm, redeem) == 0, "a form that redeems begins with it");

bool
was_ticked(const RedeemCheck *check, const Id *user_id)
{
    const Form *form = check->released;

    for (size_t i = 0; form != NULL && i < form->count; i++)
        if (text_equal(form->field[i].name, "userId") &&
            text_equal(form->field[i].value, user_id->text))
            return true;
    return false;
}

static Err
release_by_form(Ctx *ctx, const Request *request, const Id *draft_id, Reply *reply)
{
    const ReleasePeopleForm *people = request->body;
    const Release release = {
        .subscription_id = id_from(people->subscription_id),
        .user_id = people->user_id,
        .count = people->user_id_count,
    };
    RedeemForm form;
    DraftChoice choice;
    RedemptionView view;

    if (release.count == 0)
        return refuse_member(&ctx->refusal, ERR_MEMBER_INVALID, "/userId",
                             TR("Choose whose licences are to be released."));
    TRY(read_redemption(ctx, request, &form, &choice));
    choice.subscription_id = people->subscription_id;
    TRY(release_and_redeem(ctx, draft_id, &release, &choice, &view));
    return reply_redirect(ctx, reply,
                          arena_printf(ctx->arena, "/redemptions/%s", view.receipt.id.text));
}

/* Release these and redeem; or leave them, and begin a separate one, which the other button says.
 */
Err
page_activate_release(Ctx *ctx, const Request *request, Reply *reply)
{
    const ReleasePeopleForm *form = request->body;
    Id draft_id, receipt_id;

    TRY(request_id(request, 0, "drf_", &draft_id));
    TRY(find_receipt_of_draft(ctx, &draft_id, &receipt_id));
    if (!id_is_empty(&receipt_id))
        return go_to_receipt(ctx, reply, &receipt_id);
    if (form->redeem.choice.separate == 1)
        return redeem_by_form(ctx, request, &draft_id, NULL, reply);
    return release_by_form(ctx, request, &draft_id, reply);
}
