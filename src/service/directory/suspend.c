/*
 * Suspending a partner, which takes two people, and resuming it, which takes one (RULE BEN-12).
 */
#include "service/directory/directory.h"

#include "service/record.h"

/* What it means for whom. What the partner's people do meanwhile changes nothing of it. */
Err
preview_suspension(Ctx *ctx, Tx *tx, const Asked *asked, Json *json)
{
    Partner partner;

    TRY(store_partner_get(tx, &asked->subject, ctx->arena, &partner));
    if (partner.suspended_at != 0)
        return ERR_ALREADY_SUSPENDED;
    json_text(json, "partnerId", partner.id.text);
    json_text(json, "name", partner.name);
    json_text(json, "country", partner.country);
    return OK;
}

/* The event is the partner's as a whole: the people of all its organisations read it, and why. */
Err
suspend_partner(Ctx *ctx, Tx *tx, const Asked *asked)
{
    Record record = {.partner_id = &asked->subject, .reason = asked->reason};
    Json json = event_begin(ctx, &record, EVENT_PARTNER_SUSPENDED, asked->subject.text);
    bool changed;

    TRY(store_partner_set_suspended(tx, &asked->subject, ctx->now, &changed));
    if (!changed)
        return ERR_ALREADY_SUSPENDED;
    event_put_settled(ctx, &json);
    return event_end(ctx, tx, &record, &json);
}

Err
resume_partner(Ctx *ctx, const Id *id, Partner *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    const Record record = {.partner_id = id};
    Partner partner;
    bool changed;

    TRY(tx_begin(ctx->db, &tx));
    TRY(store_partner_set_suspended(&tx, id, 0, &changed));
    if (!changed)
        return ERR_NOT_FOUND;
    TRY(record_event(ctx, &tx, &record, EVENT_PARTNER_RESUMED, id->text));
    TRY(store_partner_get(&tx, id, ctx->arena, &partner));
    TRY(tx_commit(&tx));

    *ret = partner;
    return OK;
}
