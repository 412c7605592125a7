/*
 * Taking the unredeemed keys of a benefit back (RULE KEY-11).
 */
#include "service/benefits/benefits.h"

#include "service/record.h"

static Err
get_benefit_with_keys(Ctx *ctx, Tx *tx, const Id *id, Benefit *ret)
{
    int64_t open;

    TRY(store_benefit_get(tx, id, ctx->arena, ret));
    TRY(store_keys_count_open(tx, id, &open));
    return open > 0 ? OK : ERR_NO_KEY_LEFT;
}

/* How many are still open changes with every redemption, so it is not what is approved. */
Err
preview_keys_end(Ctx *ctx, Tx *tx, const Asked *asked, Json *json)
{
    Benefit benefit;

    TRY(get_benefit_with_keys(ctx, tx, &asked->subject, &benefit));
    json_text(json, "benefitId", benefit.id.text);
    json_text(json, "partnerId", benefit.partner_id.text);
    json_text(json, "sku", benefit.sku);
    json_text(json, "offer", benefit.offer_code);
    json_int(json, "licenses", benefit.quantity.licenses);
    return OK;
}

Err
revoke_keys_of_benefit(Ctx *ctx, Tx *tx, const Asked *asked)
{
    Benefit benefit;
    int64_t revoked;

    TRY(get_benefit_with_keys(ctx, tx, &asked->subject, &benefit));
    TRY(store_keys_revoke_open(tx, &benefit.id, &revoked));
    Record record = {.partner_id = &benefit.partner_id, .reason = asked->reason};
    Json json = event_begin(ctx, &record, EVENT_BENEFIT_KEYS_REVOKED, benefit.id.text);
    json_text(&json, "sku", benefit.sku);
    json_int(&json, "revoked", revoked);
    event_put_settled(ctx, &json);
    return event_end(ctx, tx, &record, &json);
}
