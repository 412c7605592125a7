#include "service/events/events.h"

#include "service/reach.h"

/* RULE ROLE-2: what other tenants of the partner do is told to those who look after all of it. */
static bool
sees_all_tenants(const Ctx *ctx)
{
    return id_is_empty(&ctx->actor.tenant_id) || (ctx->actor.roles & ROLE_PARTNER_ADMIN) != 0;
}

Err
list_events(Ctx *ctx, const char *partner_id, const Page *page, EventList *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    EventScope scope = {0};

    TRY(tx_begin(ctx->db, &tx));
    TRY(reach_partner(ctx, &tx, partner_id, &scope.partner_id));
    if (!sees_all_tenants(ctx))
        scope.tenant_id = ctx->actor.tenant_id;
    TRY(store_event_list(&tx, &scope, page, ctx->arena, ret));
    return tx_commit(&tx);
}

bool
may_see_address(const Ctx *ctx, const Event *event)
{
    if (id_is_empty(&ctx->actor.tenant_id) || id_is_empty(&event->actor_id))
        return true;
    if (id_is_empty(&event->actor_tenant_id))
        return false;
    return id_equal(&event->actor_tenant_id, &ctx->actor.tenant_id) || sees_all_tenants(ctx);
}
