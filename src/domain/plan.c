#include "domain/plan.h"

static Err
redeem_sum(const PlanGoal *goal, int64_t add_licenses, int64_t sum, Calculation *ret)
{
    const CotermRequest request = {
        .today = goal->today,
        .held = goal->held,
        .key_licenses = sum,
        .add_licenses = add_licenses,
        .remaining_max = goal->remaining_max,
    };

    return coterm_add(&request, ret);
}

static bool
reaches_goal(const PlanGoal *goal, int64_t add_licenses, int64_t sum)
{
    Calculation c;
    Err err = redeem_sum(goal, add_licenses, sum, &c);

    return err != OK || !date_after(goal->until, c.after.ends_on);
}

static bool
refuses_sum(const PlanGoal *goal, int64_t add_licenses, int64_t sum)
{
    Calculation c;

    return redeem_sum(goal, add_licenses, sum, &c) != OK;
}

/* The smallest sum of which it holds, given that it holds of all larger ones; one past the most. */
static int64_t
first_sum(const PlanGoal *goal, int64_t add_licenses,
          bool (*holds)(const PlanGoal *goal, int64_t add_licenses, int64_t sum))
{
    int64_t low = add_licenses > 0 ? add_licenses : 1;
    int64_t high = KEY_LICENSES_MAX + 1;

    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (holds(goal, add_licenses, middle))
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

Err
plan_bounds(const PlanGoal *goal, PlanBounds *ret)
{
    int64_t lacking = goal->licenses - goal->held.licenses;
    int64_t add_licenses = lacking > 0 ? lacking : 0;
    Calculation c;

    if (add_licenses == 0 && !date_after(goal->until, goal->held.ends_on)) {
        *ret = (PlanBounds){0};
        return OK;
    }
    if (add_licenses > LICENSES_MAX)
        return ERR_TOO_MANY_LICENSES;
    int64_t least = first_sum(goal, add_licenses, reaches_goal);
    int64_t refused = first_sum(goal, add_licenses, refuses_sum);
    if (least > KEY_LICENSES_MAX)
        return ERR_TOO_MANY_LICENSES;
    if (least >= refused)
        return redeem_sum(goal, add_licenses, refused, &c);
    *ret = (PlanBounds){.add_licenses = add_licenses, .least = least, .most = refused - 1};
    return OK;
}
