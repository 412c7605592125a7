#include "domain/subscription.h"

const char *const SUBSCRIPTION_STATUS_NAMES[] = {"active", "expired", "disabled", "deleted", NULL};

/* RULE SUB-1: derived from dates, so it cannot be stale. */
SubscriptionStatus
subscription_status(Date ends_on, Date today)
{
    int32_t ended_days = date_days_between(ends_on, today);

    if (ended_days < 0)
        return SUBSCRIPTION_ACTIVE;
    if (ended_days < EXPIRED_DAYS)
        return SUBSCRIPTION_EXPIRED;
    if (ended_days < EXPIRED_DAYS + DISABLED_DAYS)
        return SUBSCRIPTION_DISABLED;
    return SUBSCRIPTION_DELETED;
}

static Date
days_later(Date date, int32_t days)
{
    return (Date){date.day > DATE_MAX_DAY - days ? DATE_MAX_DAY : date.day + days};
}

SubscriptionFate
subscription_fate(Date ends_on)
{
    return (SubscriptionFate){
        .ends_on = ends_on,
        .disabled_on = days_later(ends_on, EXPIRED_DAYS),
        .deleted_on = days_later(ends_on, EXPIRED_DAYS + DISABLED_DAYS),
    };
}

void
subscription_status_days(SubscriptionStatus status, Date today, int64_t *ret_from,
                         int64_t *ret_until)
{
    int64_t day = today.day;
    const int64_t FROM[] = {
        [SUBSCRIPTION_ACTIVE] = day + 1,
        [SUBSCRIPTION_EXPIRED] = day - EXPIRED_DAYS + 1,
        [SUBSCRIPTION_DISABLED] = day - EXPIRED_DAYS - DISABLED_DAYS + 1,
        [SUBSCRIPTION_DELETED] = INT32_MIN,
    };

    *ret_from = FROM[status];
    *ret_until = status == SUBSCRIPTION_ACTIVE ? INT32_MAX : FROM[status - 1];
}

static bool
holding_equal(const Holding *a, const Holding *b)
{
    return a->licenses == b->licenses && date_equal(a->ends_on, b->ends_on) && a->carry == b->carry;
}

bool
subscription_state_equal(const SubscriptionState *a, const SubscriptionState *b)
{
    if (!a->exists || !b->exists)
        return a->exists == b->exists;
    return holding_equal(&a->holding, &b->holding) && date_equal(a->starts_on, b->starts_on);
}

/* The arithmetic asserts what redemptions never do; a damaged receipt may say anything. */
static bool
is_holding_possible(const Holding *holding)
{
    return holding->licenses >= 1 && holding->licenses <= LICENSES_MAX &&
           date_in_range(holding->ends_on) && holding->carry >= 0 &&
           holding->carry <= holding->licenses * TICKS_PER_MONTH;
}

static bool
are_inputs_possible(const ReceiptFacts *receipt, const SubscriptionState *state)
{
    return date_in_range(receipt->today) && receipt->key_licenses >= 1 &&
           receipt->key_licenses <= KEY_LICENSES_MAX && receipt->licenses_added >= 0 &&
           receipt->licenses_added <= receipt->key_licenses &&
           (!state->exists || is_holding_possible(&state->holding));
}

/* RULE SUB-2: what is active is extended or added to, what has ended is activated again. */
static bool
is_action_possible(const ReceiptFacts *receipt, const SubscriptionState *state)
{
    if (!state->exists)
        return receipt->action == ACTION_ACTIVATE;
    switch (subscription_status(state->holding.ends_on, receipt->today)) {
    case SUBSCRIPTION_ACTIVE:
        return receipt->action == ACTION_EXTEND || receipt->action == ACTION_ADD;
    case SUBSCRIPTION_EXPIRED:
    case SUBSCRIPTION_DISABLED:
        return receipt->action == ACTION_ACTIVATE;
    default:
        return false;
    }
}

static Err
compute(const ReceiptFacts *receipt, const SubscriptionState *state, Calculation *ret)
{
    CotermRequest request = {
        .today = receipt->today,
        .held = state->holding,
        .key_licenses = receipt->key_licenses,
        .add_licenses = receipt->licenses_added,
    };

    switch (receipt->action) {
    case ACTION_ACTIVATE:
        return coterm_activate(&request, ret);
    case ACTION_EXTEND:
        return coterm_extend(&request, ret);
    default:
        return coterm_add(&request, ret);
    }
}

static bool
result_agrees(const ReceiptFacts *receipt, const SubscriptionState *before,
              const Calculation *calculation)
{
    bool starts = receipt->action == ACTION_ACTIVATE;
    Date starts_on = starts ? receipt->today : before->starts_on;

    return receipt->after.exists && holding_equal(&calculation->after, &receipt->after.holding) &&
           calculation->pool == receipt->pool && calculation->ticks_each == receipt->ticks_each &&
           calculation->licenses_added == receipt->licenses_added &&
           date_equal(receipt->after.starts_on, starts_on);
}

/* RULE KEY-10: what the redemption had changed is as it was, to the tick. */
static ReceiptFault
apply_void(const ReceiptFacts *receipt, const ReceiptFacts *voided, SubscriptionState *state)
{
    if (voided == NULL || voided->action == ACTION_VOID)
        return RECEIPT_NOT_POSSIBLE;
    if (!subscription_state_equal(&voided->after, state))
        return RECEIPT_DOES_NOT_FOLLOW;
    if (!subscription_state_equal(&receipt->after, &voided->before))
        return RECEIPT_RESULT_DIFFERS;
    *state = voided->before;
    return RECEIPT_FITS;
}

ReceiptFault
subscription_apply(const ReceiptFacts *receipt, const ReceiptFacts *voided,
                   SubscriptionState *state)
{
    Calculation calculation;

    if (!subscription_state_equal(&receipt->before, state))
        return RECEIPT_DOES_NOT_FOLLOW;
    if (receipt->action == ACTION_VOID)
        return apply_void(receipt, voided, state);
    if (!are_inputs_possible(receipt, state) || !is_action_possible(receipt, state))
        return RECEIPT_NOT_POSSIBLE;
    if (compute(receipt, state, &calculation) != OK)
        return RECEIPT_NOT_POSSIBLE;
    if (!result_agrees(receipt, state, &calculation))
        return RECEIPT_RESULT_DIFFERS;

    *state = (SubscriptionState){true, calculation.after, receipt->after.starts_on};
    return RECEIPT_FITS;
}
