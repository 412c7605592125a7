/*
 * What if: what a key would change, without a key.
 */
#ifndef PORTAL_REDEMPTIONS_WHAT_IF_H
#define PORTAL_REDEMPTIONS_WHAT_IF_H

#include "html/fault.h"
#include "portal/redemptions/redeem.h"
#include "portal/redemptions/redemptions.h"
#include "service/redemptions/redemptions.h"
#include "store/subscriptions/subscriptions.h"

typedef struct WhatIfPage {
    SubscriptionList subscriptions; /* to choose from; active ones only */
    const Subscription *chosen;     /* or NULL */
    int64_t licenses;               /* of the key; INPUT_ABSENT: not said yet */
    Way way;
    int64_t add_licenses; /* of a split; INPUT_ABSENT: not said yet */
    bool calculated;
    Preview preview;
    Fault fault;
    int64_t licenses_that_fit;
    bool may_redeem;
} WhatIfPage;

void html_what_if(Html *page, const WhatIfPage *view);

#endif
