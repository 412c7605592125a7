#include "service/reach.h"

#include "base/text/text.h"

/* RULE ROLE-2: another tenant's object is not refused, it is not there. */
Err
check_reach(const Ctx *ctx, const Id *tenant_id)
{
    if (id_is_empty(&ctx->actor.tenant_id))
        return OK;
    return id_equal(&ctx->actor.tenant_id, tenant_id) ? OK : ERR_NOT_FOUND;
}

/* RULE BEN-3: a partner's people see its own benefits, and nobody else's. */
Err
check_partner_reach(const Ctx *ctx, const Id *partner_id)
{
    if (id_is_empty(&ctx->actor.partner_id))
        return OK;
    return id_equal(&ctx->actor.partner_id, partner_id) ? OK : ERR_NOT_FOUND;
}

Err
find_tenant_meant(Ctx *ctx, Tx *tx, const char *tenant_id, Tenant *ret)
{
    Id meant = tenant_id == NULL ? ctx->actor.tenant_id : id_from(tenant_id);

    if (id_is_empty(&meant))
        return refuse_member(&ctx->refusal, ERR_MEMBER_INVALID, "/query/tenantId",
                             TR("Say which organisation is meant."));
    TRY(check_reach(ctx, &meant));
    return store_tenant_get(tx, &meant, ctx->arena, ret);
}

/* RULE ROLE-2: another partner's feed is not there. */
Err
whose_feed(Ctx *ctx, Tx *tx, const char *partner_id, Id *ret)
{
    Partner partner;

    if (!id_is_empty(&ctx->actor.tenant_id)) {
        *ret = ctx->actor.partner_id;
        return partner_id == NULL || text_equal(partner_id, ret->text) ? OK : ERR_NOT_FOUND;
    }
    *ret = id_from(partner_id);
    return partner_id == NULL ? OK : store_partner_get(tx, ret, ctx->arena, &partner);
}
