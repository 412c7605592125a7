/*
 * Approvals: what was asked of a second person of the operator's staff (RULE ROLE-3).
 */
#ifndef STORE_APPROVALS_APPROVALS_H
#define STORE_APPROVALS_APPROVALS_H

#include "base/id/id.h"
#include "base/list.h"
#include "base/secret/secret.h"
#include "domain/choices/choices.h"
#include "store/engine/engine.h"

typedef struct Approval {
    Id id;
    const char *kind;
    const char *subject; /* the id of what it is about */
    const char *request; /* JSON objects: what was asked, */
    const char *preview; /* and what it would do, as it was then */
    Hash digest;         /* of all that is asked for */
    const char *reason;
    Id asked_by;
    Micros asked_at;
    Micros lapses_at;
    ApprovalState state; /* as it is written: what waits may have lapsed */
    Id decided_by;       /* empty while it waits, and where it lapsed */
    Micros decided_at;
    const char *decision; /* why it was refused, or NULL */

    /* Of the people; only read. */
    const char *asker_name;
    const char *asker_email;
    const char *decider_name; /* or NULL */
} Approval;

LIST_OF(Approval);

/* Which of them: those that are written as waiting, those of one person, or all, by their ids. */
typedef struct ApprovalSearch {
    bool waiting;
    Id asked_by; /* empty: whoever asked */
    const char *after;
    int64_t limit;
    bool (*wanted)(const void *approval, void *data); /* which of these; NULL: all */
    void *data;
} ApprovalSearch;

/* ALREADY_EXISTS where the same kind waits for the same subject. */
MUST_CHECK Err store_approval_add(Tx *tx, const Approval *approval);
MUST_CHECK Err store_approval_get(Tx *tx, const Id *id, Arena *arena, Approval *ret);
/* What waits of this kind for this subject; *ret is NULL where nothing does. */
MUST_CHECK Err store_approval_find_waiting(Tx *tx, const char *kind, const char *subject,
                                           Arena *arena, Approval **ret);
MUST_CHECK Err store_approval_list(Tx *tx, const ApprovalSearch *search, Arena *arena,
                                   ApprovalList *ret);
/*
 * Writes state, who decided, when and why, where it still waits and has not lapsed at that moment.
 * Of two who decide at once one is told *ret_decided.
 */
MUST_CHECK Err store_approval_decide(Tx *tx, const Approval *decided, bool *ret_decided);
/* What waited for this subject longer than until this moment waits no more. */
MUST_CHECK Err store_approval_lapse(Tx *tx, const char *kind, const char *subject, Micros now);
/* Are there two accounts of the operator's staff, or were there ever? None goes away. */
MUST_CHECK Err store_staff_is_several(Tx *tx, bool *ret);

#endif
