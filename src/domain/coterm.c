#include "domain/coterm.h"

/* RULE CT-9: with these bounds nothing below can overflow; callers validate what people send. */
static void
assert_bounds(const CotermRequest *request)
{
    assert(date_in_range(request->today));
    assert(request->key_licenses >= 1 && request->key_licenses <= KEY_LICENSES_MAX);
    assert(request->remaining_max >= 0 && request->remaining_max <= REMAINING_MONTHS_MAX);
}

static void
assert_held(const CotermRequest *request)
{
    const Holding *held = &request->held;

    assert(held->licenses >= 1 && held->licenses <= LICENSES_MAX);
    assert(held->carry >= 0 && held->carry <= held->licenses * TICKS_PER_MONTH);
    assert(date_in_range(held->ends_on) && !date_after(request->today, held->ends_on));
}

static int64_t
key_time(const CotermRequest *request)
{
    return request->key_licenses * KEY_MONTHS * TICKS_PER_MONTH;
}

static Err
check_limits(const Calculation *c, int32_t remaining_max)
{
    /* RULE CT-8: the operator's cap on what remains, counted from today. */
    if (remaining_max > 0 && date_after(c->after.ends_on, date_add_months(c->today, remaining_max)))
        return ERR_REMAINING_OVER_LIMIT;
    if (!date_in_range(c->after.ends_on))
        return ERR_DATE_OUT_OF_RANGE;
    if (c->after.licenses > LICENSES_MAX)
        return ERR_TOO_MANY_LICENSES;
    return OK;
}

/*
 * The step that all three have in common: share the pool among the licences there will be, place
 * each one's share from the anchor, and carry what is left over. Gives the new end date.
 */
static DateParts
share_pool(Calculation *c, DateParts anchor)
{
    int64_t licenses = c->before.licenses + c->licenses_added;
    Ticks left;

    c->ticks_each = c->pool / licenses;
    DateParts ends_on = ticks_place(anchor, c->ticks_each, &left);
    c->after.licenses = licenses;
    c->after.ends_on = date_from_parts(ends_on);
    c->after.carry = c->pool % licenses + left * licenses;

    /* RULE CT-4: no time is added or lost, and what is carried is less than a month. */
    Ticks share = ticks_between(anchor, ends_on, &c->share);
    assert(licenses * share + c->after.carry == c->pool);
    assert(c->after.carry < licenses * TICKS_PER_MONTH);
    c->new_remaining = c->share;
    return ends_on;
}

Err
coterm_activate(const CotermRequest *request, Calculation *ret)
{
    assert_bounds(request);

    /* RULE CT-1: the pool is 12 months for each licence, and so is each one's share. */
    Calculation c = {
        .rule = COTERM_ACTIVATE,
        .today = request->today,
        .key_licenses = request->key_licenses,
        .licenses_added = request->key_licenses,
        .before = {.ends_on = request->today},
        .anchor = request->today,
        .pool = key_time(request),
    };
    share_pool(&c, date_parts(request->today));

    TRY(check_limits(&c, request->remaining_max));
    *ret = c;
    return OK;
}

Err
coterm_extend(const CotermRequest *request, Calculation *ret)
{
    assert_bounds(request);
    assert_held(request);

    /* RULE CT-5: at most 36 months, not counting what was carried from before. */
    if (request->key_licenses * KEY_MONTHS > request->held.licenses * EXTENSION_MONTHS)
        return ERR_EXTENSION_OVER_LIMIT;

    /* RULE CT-2: the licences stay, and the old end date is the anchor. */
    Calculation c = {
        .rule = COTERM_EXTEND,
        .today = request->today,
        .key_licenses = request->key_licenses,
        .before = request->held,
        .anchor = request->held.ends_on,
        .pool = key_time(request) + request->held.carry,
    };
    DateParts today = date_parts(request->today);
    DateParts old_end = date_parts(request->held.ends_on);
    DateParts new_end = share_pool(&c, old_end);
    (void)ticks_between(today, old_end, &c.remaining);
    (void)ticks_between(today, new_end, &c.new_remaining);

    TRY(check_limits(&c, request->remaining_max));
    *ret = c;
    return OK;
}

/* RULE CT-3: all the time there is: what remains, what is carried, and what the key brings. */
static int64_t
pool_with_remaining(const CotermRequest *request, Ticks remaining)
{
    return request->held.licenses * remaining + request->held.carry + key_time(request);
}

/*
 * RULE CT-10: pool <= (A + n) * (remaining + 36 months), solved for n; as a quotient, because that
 * product could be too large a number.
 */
static int64_t
fewest_to_add(const Holding *held, Ticks remaining, int64_t pool)
{
    Ticks share_max = remaining + EXTENSION_MONTHS * TICKS_PER_MONTH;
    int64_t licenses = (pool + share_max - 1) / share_max;

    return licenses > held->licenses ? licenses - held->licenses : 1;
}

int64_t
coterm_add_licenses_at_least(const CotermRequest *request)
{
    assert_bounds(request);
    assert_held(request);

    DateParts today = date_parts(request->today);
    Span span;
    Ticks remaining = ticks_between(today, date_parts(request->held.ends_on), &span);

    return fewest_to_add(&request->held, remaining, pool_with_remaining(request, remaining));
}

Err
coterm_add(const CotermRequest *request, Calculation *ret)
{
    if (request->add_licenses == 0)
        return coterm_extend(request, ret);

    assert_bounds(request);
    assert_held(request);
    assert(request->add_licenses > 0 && request->add_licenses <= request->key_licenses);

    DateParts today = date_parts(request->today);
    Span span;
    Ticks remaining = ticks_between(today, date_parts(request->held.ends_on), &span);
    int64_t pool = pool_with_remaining(request, remaining);

    /* RULE CT-10: adding all of the key is never too few, so this can refuse a part of it only. */
    if (request->add_licenses < fewest_to_add(&request->held, remaining, pool))
        return ERR_EXTENSION_OVER_LIMIT;

    Calculation c = {
        .rule = request->add_licenses == request->key_licenses ? COTERM_ADD : COTERM_ADD_SOME,
        .today = request->today,
        .key_licenses = request->key_licenses,
        .licenses_added = request->add_licenses,
        .before = request->held,
        .anchor = request->today,
        .pool = pool,
        .remaining = span,
    };
    share_pool(&c, today);

    TRY(check_limits(&c, request->remaining_max));
    *ret = c;
    return OK;
}

const char *
coterm_rule_number(CotermRule rule)
{
    static const char *const NUMBERS[] = {
        [COTERM_ACTIVATE] = "CT-1",
        [COTERM_EXTEND] = "CT-2",
        [COTERM_ADD] = "CT-3",
        [COTERM_ADD_SOME] = "CT-10",
    };

    assert(rule < COUNT_OF(NUMBERS));
    return NUMBERS[rule];
}
