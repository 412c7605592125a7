/*
 * Subscriptions in the orders in which people look at them. A part goes on behind the last one of
 * the part before, wherever that stands by now.
 */
#include "store/subscriptions/subscriptions.h"

#include "store/engine/db.h"
#include "store/subscriptions/read_subscription.h"

/* $4 is the column, $5 is 1 or, to turn the order around, -1. */
static const char SELECT_BY_NUMBER[] =
    "SELECT " COLUMNS(SUBSCRIPTION_ROW)
    "  FROM subscription s"
    "  JOIN product p ON p.sku = s.sku"
    " WHERE s.tenant_id = $1 AND s.voided = 0 AND s.ends_on >= $2 AND s.ends_on < $3"
    "   AND ($5 * CASE $4 WHEN 1 THEN s.ends_on WHEN 2 THEN s.licenses WHEN 3 THEN s.assigned"
    "        ELSE 0 END, s.id) > ($6, $7)"
    " ORDER BY $5 * CASE $4 WHEN 1 THEN s.ends_on WHEN 2 THEN s.licenses WHEN 3 THEN s.assigned"
    "        ELSE 0 END, s.id"
    " LIMIT $8";

static Err
select_by_number(Tx *tx, const SubscriptionScope *scope, int64_t read, Rows *rows)
{
    const Subscription *after = scope->after;
    int64_t sign = scope->falling ? -1 : 1;
    int64_t number = INT64_MIN;

    if (after != NULL)
        number = scope->column == SUBSCRIPTION_BY_END        ? after->holding.ends_on.day
                 : scope->column == SUBSCRIPTION_BY_LICENSES ? after->holding.licenses
                 : scope->column == SUBSCRIPTION_BY_ASSIGNED ? after->assigned
                                                             : 0;
    return db_select(tx->db, rows, SELECT_BY_NUMBER,
                     ARGS(TEXT(scope->tenant_id.text), INT(scope->ends_from),
                          INT(scope->ends_before), INT(scope->column), INT(sign),
                          INT(after != NULL ? sign * number : number),
                          TEXT(after != NULL ? after->id.text : ""), INT(read)));
}

/* $4 is the language of the reader, 1 being LANG_SV; $5 is 1 at the beginning. */
static const char SELECT_BY_NAME[] =
    "SELECT " COLUMNS(SUBSCRIPTION_ROW)
    "  FROM subscription s"
    "  JOIN product p ON p.sku = s.sku"
    " WHERE s.tenant_id = $1 AND s.voided = 0 AND s.ends_on >= $2 AND s.ends_on < $3"
    "   AND ($5 = 1 OR (CASE $4 WHEN 1 THEN COALESCE(p.name_sv, p.name) ELSE p.name END, s.id)"
    "        > ($6, $7))"
    " ORDER BY CASE $4 WHEN 1 THEN COALESCE(p.name_sv, p.name) ELSE p.name END, s.id"
    " LIMIT $8";

static const char SELECT_BY_NAME_FALLING[] =
    "SELECT " COLUMNS(SUBSCRIPTION_ROW)
    "  FROM subscription s"
    "  JOIN product p ON p.sku = s.sku"
    " WHERE s.tenant_id = $1 AND s.voided = 0 AND s.ends_on >= $2 AND s.ends_on < $3"
    "   AND ($5 = 1 OR (CASE $4 WHEN 1 THEN COALESCE(p.name_sv, p.name) ELSE p.name END, s.id)"
    "        < ($6, $7))"
    " ORDER BY CASE $4 WHEN 1 THEN COALESCE(p.name_sv, p.name) ELSE p.name END DESC, s.id DESC"
    " LIMIT $8";

static Err
select_by_name(Tx *tx, const SubscriptionScope *scope, int64_t read, Rows *rows)
{
    const Subscription *after = scope->after;
    const char *name = after == NULL ? "" : lang_name(scope->lang, &after->name);

    return db_select(tx->db, rows, scope->falling ? SELECT_BY_NAME_FALLING : SELECT_BY_NAME,
                     ARGS(TEXT(scope->tenant_id.text), INT(scope->ends_from),
                          INT(scope->ends_before), INT(scope->lang), INT(after == NULL), TEXT(name),
                          TEXT(after != NULL ? after->id.text : ""), INT(read)));
}

/* What is not wanted takes no memory, however many there are. */
static Err
keep_matching(Rows *rows, const SubscriptionScope *scope, Arena *arena, SubscriptionList *list)
{
    size_t limit = (size_t)scope->limit;
    bool found;

    TRY(rows_next(rows, &found));
    while (found && !list->more) {
        size_t mark = arena_mark(arena);
        Subscription item;
        TRY(read_subscription_row(rows, arena, &item));
        bool wanted = scope->match == NULL || scope->match(&item, scope->data);
        list->more = wanted && list->count == limit;
        if (wanted && !list->more)
            list->item[list->count++] = item;
        else
            arena_reset(arena, mark);
        TRY(rows_next(rows, &found));
    }
    return OK;
}

Err
store_subscription_search(Tx *tx, const SubscriptionScope *scope, Arena *arena,
                          SubscriptionList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};
    /* Sorting some of many is quicker where it is known how many are read. */
    int64_t read = scope->match == NULL ? scope->limit + 1 : INT64_MAX;
    SubscriptionList list = {
        .item = ARENA_NEW_ARRAY(arena, Subscription, (size_t)scope->limit),
    };

    if (scope->column == SUBSCRIPTION_BY_NAME)
        TRY(select_by_name(tx, scope, read, &rows));
    else
        TRY(select_by_number(tx, scope, read, &rows));
    TRY(keep_matching(&rows, scope, arena, &list));
    *ret = list;
    return OK;
}
