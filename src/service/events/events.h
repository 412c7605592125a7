/*
 * Events: what happened, as a feed that programs follow, as a list that is searched, and as a file
 * with all chains for whoever verifies them (RULE AUD-6).
 *
 * Everybody has what happened in their tenant and to their partner as a whole; partner admins have
 * the partner's other tenants too, the operator's staff everything, or one partner.
 */
#ifndef SERVICE_EVENTS_EVENTS_H
#define SERVICE_EVENTS_EVENTS_H

#include "service/context.h"
#include "store/events/events.h"

/* Absent filters are INPUT_ABSENT or NULL. */
typedef struct EventFilter {
    const char *partner_id;
    const char *stream;
    const char *user_id; /* who did it */
    int64_t type;        /* EventType */
    const char *subject; /* the whole of it */
    int64_t from, to;    /* day numbers, both included */
    int64_t limit;
    const char *after;
} EventFilter;
DECLARE_SHAPE(EVENT_FILTER, EventFilter);

/*
 * Oldest first. A filter that little passes ends a part of the list before it is full, and may
 * leave nothing of it: *ret_reached is the event as far as which was looked, empty where there was
 * none.
 */
MUST_CHECK Err list_events(Ctx *ctx, const EventFilter *filter, EventList *ret, Id *ret_reached);

typedef struct EventHeadQuery {
    Page page; /* after is a stream */
    const char *partner_id;
} EventHeadQuery;

/* Where each chain ends now, for whoever writes it down. */
MUST_CHECK Err list_event_heads(Ctx *ctx, const EventHeadQuery *query, EventHeadList *ret);

/*
 * An export and how far it has come. It has what happened until it was asked for, the event that
 * says so being the last.
 */
typedef struct EventExport {
    EventScope scope;
    Id last;
    Id after;          /* the event as far as which it has come */
    const char *chain; /* likewise of the heads; NULL: none was written yet */
    int64_t events, chains;
} EventExport;

/* RULE AUD-1: who takes the events away is an event, before the first of them is. */
MUST_CHECK Err export_events(Ctx *ctx, const char *partner_id, EventExport *ret);

/* The next so many; none: there are no more. */
MUST_CHECK Err export_more_events(Ctx *ctx, EventExport *export, int64_t limit, EventList *ret);
MUST_CHECK Err export_more_heads(Ctx *ctx, EventExport *export, int64_t limit, EventHeadList *ret);

/*
 * May the caller know from where it was done? Of whoever may see all that the account that did it
 * may: its own organisation, partner admins of its partner, the operator's staff. What the server's
 * own machine did is no secret.
 */
MUST_CHECK bool may_see_address(const Ctx *ctx, const Event *event);

#endif
