/*
 * Read subscription: what the statements of two files select, of subscription s and product p.
 */
#ifndef STORE_SUBSCRIPTIONS_READ_SUBSCRIPTION_H
#define STORE_SUBSCRIPTIONS_READ_SUBSCRIPTION_H

#include "store/engine/db.h"
#include "store/subscriptions/subscriptions.h"

// clang-format off
#define SUBSCRIPTION_ROW(FIRST, OTHER)           \
    FIRST(ID,   tenant_id,        "s.tenant_id") \
    OTHER(ID,   id,               "s.id")        \
    OTHER(TEXT, sku,              "s.sku")       \
    OTHER(TEXT, name.in[LANG_EN],             "p.name")      \
    OTHER(TEXT, name.in[LANG_SV],          "p.name_sv")   \
    OTHER(INT,  holding.licenses, "s.licenses")  \
    OTHER(DATE, holding.ends_on,  "s.ends_on")   \
    OTHER(INT,  holding.carry,    "s.carry")     \
    OTHER(DATE, starts_on,        "s.starts_on") \
    OTHER(INT,  assigned,         "s.assigned")  \
    OTHER(INT,  receipts,         "s.receipts")  \
    OTHER(INT,  voided,           "s.voided")    \
    OTHER(SORT, sort.in[LANG_EN], "p.sort_en")   \
    OTHER(SORT, sort.in[LANG_SV], "p.sort_sv")
// clang-format on
ROW_READER(read_subscription_row, Subscription, SUBSCRIPTION_ROW)

#endif
