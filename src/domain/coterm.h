/*
 * Co-termination: what product keys do to a subscription, exactly.
 *
 * A subscription has one end date, whatever is bought and when. A key brings time: 12 months for
 * each of its licences. That time, counted in licence-ticks, goes into a pool together with what
 * the subscription carries, and the pool is shared out evenly among all licences: from the old end
 * date if their number stays (extend), from today together with the time that remains if it grows
 * (add). What cannot be shared out in whole days is carried to the next time, so no time is ever
 * added or lost (RULE CT-4).
 *
 * RULE CT-9: All of it is 64-bit integer arithmetic. The limits below keep every product under
 * 10^18; callers refuse input beyond them, and here they are asserted.
 */
#ifndef DOMAIN_COTERM_H
#define DOMAIN_COTERM_H

#include "base/err.h"
#include "domain/date/date.h"

#define LICENSES_MAX     INT64_C(10000000)   /* of one subscription, and of one key */
#define KEY_LICENSES_MAX INT64_C(1000000000) /* of several keys redeemed together */

enum {
    KEY_MONTHS = 12,       /* RULE CT-1: what a key's licence is worth */
    EXTENSION_MONTHS = 36, /* RULE CT-5: the most that an end date is moved at once */
    REMAINING_MONTHS_MAX = 9999 * 12,
};

/* What a subscription holds, as far as the arithmetic is concerned. */
typedef struct Holding {
    int64_t licenses; /* RULE CT-6: owned, whether assigned to users or not */
    Date ends_on;     /* RULE DT-3: the first day without service */
    int64_t carry;    /* licence-ticks not yet turned into days, 0 .. licenses * TICKS_PER_MONTH */
} Holding;

typedef struct CotermRequest {
    Date today;
    Holding held;          /* not looked at by coterm_activate() */
    int64_t key_licenses;  /* of all keys together, 1 .. KEY_LICENSES_MAX */
    int64_t add_licenses;  /* 0 .. key_licenses; looked at by coterm_add() only */
    int32_t remaining_max; /* RULE CT-8: months from today that an end date may lie ahead; 0: any */
} CotermRequest;

/* Which rule decided; coterm_rule_number() gives its number, "CT-1". */
typedef enum CotermRule { COTERM_ACTIVATE, COTERM_EXTEND, COTERM_ADD, COTERM_ADD_SOME } CotermRule;

/*
 * RULE CT-7: All that a preview or a receipt says, so that the customer can check it. With spans
 * counted in ticks,
 *
 *   pool == key_licenses * 12 months + before.carry                                  if extended,
 *   pool == key_licenses * 12 months + before.carry + before.licenses * remaining    if added to,
 *   pool == after.licenses * share + after.carry                                     always.
 */
typedef struct Calculation {
    CotermRule rule;
    Date today;
    int64_t key_licenses;
    int64_t licenses_added;
    Holding before; /* no licences, ending today, before an activation */
    Holding after;
    int64_t pool;       /* licence-ticks shared out */
    Ticks ticks_each;   /* of the pool, for each licence */
    Date anchor;        /* the day from which they are placed: today, or the old end date */
    Span remaining;     /* from today to the end date before; zero before an activation */
    Span share;         /* from the anchor to the end date after */
    Span new_remaining; /* from today to the end date after; the same unless extended */
} Calculation;

/*
 * The three ways to use keys. On refusal *ret is untouched; the codes, in order of precedence:
 *
 *   ERR_EXTENSION_OVER_LIMIT   the end date would move too far (RULE CT-5, RULE CT-10)
 *   ERR_REMAINING_OVER_LIMIT   it would lie further ahead than remaining_max (RULE CT-8)
 *   ERR_DATE_OUT_OF_RANGE      it would lie past 9999-12-31
 *   ERR_TOO_MANY_LICENSES      there would be more than LICENSES_MAX licences
 *
 * To extend or add, the subscription must be active; an end date of today is accepted.
 */

/* RULE CT-1: A new subscription, or an ended one brought back: 12 months from today. */
MUST_CHECK Err coterm_activate(const CotermRequest *request, Calculation *ret);

/* RULE CT-2: The same licences for longer. */
MUST_CHECK Err coterm_extend(const CotermRequest *request, Calculation *ret);

/*
 * RULE CT-3, RULE CT-10: add_licenses more licences, sharing all time. With none this is
 * coterm_extend(); with fewer than the key has, the time of the others moves the end date.
 */
MUST_CHECK Err coterm_add(const CotermRequest *request, Calculation *ret);

/*
 * RULE CT-10: What a refusal for ERR_EXTENSION_OVER_LIMIT names: the smallest number of licences,
 * at least 1, such that adding it or any greater number is within the limit.
 */
int64_t coterm_add_licenses_at_least(const CotermRequest *request);

const char *coterm_rule_number(CotermRule rule);

#endif
