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
 * RULE BEN-12: PARTNER_SUSPENDED where the caller's partner is, and that permission ends with it.
 * Asked once, by whoever runs the handler of a route: of a program in the transaction of what it
 * permits, of a page as its session said.
 */
MUST_CHECK Err check_not_suspended(Ctx *ctx, Permit permit);

/*
 * Whose things are meant, by the id that a request names or NULL: the caller's own tenant, or that
 * which the operator's staff name, who must name one (MEMBER_INVALID).
 */
MUST_CHECK Err reach_tenant(Ctx *ctx, Tx *tx, const char *named, Id *ret);

/* The same with partners; an empty id where the staff name none. */
MUST_CHECK Err reach_partner(Ctx *ctx, Tx *tx, const char *named, Id *ret);

#endif
