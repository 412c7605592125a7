#include "service/overview/duties.h"

#include "base/text/text.h"

const char *const DUTY_KIND_NAMES[] = {"assign", "use", "renew", "revive", NULL};

bool
benefit_is_to_do(const BenefitView *view)
{
    bool is_credit = !id_is_empty(&view->credit_id);

    return view->status == BENEFIT_READY || (view->status == BENEFIT_ACTIVE && !is_credit);
}

/* An active one of the same product: the list has those that end first before the others. */
static const Subscription *
active_of_product(const Ctx *ctx, const SubscriptionList *list, const char *sku)
{
    for (size_t i = 0; i < list->count; i++) {
        const Subscription *one = &list->item[i];
        if (text_equal(one->sku, sku) && date_after(one->holding.ends_on, ctx->today))
            return one;
    }
    return NULL;
}

Duty
duty_of_benefit(const Ctx *ctx, const SubscriptionList *list, const BenefitView *view)
{
    bool is_credit = view->benefit.kind == PRODUCT_CREDIT;

    return (Duty){
        .kind = is_credit ? DUTY_ASSIGN : DUTY_USE,
        .by = view->use_by,
        .benefit = view,
        .subscription = is_credit ? NULL : active_of_product(ctx, list, view->benefit.sku),
    };
}

/* RULE SUB-1: whoever lets the end pass has two more dates. */
bool
duty_of_subscription(const Ctx *ctx, const Subscription *one, Duty *ret)
{
    Date ends_on = one->holding.ends_on;
    SubscriptionStatus status = subscription_status(ends_on, ctx->today);
    const Duty duty = {
        .kind = status == SUBSCRIPTION_ACTIVE ? DUTY_RENEW : DUTY_REVIVE,
        .by = status == SUBSCRIPTION_ACTIVE ? ends_on
              : status == SUBSCRIPTION_EXPIRED
                  ? date_add_days(ends_on, EXPIRED_DAYS)
                  : date_add_days(ends_on, EXPIRED_DAYS + DISABLED_DAYS),
        .subscription = one,
        .status = status,
    };

    *ret = duty;
    return status != SUBSCRIPTION_ACTIVE ||
           date_days_between(ctx->today, ends_on) <= DUTY_DAYS_AHEAD;
}

/* What has the same day stands in the order of names, so that one day is like the other. */
static int
compare_duties(const void *a, const void *b)
{
    const Duty *one = a, *other = b;
    const Id *id = one->benefit != NULL ? &one->benefit->benefit.id : &one->subscription->id;
    const Id *other_id =
        other->benefit != NULL ? &other->benefit->benefit.id : &other->subscription->id;

    if (one->by.day != other->by.day)
        return one->by.day < other->by.day ? -1 : 1;
    return strcmp(id->text, other_id->text);
}

void
sort_duties(Duty *duty, size_t count)
{
    if (count > 0)
        qsort(duty, count, sizeof(*duty), compare_duties);
}
