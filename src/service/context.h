/*
 * Context: what one request knows about its surroundings, and every service is given.
 *
 * A service function is one intention, one transaction and, where it changes something, one or more
 * events in that transaction (RULE AUD-1). It reads facts from the store, lets the domain decide
 * and writes the decision back. A function that fails has changed nothing; what it refuses is in
 * ctx->refusal, beyond the code that it returns. Which roles may call it is for the route to say;
 * whose things they may touch is checked by the service: another partner's or tenant's object
 * answers as one that does not exist (RULE ROLE-2). The rooms beside this file are by noun, and
 * what each offers stands in the header that bears its name.
 */
#ifndef SERVICE_CONTEXT_H
#define SERVICE_CONTEXT_H

#include "base/refusal.h"
#include "base/shape.h"
#include "base/share/share.h"
#include "domain/date/date.h"
#include "domain/money/money.h"
#include "store/sign_in/sign_in.h"

/* What the operator may set; the same for the life of the process. */
typedef struct Policy {
    int64_t grace_days;           /* RULE BEN-4: after the membership year */
    int64_t remaining_months_max; /* RULE CT-8: 0 is no cap */
    Percents alerts;              /* RULE CR-9 */
    bool clock_may_be_set;        /* --test-clock */
    bool approvals_are_off;       /* --approvals off */
} Policy;

/* Who reads a page: what its shell shows and its forms need. */
typedef struct Visit {
    Session session;        /* id empty: not signed in */
    const char *form_token; /* the field csrf of every form; NULL where none can be sent */
    const char *theme;      /* "light", "dark", or "" for what the system says */
    const char *zone;       /* of time, in which moments are shown; NULL: UTC */
    int64_t rows;           /* of a page of a list, as the reader chose; 0: has not chosen */
    const char *searched;   /* what the search box holds, or NULL */
    const char *notice;     /* what was just done, in the reader's language, or NULL */
    const char *viewed;     /* whose the page is, where not the reader's own, or NULL */
    bool refused;           /* the page shows something that was refused */
} Visit;

/*
 * RULE ROLE-3: how it was settled that what takes two people of the staff is done: for its event.
 */
typedef struct Settled {
    const char *approval; /* the id of the approval, or "off"; NULL: it takes one person */
    Id asked_by;          /* who asked for it, where somebody else approved */
} Settled;

/* What one request knows about its surroundings. The time is read once (RULE DT-1). */
typedef struct Ctx {
    Arena *arena;
    Db *db;
    const Vault *vault;
    const Policy *policy;
    Allowances *attempts; /* RULE KEY-8 */
    int attempt_points;   /* that a wrong key has cost this request */
    Sightings *sightings; /* of sessions */
    const Hash *salt_key; /* for passwords */
    Micros now;
    Micros steady; /* the same moment, by the clock that cannot be set */
    Date today;
    Lang lang;
    Actor actor;
    Visit visit;
    Refusal refusal;
    Settled settled;
    Id newest; /* of a download: what was made later is not in it; empty: everything is */
} Ctx;

static inline bool
came_later(const Ctx *ctx, const Id *id)
{
    return id_is_later(id, &ctx->newest);
}

/*
 * For work that is too long for one turn in the writer: runs a piece of it there, in a transaction
 * of its own, so that others get their turn in between.
 */
typedef Err RunWork(void *runner, Err (*work)(Ctx *ctx, void *data), void *data);

/* What became of the items of a batch that could not be taken; the others were. */
typedef struct Rejection {
    int64_t index;
    Err err;
} Rejection;

/*
 * Which time is believed (base/clock.h) is kept with the data, so that a start knows it: recalled
 * then, or taken from the last event, and remembered now and then. The operator may say that the
 * clock is right. No events: nothing of anybody's is changed. believe_clock.c
 */
MUST_CHECK Err recall_clock(Ctx *ctx);
MUST_CHECK Err remember_clock(Ctx *ctx);
MUST_CHECK Err accept_clock(Ctx *ctx);

/* Set the clock. NOT_FOUND unless the policy allows it (RULE DT-1). set_clock.c */
MUST_CHECK Err set_clock(Ctx *ctx, Micros now);

#endif
