/*
 * What if: what keys would change, without using any: such as one has, or imagines.
 */
#ifndef PORTAL_REDEMPTIONS_WHAT_IF_H
#define PORTAL_REDEMPTIONS_WHAT_IF_H

#include "base/limit/limit.h"
#include "html/fault.h"
#include "portal/redemptions/key_entry.h"
#include "portal/redemptions/redeem.h"
#include "portal/redemptions/redemptions.h"
#include "service/redemptions/redemptions.h"
#include "store/subscriptions/subscriptions.h"

enum { WHAT_IF_STEPS_TEXT_MAX = 600 };

/* A key of a plan, that one has or imagines, and what comes of it after those before it. */
typedef struct WhatIfStep {
    Way way;
    int64_t licenses;
    int64_t add_licenses; /* of a split */
    const char *ref;      /* of the key, where one has it; else NULL */
    bool gone;            /* but it is not unused any more, or of another product */
    Preview preview;
    Fault fault;
    bool tried;          /* false behind one that was refused */
    const char *without; /* the address of the plan without this step */
} WhatIfStep;

typedef struct WhatIfPage {
    SubscriptionList subscriptions; /* to choose from; active ones only */
    const Subscription *chosen;     /* or NULL */
    KeyChoice *held;                /* unused keys of its product, or of any */
    size_t held_count;
    const char *ref;  /* the one of them that is asked about, or NULL */
    bool gone;        /* as of a step */
    int64_t licenses; /* of the key; INPUT_ABSENT: not said yet */
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
MUST_CHECK bool read_steps(Arena *arena, const char *text, WhatIfPage *view);

/*
 * The keys one has, and what is known of those that the plan names: how many licences they have, or
 * that they are gone. what_if_keys.c
 */
MUST_CHECK Err load_held_keys(Ctx *ctx, WhatIfPage *view);

/* The steps as text, but for one; of all with view->step_count. */
const char *steps_text(Arena *arena, const WhatIfPage *view, size_t without);

void html_what_if(Html *page, const WhatIfPage *view);

#endif
