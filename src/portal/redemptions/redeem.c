#include "portal/redemptions/redeem.h"

#include "base/text/text.h"
#include "domain/subscription.h"
#include "html/address.h"
#include "html/page.h"
#include "portal/portal.h"
#include "service/subscriptions/subscriptions.h"

const char *const WAY_NAMES[] = {"activate", "extend", "add", "split", NULL};

/* --- 1: the keys ---------------------------------------------------------------------------- */

typedef struct RedeemEntryQuery {
    int64_t action;
    const char *key_ref;
} RedeemEntryQuery;

// clang-format off
SHAPE_OPTIONAL(REDEEM_ENTRY_QUERY, RedeemEntryQuery,
    FIELD(RedeemEntryQuery, CHOICE, action,  "action", .choices = WAY_NAMES),
    FIELD(RedeemEntryQuery, TEXT,   key_ref, "keyRef", .min = 1, .max = KEY_REF_SIZE),
);
// clang-format on

static Err
load_redeem_entry(Ctx *ctx, const Request *request, const Id *id, RedeemEntry *view)
{
    Subscription *subscription = &view->subscription;

    TRY(get_subscription(ctx, id, subscription));
    if (subscription->voided)
        return ERR_NOT_FOUND;
    view->product = lang_name(ctx->lang, &subscription->name);
    view->active =
        subscription_status(subscription->holding.ends_on, ctx->today) == SUBSCRIPTION_ACTIVE;
    view->entry.subscription_id = subscription->id.text;
    return load_key_choices(ctx, request, subscription->sku, &view->entry);
}

static Err
show_redeem_entry(Ctx *ctx, const Request *request, Reply *reply, const RedeemEntry *view)
{
    Html page = page_begin(ctx, request, reply, TR("Redeem product key"));

    html_redeem_entry(&page, view);
    return page_end(&page);
}

Err
page_redeem_enter(Ctx *ctx, const Request *request, Reply *reply)
{
    const RedeemEntryQuery *query = request->query;
    RedeemEntry view = {.entry.asked_ref = query->key_ref, .entry.wrong_place = INPUT_ABSENT};
    Id id;

    TRY(request_id(request, 0, "sub_", &id));
    TRY(load_redeem_entry(ctx, request, &id, &view));
    view.entry.action = query->action == INPUT_ABSENT ? NULL : WAY_NAMES[query->action];
    return show_redeem_entry(ctx, request, reply, &view);
}

/* The form of a draft is shown again where it was filled in. */
Err
page_redeem_enter_again(Ctx *ctx, const Request *request, Reply *reply)
{
    const char *text = form_value(&request->form, "subscriptionId");
    const char *action = form_value(&request->form, "action");
    RedeemEntry view = {0};
    Id id = id_from(text);

    TRY(explain_entry(ctx, request, &view.entry));
    TRY(load_redeem_entry(ctx, request, &id, &view));
    view.entry.action = action != NULL && name_index(WAY_NAMES, action) >= 0 ? action : NULL;
    return show_redeem_entry(ctx, request, reply, &view);
}

/* --- 2: how to use them, and what comes of it ----------------------------------------------- */

typedef struct RedeemQuery {
    int64_t way;
    int64_t add_licenses;
} RedeemQuery;

// clang-format off
SHAPE_OPTIONAL(REDEEM_QUERY, RedeemQuery,
    FIELD(RedeemQuery, CHOICE, way,          "action",      .choices = WAY_NAMES),
    FIELD(RedeemQuery, INT,    add_licenses, "addLicenses", .max = LICENSES_MAX),
);
// clang-format on

Err
load_draft(Ctx *ctx, const Id *id, RedeemCheck *check)
{
    TRY(get_draft(ctx, id, &check->draft));
    if (is_done(check))
        return OK;
    const Product *product = &check->draft.product;

    check->product = lang_name(ctx->lang, &product->name);
    for (size_t i = 0; i < check->draft.draft.key_count; i++)
        check->key_licenses += check->draft.key[i].licenses;
    check->email = ctx->actor.email;
    check->tenant_id = ctx->actor.tenant_id;
    return OK;
}

Err
go_to_receipt(Ctx *ctx, Reply *reply, const Id *receipt_id)
{
    const char *path = arena_printf(ctx->arena, "/redemptions/%s?done=already", receipt_id->text);

    return reply_redirect(ctx, reply, path);
}

/* The path says which subscription is meant: somebody who began to activate may extend instead. */
static Err
load_subscription_of_path(Ctx *ctx, const Request *request, RedeemCheck *check)
{
    const Subscription *drafted = &check->draft.subscription;
    Id id;

    TRY(request_id(request, 0, "sub_", &id));
    if (id_equal(&drafted->id, &id))
        check->subscription = *drafted;
    else
        TRY(get_subscription(ctx, &id, &check->subscription));
    return check->subscription.voided ? ERR_NOT_FOUND : OK;
}

static Err
load_redeem_check(Ctx *ctx, const Request *request, RedeemCheck *check)
{
    Id draft_id;

    TRY(request_id(request, 1, "drf_", &draft_id));
    TRY(load_draft(ctx, &draft_id, check));
    return is_done(check) ? OK : load_subscription_of_path(ctx, request, check);
}

Action
action_of(Way way)
{
    static const Action ACTIONS[] = {
        [WAY_ACTIVATE] = ACTION_ACTIVATE,
        [WAY_EXTEND] = ACTION_EXTEND,
        [WAY_ADD] = ACTION_ADD,
        [WAY_SPLIT] = ACTION_ADD,
    };

    return ACTIONS[way];
}

Way
way_here(int64_t way)
{
    return way == WAY_ADD || way == WAY_SPLIT ? (Way)way : WAY_EXTEND;
}

int64_t
licenses_to_add(int64_t said, int64_t key_licenses)
{
    if (said != INPUT_ABSENT)
        return said;
    return key_licenses > 1 ? key_licenses / 2 : 1;
}

/* Of a subscription that one has: each way but activating. */
static Err
preview_ways(Ctx *ctx, RedeemCheck *check)
{
    enum { FIRST = WAY_EXTEND, COUNT = WAY_SPLIT - WAY_EXTEND + 1 };
    DraftChoice choice[COUNT];

    check->add_licenses = licenses_to_add(check->add_licenses, check->key_licenses);
    for (int i = 0; i < COUNT; i++) {
        choice[i] = (DraftChoice)DEFAULTS_OF(DRAFT_CHOICE);
        choice[i].action = action_of((Way)(FIRST + i));
        choice[i].subscription_id = check->subscription.id.text;
        if (FIRST + i == WAY_SPLIT)
            choice[i].add_licenses = check->add_licenses;
    }
    TRY(preview_draft(ctx, &check->draft, choice, COUNT, &check->outlook[FIRST]));
    for (int way = FIRST; way < FIRST + COUNT; way++)
        check->outlook_fault[way] =
            fault_said(ctx, check->outlook[way].refused, &check->outlook[way].refusal);
    check->preview = check->outlook[check->way];
    check->fault = fault_said(ctx, check->preview.refused, &check->preview.refusal);
    check->licenses_that_fit = licenses_that_fit(&check->preview);
    return OK;
}

static Err
show_redeem_check(Ctx *ctx, const Request *request, Reply *reply, const RedeemCheck *check)
{
    Html page = page_begin(ctx, request, reply, TR("Redeem product key: check the result"));

    html_redeem_check(&page, check);
    return page_end(&page);
}

/* RULE CT-7: the result before anything happens. */
Err
page_redeem_check(Ctx *ctx, const Request *request, Reply *reply)
{
    const RedeemQuery *query = request->query;
    RedeemCheck check = {
        .way = way_here(query->way),
        .add_licenses = query->add_licenses,
    };

    TRY(load_redeem_check(ctx, request, &check));
    if (is_done(&check))
        return go_to_receipt(ctx, reply, &check.draft.draft.redemption_id);
    TRY(preview_ways(ctx, &check));
    return show_redeem_check(ctx, request, reply, &check);
}

/* --- 3: redeem ------------------------------------------------------------------------------ */

static SHAPE_WITHOUT(CHOSEN, DRAFT_CHOICE, "action", "subscriptionId", "tenantId", "expect");

// clang-format off
SHAPE_AROUND(REDEEM_FORM, RedeemForm, choice, CHOSEN,
    FIELD(RedeemForm, CHOICE, way,              "action",
          .choices = WAY_NAMES, .optional = true),
    FIELD(RedeemForm, CHOICE, shown,            "shown",
          .choices = WAY_NAMES, .optional = true),
    FIELD(RedeemForm, INT,    shown_licenses,   "shownLicenses",
          .max = LICENSES_MAX, .optional = true),
    FIELD(RedeemForm, BOOL,   show,             "show",           .optional = true),
    FIELD(RedeemForm, ID,     choice.tenant_id, "tenantId",
          .prefix = "ten_", .optional = true),
    FIELD(RedeemForm, BOOL,   tenant_verified,  "tenantVerified", .optional = true),
    FIELD(RedeemForm, INT,    expect.licenses,  "expectLicenses",
          .min = 1, .max = LICENSES_MAX, .optional = true),
    FIELD(RedeemForm, DATE,   expect.ends_on,   "expectEndsOn",   .optional = true),
);
// clang-format on

/* What was not chosen stays as it was shown. */
static RedeemForm
redeem_form_sent(const Request *request)
{
    RedeemForm form = *(const RedeemForm *)request->body;

    if (form.way == INPUT_ABSENT)
        form.way = form.shown;
    if (form.choice.add_licenses == INPUT_ABSENT)
        form.choice.add_licenses = form.shown_licenses;
    return form;
}

/*
 * RULE CT-7: Only what was seen is done. The choice may have changed since the result was shown,
 * and then neither of the two is: the page is shown again, with the result of the choice.
 */
static Err
check_shown(Ctx *ctx, const RedeemForm *form)
{
    bool other_number = form->way == WAY_SPLIT && form->choice.add_licenses != form->shown_licenses;

    if (form->expect.licenses == INPUT_ABSENT || form->expect.ends_on == INPUT_ABSENT ||
        form->choice.tenant_id == NULL || form->way == INPUT_ABSENT)
        return refuse_member(&ctx->refusal, ERR_MEMBER_INVALID, "/action",
                             TR("Look at the result before you redeem."));
    if (form->shown != INPUT_ABSENT && (form->way != form->shown || other_number))
        return refuse_member(&ctx->refusal, ERR_MEMBER_INVALID, "/action",
                             TR("You chose another way than the one whose result was shown. Check "
                                "the new result; nothing has been used."));
    if (form->tenant_verified != 1)
        return refuse_member(&ctx->refusal, ERR_MEMBER_INVALID, "/tenantVerified",
                             TR("Confirm the organisation before you redeem."));
    return OK;
}

Err
read_redemption(Ctx *ctx, const Request *request, RedeemForm *form, DraftChoice *ret)
{
    DraftChoice choice = DEFAULTS_OF(DRAFT_CHOICE);

    *form = redeem_form_sent(request);
    TRY(check_shown(ctx, form));
    assert(form->way >= WAY_ACTIVATE && form->way <= WAY_SPLIT); /* it was chosen, or shown */
    choice.action = action_of((Way)form->way);
    if (form->way == WAY_SPLIT)
        choice.add_licenses = form->choice.add_licenses;
    choice.separate = form->choice.separate;
    choice.tenant_id = form->choice.tenant_id;
    choice.expect = &form->expect;
    *ret = choice;
    return OK;
}

Err
redeem_by_form(Ctx *ctx, const Request *request, const Id *draft_id, const char *subscription_id,
               Reply *reply)
{
    RedeemForm form;
    DraftChoice choice;
    RedemptionView view;
    Id receipt_id;

    TRY(find_receipt_of_draft(ctx, draft_id, &receipt_id));
    if (!id_is_empty(&receipt_id))
        return go_to_receipt(ctx, reply, &receipt_id);
    TRY(read_redemption(ctx, request, &form, &choice));
    choice.subscription_id = subscription_id;
    TRY(redeem_draft(ctx, draft_id, &choice, &view));
    return reply_redirect(ctx, reply,
                          arena_printf(ctx->arena, "/redemptions/%s", view.receipt.id.text));
}

/* Without script a button asks for the result of what is chosen. */
static Err
show_chosen(Ctx *ctx, const RedeemForm *form, const Id *subscription_id, const Id *draft_id,
            Reply *reply)
{
    const char *path = arena_printf(ctx->arena, "/subscriptions/%s/redeem/%s",
                                    subscription_id->text, draft_id->text);
    RedeemQuery query = DEFAULTS_OF(REDEEM_QUERY);

    query.way = form->way;
    query.add_licenses = form->choice.add_licenses;
    return reply_redirect(ctx, reply, address_of(ctx, path, REDEEM_QUERY, &query));
}

Err
page_redeem(Ctx *ctx, const Request *request, Reply *reply)
{
    const RedeemForm form = redeem_form_sent(request);
    Subscription subscription;
    Id id, draft_id;

    TRY(request_id(request, 0, "sub_", &id));
    TRY(request_id(request, 1, "drf_", &draft_id));
    TRY(get_subscription(ctx, &id, &subscription));
    if (form.show == 1)
        return show_chosen(ctx, &form, &id, &draft_id, reply);
    return redeem_by_form(ctx, request, &draft_id, subscription.id.text, reply);
}

void
explain_refusal(Ctx *ctx, const Request *request, RedeemCheck *check)
{
    const char *fault = form_fault(ctx, "tenantVerified");
    const char *other = form_fault(ctx, "action");

    if (fault != NULL)
        check->unconfirmed.title = fault;
    else if (other != NULL)
        check->refused = (Fault){other, NULL};
    else
        check->refused = fault_of(ctx, request->refused);
    check->elsewhere = request->refused == ERR_WRONG_TENANT;
}

/* With the result as it is now: where the facts have changed, it is another one. */
Err
page_redeem_again(Ctx *ctx, const Request *request, Reply *reply)
{
    const char *chosen = form_value(&request->form, "action");
    const char *action = chosen != NULL ? chosen : form_value(&request->form, "shown");
    int64_t licenses = form_number(request, "addLicenses");
    RedeemCheck check = {
        .way = way_here(action == NULL ? WAY_EXTEND : name_index(WAY_NAMES, action)),
        .add_licenses = licenses != INPUT_ABSENT ? licenses : form_number(request, "shownLicenses"),
    };

    explain_refusal(ctx, request, &check);
    TRY(load_redeem_check(ctx, request, &check));
    if (is_done(&check))
        return ERR_NOT_FOUND;
    TRY(preview_ways(ctx, &check));
    return show_redeem_check(ctx, request, reply, &check);
}
