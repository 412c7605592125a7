/*
 * Kinds: what kind.def says of each, and what is asked for as text and back.
 */
#ifndef SERVICE_APPROVALS_KINDS_H
#define SERVICE_APPROVALS_KINDS_H

#include "service/approvals/approvals.h"

typedef struct Kind {
    const char *name;
    Permit ask;
    Permit approve;
    const Shape *shape;
    TakesTwo *takes_two; /* NULL: always */
    PreviewAsked *preview;
    DoAsked *act;
} Kind;

const Kind *kind_of(ApprovalKind kind);

/* ERR_INTERNAL where another version of this program stored it. */
MUST_CHECK Err kind_named(const char *name, const Kind **ret);

/* The struct of a shape as a JSON object, and the other way round. request_text.c */
const char *write_asked(Ctx *ctx, const Shape *shape, const void *input);
MUST_CHECK Err read_asked(Ctx *ctx, const Shape *shape, const char *text, const void **ret);

/*
 * What it would do now, as a JSON object; and the digest of all that is asked for: kind, subject,
 * reason and request, and that.
 */
MUST_CHECK Err write_preview(Ctx *ctx, Tx *tx, const Kind *kind, const Asked *asked,
                             const char **ret);
Hash digest_of_approval(Ctx *ctx, const Approval *approval, const char *preview);

/* OK, or APPROVAL_OUTDATED with what was asked in *ret_asked: is it still what it was? decide.c */
MUST_CHECK Err check_still_so(Ctx *ctx, Tx *tx, const Approval *approval, Asked *ret_asked);

#endif
