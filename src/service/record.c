#include "service/record.h"

#include "base/text/text.h"
#include "store/directory/directory.h"
#include "store/events/events.h"

/*
 * An event of a tenant belongs to its partner's feed too, or the feed would have holes in the
 * tenant's chain.
 */
static Err
set_owner(Ctx *ctx, Tx *tx, const Happening *happening, Event *event)
{
    Tenant tenant;

    if (happening->partner_id != NULL)
        event->partner_id = *happening->partner_id;
    if (happening->tenant_id == NULL)
        return OK;
    event->tenant_id = *happening->tenant_id;
    if (!id_is_empty(&event->partner_id))
        return OK;
    if (text_equal(ctx->actor.tenant_id.text, event->tenant_id.text)) {
        event->partner_id = ctx->actor.partner_id;
        return OK;
    }
    TRY(store_tenant_get(tx, &event->tenant_id, ctx->arena, &tenant));
    event->partner_id = tenant.partner_id;
    return OK;
}

/* RULE AUD-1: in the transaction of the change, so that neither is there without the other. */
Err
record_happening(Ctx *ctx, Tx *tx, const Happening *happening)
{
    /* RULE AUD-3: who, when, what, from where, and why where a reason was asked for. */
    Event event = {
        .type = happening->type,
        .at = ctx->now,
        .actor_id = ctx->actor.user_id,
        .address = ctx->actor.address == NULL ? "" : ctx->actor.address,
        .subject = happening->subject,
        .reason = happening->reason,
        .data = happening->data == NULL ? "{}" : happening->data,
    };

    TRY(set_owner(ctx, tx, happening, &event));
    return store_event_append(tx, ctx->arena, &event);
}
