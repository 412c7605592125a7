/*
 * A plan for a subscription that does not exist yet: which key begins it, and which others follow.
 */
#include "domain/plan.h"

typedef struct Hand {
    const PlanGoal *goal;
    const int64_t *licenses; /* of the keys, first those that lapse first */
    size_t count;
    PlanBeginning best; /* of those that were tried */
    Err refused;        /* why the last of them was that could not be */
    bool reached;       /* one of them could be, were there the keys for it */
} Hand;

/* RULE CT-1: what begins with so many licences, and what is still asked of the others. */
static Err
goal_after(const PlanGoal *goal, int64_t key_licenses, PlanGoal *ret)
{
    const CotermRequest request = {
        .today = goal->today,
        .key_licenses = key_licenses,
        .remaining_max = goal->remaining_max,
    };
    PlanGoal rest = *goal;
    Calculation c;

    if (key_licenses > goal->licenses_max)
        return ERR_TOO_MANY_LICENSES;
    TRY(coterm_activate(&request, &c));
    rest.held = c.after;
    *ret = rest;
    return OK;
}

/* All of them begin it: their licences are what it has. */
static Err
begin_together(Arena *arena, const Hand *hand, PlanBeginning *ret)
{
    const PlanGoal *goal = hand->goal;
    const PlanBounds bounds = {.least = goal->licenses, .most = goal->licenses_max};
    PlanGoal after;

    TRY(goal_after(goal, goal->licenses, &after));
    *ret = (PlanBeginning){.together = true};
    plan_choose(arena, &bounds, hand->licenses, hand->count, &ret->choice);
    return OK;
}

/* The others, in their order, to choose from; the one that begins takes its place again then. */
static PlanChoice
choose_others(Arena *arena, const Hand *hand, size_t first, const PlanBounds *bounds)
{
    int64_t *other = ARENA_NEW_ARRAY(arena, int64_t, hand->count);
    bool *chosen = ARENA_NEW_ARRAY(arena, bool, hand->count);
    PlanChoice choice;

    for (size_t i = 0; i < hand->count; i++)
        if (i != first)
            other[i > first ? i - 1 : i] = hand->licenses[i];
    plan_choose(arena, bounds, other, hand->count - 1, &choice);
    for (size_t i = 0; i < hand->count; i++)
        chosen[i] = i == first || choice.chosen[i > first ? i - 1 : i];
    choice.chosen = chosen;
    choice.sum += hand->licenses[first];
    return choice;
}

/* Of sets with the same sum the one whose last to lapse lapses first, and so on. */
static bool
is_better(const PlanChoice *choice, const PlanChoice *than, size_t count)
{
    if (!choice->found || !than->found || choice->sum != than->sum)
        return choice->found && (!than->found || choice->sum < than->sum);
    for (size_t i = count; i-- > 0;)
        if (choice->chosen[i] != than->chosen[i])
            return than->chosen[i];
    return false;
}

/* Of the same set the key with the most licences begins: the fewer are left to be added. */
static void
take_better(Hand *hand, const PlanChoice *choice, size_t first)
{
    PlanChoice *best = &hand->best.choice;
    size_t bytes = hand->count * sizeof(*best->chosen);

    if (is_better(choice, best, hand->count)) {
        memcpy(best->chosen, choice->chosen, bytes);
        best->found = true;
        best->sum = choice->sum;
        hand->best.first = first;
    } else if (choice->found && memcmp(best->chosen, choice->chosen, bytes) == 0 &&
               hand->licenses[first] > hand->licenses[hand->best.first])
        hand->best.first = first;
}

static void
begin_with(Arena *arena, Hand *hand, size_t first)
{
    PlanChoice *best = &hand->best.choice;
    size_t mark = arena_mark(arena);
    PlanGoal rest;
    PlanBounds bounds;

    Err err = goal_after(hand->goal, hand->licenses[first], &rest);
    if (err == OK)
        err = plan_bounds(&rest, &bounds);
    if (err != OK) {
        hand->refused = err;
        return;
    }
    PlanChoice choice = choose_others(arena, hand, first, &bounds);
    hand->reached = true;
    best->exact = best->exact && choice.exact;
    take_better(hand, &choice, first);
    arena_reset(arena, mark);
}

/* Of equal keys the one that lapses first begins: whichever does, the same comes of it. */
static bool
is_first_of_its_size(const Hand *hand, size_t key)
{
    for (size_t i = 0; i < key; i++)
        if (hand->licenses[i] == hand->licenses[key])
            return false;
    return true;
}

Err
plan_begin(Arena *arena, const PlanGoal *goal, const int64_t *licenses, size_t count,
           PlanBeginning *ret)
{
    Hand hand = {.goal = goal, .licenses = licenses, .count = count};
    int sizes = 0;

    if (!date_after(goal->until, date_add_months(goal->today, KEY_MONTHS)))
        return begin_together(arena, &hand, ret);
    hand.best.choice = (PlanChoice){.exact = true, .chosen = ARENA_NEW_ARRAY(arena, bool, count)};
    for (size_t i = 0; i < count && sizes <= PLAN_BEGINNINGS; i++) {
        if (!is_first_of_its_size(&hand, i))
            continue;
        if (++sizes > PLAN_BEGINNINGS)
            hand.best.choice.exact = false;
        else
            begin_with(arena, &hand, i);
    }
    if (!hand.reached && count > 0)
        return hand.refused;
    *ret = hand.best;
    return OK;
}
