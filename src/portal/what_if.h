/*
 * What if: what a key would change, without a key.
 */
#ifndef PORTAL_WHAT_IF_H
#define PORTAL_WHAT_IF_H

#include "portal/calculation.h"

typedef struct WhatIfPage {
    SubscriptionList subscriptions; /* to choose from; active ones only */
    const Subscription *chosen;     /* or NULL */
    int64_t licenses;               /* of the key; INPUT_ABSENT: not said yet */
    int64_t action;                 /* ACTION_EXTEND or ACTION_ADD */
    int64_t add_licenses;
    bool calculated;
    Preview preview;
    Fault fault;
    int64_t licenses_that_fit;
    bool may_redeem;
} WhatIfPage;

void html_what_if(Html *page, const WhatIfPage *view);

#endif
