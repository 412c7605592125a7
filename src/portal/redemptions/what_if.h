/*
 * What if: what a key would change, without a key.
 */
#ifndef PORTAL_REDEMPTIONS_WHAT_IF_H
#define PORTAL_REDEMPTIONS_WHAT_IF_H

#include "base/limit/limit.h"
#include "html/fault.h"
#include "portal/redemptions/redeem.h"
#include "portal/redemptions/redemptions.h"
#include "service/redemptions/redemptions.h"
#include "store/subscriptions/subscriptions.h"

enum { WHAT_IF_STEPS_TEXT_MAX = 400 };

/* A key of a plan, that one has or imagines, and what comes of it after those before it. */
typedef struct WhatIfStep {
    Way way;
    int64_t licenses;
    int64_t add_licenses; /* of a split */
    Preview preview;
    Fault fault;
    bool tried;          /* false behind one that was refused */
    const char *without; /* the address of the plan without this step */
} WhatIfStep;

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
    WhatIfStep step[WHAT_IF_STEPS_MAX + 1]; /* before the key that is asked about, and it */
    size_t step_count;
    const char *steps; /* as text, for the address */
} WhatIfPage;

/* Puts the steps of the text into view->step; false if it is none, or has too many. */
MUST_CHECK bool read_steps(const char *text, WhatIfPage *view);

/* The steps as text, but for one; of all with view->step_count. */
const char *steps_text(Arena *arena, const WhatIfPage *view, size_t without);

void html_what_if(Html *page, const WhatIfPage *view);

#endif
