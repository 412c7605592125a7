/*
 * Drafts: keys that were entered are looked at once, and go no further: what follows is at an
 * address of its own, without them.
 */
#include "portal/portal.h"

#include "base/text/text.h"
#include "portal/redemptions/activate.h"
#include "portal/redemptions/key_entry.h"
#include "portal/redemptions/redeem.h"
#include "service/benefits/benefits.h"
#include "service/redemptions/redemptions.h"
#include "service/subscriptions/subscriptions.h"

enum { KEYS_TEXT_MAX = 8000 };

typedef struct DraftForm {
    const char *keys;
    const char **key_ref;
    size_t key_ref_count;
    int64_t next_key; /* 1: of ours, the one that must be used first */
    const char *subscription_id;
    int64_t way;
    int64_t add_licenses; /* of a split */
} DraftForm;

// clang-format off
SHAPE_OPTIONAL(DRAFT_FORM, DraftForm,
    FIELD(DraftForm, KEY,    keys,            "keys",           .min = 1, .max = KEYS_TEXT_MAX),
    LIST( DraftForm, TEXT,   key_ref,         "keyRef",
          .max = KEYS_TOGETHER_MAX, .text_max = KEY_TYPED_LENGTH_MAX),
    FIELD(DraftForm, INT,    next_key,        "nextKey",        .min = 1, .max = 1),
    FIELD(DraftForm, ID,     subscription_id, "subscriptionId", .prefix = "sub_"),
    FIELD(DraftForm, CHOICE, way,             "action",         .choices = WAY_NAMES),
    FIELD(DraftForm, INT,    add_licenses,    "addLicenses",    .max = LICENSES_MAX),
);
// clang-format on

static Err
check_count(Ctx *ctx, const EnteredKeys *keys, const DraftForm *form)
{
    Refusal *refusal = &ctx->refusal;

    if (keys->count == 0 && form->key_ref_count == 0)
        return refuse_member(refusal, ERR_MEMBER_INVALID, "/keys", TR("Enter a product key."));
    if (keys->count > 0 && form->key_ref_count > 0)
        return refuse_member(refusal, ERR_MEMBER_INVALID, "/keys",
                             TR("Either enter keys or choose some of yours, not both."));
    if (keys->count > KEYS_TOGETHER_MAX)
        return refuse_member(refusal, ERR_MEMBER_INVALID, "/keys",
                             TR("At most 50 keys can be redeemed together."));
    return OK;
}

/* Where the draft is shown: as what it was begun for. */
static const char *
address_of_draft(Ctx *ctx, const Id *draft, const DraftForm *form)
{
    bool extends = form->way != WAY_ADD && form->way != WAY_SPLIT;

    if (form->subscription_id == NULL || form->way == WAY_ACTIVATE)
        return arena_printf(ctx->arena, "/activate/%s", draft->text);
    const char *address =
        arena_printf(ctx->arena, "/subscriptions/%s/redeem/%s?action=%s", form->subscription_id,
                     draft->text, WAY_NAMES[extends ? WAY_EXTEND : form->way]);
    if (form->way != WAY_SPLIT || form->add_licenses == INPUT_ABSENT)
        return address;
    return arena_printf(ctx->arena, "%s&addLicenses=%lld", address, (long long)form->add_licenses);
}

/* To extend with the key of ours that must be used first; where it has gone, one is entered. */
static Err
begin_with_next_key(Ctx *ctx, const DraftForm *form, Reply *reply)
{
    const Id subscription_id = id_from(form->subscription_id);
    Subscription subscription;
    KeyView key;
    Id draft;

    TRY(get_subscription(ctx, &subscription_id, &subscription));
    Err err = find_next_key(ctx, subscription.sku, &key);
    if (err == ERR_NOT_FOUND)
        return reply_redirect(ctx, reply,
                              arena_printf(ctx->arena, "/subscriptions/%s/redeem?action=extend",
                                           form->subscription_id));
    TRY(err);
    const char *ref = key.key.ref;
    const DraftInput input = {
        .key_ref = &ref, .key_ref_count = 1, .subscription_id = form->subscription_id};
    TRY(create_draft(ctx, &input, &draft));
    return reply_redirect(ctx, reply, address_of_draft(ctx, &draft, form));
}

Err
page_draft_create(Ctx *ctx, const Request *request, Reply *reply)
{
    const DraftForm *form = request->body;
    EnteredKeys keys = entered_keys(ctx->arena, form->keys);
    const DraftInput input = {
        .key = keys.item,
        .key_count = keys.count,
        .key_ref = form->key_ref,
        .key_ref_count = form->key_ref_count,
        .subscription_id = form->subscription_id,
    };
    Id draft;

    if (form->next_key == 1 && form->subscription_id != NULL)
        return begin_with_next_key(ctx, form, reply);
    TRY(check_count(ctx, &keys, form));
    TRY(create_draft(ctx, &input, &draft));
    return reply_redirect(ctx, reply, address_of_draft(ctx, &draft, form));
}

Err
page_draft_again(Ctx *ctx, const Request *request, Reply *reply)
{
    const char *id = form_value(&request->form, "subscriptionId");
    const char *action = form_value(&request->form, "action");
    bool activate = action != NULL && text_equal(action, WAY_NAMES[WAY_ACTIVATE]);

    if (id != NULL && id_is(id, "sub_") && !activate)
        return page_redeem_enter_again(ctx, request, reply);
    return page_activate_again(ctx, request, reply);
}
