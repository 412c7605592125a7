/*
 * Credit parts: what the services that are about credits share.
 */
#ifndef SERVICE_CREDITS_CREDIT_PARTS_H
#define SERVICE_CREDITS_CREDIT_PARTS_H

#include "service/credits/credits.h"
#include "store/credits/credits.h"

/* Does the caller manage credits? Everybody else sees what they hold. */
MUST_CHECK bool manages_credits(const Ctx *ctx);

/* RULE ROLE-2: NOT_FOUND where the caller may not see it. As it was written last. */
MUST_CHECK Err load_credit(Ctx *ctx, Tx *tx, const Id *id, Credit *ret);

/* The credit as of now; of its users, only whom the caller may see, and at most so many. */
MUST_CHECK Err view_credit(Ctx *ctx, Tx *tx, const Credit *credit, int64_t users_max,
                           CreditView *ret);

/* The same of a list of one tenant, with few users of each. */
MUST_CHECK Err view_credit_list(Ctx *ctx, Tx *tx, const CreditList *credits, CreditViewList *ret);

/* As of now, without its users. */
CreditView view_credit_today(Ctx *ctx, const Credit *credit);

/* Those that the caller holds. */
MUST_CHECK Err load_own_credits(Ctx *ctx, Tx *tx, CreditList *ret);

/* Product, offer, competency and SKU have the words in them. */
MUST_CHECK bool has_words_in_names(Ctx *ctx, const Credit *credit, const Words *words);

enum { CREDIT_USERS_SHOWN = 200 };

/*
 * A part of the ledger goes on where the one before ended: at the number of a posting, of at most
 * 18 digits. From the beginning where after is NULL; else CURSOR_INVALID. list_postings.c
 */
MUST_CHECK Err read_position(const char *after, int64_t *ret);

static inline bool
credit_is_bulk(const Credit *credit)
{
    return credit->term.period == CREDIT_YEAR;
}

/* CREDIT_NOT_COMBINABLE, with what is in the way, where the person cannot hold it. combinable.c */
MUST_CHECK Err check_combinable(Ctx *ctx, Tx *tx, const Credit *credit, const User *user,
                                Refusal *refusal);

/* Is the one that somebody holds a monthly one in the way of this bulk one? Such can be taken away.
 */
MUST_CHECK bool is_monthly_in_the_way(const Ctx *ctx, const Credit *held, const Credit *credit);

#endif
