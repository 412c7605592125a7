/*
 * Blocking a key that others may know (RULE KEY-13): it is revoked for good, and whose it was gets
 * another one.
 */
#include "service/keys/keys.h"

#include "service/keys/lot_parts.h"
#include "service/record.h"

static Err
find_open_key(Ctx *ctx, Tx *tx, const char *ref_text, KeyRecord *ret)
{
    char ref[KEY_REF_SIZE];
    KeyRecord key;
    bool found;

    if (!key_ref_parse(ref_text, ref))
        return ERR_NOT_FOUND;
    TRY(store_key_find_by_ref(tx, ref, ctx->arena, &key, &found));
    if (!found)
        return ERR_NOT_FOUND;
    if (key.state == KEY_REDEEMED)
        return refuse_with_text(&ctx->refusal, ERR_KEY_ALREADY_REDEEMED, "redemptionId",
                                arena_printf(ctx->arena, "%s", key.redemption_id.text));
    if (key.state == KEY_REVOKED)
        return ERR_NO_KEY_LEFT;
    *ret = key;
    return OK;
}

/*
 * A key that anybody may redeem is nobody's to replace, and one whose last day is over is worth
 * nothing. A lot without a benefit has an event of its own.
 */
static Err
issue_instead(Ctx *ctx, Tx *tx, const KeyRecord *key, char ret_ref[KEY_REF_SIZE])
{
    KeyLot lot = {
        .sku = key->sku,
        .licenses = key->licenses,
        .redeem_by = key->redeem_by,
        .partner_id = key->partner_id,
        .benefit_id = key->benefit_id,
    };

    ret_ref[0] = '\0';
    if (id_is_empty(&key->partner_id) || date_after(ctx->today, key->redeem_by))
        return OK;
    TRY(issue_key(ctx, tx, &lot, ret_ref));
    return id_is_empty(&lot.benefit_id) ? record_lot(ctx, tx, &lot, EVENT_KEY_LOT_CREATED) : OK;
}

static Err
record_key_blocked(Ctx *ctx, Tx *tx, const KeyRecord *key, const BlockedKey *blocked,
                   const char *reason)
{
    Record record = {.partner_id = &key->partner_id, .reason = reason};
    Json json = event_begin(ctx, &record, EVENT_KEY_BLOCKED, key->ref);

    json_text(&json, "sku", key->sku);
    json_text_if(&json, "benefitId", id_is_empty(&key->benefit_id) ? NULL : key->benefit_id.text);
    json_text_if(&json, "replacedBy",
                 blocked->replaced_by[0] == '\0' ? NULL : blocked->replaced_by);
    return event_end(ctx, tx, &record, &json);
}

Err
block_key(Ctx *ctx, const char *ref, const char *reason, BlockedKey *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    BlockedKey blocked;
    KeyRecord key = {0};

    TRY(tx_begin(ctx->db, &tx));
    TRY(find_open_key(ctx, &tx, ref, &key));
    TRY(store_key_mark_revoked(&tx, &key));
    memcpy(blocked.ref, key.ref, KEY_REF_SIZE);
    TRY(issue_instead(ctx, &tx, &key, blocked.replaced_by));
    TRY(record_key_blocked(ctx, &tx, &key, &blocked, reason));
    TRY(tx_commit(&tx));

    *ret = blocked;
    return OK;
}
