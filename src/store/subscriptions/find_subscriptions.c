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

/* A scope, and where its statement begins and ends. */
typedef struct Seeking {
    const SubscriptionScope *scope;
    const RowPlace *after;
    int64_t read;
} Seeking;

#define OF_SCOPE(scope)                                                                            \
    TEXT((scope)->tenant_id.text), INT((scope)->ends_from), INT((scope)->ends_before),             \
        TEXT((scope)->sku == NULL ? "" : (scope)->sku)

/* As they began: their own order, in which no part is sorted anew. */
static const char SELECT_AS_THEY_BEGAN[] = SELECT_OF_SCOPE
    "   AND s.id > $5"
    " ORDER BY s.id"
    " LIMIT $6";

/* $5 is the column, $6 is 1 or, to turn the order around, -1. */
#define NUMBER "$6 * CASE $5 WHEN 1 THEN s.ends_on WHEN 2 THEN s.licenses ELSE s.assigned END"

static const char SELECT_BY_NUMBER[] = SELECT_OF_SCOPE "   AND (" NUMBER
                                                       ", s.id) > ($7, $8)"
                                                       " ORDER BY " NUMBER
                                                       ", s.id"
                                                       " LIMIT $9";

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
select_subscriptions(Db *db, const void *data, Rows *ret)
{
    const Seeking *seeking = data;
    const SubscriptionScope *scope = seeking->scope;
    const RowPlace *after = seeking->after;

    if (scope->column == SUBSCRIPTION_BY_ID)
        return db_select(db, ret, SELECT_AS_THEY_BEGAN,
                         ARGS(OF_SCOPE(scope), ID_AFTER(after), INT(seeking->read)));
    if (scope->column == SUBSCRIPTION_BY_NAME)
        return db_select(db, ret, scope->falling ? SELECT_BY_NAME_FALLING : SELECT_BY_NAME,
                         ARGS(OF_SCOPE(scope), INT(scope->lang), INT(after == NULL),
                              ORDER_AFTER(after), ID_AFTER(after), INT(seeking->read)));
    return db_select(db, ret, SELECT_BY_NUMBER,
                     ARGS(OF_SCOPE(scope), INT(scope->column), INT(scope->falling ? -1 : 1),
                          INT(after != NULL ? order_number(&after->order, 0) : INT64_MIN),
                          ID_AFTER(after), INT(seeking->read)));
}

Order
subscription_order(const SubscriptionScope *scope, const Subscription *subscription)
{
    int64_t number = scope->column == SUBSCRIPTION_BY_END        ? subscription->holding.ends_on.day
                     : scope->column == SUBSCRIPTION_BY_LICENSES ? subscription->holding.licenses
                     : scope->column == SUBSCRIPTION_BY_ASSIGNED ? subscription->assigned
                                                                 : 0;
    Order order = {.size = 0};

    if (scope->column == SUBSCRIPTION_BY_NAME)
        return order_of_key(subscription->sort.in[scope->lang]);
    order_put_number(&order, scope->falling ? -number : number);
    return order;
}

static int
compare_subscription(const void *record, const RowPlace *place, const void *data)
{
    const SubscriptionScope *scope = ((const Seeking *)data)->scope;
    const Subscription *subscription = record;
    const Order own = subscription_order(scope, subscription);
    int order = order_compare((SortKey){own.byte, own.size},
                              (SortKey){place->order.byte, place->order.size});

    if (order == 0)
        order = strcmp(subscription->id.text, place->id);
    return scope->column == SUBSCRIPTION_BY_NAME && scope->falling ? -order : order;
}

Err
store_subscription_search(Tx *tx, const SubscriptionScope *scope, Arena *arena,
                          SubscriptionList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};
    const Keeping keeping = {.wanted = scope->wanted, .data = scope->data};
    Seeking seeking = {.scope = scope, .read = INT64_MAX};
    const Parting parting = {&scope->part, keeping, select_subscriptions, compare_subscription,
                             &seeking};

    if (scope->part.counted)
        return ROWS_PART(tx->db, &parting, arena, read_subscription_row, ret);
    seeking.after = scope->part.after;
    /* Sorting some of many is quicker where it is known how many are read. */
    if (scope->wanted == NULL)
        seeking.read = scope->part.limit + 1;
    TRY(select_subscriptions(tx->db, &seeking, &rows));
    return ROWS_KEPT(&rows, scope->part.limit, &keeping, arena, read_subscription_row, ret);
}

/* --- their products --------------------------------------------------------------------------- */

enum { PRODUCTS_HELD_MAX = 200 };

// clang-format off
#define HELD_PRODUCT_ROW(FIRST, OTHER)       \
    FIRST(TEXT, sku,              "p.sku")   \
    OTHER(TEXT, name.in[LANG_EN], "p.name")  \
    OTHER(TEXT, name.in[LANG_SV], "p.name_sv")
// clang-format on
ROW_READER(read_held_product, HeldProduct, HELD_PRODUCT_ROW)

/* $2 is 1 with those of credits; $3 as $5 above. */
static const char SELECT_HELD_PRODUCTS[] =
    "SELECT " COLUMNS(HELD_PRODUCT_ROW)
    "  FROM product p"
    " WHERE p.sku IN (SELECT s.sku FROM subscription s"
    "                  WHERE s.tenant_id = $1 AND s.voided = 0)"
    "    OR ($2 = 1 AND p.sku IN (SELECT b.sku FROM credit c"
    "                               JOIN benefit b ON b.id = c.benefit_id"
    "                              WHERE c.tenant_id = $1))"
    " ORDER BY CASE $3 WHEN 1 THEN p.sort_sv ELSE p.sort_en END, p.sku"
    " LIMIT $4";

Err
store_product_list_held(Tx *tx, const HeldScope *scope, Arena *arena, HeldProductList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_HELD_PRODUCTS,
                  ARGS(TEXT(scope->tenant_id.text), INT(scope->with_credits), INT(scope->lang),
                       INT(PRODUCTS_HELD_MAX))));
    return ROWS_LIST(&rows, PRODUCTS_HELD_MAX, arena, read_held_product, ret);
}
