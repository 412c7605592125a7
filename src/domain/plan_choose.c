/*
 * Subset sums, in three ways: by a table of all sums where these are few, by trying all sets where
 * the keys are few, and otherwise by trying some. A set is better if its sum is smaller, and of the
 * same sum if, written as a number whose highest digit is the key that lapses last, it is smaller.
 */
#include "domain/plan.h"

enum { WORD_BITS = 64, TRIED_STEPS = 20000000 };

typedef struct Keys {
    const int64_t *licenses;
    size_t count;
    int64_t unit;        /* divides the licences of each */
    int64_t all;         /* their sum, in units */
    int64_t least, most; /* in units */
} Keys;

static int64_t
greatest_divisor(int64_t a, int64_t b)
{
    while (b != 0) {
        int64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

static Keys
keys_in_units(const PlanBounds *bounds, const int64_t *licenses, size_t count)
{
    Keys keys = {.licenses = licenses, .count = count};

    for (size_t i = 0; i < count; i++) {
        assert(licenses[i] >= 1 && licenses[i] <= LICENSES_MAX);
        keys.unit = greatest_divisor(keys.unit, licenses[i]);
        keys.all += licenses[i];
    }
    if (keys.unit > 0) {
        keys.all /= keys.unit;
        keys.least = (bounds->least + keys.unit - 1) / keys.unit;
        keys.most = bounds->most / keys.unit;
    }
    if (keys.most > keys.all)
        keys.most = keys.all;
    return keys;
}

static void
take(const Keys *keys, size_t i, PlanChoice *choice)
{
    choice->chosen[i] = true;
    choice->sum += keys->licenses[i];
}

/* --- a table of all sums ---------------------------------------------------------------------- */

/* Which sums there are so far, and for each the key with which it came up: none before it does. */
typedef struct Sums {
    uint64_t *known;
    int32_t *with;
    int64_t words;
} Sums;

static void
note_new(Sums *sums, int64_t word, uint64_t new, int32_t key)
{
    sums->known[word] |= new;
    for (; new != 0; new &= new - 1)
        sums->with[word * WORD_BITS + __builtin_ctzll(new)] = key;
}

/* From the top, so that what is read below is still without this key. */
static void
add_key(Sums *sums, int64_t units, int32_t key)
{
    const int64_t over = units / WORD_BITS;
    const int shift = (int)(units % WORD_BITS);

    for (int64_t word = sums->words - 1; word >= over; word--) {
        uint64_t moved = sums->known[word - over] << shift;
        if (shift > 0 && word > over)
            moved |= sums->known[word - over - 1] >> (WORD_BITS - shift);
        note_new(sums, word, moved & ~sums->known[word], key);
    }
}

/* Each sum came up with the first key it could, so the rest of it came up with one before that. */
static void
choose_by_sums(Arena *arena, const Keys *keys, PlanChoice *ret)
{
    Sums sums = {.words = keys->most / WORD_BITS + 1};

    sums.known = ARENA_NEW_ARRAY(arena, uint64_t, (size_t)sums.words);
    sums.with = ARENA_NEW_ARRAY(arena, int32_t, (size_t)sums.words *WORD_BITS);
    sums.known[0] = 1;
    for (size_t i = 0; i < keys->count; i++)
        add_key(&sums, keys->licenses[i] / keys->unit, (int32_t)i);
    int64_t sum = keys->least;
    while (sum <= keys->most && (sums.known[sum / WORD_BITS] >> (sum % WORD_BITS) & 1) == 0)
        sum++;
    ret->found = sum <= keys->most;
    while (ret->found && sum > 0) {
        size_t key = (size_t)sums.with[sum];
        take(keys, key, ret);
        sum -= keys->licenses[key] / keys->unit;
    }
}

/* --- all sets --------------------------------------------------------------------------------- */

/* In the order of a Gray code, in which one key comes or goes from set to set. */
static void
choose_by_sets(const Keys *keys, PlanChoice *ret)
{
    int64_t sum = 0, best_sum = keys->most + 1;
    uint32_t set = 0, best = 0;

    for (uint32_t turn = 1; turn < UINT32_C(1) << keys->count; turn++) {
        int key = __builtin_ctz(turn);
        int64_t units = keys->licenses[key] / keys->unit;
        set ^= UINT32_C(1) << key;
        sum += (set >> key & 1) != 0 ? units : -units;
        if (sum < keys->least || sum > best_sum || (sum == best_sum && set > best))
            continue;
        best_sum = sum;
        best = set;
    }
    ret->found = best_sum <= keys->most;
    for (size_t i = 0; ret->found && i < keys->count; i++)
        if ((best >> i & 1) != 0)
            take(keys, i, ret);
}

/* --- some sets -------------------------------------------------------------------------------- */

/* Places of the keys, those with the most licences first, of equal ones those that lapse first. */
static int
by_size(const void *a, const void *b, void *data)
{
    const Keys *keys = data;
    size_t one = *(const size_t *)a, other = *(const size_t *)b;
    int64_t more = keys->licenses[other] - keys->licenses[one];

    if (more != 0)
        return more > 0 ? 1 : -1;
    return one > other ? 1 : -1;
}

/*
 * From the key at `first` down, whatever still fits under the least; then the smallest key that
 * closes the gap. The result is the sum, and, if wanted, the set.
 */
static int64_t
fill_from(const Keys *keys, const size_t *order, size_t first, bool *ret_chosen)
{
    int64_t sum = 0;
    size_t closing = keys->count;

    for (size_t i = first; i < keys->count; i++) {
        int64_t units = keys->licenses[order[i]] / keys->unit;
        bool fits = sum + units <= keys->least;
        sum += fits ? units : 0;
        closing = fits ? closing : i;
        if (ret_chosen != NULL)
            ret_chosen[order[i]] = fits;
    }
    if (sum == keys->least || closing == keys->count)
        return sum;
    if (ret_chosen != NULL)
        ret_chosen[order[closing]] = true;
    return sum + keys->licenses[order[closing]] / keys->unit;
}

static void
choose_by_trying(Arena *arena, const Keys *keys, PlanChoice *ret)
{
    size_t *order = ARENA_NEW_ARRAY(arena, size_t, keys->count);
    size_t best = keys->count, tries = TRIED_STEPS / keys->count + 1;
    int64_t best_sum = keys->most + 1;

    for (size_t i = 0; i < keys->count; i++)
        order[i] = i;
    qsort_r(order, keys->count, sizeof(*order), by_size, (void *)(uintptr_t)keys);
    for (size_t first = 0; first < keys->count && first < tries; first++) {
        int64_t sum = fill_from(keys, order, first, NULL);
        if (sum < keys->least || sum >= best_sum)
            continue;
        best_sum = sum;
        best = first;
    }
    ret->found = best < keys->count;
    ret->exact = false;
    if (!ret->found)
        return;
    fill_from(keys, order, best, ret->chosen);
    ret->sum = best_sum * keys->unit;
}

void
plan_choose(Arena *arena, const PlanBounds *bounds, const int64_t *licenses, size_t count,
            PlanChoice *ret)
{
    const Keys keys = keys_in_units(bounds, licenses, count);

    *ret = (PlanChoice){.exact = true, .chosen = ARENA_NEW_ARRAY(arena, bool, count)};
    if (bounds->least == 0)
        ret->found = true;
    else if (count == 0 || keys.least > keys.most)
        ret->found = false;
    else if (keys.all <= PLAN_SUM_MAX)
        choose_by_sums(arena, &keys, ret);
    else if (count <= PLAN_FEW_KEYS)
        choose_by_sets(&keys, ret);
    else
        choose_by_trying(arena, &keys, ret);
}
