/*
 * Subscriptions in the orders in which people look at them. A part goes on behind the place where
 * the part before ended, wherever the subscription that stood there is by now.
 */
#include "store/subscriptions/subscriptions.h"

#include "store/engine/db.h"
#include "store/subscriptions/read_subscription.h"

/* What is asked of each of them; the rest of the statements begins with $5. */
#define SELECT_OF_SCOPE                                                                            \
    "SELECT " COLUMNS(SUBSCRIPTION_ROW)                                                            \
    "  FROM subscription s"                                                                        \
    "  JOIN product p ON p.sku = s.sku"                                                            \
    " WHERE s.tenant_id = $1 AND s.voided = 0 AND s.ends_on >= $2 AND s.ends_on < $3"              \
    "   AND ($4 = '' OR s.sku = $4)"

/* As they began: their own order, in which no part is sorted anew. */
static const char SELECT_AS_THEY_BEGAN[] = SELECT_OF_SCOPE
    "   AND s.id > $5"
    " ORDER BY s.id"
    " LIMIT $6";

static Err
select_by_id(Tx *tx, const SubscriptionScope *scope, int64_t read, Rows *rows)
{
    return db_select(tx->db, rows, SELECT_AS_THEY_BEGAN,
                     ARGS(TEXT(scope->tenant_id.text), INT(scope->ends_from),
                          INT(scope->ends_before), TEXT(scope->sku == NULL ? "" : scope->sku),
                          ID_AFTER(scope->after), INT(read)));
}

/* $5 is the column, $6 is 1 or, to turn the order around, -1. */
#define NUMBER "$6 * CASE $5 WHEN 1 THEN s.ends_on WHEN 2 THEN s.licenses ELSE s.assigned END"

static const char SELECT_BY_NUMBER[] = SELECT_OF_SCOPE "   AND (" NUMBER
                                                       ", s.id) > ($7, $8)"
                                                       " ORDER BY " NUMBER
                                                       ", s.id"
                                                       " LIMIT $9";

static Err
select_by_number(Tx *tx, const SubscriptionScope *scope, int64_t read, Rows *rows)
{
    const RowPlace *after = scope->after;

    return db_select(tx->db, rows, SELECT_BY_NUMBER,
                     ARGS(TEXT(scope->tenant_id.text), INT(scope->ends_from),
                          INT(scope->ends_before), TEXT(scope->sku == NULL ? "" : scope->sku),
                          INT(scope->column), INT(scope->falling ? -1 : 1),
                          INT(after != NULL ? order_number(&after->order, 0) : INT64_MIN),
                          ID_AFTER(after), INT(read)));
}

/* $5 is the language of the readers, 1 being LANG_SV; $6 is 1 at the beginning. */
#define NAME_ORDER "CASE $5 WHEN 1 THEN p.sort_sv ELSE p.sort_en END"

static const char SELECT_BY_NAME[] = SELECT_OF_SCOPE "   AND ($6 = 1 OR (" NAME_ORDER
                                                     ", s.id) > ($7, $8))"
                                                     " ORDER BY " NAME_ORDER
                                                     ", s.id"
                                                     " LIMIT $9";

static const char SELECT_BY_NAME_FALLING[] = SELECT_OF_SCOPE "   AND ($6 = 1 OR (" NAME_ORDER
                                                             ", s.id) < ($7, $8))"
                                                             " ORDER BY " NAME_ORDER
                                                             " DESC, s.id DESC"
                                                             " LIMIT $9";

static Err
select_by_name(Tx *tx, const SubscriptionScope *scope, int64_t read, Rows *rows)
{
    const RowPlace *after = scope->after;

    return db_select(tx->db, rows, scope->falling ? SELECT_BY_NAME_FALLING : SELECT_BY_NAME,
                     ARGS(TEXT(scope->tenant_id.text), INT(scope->ends_from),
                          INT(scope->ends_before), TEXT(scope->sku == NULL ? "" : scope->sku),
                          INT(scope->lang), INT(after == NULL), ORDER_AFTER(after), ID_AFTER(after),
                          INT(read)));
}

Err
store_subscription_search(Tx *tx, const SubscriptionScope *scope, Arena *arena,
                          SubscriptionList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};
    const Keeping keeping = {.wanted = scope->wanted, .data = scope->data};
    /* Sorting some of many is quicker where it is known how many are read. */
    int64_t read = scope->wanted == NULL ? scope->limit + 1 : INT64_MAX;

    if (scope->column == SUBSCRIPTION_BY_ID)
        TRY(select_by_id(tx, scope, read, &rows));
    else if (scope->column == SUBSCRIPTION_BY_NAME)
        TRY(select_by_name(tx, scope, read, &rows));
    else
        TRY(select_by_number(tx, scope, read, &rows));
    return ROWS_KEPT(&rows, scope->limit, &keeping, arena, read_subscription_row, ret);
}
