/*
 * Drafts of redemptions. A draft is a note of the server's own, as a stored answer is: nothing of
 * the tenant's changes, so it leaves no event.
 */
#include "service/redemptions/redemptions.h"

#include "base/text/text.h"
#include "service/keys/keys.h"
#include "service/redemptions/plan.h"
#include "service/subscriptions/subscriptions.h"

static Err
load_product(Ctx *ctx, Tx *tx, const KeyRecord *key, size_t count, Product *ret)
{
    TRY(store_product_get(tx, key[0].sku, ctx->arena, ret));
    for (size_t i = 1; i < count; i++)
        if (!text_equal(key[i].sku, ret->sku))
            return ERR_PRODUCT_MISMATCH;
    return OK;
}

/* RULE KEY-9: found out when the key is entered, not when it is too late. */
static Err
load_draft_subscription(Ctx *ctx, Tx *tx, const Id *id, const Product *product, Subscription *ret)
{
    *ret = (Subscription){0};
    if (id_is_empty(id))
        return OK;
    TRY(store_subscription_get(tx, &ctx->actor.tenant_id, id, ctx->arena, ret));
    if (ret->voided)
        return ERR_NOT_FOUND;
    if (text_equal(ret->sku, product->sku))
        return OK;
    return refuse_with_text(&ctx->refusal, ERR_PRODUCT_MISMATCH, "keyProduct",
                            lang_name(ctx->lang, &product->name));
}

static Digest *
digests_of(Ctx *ctx, const KeyRecord *key, size_t count)
{
    Digest *digest = ARENA_NEW_ARRAY(ctx->arena, Digest, count);

    for (size_t i = 0; i < count; i++)
        digest[i] = key[i].digest;
    return digest;
}

Err
create_draft(Ctx *ctx, const DraftInput *input, Id *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    const KeysMeant named = {
        .tenant_id = ctx->actor.tenant_id.text,
        .key = input->key,
        .key_count = input->key_count,
        .key_ref = input->key_ref,
        .key_ref_count = input->key_ref_count,
    };
    Draft draft = {
        .tenant_id = ctx->actor.tenant_id,
        .user_id = ctx->actor.user_id,
        .subscription_id = id_from(input->subscription_id),
        .created_at = ctx->now,
    };
    KeyRecord *key;
    Product product;
    Subscription subscription;

    TRY(tx_begin(ctx->db, &tx));
    TRY(find_named_keys(ctx, &tx, &named, &key, &draft.key_count));
    TRY(load_product(ctx, &tx, key, draft.key_count, &product));
    Err err = load_draft_subscription(ctx, &tx, &draft.subscription_id, &product, &subscription);
    if (err == ERR_PRODUCT_MISMATCH)
        draft.subscription_id = (Id){0}; /* the keys are good for something else */
    else
        TRY(err);

    draft.id = id_new("drf_", ctx->now);
    draft.key = digests_of(ctx, key, draft.key_count);
    TRY(store_draft_add(&tx, &draft));
    TRY(tx_commit(&tx));

    *ret = draft.id;
    return OK;
}

/* Used ones are found too, as long as they are kept. */
static Err
find_any_draft(Ctx *ctx, Tx *tx, const Id *id, Draft *ret)
{
    const Draft wanted = {
        .tenant_id = ctx->actor.tenant_id,
        .id = *id,
        .user_id = ctx->actor.user_id,
        .created_at = ctx->now - MICROS_PER_DAY,
    };

    return store_draft_get(tx, &wanted, ctx->arena, ret);
}

Err
find_receipt_of_draft(Ctx *ctx, const Id *id, Id *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    Draft draft;

    TRY(tx_begin(ctx->db, &tx));
    TRY(find_any_draft(ctx, &tx, id, &draft));
    TRY(tx_commit(&tx));

    *ret = draft.redemption_id;
    return OK;
}

static Err
load_drafted(Ctx *ctx, Tx *tx, DraftView *view)
{
    const KeysMeant named = {
        .tenant_id = ctx->actor.tenant_id.text,
        .key_digest = view->draft.key,
        .key_digest_count = view->draft.key_count,
    };
    size_t count;

    TRY(find_named_keys(ctx, tx, &named, &view->key, &count));
    TRY(load_product(ctx, tx, view->key, count, &view->product));
    return load_draft_subscription(ctx, tx, &view->draft.subscription_id, &view->product,
                                   &view->subscription);
}

Err
get_draft(Ctx *ctx, const Id *id, DraftView *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    DraftView view = {0};

    TRY(tx_begin(ctx->db, &tx));
    TRY(find_any_draft(ctx, &tx, id, &view.draft));
    if (id_is_empty(&view.draft.redemption_id))
        TRY(load_drafted(ctx, &tx, &view));
    TRY(tx_commit(&tx));

    *ret = view;
    return OK;
}

static const char *
subscription_of(const Draft *draft, const DraftChoice *choice)
{
    if (choice->subscription_id != NULL || id_is_empty(&draft->subscription_id))
        return choice->subscription_id;
    return draft->subscription_id.text;
}

static RedeemInput
redemption_of(const Draft *draft, const DraftChoice *choice)
{
    RedeemInput input = DEFAULTS_OF(REDEEM_INPUT);

    input.tenant_id = choice->tenant_id;
    input.action = choice->action;
    input.key_digest = draft->key;
    input.key_digest_count = draft->key_count;
    input.add_licenses = choice->add_licenses;
    input.subscription_id = subscription_of(draft, choice);
    input.separate = choice->separate;
    input.expect = choice->expect;
    return input;
}

static Err
preview_use(Ctx *ctx, Tx *tx, const RedeemInput *input, Plan *plan, Preview *ret)
{
    Preview preview = {0};

    plan->refusal = &preview.refusal;
    preview.refused = plan_use(ctx, tx, input, plan);
    if (!err_is_refusal(preview.refused))
        TRY(preview.refused);
    if (preview.refused == OK)
        plan_view(ctx, plan, &preview.view);
    *ret = preview;
    return OK;
}

Err
preview_draft(Ctx *ctx, const DraftView *draft, const DraftChoice *choice, size_t count,
              Preview *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    Plan plan = {
        .product = draft->product,
        .key = draft->key,
        .key_count = draft->draft.key_count,
        .named = draft->subscription,
    };

    TRY(tx_begin(ctx->db, &tx));
    TRY(find_replacement(ctx, &tx, &plan.product, &plan.replacement));
    for (size_t i = 0; i < count; i++) {
        const RedeemInput input = redemption_of(&draft->draft, &choice[i]);
        TRY(preview_use(ctx, &tx, &input, &plan, &ret[i]));
    }
    return tx_commit(&tx);
}

Err
redeem_draft(Ctx *ctx, const Id *id, const DraftChoice *choice, RedemptionView *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    Draft draft;

    TRY(tx_begin(ctx->db, &tx));
    TRY(find_any_draft(ctx, &tx, id, &draft));
    if (!id_is_empty(&draft.redemption_id))
        return ERR_NOT_FOUND;
    const RedeemInput input = redemption_of(&draft, choice);
    TRY(redeem_keys(ctx, &input, ret));
    TRY(store_draft_mark_used(&tx, &draft, &ret->receipt.id));
    return tx_commit(&tx);
}

Err
release_and_redeem(Ctx *ctx, const Id *id, const Release *release, const DraftChoice *choice,
                   RedemptionView *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    Subscription subscription;

    TRY(tx_begin(ctx->db, &tx));
    for (size_t i = 0; i < release->count; i++) {
        if (!id_is(release->user_id[i], "usr_"))
            return ERR_NOT_FOUND;
        const Id user_id = id_from(release->user_id[i]);
        TRY(release_license(ctx, &release->subscription_id, &user_id, &subscription));
    }
    TRY(redeem_draft(ctx, id, choice, ret));
    return tx_commit(&tx);
}
