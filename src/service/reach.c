#include "service/reach.h"

#include "base/text.h"

/* RULE ROLE-2: another tenant's object is not refused, it is not there. */
Err
check_reach(const Ctx *ctx, const Id *tenant_id)
{
    if (id_is_empty(&ctx->actor.tenant_id))
        return OK;
    return text_equal(ctx->actor.tenant_id.text, tenant_id->text) ? OK : ERR_NOT_FOUND;
}
