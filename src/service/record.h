/*
 * Record: every service writes down what it did, in the transaction in which it did it (RULE
 * AUD-1).
 *
 *     Record record = {.partner_id = &credit->partner_id, .tenant_id = &credit->tenant_id};
 *     Json json = event_begin(ctx, &record, EVENT_CREDIT_ASSIGNED, credit->id.text);
 *
 *     json_text(&json, "userId", user_id->text);
 *     return event_end(ctx, tx, &record, &json);
 *
 * Data is sealed into a chain of hashes for ever, so none of it is ever cut off: what a service
 * writes is bounded where it comes from, and that all of it fitted is asserted.
 */
#ifndef SERVICE_RECORD_H
#define SERVICE_RECORD_H

#include "base/format/format.h"
#include "domain/event.h"
#include "service/context.h"

/*
 * Bytes of any event's data. The longest is that of an enrolment in an offer of 100 benefits, 3.5
 * KB; then comes a product with two names of 200 characters, 1.8 KB; 50 redeemed keys are 0.8 KB.
 * Where a list is written that could be long, EVENT_LIST_FITS() says how long, and leaves half of
 * the room to the other members.
 */
enum { EVENT_DATA_MAX = 8192 };

#define EVENT_LIST_FITS(count_max, length_max)                                                     \
    static_assert((count_max) * ((length_max) + sizeof("\"\",")) <= EVENT_DATA_MAX / 2,            \
                  "this list is too long for an event")

/*
 * Whose event it is, and why it happened (RULE AUD-3); who did it, when and from where is in the
 * context. An id that is empty is as good as none; with neither it is the operator's.
 */
typedef struct Record {
    const Id *partner_id; /* or NULL; not needed beside the tenant */
    const Id *tenant_id;  /* or NULL */
    const char *reason;   /* where one was asked for, else NULL */

    /* From here on event_begin() fills it in. */
    EventType type;
    const char *subject;
    Buf data;
} Record;

/*
 * An event of that type about the subject, which is the id, code or reference of what it happened
 * to, and a Json to write the members of its data with: those of its row in event.def and never a
 * secret. Record and Json stay where they are until event_end(), which seals the event. One that is
 * begun and not ended has not happened.
 */
Json event_begin(const Ctx *ctx, Record *record, EventType type, const char *subject);
MUST_CHECK Err event_end(Ctx *ctx, Tx *tx, Record *record, Json *json);

/* Was a member written since event_begin()? Where nothing is otherwise, nothing happened. */
static inline bool
event_says_something(const Json *json)
{
    return json->comma;
}

/*
 * Of a change: the member where it is otherwise than before, null where it is gone. NULL is what
 * there is not.
 */
void event_put_text(Json *json, const char *name, const char *before, const char *after);

/* How it was settled that it is done: the members approval and askedBy, where it takes two people.
 */
void event_put_settled(const Ctx *ctx, Json *json);

/* An event without data, whose name and subject say it all. */
MUST_CHECK Err record_event(Ctx *ctx, Tx *tx, const Record *record, EventType type,
                            const char *subject);

#endif
