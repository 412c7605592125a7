/*
 * Whose pages the operator's staff look at: it stands above them, so that nobody takes one partner
 * for another.
 */
#include "portal/portal.h"

#include "service/directory/directory.h"

/* Whose name may not be known, and is then not said: the page itself says what is not permitted. */
void
say_whose(Ctx *ctx, const char *partner_id, const char *tenant_id)
{
    const Refusal before = ctx->refusal;
    Partner partner;
    Tenant tenant;
    Id id;

    if (!id_is_empty(&ctx->actor.tenant_id))
        return;
    if (tenant_id != NULL && id_is(tenant_id, "ten_")) {
        id = id_from(tenant_id);
        if (get_tenant(ctx, &id, &tenant) == OK)
            ctx->visit.viewed = tenant.name;
    } else if (partner_id != NULL && id_is(partner_id, "par_")) {
        id = id_from(partner_id);
        if (get_partner(ctx, &id, &partner) == OK)
            ctx->visit.viewed = partner.name;
    }
    ctx->refusal = before;
}
