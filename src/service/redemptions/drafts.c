/*
 * Drafts of redemptions. A draft is a note of the server's own, as a stored answer is: nothing of
 * the tenant's changes, so it leaves no event.
 */
#include "service/redemptions/redemptions.h"

#include "base/text/text.h"
#include "service/keys/keys.h"
#include "service/redemptions/plan.h"

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
load_subscription(Ctx *ctx, Tx *tx, const Id *id, const Product *product, Subscription *ret)
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
                            lang_name(ctx->lang, product->name, product->name_sv));
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
    TRY(load_subscription(ctx, &tx, &draft.subscription_id, &product, &subscription));

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

static Err
find_draft(Ctx *ctx, Tx *tx, const Id *id, Draft *ret)
{
    Draft draft;

    TRY(find_any_draft(ctx, tx, id, &draft));
    if (!id_is_empty(&draft.redemption_id))
        return ERR_NOT_FOUND;
    *ret = draft;
    return OK;
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

Err
get_draft(Ctx *ctx, const Id *id, DraftView *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    DraftView view = {0};
    size_t count;

    TRY(tx_begin(ctx->db, &tx));
    TRY(find_draft(ctx, &tx, id, &view.draft));
    const KeysMeant named = {
        .tenant_id = ctx->actor.tenant_id.text,
        .key_digest = view.draft.key,
        .key_digest_count = view.draft.key_count,
    };
    TRY(find_named_keys(ctx, &tx, &named, &view.key, &count));
    TRY(load_product(ctx, &tx, view.key, count, &view.product));
    TRY(load_subscription(ctx, &tx, &view.draft.subscription_id, &view.product,
                          &view.subscription));
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

Err
preview_draft(Ctx *ctx, const Id *id, const DraftChoice *choice, Preview *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    Preview preview = {0};
    Draft draft;
    Plan plan;

    TRY(tx_begin(ctx->db, &tx));
    TRY(find_draft(ctx, &tx, id, &draft));
    RedeemInput input = redemption_of(&draft, choice);
    input.tenant_id = ctx->actor.tenant_id.text;
    preview.refused = plan_redemption(ctx, &tx, &input, &plan);
    if (!err_is_refusal(preview.refused))
        TRY(preview.refused);
    if (preview.refused == OK)
        plan_view(ctx, &plan, &preview.view);
    TRY(tx_commit(&tx));

    *ret = preview;
    return OK;
}

Err
redeem_draft(Ctx *ctx, const Id *id, const DraftChoice *choice, RedemptionView *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    Draft draft;

    TRY(tx_begin(ctx->db, &tx));
    TRY(find_draft(ctx, &tx, id, &draft));
    const RedeemInput input = redemption_of(&draft, choice);
    TRY(redeem_keys(ctx, &input, ret));
    TRY(store_draft_mark_used(&tx, &draft, &ret->receipt.id));
    return tx_commit(&tx);
}
