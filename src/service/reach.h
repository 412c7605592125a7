/*
 * Reach: whose things the caller may touch.
 *
 * People of a tenant reach their own tenant; the operator's staff, who have none, reach all. What
 * lies out of reach answers exactly as what does not exist.
 */
#ifndef SERVICE_REACH_H
#define SERVICE_REACH_H

#include "service/context.h"
#include "store/directory/directory.h"

/* ERR_NOT_FOUND unless the caller reaches that tenant. */
MUST_CHECK Err check_reach(const Ctx *ctx, const Id *tenant_id);

/* The same for what belongs to a partner as a whole, such as its benefits. */
MUST_CHECK Err check_partner_reach(const Ctx *ctx, const Id *partner_id);

/*
 * The tenant that a list is asked for: the caller's own, or for the operator's staff, who must say
 * which, the one with this id.
 */
MUST_CHECK Err find_tenant_meant(Ctx *ctx, Tx *tx, const char *tenant_id, Tenant *ret);

/* Whose events the caller reads: the staff may name a partner; the empty id is everybody's. */
MUST_CHECK Err whose_feed(Ctx *ctx, Tx *tx, const char *partner_id, Id *ret);

#endif
