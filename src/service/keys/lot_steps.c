/*
 * A lot that somebody else has to approve: approved, drawn, released, exported, ended (RULE
 * KEY-11).
 */
#include "service/keys/keys.h"

#include "service/json_values.h"
#include "service/keys/lot_parts.h"
#include "service/record.h"
#include "store/directory/directory.h"

enum { LOT_OF_ONE_KEYS_MAX = 100, REVOKED_BY_ONE_MAX = 10 };

/* --- approved --------------------------------------------------------------------------------- */

/* RULE ROLE-3: whoever finds a key of nobody's may use it, and many keys are dear. */
Err
lot_takes_two(Ctx *ctx, Tx *tx, const Asked *asked, bool *ret)
{
    const LotInput *input = asked->input;

    (void)ctx, (void)tx;
    *ret = input->partner_id == NULL || input->count > LOT_OF_ONE_KEYS_MAX;
    return OK;
}

static Err
put_partner_of(Ctx *ctx, Tx *tx, const Id *partner_id, Json *json)
{
    Partner partner;

    if (id_is_empty(partner_id))
        return OK;
    TRY(store_partner_get(tx, partner_id, ctx->arena, &partner));
    json_text(json, "partnerId", partner.id.text);
    json_text(json, "partner", partner.name);
    return OK;
}

static Err
put_lot_preview(Ctx *ctx, Tx *tx, const KeyLot *lot, Json *json)
{
    json_text(json, "sku", lot->sku);
    json_int(json, "licenses", lot->licenses);
    json_int(json, "count", lot->count);
    json_int(json, "licensesTogether", lot->licenses * lot->count);
    json_date(json, "redeemBy", lot->redeem_by);
    return put_partner_of(ctx, tx, &lot->partner_id, json);
}

Err
preview_lot(Ctx *ctx, Tx *tx, const Asked *asked, Json *json)
{
    KeyLot lot;

    TRY(check_lot(ctx, tx, asked->input, &lot));
    return put_lot_preview(ctx, tx, &lot, json);
}

/* No key of it exists yet. */
Err
approve_lot(Ctx *ctx, Tx *tx, const Asked *asked)
{
    KeyLot lot;

    TRY(check_lot(ctx, tx, asked->input, &lot));
    lot.id = asked->subject;
    lot.approved_at = ctx->now;
    TRY(store_lot_add(tx, &lot, false));
    return record_lot(ctx, tx, &lot, EVENT_KEY_LOT_APPROVED);
}

/* --- drawn, released -------------------------------------------------------------------------- */

Err
refuse_lot(Ctx *ctx, const KeyLot *lot)
{
    return refuse_with_text(&ctx->refusal, ERR_LOT_STATE, "lotState",
                            LOT_STATE_NAMES[lot_state(lot)]);
}

static Err
begin_drawing(Ctx *ctx, void *data)
{
    CLEANUP(tx_end) Tx tx = {0};
    const KeyLot *lot = data;
    bool done;

    TRY(tx_begin(ctx->db, &tx));
    TRY(store_lot_begin_drawing(&tx, &lot->id, &done));
    if (!done)
        return ERR_LOT_STATE;
    return tx_commit(&tx);
}

Err
draw_approved_lot(Ctx *ctx, const Id *id, RunWork *run, void *runner, KeyLot *ret)
{
    KeyLot lot;

    TRY(get_lot(ctx, id, &lot));
    if (lot_state(&lot) != LOT_APPROVED)
        return refuse_lot(ctx, &lot);
    Err err = run(runner, begin_drawing, &lot);
    if (err == ERR_LOT_STATE)
        return refuse_lot(ctx, &lot);
    TRY(err);
    TRY(store_drawn_keys(ctx, &lot, run, runner));
    *ret = lot;
    return OK;
}

/* One step: what it does, and the event of it. */
static Err
take_step(Ctx *ctx, const Id *id, Err (*step)(Tx *tx, const KeyLot *lot, bool *ret_done),
          EventType type, KeyLot *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    KeyLot lot;
    bool done;

    TRY(tx_begin(ctx->db, &tx));
    TRY(store_lot_get(&tx, id, ctx->arena, &lot));
    TRY(step(&tx, &lot, &done));
    if (!done)
        return refuse_lot(ctx, &lot);
    TRY(record_lot(ctx, &tx, &lot, type));
    if (type != EVENT_KEY_LOT_CANCELLED)
        TRY(store_lot_get(&tx, id, ctx->arena, &lot));
    TRY(tx_commit(&tx));

    *ret = lot;
    return OK;
}

/* The moment is that of the transaction that makes them whole. */
Err
finish_drawing(Ctx *ctx, const KeyLot *drawn, KeyLot *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    KeyLot lot;
    bool done;

    TRY(tx_begin(ctx->db, &tx));
    TRY(store_lot_get(&tx, &drawn->id, ctx->arena, &lot));
    TRY(store_lot_set_drawn(&tx, &drawn->id, ctx->now, &done));
    if (!done)
        return refuse_lot(ctx, &lot);
    TRY(record_lot(ctx, &tx, &lot, EVENT_KEY_LOT_DRAWN));
    TRY(store_lot_get(&tx, &drawn->id, ctx->arena, &lot));
    TRY(tx_commit(&tx));

    *ret = lot;
    return OK;
}

static Err
step_to_release(Tx *tx, const KeyLot *lot, bool *ret_done)
{
    return store_lot_release(tx, &lot->id, ret_done);
}

static Err
step_to_cancel(Tx *tx, const KeyLot *lot, bool *ret_done)
{
    return store_lot_cancel(tx, &lot->id, ret_done);
}

/* RULE KEY-11: from here on its keys are there for everybody. */
Err
release_lot(Ctx *ctx, const Id *id, KeyLot *ret)
{
    return take_step(ctx, id, step_to_release, EVENT_KEY_LOT_CREATED, ret);
}

Err
cancel_lot(Ctx *ctx, const Id *id, KeyLot *ret)
{
    return take_step(ctx, id, step_to_cancel, EVENT_KEY_LOT_CANCELLED, ret);
}

Err
count_drawn_keys(Ctx *ctx, const Id *id, int64_t *ret)
{
    CLEANUP(tx_end) Tx tx = {0};

    TRY(tx_begin(ctx->db, &tx));
    TRY(store_lot_count_drawn(&tx, id, ret));
    return tx_commit(&tx);
}

/* --- exported once more ----------------------------------------------------------------------- */

/* A lot of the operator's that is released; keys of a benefit are nobody's of the staff. */
static Err
get_released_lot(Ctx *ctx, Tx *tx, const Id *id, KeyLot *ret)
{
    TRY(store_lot_get(tx, id, ctx->arena, ret));
    if (!id_is_empty(&ret->benefit_id))
        return ERR_NOT_PERMITTED;
    return ret->released && ret->ended_at == 0 ? OK : refuse_lot(ctx, ret);
}

Err
preview_export(Ctx *ctx, Tx *tx, const Asked *asked, Json *json)
{
    KeyLot lot;

    TRY(get_released_lot(ctx, tx, &asked->subject, &lot));
    if (lot.exports_left > 0)
        return refuse_lot(ctx, &lot);
    return put_lot_preview(ctx, tx, &lot, json);
}

Err
allow_export(Ctx *ctx, Tx *tx, const Asked *asked)
{
    KeyLot lot;
    bool done;

    TRY(get_released_lot(ctx, tx, &asked->subject, &lot));
    TRY(store_lot_count_export(tx, &lot.id, 1, &done));
    if (!done)
        return refuse_lot(ctx, &lot);
    return record_lot(ctx, tx, &lot, EVENT_KEY_LOT_EXPORT_ALLOWED);
}

/* --- ended ------------------------------------------------------------------------------------ */

Err
revoking_takes_two(Ctx *ctx, Tx *tx, const Asked *asked, bool *ret)
{
    int64_t open;

    (void)ctx;
    TRY(store_keys_count_open(tx, &asked->subject, &open));
    *ret = open > REVOKED_BY_ONE_MAX;
    return OK;
}

/* How many are still open changes with every redemption, so it is not what is approved. */
Err
preview_lot_end(Ctx *ctx, Tx *tx, const Asked *asked, Json *json)
{
    KeyLot lot;

    TRY(get_released_lot(ctx, tx, &asked->subject, &lot));
    return put_lot_preview(ctx, tx, &lot, json);
}

/* RULE KEY-11: what was redeemed stays. */
Err
end_lot(Ctx *ctx, Tx *tx, const Asked *asked)
{
    KeyLot lot;
    int64_t revoked;
    bool done;

    TRY(get_released_lot(ctx, tx, &asked->subject, &lot));
    TRY(store_lot_end(tx, &lot.id, ctx->now, &done));
    if (!done)
        return refuse_lot(ctx, &lot);
    TRY(store_keys_revoke_open(tx, &lot.id, &revoked));
    Record record = {.partner_id = &lot.partner_id, .reason = asked->reason};
    Json json = event_begin(ctx, &record, EVENT_KEY_LOT_ENDED, lot.id.text);
    json_text(&json, "sku", lot.sku);
    json_int(&json, "revoked", revoked);
    event_put_settled(ctx, &json);
    return event_end(ctx, tx, &record, &json);
}
