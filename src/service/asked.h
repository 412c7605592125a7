/*
 * Asked: what takes two people of the operator's staff (RULE ROLE-3), as the room whose it is sees
 * it. Such a room has two functions for it, which service/approvals/kind.def names:
 *
 *     Err preview_suspension(Ctx *ctx, Tx *tx, const Asked *asked, Json *json);
 *     Err suspend_partner(Ctx *ctx, Tx *tx, const Asked *asked);
 *
 * The first writes what the second would do, as members of an object, and refuses what that would
 * refuse. It holds what an approval must still be true of, and nothing that others than the staff
 * can change: they could keep it from being approved for ever. The second does it, in the caller's
 * transaction, whether somebody approved it or nobody has to.
 */
#ifndef SERVICE_ASKED_H
#define SERVICE_ASKED_H

#include "base/format/format.h"
#include "service/context.h"

enum { REASON_LENGTH_MAX = 500 };

typedef struct Asked {
    Id subject; /* what it is about */
    const char *reason;
    const void *input; /* the struct of the kind's shape */
} Asked;

typedef Err PreviewAsked(Ctx *ctx, Tx *tx, const Asked *asked, Json *json);
/* Is it so dear that it takes two people? */
typedef Err TakesTwo(Ctx *ctx, Tx *tx, const Asked *asked, bool *ret);
typedef Err DoAsked(Ctx *ctx, Tx *tx, const Asked *asked);

/* Does nobody else have to approve anything, and why? */
typedef enum ApprovalMode {
    APPROVALS_ON,
    APPROVALS_OFF,   /* by the command line */
    APPROVALS_ALONE, /* there never was a second account of the staff */
} ApprovalMode;
extern const char *const APPROVAL_MODE_NAMES[]; /* NULL at the end */

MUST_CHECK Err find_approval_mode(Ctx *ctx, Tx *tx, ApprovalMode *ret); /* asked.c */

/* Why somebody does something, where nothing else has to be said. */
typedef struct ReasonInput {
    const char *reason;
} ReasonInput;
DECLARE_SHAPE(REASON_INPUT, ReasonInput); /* asked.c */

#endif
