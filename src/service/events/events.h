/*
 * Events: what happened, as a feed that programs follow.
 */
#ifndef SERVICE_EVENTS_EVENTS_H
#define SERVICE_EVENTS_EVENTS_H

#include "service/context.h"
#include "store/events/events.h"

/* The feed of the caller's partner; the operator's staff see everything, or one partner. */
MUST_CHECK Err list_events(Ctx *ctx, const char *partner_id, const Page *page, EventList *ret);

#endif
