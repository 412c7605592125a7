/*
 * Receipts: what a redemption changed, to be read and printed.
 */
#ifndef PORTAL_REDEMPTIONS_RECEIPTS_H
#define PORTAL_REDEMPTIONS_RECEIPTS_H

#include "portal/redemptions/redemptions.h"
#include "service/redemptions/redemptions.h"
#include "store/redemptions/redemptions.h"

typedef struct ReceiptPage {
    RedemptionView view;
    const char *product; /* in the reader's language */
    bool may_assign;     /* the next step for whoever reads it */
} ReceiptPage;

void html_receipt(Html *page, const ReceiptPage *receipt);

#endif
