/*
 * Duties: what is to be done with a benefit or a subscription, and by when.
 */
#ifndef SERVICE_OVERVIEW_DUTIES_H
#define SERVICE_OVERVIEW_DUTIES_H

#include "service/overview/overview.h"

/* For one that benefit_is_to_do(). `list`: subscriptions of the same organisation. */
Duty duty_of_benefit(const Ctx *ctx, const SubscriptionList *list, const BenefitView *view);

/* Is there anything to do about it? Then *ret says what. */
MUST_CHECK bool duty_of_subscription(const Ctx *ctx, const Subscription *one, Duty *ret);

/* What must be done first comes first. */
void sort_duties(Duty *duty, size_t count);

#endif
