/*
 * Read subscription: what the statements of two files select.
 */
#ifndef STORE_SUBSCRIPTIONS_READ_SUBSCRIPTION_H
#define STORE_SUBSCRIPTIONS_READ_SUBSCRIPTION_H

#include "store/engine/db.h"
#include "store/subscriptions/subscriptions.h"

/* The columns of every SELECT, in this order. */
static inline Subscription
read_subscription(const Rows *rows, Arena *arena)
{
    return (Subscription){
        .tenant_id = rows_id(rows, 0),
        .id = rows_id(rows, 1),
        .sku = rows_text(rows, 2, arena),
        .name = rows_text(rows, 3, arena),
        .name_sv = rows_text(rows, 4, arena),
        .holding = {.licenses = rows_int(rows, 5),
                    .ends_on = rows_date(rows, 6),
                    .carry = rows_int(rows, 7)},
        .starts_on = rows_date(rows, 8),
        .assigned = rows_int(rows, 9),
        .receipts = rows_int(rows, 10),
        .voided = rows_int(rows, 11) != 0,
    };
}

#endif
