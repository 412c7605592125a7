/*
 * What approvals are looked for by: the shape of the query.
 */
#include "base/limit/limit.h"
#include "service/approvals/approvals.h"

/* In a query, where everything is text. */
static const char *const NO_YES_NAMES[] = {"false", "true", NULL};

// clang-format off
SHAPE_OPTIONAL(APPROVAL_QUERY, ApprovalQuery,
    FIELD(ApprovalQuery, CHOICE, state,  "state", .choices = APPROVAL_STATE_NAMES),
    FIELD(ApprovalQuery, CHOICE, kind,   "kind",  .choices = APPROVAL_KIND_NAMES),
    FIELD(ApprovalQuery, CHOICE, mine,   "mine",  .choices = NO_YES_NAMES),
    FIELD(ApprovalQuery, CHOICE, for_me, "forMe", .choices = NO_YES_NAMES),
    LIMIT(ApprovalQuery),
    AFTER(ApprovalQuery),
);
// clang-format on
