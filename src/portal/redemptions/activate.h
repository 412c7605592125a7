/*
 * Activate: begin a subscription with a key, or bring one back that has ended.
 */
#ifndef PORTAL_REDEMPTIONS_ACTIVATE_H
#define PORTAL_REDEMPTIONS_ACTIVATE_H

#include "html/fault.h"
#include "portal/redemptions/key_entry.h"
#include "portal/redemptions/redeem.h"
#include "portal/redemptions/redemptions.h"
#include "service/redemptions/redemptions.h"
#include "store/redemptions/redemptions.h"
#include "store/subscriptions/subscriptions.h"

typedef struct ActivateEntry {
    KeyEntry entry;
    const char *email;
} ActivateEntry;

/* Did the form that is shown again name this person? */
MUST_CHECK bool was_ticked(const RedeemCheck *check, const Id *user_id);

void html_activate_entry(Html *page, const ActivateEntry *view);
void html_activate_check(Html *page, const RedeemCheck *check);

/* The page on which keys are entered, once more: for drafts.c. */
Handler page_activate_again;

#endif
