/*
 * Activity: what happened, as people read it: who did what to which thing.
 */
#ifndef SERVICE_ACTIVITY_ACTIVITY_H
#define SERVICE_ACTIVITY_ACTIVITY_H

#include "domain/event.h"
#include "service/things/things.h"
#include "store/events/events.h"

/* Time did it, such as granting the next period of a credit: neither somebody nor a command. */
bool event_is_by_itself(const Event *event);

/*
 * The id that the data of an event has by this name, such as "userId", or NULL. The data is JSON as
 * we write it, and may be cut off anywhere, as the search does with what is long; so may then be
 * the id.
 */
const char *id_in_event(Arena *arena, const char *data, const char *name);

/* Absent filters are INPUT_ABSENT or NULL. */
typedef struct ActivityQuery {
    int64_t limit;
    const char *after; /* an event: those before it */
    int64_t kind;      /* ActivityKind */
    const char *who;   /* part of a name or e-mail address */
    int64_t from;      /* day numbers, both included */
    int64_t to;
    const char *q;          /* part of the id or reference of what it happened to */
    const char *partner_id; /* for the operator's staff, who must say whose */
    bool latest;            /* asked by nobody but ourselves: without signing in and use */
} ActivityQuery;
DECLARE_SHAPE(ACTIVITY_QUERY, ActivityQuery);

typedef struct Activity {
    Event event;          /* without its place in the chain */
    const char *by;       /* a name; NULL: the operator, of whom no more is said, or nobody */
    bool by_itself;       /* nobody did it: its time had come */
    const char *by_email; /* NULL with it */
    Thing object;         /* what it happened to, or THING_NONE */
    Thing person;         /* who got or lost a licence, or THING_NONE */
} Activity;

typedef struct ActivityList {
    Activity *item;
    size_t count;
    bool more;
    Id next;      /* where more, the event to go on after */
    Date reached; /* and its day */
} ActivityList;

/*
 * What happened in the caller's tenant and to its partner as a whole, the latest first; the
 * operator's staff see all of one partner. A filter that little passes ends a part of the list
 * before it is full: no part reads more than 2000 events.
 */
MUST_CHECK Err list_activity(Ctx *ctx, const ActivityQuery *query, ActivityList *ret);

/*
 * The last few things that were done besides signing in, with the people whom they were done to
 * but without the things: `object` is a person or nothing.
 */
MUST_CHECK Err list_latest_activity(Ctx *ctx, int64_t limit, ActivityList *ret);

/* MEMBER_INVALID where a file of all of it would have to read more than 10 000 events. */
MUST_CHECK Err check_activity_export(Ctx *ctx, const ActivityQuery *query);

#endif
