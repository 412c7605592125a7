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

/* RULE BEN-12: of the staff nobody is suspended, and what is only read goes on. */
Err
check_not_suspended(Ctx *ctx, Permit permit)
{
    CLEANUP(tx_end) Tx tx = {0};
    bool suspended;

    if (id_is_empty(&ctx->actor.partner_id) || !permit_is_stopped(permit))
        return OK;
    /* A page was told with its session a moment ago, as it was its roles, and asks few times. */
    if (!id_is_empty(&ctx->visit.session.id))
        return ctx->actor.suspended_at != 0 ? ERR_PARTNER_SUSPENDED : OK;
    TRY(tx_begin(ctx->db, &tx));
    TRY(store_partner_is_suspended(&tx, &ctx->actor.partner_id, &suspended));
    TRY(tx_commit(&tx));
    return suspended ? ERR_PARTNER_SUSPENDED : OK;
}

static bool
is_own(const Id *own, const char *named)
{
    return named == NULL || (!id_is_empty(own) && text_equal(named, own->text));
}

/* One's own is there, so only what the staff name has to be looked up. */
Err
reach_tenant(Ctx *ctx, Tx *tx, const char *named, Id *ret)
{
    const Id *own = &ctx->actor.tenant_id;
    Tenant tenant;

    if (named == NULL && id_is_empty(own))
        return refuse_member(&ctx->refusal, ERR_MEMBER_INVALID, "/query/tenantId",
                             TR("Say which organisation is meant."));
    if (is_own(own, named)) {
        *ret = *own;
        return OK;
    }
    if (!id_is_empty(own) || !id_is(named, "ten_"))
        return ERR_NOT_FOUND;
    Id id = id_from(named);
    TRY(store_tenant_get(tx, &id, ctx->arena, &tenant));
    *ret = tenant.id;
    return OK;
}

Err
reach_partner(Ctx *ctx, Tx *tx, const char *named, Id *ret)
{
    const Id *own = &ctx->actor.partner_id;
    Partner partner;

    if (is_own(own, named)) {
        *ret = *own;
        return OK;
    }
    if (!id_is_empty(own) || !id_is(named, "par_"))
        return ERR_NOT_FOUND;
    Id id = id_from(named);
    TRY(store_partner_get(tx, &id, ctx->arena, &partner));
    *ret = partner.id;
    return OK;
}
