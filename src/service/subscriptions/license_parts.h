/*
 * License parts: what giving one licence and giving many have in common. subscriptions.c
 */
#ifndef SERVICE_SUBSCRIPTIONS_LICENSE_PARTS_H
#define SERVICE_SUBSCRIPTIONS_LICENSE_PARTS_H

#include "domain/event.h"
#include "service/context.h"
#include "store/subscriptions/subscriptions.h"

MUST_CHECK Err load_reachable_subscription(Ctx *ctx, Tx *tx, const Id *id, Subscription *ret);
/* That somebody has a licence, or has it no longer. */
MUST_CHECK Err record_license(Ctx *ctx, Tx *tx, const Subscription *subscription, EventType type,
                              const Id *user_id);

#endif
