/*
 * Queue: what waits for the operator's staff, from one source after another (queue.def). None of it
 * is stored: what is done is gone from it by itself.
 */
#ifndef SERVICE_QUEUE_QUEUE_H
#define SERVICE_QUEUE_QUEUE_H

#include "base/list.h"
#include "service/context.h"

typedef enum QueueSource {
#define SOURCE(type, name, permit, find) QUEUE_##type,
#include "service/queue/queue.def"
#undef SOURCE
    QUEUE_SOURCES
} QueueSource;
extern const char *const QUEUE_SOURCE_NAMES[];

/* Of one source. */
enum { QUEUE_ITEMS_MAX = 20 };

typedef struct QueueItem {
    Id id;                  /* of what waits */
    Id partner_id;          /* whose it is, or empty */
    const char *name;       /* what it is called; of a lot the SKU, of an approval who asks */
    const char *kind;       /* of an approval: what is asked for; or NULL */
    const char *offer;      /* of a renewal: the name of the offer, */
    const char *competency; /* and its competency; or NULL */
    Date due;               /* where it has to be done by a day; else 1970-01-01 */
    Micros since;           /* where it is told how long it waits; else 0 */
    bool failed;
} QueueItem;
LIST_OF(QueueItem);

typedef struct QueuePart {
    QueueSource source;
    QueueItemList items; /* with more behind QUEUE_ITEMS_MAX of them */
} QueuePart;

/* Those sources that the caller may see and that have something. */
typedef struct Queue {
    QueuePart part[QUEUE_SOURCES];
    size_t count;
} Queue;

MUST_CHECK Err get_queue(Ctx *ctx, Queue *ret);

#endif
