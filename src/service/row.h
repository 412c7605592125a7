/*
 * Row: what became of one of many things that a request named together. A row that is refused
 * changes nothing and holds up no other; trouble fails the whole request.
 */
#ifndef SERVICE_ROW_H
#define SERVICE_ROW_H

#include "service/context.h"

typedef enum RowOutcome {
    ROW_DONE,      /* or would be, where nothing was to be done yet */
    ROW_UNCHANGED, /* it was so before */
    ROW_REFUSED,
} RowOutcome;
extern const char *const ROW_OUTCOME_NAMES[];

typedef struct RowResult {
    RowOutcome outcome;
    Err err;                /* why it is refused, else OK */
    const Refusal *refusal; /* what there is to say about that; in the arena, or NULL */
} RowResult;

/*
 * What is refused becomes the row's own, with what the request's refusal says of it, and the
 * request has no refusal any more. Gives back trouble, else OK.
 */
MUST_CHECK Err row_take_refusal(Ctx *ctx, Err err, RowResult *row);

/* Refused for a reason that says all there is to say. */
static inline RowResult
row_refused(Err err)
{
    return (RowResult){.outcome = ROW_REFUSED, .err = err};
}

#endif
