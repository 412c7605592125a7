/*
 * Activate: begin a subscription with a key, or bring one back that has ended.
 */
#ifndef PORTAL_REDEMPTIONS_ACTIVATE_H
#define PORTAL_REDEMPTIONS_ACTIVATE_H

#include "portal/redemptions/redeem.h"

typedef struct ActivateEntry {
    KeyEntry entry;
    const char *email;
    Id tenant_id;
} ActivateEntry;

void html_activate_entry(Html *page, const ActivateEntry *view);
void html_activate_check(Html *page, const RedeemCheck *check);

#endif
