/*
 * Events: what happened, as a feed that programs follow.
 */
#ifndef SERVICE_EVENTS_EVENTS_H
#define SERVICE_EVENTS_EVENTS_H

#include "service/context.h"
#include "store/events/events.h"

/*
 * What happened in the caller's tenant and to its partner as a whole; partner admins have the
 * partner's other tenants too, the operator's staff everything, or one partner.
 */
MUST_CHECK Err list_events(Ctx *ctx, const char *partner_id, const Page *page, EventList *ret);

/*
 * May the caller know from where it was done? Of whoever may see all that the account that did it
 * may: its own organisation, partner admins of its partner, the operator's staff. What the server's
 * own machine did is no secret.
 */
MUST_CHECK bool may_see_address(const Ctx *ctx, const Event *event);

#endif
