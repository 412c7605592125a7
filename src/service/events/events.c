#include "service/events/events.h"

#include "service/reach.h"

Err
list_events(Ctx *ctx, const char *partner_id, const Page *page, EventList *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    Id whose;

    TRY(tx_begin(ctx->db, &tx));
    TRY(reach_partner(ctx, &tx, partner_id, &whose));
    TRY(store_event_list(&tx, &whose, page, ctx->arena, ret));
    return tx_commit(&tx);
}
