/*
 * Tries: how often passwords may be tried (RULE SIGN-3).
 *
 * Wrong passwords are counted for an address together with the account that was tried, and for the
 * address alone. They are never counted for the account alone: then strangers could keep its owner
 * out. Browsers that have signed in to an account before have a count of their own, one for all of
 * that account, so that strangers behind the same address cannot keep its owner out either. Time is
 * the steady clock's: whoever sets the other one is forgiven nothing.
 */
#ifndef SERVICE_SIGN_IN_TRIES_H
#define SERVICE_SIGN_IN_TRIES_H

#include "service/sign_in/sign_in.h"

/* What a wrong password is counted for. */
typedef struct Tries {
    struct {
        const AllowanceRule *rule;
        uint64_t caller;
    } of[3];
    size_t count;
    size_t asked; /* the first so many of them must have something left */
    bool known;   /* the browser has signed in here before */
} Tries;

/* The accounts are those of the e-mail address; device is what the browser keeps, or NULL. */
Tries tries_of(Ctx *ctx, const UserList *accounts, const char *email, const char *device);

/* TOO_MANY_REQUESTS, which leaves a line in the log, as does each that was wrong. */
MUST_CHECK Err tries_check(Ctx *ctx, const Tries *tries, const char *email);
void tries_charge(Ctx *ctx, const Tries *tries, const char *email);

/*
 * In which rank this try waits: 0 where the browser is known, else 1 and more, the more the address
 * has got wrong and the more it has asked within the last day, this time among them.
 */
int64_t tries_rank(Ctx *ctx, const Tries *tries);

/* The password was right, so the try does not count as asked: a company may share an address. */
void tries_welcome(Ctx *ctx, const Tries *tries);

#endif
