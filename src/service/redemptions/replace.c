/*
 * Replacement: a redemption made in the wrong tenant or with the wrong choice is taken back, and
 * its keys are issued anew (RULE KEY-10).
 *
 * Nothing that happened is erased. The receipt stays, and one more says that it is void; the keys
 * stay redeemed for ever (RULE KEY-3), and new ones come in their place.
 */
#include "service/redemptions/redemptions.h"

#include "service/keys/keys.h"
#include "service/record.h"

enum {
    REPLACEMENT_DAYS = 30,
    LATER_RECEIPTS_PAGE = 50,
};

/* Counts one receipt after the one to be voided: a redemption stands until a void takes it back. */
static Err
count_standing(const Receipt *receipt, const Receipt *later, int64_t *standing)
{
    if (id_equal(&later->voids, &receipt->id))
        return ERR_REPLACEMENT_REFUSED;
    *standing += later->action == ACTION_VOID ? -1 : 1;
    return OK;
}

/* Later redemptions were computed from this one's result; while one stands, so must this one. */
static Err
check_nothing_depends(Ctx *ctx, Tx *tx, const Receipt *receipt)
{
    ReceiptScope scope = {receipt->tenant_id, receipt->subscription_id};
    Page page = {.after = receipt->id.text, .limit = LATER_RECEIPTS_PAGE};
    ReceiptList later = {.more = true};
    int64_t standing = 0;

    while (later.more) {
        TRY(store_receipt_list(tx, &scope, &page, ctx->arena, &later));
        for (size_t i = 0; i < later.count; i++)
            TRY(count_standing(receipt, &later.item[i], &standing));
        if (later.more)
            page.after = later.item[later.count - 1].id.text;
    }
    return standing == 0 ? OK : ERR_REPLACEMENT_REFUSED;
}

static Err
check_may_void(Ctx *ctx, Tx *tx, const Receipt *receipt)
{
    if (receipt->action == ACTION_VOID)
        return ERR_REPLACEMENT_REFUSED;
    if (date_after(ctx->today, date_add_days(receipt->today, REPLACEMENT_DAYS)))
        return ERR_REPLACEMENT_REFUSED;
    return check_nothing_depends(ctx, tx, receipt);
}

static Err
check_not_in_use(Ctx *ctx, const Receipt *receipt, const Subscription *subscription)
{
    int64_t earlier = receipt->held ? receipt->before.licenses : 0;

    if (subscription->assigned <= earlier)
        return OK;
    return refuse_with_number(&ctx->refusal, ERR_LICENSES_IN_USE, "releaseAtLeast",
                              subscription->assigned - earlier);
}

/* The receipt that takes the other one back: its before and after the other way round. */
static Receipt
void_of(Ctx *ctx, const Receipt *receipt, const Subscription *subscription, const char *reason)
{
    return (Receipt){
        .tenant_id = receipt->tenant_id,
        .id = id_new("red_", ctx->now),
        .subscription_id = receipt->subscription_id,
        .number = subscription->receipts + 1,
        .action = ACTION_VOID,
        .at = ctx->now,
        .today = ctx->today,
        .user_id = ctx->actor.user_id,
        .rule = "KEY-10",
        .held = true,
        .before = receipt->after,
        .before_starts_on = receipt->after_starts_on,
        .after = receipt->before,
        .after_starts_on = receipt->before_starts_on,
        .voids = receipt->id,
        .reason = reason,
    };
}

/* RULE KEY-10: the subscription is what it was, to the tick; if it was not there, it is not. */
static Err
restore_subscription(Tx *tx, const Receipt *receipt, const Receipt *voiding,
                     Subscription *subscription)
{
    subscription->holding = voiding->after;
    subscription->starts_on = voiding->after_starts_on;
    subscription->receipts = voiding->number;
    subscription->voided = !receipt->held;
    TRY(store_receipt_add(tx, voiding));
    return store_subscription_put(tx, subscription);
}

static Err
record_redemption_voided(Ctx *ctx, Tx *tx, const Receipt *voiding)
{
    Record record = {.tenant_id = &voiding->tenant_id, .reason = voiding->reason};
    Json json = event_begin(ctx, &record, EVENT_REDEMPTION_VOIDED, voiding->voids.text);

    json_text(&json, "subscriptionId", voiding->subscription_id.text);
    json_text(&json, "voidedBy", voiding->id.text);
    return event_end(ctx, tx, &record, &json);
}

static Err
record_key_replaced(Ctx *ctx, Tx *tx, const Receipt *voiding, const ReceiptKey *key)
{
    Record record = {.tenant_id = &voiding->tenant_id, .reason = voiding->reason};
    Json json = event_begin(ctx, &record, EVENT_KEY_REPLACED, key->ref);

    json_text(&json, "replacedBy", key->replaced_by);
    json_text(&json, "redemptionId", voiding->voids.text);
    return event_end(ctx, tx, &record, &json);
}

/*
 * As large as the old one, of the same product and benefit, and with 30 days to use it at least.
 * What anybody might have redeemed is now the partner's who did.
 */
static Err
lot_instead_of(Ctx *ctx, Tx *tx, const KeyRecord *key, KeyLot *ret)
{
    Date redeem_by = date_add_days(ctx->today, REPLACEMENT_DAYS);
    Tenant tenant;

    TRY(store_tenant_get(tx, &key->tenant_id, ctx->arena, &tenant));
    *ret = (KeyLot){
        .sku = key->sku,
        .licenses = key->licenses,
        .redeem_by = date_later(key->redeem_by, redeem_by),
        .partner_id = id_is_empty(&key->partner_id) ? tenant.partner_id : key->partner_id,
        .benefit_id = key->benefit_id,
    };
    return OK;
}

static Err
replace_key(Ctx *ctx, Tx *tx, const Receipt *voiding, ReceiptKey *key, KeyLot *ret)
{
    KeyRecord old;
    bool found;

    TRY(store_key_find_by_ref(tx, key->ref, ctx->arena, &old, &found));
    if (!found)
        return ERR_REPLACEMENT_REFUSED;
    TRY(lot_instead_of(ctx, tx, &old, ret));
    TRY(issue_key(ctx, tx, ret, key->replaced_by));
    TRY(store_receipt_key_replace(tx, key->ref, key->replaced_by));
    return record_key_replaced(ctx, tx, voiding, key);
}

static Err
replace_keys(Ctx *ctx, Tx *tx, const Receipt *voiding, Receipt *receipt, Replacement *ret)
{
    Replacement replacement = {
        .ref = ARENA_NEW_ARRAY(ctx->arena, const char *, receipt->key_count),
        .ref_count = receipt->key_count,
    };
    KeyLot lot;

    for (size_t i = 0; i < receipt->key_count; i++) {
        TRY(replace_key(ctx, tx, voiding, &receipt->key[i], &lot));
        replacement.ref[i] = receipt->key[i].replaced_by;
        if (i == 0)
            replacement.lot_id = lot.id;
    }
    *ret = replacement;
    return OK;
}

Err
replace_redemption(Ctx *ctx, const Id *id, const ReplacementInput *input, Replacement *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    Receipt receipt;
    Subscription subscription;

    TRY(tx_begin(ctx->db, &tx));
    TRY(store_receipt_get_any(&tx, id, ctx->arena, &receipt));
    TRY(check_may_void(ctx, &tx, &receipt));
    TRY(store_subscription_get(&tx, &receipt.tenant_id, &receipt.subscription_id, ctx->arena,
                               &subscription));
    TRY(check_not_in_use(ctx, &receipt, &subscription));

    Receipt voiding = void_of(ctx, &receipt, &subscription, input->reason);
    TRY(restore_subscription(&tx, &receipt, &voiding, &subscription));
    TRY(record_redemption_voided(ctx, &tx, &voiding));
    TRY(replace_keys(ctx, &tx, &voiding, &receipt, ret));
    return tx_commit(&tx);
}
