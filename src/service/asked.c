#include "service/asked.h"

#include "store/approvals/approvals.h"

const char *const APPROVAL_MODE_NAMES[] = {"on", "off", "alone", NULL};

Err
find_approval_mode(Ctx *ctx, Tx *tx, ApprovalMode *ret)
{
    bool several;

    TRY(store_staff_is_several(tx, &several));
    if (ctx->policy->approvals_are_off)
        *ret = APPROVALS_OFF;
    else
        *ret = several ? APPROVALS_ON : APPROVALS_ALONE;
    return OK;
}

// clang-format off
SHAPE(REASON_INPUT, ReasonInput,
    FIELD(ReasonInput, TEXT, reason, "reason", .min = 1, .max = REASON_LENGTH_MAX),
);
// clang-format on
