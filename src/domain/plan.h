/*
 * Plan: which of the keys at hand get a subscription so many licences until a day.
 *
 * The keys that are chosen are redeemed together: n licences are added, as many as the goal lacks,
 * and the time of all keys moves the end date (RULE CT-10; with n = 0 that is RULE CT-2). What a
 * set of keys does depends on the sum of its licences alone, and the more there are, the later the
 * end. So the goal is met by the sums between a least and a most, and choosing is a question of
 * subset sums: the smallest sum, and of the sets that come to it the one whose last to lapse lapses
 * first, then the last but one, and so on.
 */
#ifndef DOMAIN_PLAN_H
#define DOMAIN_PLAN_H

#include "base/arena.h"
#include "domain/coterm.h"

enum {
    PLAN_SUM_MAX = 200000, /* up to such a sum of all keys the best set is found, */
    PLAN_FEW_KEYS = 24,    /* and whatever the sum among so few keys */
};

typedef struct PlanGoal {
    Date today;
    Holding held;          /* an active subscription; plan_begin() does not look at it */
    int32_t remaining_max; /* RULE CT-8; 0: any */
    int64_t licenses;      /* that it has in the end, at least */
    int64_t licenses_max;  /* that it may have; plan_begin() alone looks at it */
    Date until;            /* its end date is this day or a later one */
} PlanGoal;

/* The sums of licences that meet a goal. */
typedef struct PlanBounds {
    int64_t add_licenses; /* n */
    int64_t least, most;  /* of the keys together; both 0 where nothing is to be done */
} PlanBounds;

/*
 * On refusal *ret is untouched. ERR_EXTENSION_OVER_LIMIT, ERR_REMAINING_OVER_LIMIT,
 * ERR_DATE_OUT_OF_RANGE or ERR_TOO_MANY_LICENSES: no sum meets the goal within the limits, and
 * this is the first that a larger one would break.
 */
MUST_CHECK Err plan_bounds(const PlanGoal *goal, PlanBounds *ret);

typedef struct PlanChoice {
    bool found;   /* a set within the bounds */
    bool exact;   /* there is none better; if none was found, there is none */
    int64_t sum;  /* of the licences of the chosen */
    bool *chosen; /* one for each key, in the arena */
} PlanChoice;

/*
 * Of keys with so many licences each, 1 .. LICENSES_MAX, first those that lapse first. Where there
 * are more than PLAN_FEW_KEYS, and they come to more than PLAN_SUM_MAX (counted in what divides the
 * licences of every key), it tries a bounded number of sets, some 100 ms of them, and is not exact.
 */
void plan_choose(Arena *arena, const PlanBounds *bounds, const int64_t *licenses, size_t count,
                 PlanChoice *ret);

/* The same where there is no subscription yet. */
typedef struct PlanBeginning {
    bool together;     /* the keys that were chosen begin it together; else the first does alone, */
    size_t first;      /* this one, and the others are added to what it began */
    PlanChoice choice; /* the one that begins is among the chosen */
} PlanBeginning;

/*
 * Until twelve months from today all keys begin it together (RULE CT-1). For longer one begins it,
 * and the others are redeemed together then: each number of licences that a key has is tried as the
 * beginning, up to PLAN_BEGINNINGS of them, and the choice is exact where these are all. Refused as
 * by plan_bounds(), where no beginning can meet the goal.
 */
enum { PLAN_BEGINNINGS = 64 };
MUST_CHECK Err plan_begin(Arena *arena, const PlanGoal *goal, const int64_t *licenses, size_t count,
                          PlanBeginning *ret);

#endif
