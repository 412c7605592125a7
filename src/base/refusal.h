/*
 * Refusal: what a refused request is told beyond the error's code.
 *
 * Members are facts that programs may use (addLicensesAtLeast) and that the texts of err.def name
 * in braces. Faults point at the members of the request that are wrong. Texts are borrowed and
 * must live as long as the request.
 */
#ifndef BASE_REFUSAL_H
#define BASE_REFUSAL_H

#include "base/err.h"

enum { REFUSAL_MEMBERS_MAX = 6, REFUSAL_FAULTS_MAX = 32 };

typedef struct RefusalMember {
    const char *name;
    const char *text;         /* or NULL */
    const char *const *texts; /* a list that ends with NULL, or NULL */
    int64_t number;           /* where there is no text */
} RefusalMember;

typedef struct RefusalFault {
    const char *pointer; /* JSON pointer (RFC 6901) into the request */
    Err err;
    const char *detail; /* English source text, or NULL for the error's own */
} RefusalFault;

typedef struct Refusal {
    RefusalMember member[REFUSAL_MEMBERS_MAX];
    size_t member_count;
    RefusalFault fault[REFUSAL_FAULTS_MAX];
    size_t fault_count;
} Refusal;

/* Each says something more and gives err back, so that a refusal is one return statement. */
Err refuse_with_number(Refusal *refusal, Err err, const char *name, int64_t number);
Err refuse_with_text(Refusal *refusal, Err err, const char *name, const char *text);
Err refuse_with_texts(Refusal *refusal, Err err, const char *name, const char *const *texts);

/* Faults beyond the maximum are dropped: the first ones are enough to act on. */
Err refuse_member(Refusal *refusal, Err err, const char *pointer, const char *detail);

#endif
