#include "domain/choices/choices.h"

const char *const PRODUCT_KIND_NAMES[] = {"license", "credit", "support", NULL};
const char *const CATEGORY_NAMES[] = {"cloud", "credit", "support", NULL};
const char *const TIER_NAMES[] = {"action-pack", "silver", "gold", NULL};
const char *const GRANT_TYPE_NAMES[] = {"core", "incremental", NULL};
const char *const CREDIT_PERIOD_NAMES[] = {"month", "year", NULL};
const char *const USER_KIND_NAMES[] = {"member", "guest", NULL};
const char *const KEY_STATE_NAMES[] = {"ready", "revealed", "redeemed", "revoked", NULL};
const char *const LOT_STATE_NAMES[] = {"approved", "drawn", "released", "ended", NULL};
const char *const ACTION_NAMES[] = {"activate", "extend", "add", "void", NULL};
const char *const APPROVAL_STATE_NAMES[] = {
    "waiting", "approved", "refused", "withdrawn", "lapsed", NULL,
};

int
name_index(const char *const *names, const char *name)
{
    for (int i = 0; names[i] != NULL; i++)
        if (strcmp(names[i], name) == 0)
            return i;
    return -1;
}
