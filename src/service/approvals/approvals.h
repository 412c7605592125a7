/*
 * Approvals: what is irreversible, secret or dear takes two people of the staff (RULE ROLE-3).
 *
 * Whoever serves such a request calls ask_approval() in place of the service that does it. That is
 * done at once where nobody else has to approve, and else waits, for 72 hours and not longer. What
 * is asked is kept with what it would do, and with a digest of both. Another person approves
 * exactly that: in one transaction it is looked at again, compared, and done by the same function.
 *
 * There is no exemption for anybody. Nobody else has to approve in two cases only: the server was
 * started with --approvals off, or there never was a second account of the staff. The event of what
 * is done says so. Nothing is reserved while something waits.
 */
#ifndef SERVICE_APPROVALS_APPROVALS_H
#define SERVICE_APPROVALS_APPROVALS_H

#include "service/asked.h"
#include "store/approvals/approvals.h"

typedef enum ApprovalKind {
#define KIND(name, text, ask, approve, shape, two, preview, act) APPROVAL_OF_##name,
#include "service/approvals/kind.def"
#undef KIND
    APPROVAL_KINDS
} ApprovalKind;

/* As the API calls them; NULL at the end. */
extern const char *const APPROVAL_KIND_NAMES[];

/* --- asking: ask.c ---------------------------------------------------------------------------- */

/* Does anybody have to approve anything here? */
MUST_CHECK Err get_approval_mode(Ctx *ctx, ApprovalMode *ret);

/* What came of asking. */
typedef struct AskedFor {
    bool waits; /* for somebody else; otherwise it is done */
    Approval approval;
} AskedFor;

/*
 * Does what is asked where nobody else has to approve it, and asks for that otherwise. What the
 * kind refuses is refused before anything waits. APPROVAL_WAITING where the same kind waits for the
 * same subject. Who may ask is for the route to say.
 */
MUST_CHECK Err ask_approval(Ctx *ctx, ApprovalKind kind, const Asked *asked, AskedFor *ret);

/*
 * For what is too long for one transaction: would it have to wait? Where not, ctx->settled is how
 * that was settled, for the event.
 */
MUST_CHECK Err has_to_wait(Ctx *ctx, ApprovalKind kind, const Asked *asked, bool *ret);

/* --- deciding: decide.c ----------------------------------------------------------------------- */

/*
 * Each is one outcome for whoever comes first; the others are told who decided and what
 * (APPROVAL_APPROVED, APPROVAL_REFUSED, APPROVAL_WITHDRAWN, APPROVAL_LAPSED). NOT_FOUND.
 *
 * Whoever asked cannot approve or refuse it (APPROVAL_OWN), and nobody else can withdraw it
 * (APPROVAL_NOT_OWN). It is the same person by the same account, by whatever token or session, or
 * by the same e-mail address. NOT_PERMITTED where the kind takes other roles.
 */

/*
 * APPROVAL_OUTDATED where it would do something else now than what was asked for, could not be done
 * any more, or whoever asked may not ask for it any more. Then it goes on waiting: it is done if
 * the facts are once more what they were, and void otherwise.
 */
MUST_CHECK Err approve_asked(Ctx *ctx, const Id *id, Approval *ret);
MUST_CHECK Err refuse_asked(Ctx *ctx, const Id *id, const char *reason, Approval *ret);
MUST_CHECK Err withdraw_asked(Ctx *ctx, const Id *id, Approval *ret);

/* --- looking: look.c -------------------------------------------------------------------------- */

typedef struct ApprovalQuery {
    int64_t state;  /* ApprovalState, or INPUT_ABSENT: any */
    int64_t kind;   /* ApprovalKind, or INPUT_ABSENT: any */
    int64_t mine;   /* 1: that the caller asked for; 0: that others did */
    int64_t for_me; /* 1: that waits, and that the caller may approve */
    int64_t limit;
    const char *after;
} ApprovalQuery;
DECLARE_SHAPE(APPROVAL_QUERY, ApprovalQuery); /* input.c */

/* What became of it, as of now: what has waited for too long has lapsed. */
ApprovalState approval_state(const Ctx *ctx, const Approval *approval);

/* May the caller approve and refuse it, as far as roles go and it is not the caller's own? */
MUST_CHECK bool may_decide(const Ctx *ctx, const Approval *approval);

/* What it would do, as it was when it was asked for: the members of its preview, in order. */
typedef struct ApprovalFact {
    const char *name;     /* as the API calls it */
    const char *text;     /* a number in digits, a day and a moment as RFC 3339 has them */
    const char *currency; /* of an amount, or NULL: it is none */
} ApprovalFact;

/* request_text.c */
MUST_CHECK Err list_approval_facts(Ctx *ctx, const Approval *approval, ApprovalFact **ret,
                                   size_t *ret_count);

/* *ret_outdated where it waits, and approving it now would be APPROVAL_OUTDATED. */
MUST_CHECK Err get_approval(Ctx *ctx, const Id *id, Approval *ret, bool *ret_outdated);
/* Oldest first. */
MUST_CHECK Err list_approvals(Ctx *ctx, const ApprovalQuery *query, ApprovalList *ret);

#endif
