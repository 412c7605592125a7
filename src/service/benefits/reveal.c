/*
 * Showing a key to a person, after the event that says who saw it (RULE KEY-6).
 */
#include "service/benefits/benefits.h"

#include "base/text/text.h"
#include "service/keys/keys.h"
#include "service/reach.h"
#include "service/record.h"

static Err
check_revealable(Ctx *ctx, const KeyRecord *key)
{
    /* RULE KEY-7: that it is redeemed is said only to the tenant that did it. */
    bool by_us = id_equal(&key->tenant_id, &ctx->actor.tenant_id);

    if (key->state == KEY_REDEEMED && by_us)
        return refuse_with_text(&ctx->refusal, ERR_KEY_ALREADY_REDEEMED, "redemptionId",
                                arena_printf(ctx->arena, "%s", key->redemption_id.text));
    if (key->state == KEY_REDEEMED)
        return ERR_KEY_NOT_REDEEMABLE;
    if (key->state == KEY_REVOKED)
        return ERR_KEY_NOT_REDEEMABLE;
    if (!date_after(ctx->today, key->redeem_by))
        return OK;

    char *redeem_by = arena_alloc(ctx->arena, DATE_TEXT_SIZE, 1);
    date_format(key->redeem_by, redeem_by);
    return refuse_with_text(&ctx->refusal, ERR_KEY_EXPIRED, "redeemBy", redeem_by);
}

/* Another partner's benefit, a key of another benefit, no such key: all the same (RULE ROLE-2). */
static Err
find_key_of_benefit(Ctx *ctx, Tx *tx, const Id *benefit_id, const char *ref_text, KeyRecord *ret)
{
    char ref[KEY_REF_SIZE];
    Benefit benefit;
    KeyRecord key;
    bool found;

    TRY(store_benefit_get(tx, benefit_id, ctx->arena, &benefit));
    TRY(check_partner_reach(ctx, &benefit.partner_id));
    if (!key_ref_parse(ref_text, ref))
        return ERR_NOT_FOUND;
    TRY(store_key_find_by_ref(tx, ref, ctx->arena, &key, &found));
    if (!found || !id_equal(&key.benefit_id, benefit_id))
        return ERR_NOT_FOUND;
    *ret = key;
    return OK;
}

static Err
record_key_revealed(Ctx *ctx, Tx *tx, const KeyRecord *key)
{
    Record record = {.partner_id = &ctx->actor.partner_id, .tenant_id = &ctx->actor.tenant_id};
    Json json = event_begin(ctx, &record, EVENT_KEY_REVEALED, key->ref);

    json_text(&json, "ref", key->ref);
    json_text(&json, "benefitId", key->benefit_id.text);
    json_text(&json, "sku", key->sku);
    return event_end(ctx, tx, &record, &json);
}

/*
 * Codes, in order: MEMBER_INVALID (not verified), WRONG_TENANT, NOT_FOUND, KEY_ALREADY_REDEEMED,
 * KEY_NOT_REDEEMABLE, KEY_EXPIRED.
 */
Err
reveal_key(Ctx *ctx, const Id *benefit_id, const char *ref, const RevealInput *input,
           ProductKey *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    KeyRecord record;
    ProductKey key;

    /* RULE KEY-6: the caller says that this is the right tenant; and it must be. */
    if (input->tenant_verified != 1)
        return refuse_member(&ctx->refusal, ERR_MEMBER_INVALID, "/tenantVerified",
                             TR("Verify that this is the right organisation first."));
    if (!text_equal(input->tenant_id, ctx->actor.tenant_id.text))
        return ERR_WRONG_TENANT;
    TRY(tx_begin(ctx->db, &tx));
    TRY(find_key_of_benefit(ctx, &tx, benefit_id, ref, &record));
    TRY(check_revealable(ctx, &record));
    TRY(read_sealed_key(ctx->vault, &record, &key));

    TRY(store_key_mark_revealed(&tx, &record, ctx->now));
    TRY(record_key_revealed(ctx, &tx, &record));
    TRY(tx_commit(&tx));

    *ret = key;
    return OK;
}
