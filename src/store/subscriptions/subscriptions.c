#include "store/subscriptions/subscriptions.h"

#include "store/engine/db.h"
#include "store/subscriptions/read_subscription.h"

/* The columns are those of read_subscription() in every SELECT. */
static const char SELECT_SUBSCRIPTION[] =
    "SELECT s.tenant_id, s.id, s.sku, p.name, p.name_sv, s.licenses, s.ends_on, s.carry,"
    "       s.starts_on, s.assigned, s.receipts, s.voided"
    "  FROM subscription s"
    "  JOIN product p ON p.sku = s.sku"
    " WHERE s.tenant_id = $1 AND s.id = $2 AND s.voided = 0";

Err
store_subscription_get(Tx *tx, const Id *tenant_id, const Id *id, Arena *arena, Subscription *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_SUBSCRIPTION, ARGS(TEXT(tenant_id->text), TEXT(id->text))));
    TRY(rows_get(&rows, ERR_NOT_FOUND));
    *ret = read_subscription(&rows, arena);
    return OK;
}

/* Only the operator asks without a tenant, so no index is kept for it: each tenant is tried. */
static const char SELECT_SUBSCRIPTION_ANY[] =
    "SELECT s.tenant_id, s.id, s.sku, p.name, p.name_sv, s.licenses, s.ends_on, s.carry,"
    "       s.starts_on, s.assigned, s.receipts, s.voided"
    "  FROM tenant t"
    " CROSS JOIN subscription s"
    " CROSS JOIN product p"
    " WHERE s.tenant_id = t.id AND s.id = $1 AND s.voided = 0 AND p.sku = s.sku";

Err
store_subscription_get_any(Tx *tx, const Id *id, Arena *arena, Subscription *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_SUBSCRIPTION_ANY, ARGS(TEXT(id->text))));
    TRY(rows_get(&rows, ERR_NOT_FOUND));
    *ret = read_subscription(&rows, arena);
    return OK;
}

/* The rows, of which one more than limit was asked for, so that more is known. */
static Err
read_list(Rows *rows, size_t limit, Arena *arena, SubscriptionList *ret)
{
    SubscriptionList list = {.item = ARENA_NEW_ARRAY(arena, Subscription, limit)};
    bool found;

    TRY(rows_next(rows, &found));
    while (found && list.count < limit) {
        list.item[list.count++] = read_subscription(rows, arena);
        TRY(rows_next(rows, &found));
    }
    list.more = found;
    *ret = list;
    return OK;
}

static const char SELECT_SUBSCRIPTIONS[] =
    "SELECT s.tenant_id, s.id, s.sku, p.name, p.name_sv, s.licenses, s.ends_on, s.carry,"
    "       s.starts_on, s.assigned, s.receipts, s.voided"
    "  FROM subscription s"
    "  JOIN product p ON p.sku = s.sku"
    " WHERE s.tenant_id = $1 AND s.id > $2 AND s.voided = 0"
    " ORDER BY s.id"
    " LIMIT $3";

Err
store_subscription_list(Tx *tx, const Id *tenant_id, const Page *page, Arena *arena,
                        SubscriptionList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};
    const char *after = page->after == NULL ? "" : page->after;

    TRY(db_select(tx->db, &rows, SELECT_SUBSCRIPTIONS,
                  ARGS(TEXT(tenant_id->text), TEXT(after), INT(page->limit + 1))));
    return read_list(&rows, (size_t)page->limit, arena, ret);
}

static const char SELECT_OF_USER[] =
    "SELECT s.tenant_id, s.id, s.sku, p.name, p.name_sv, s.licenses, s.ends_on, s.carry,"
    "       s.starts_on, s.assigned, s.receipts, s.voided"
    "  FROM license_assignment l"
    "  JOIN subscription s ON s.tenant_id = l.tenant_id AND s.id = l.subscription_id"
    "  JOIN product p ON p.sku = s.sku"
    " WHERE l.tenant_id = $1 AND l.account_id = $2 AND s.voided = 0"
    " ORDER BY l.subscription_id"
    " LIMIT $3";

Err
store_subscription_list_of_user(Tx *tx, const User *user, int64_t limit, Arena *arena,
                                SubscriptionList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_OF_USER,
                  ARGS(TEXT(user->tenant_id.text), TEXT(user->id.text), INT(limit + 1))));
    return read_list(&rows, (size_t)limit, arena, ret);
}

static const char SELECT_OF_PRODUCT[] =
    "SELECT s.tenant_id, s.id, s.sku, p.name, p.name_sv, s.licenses, s.ends_on, s.carry,"
    "       s.starts_on, s.assigned, s.receipts, s.voided"
    "  FROM subscription s"
    "  JOIN product p ON p.sku = s.sku"
    " WHERE s.tenant_id = $1 AND s.sku = $2 AND s.voided = 0"
    " ORDER BY s.ends_on DESC, s.id DESC"
    " LIMIT $3";

Err
store_subscription_list_of_product(Tx *tx, const ProductScope *scope, Arena *arena,
                                   SubscriptionList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_OF_PRODUCT,
                  ARGS(TEXT(scope->tenant_id.text), TEXT(scope->sku), INT(scope->limit + 1))));
    return read_list(&rows, (size_t)scope->limit, arena, ret);
}

static const char SELECT_ALL[] =
    "SELECT s.tenant_id, s.id, s.sku, p.name, p.name_sv, s.licenses, s.ends_on, s.carry,"
    "       s.starts_on, s.assigned, s.receipts, s.voided"
    "  FROM subscription s"
    "  JOIN product p ON p.sku = s.sku"
    " WHERE (s.tenant_id, s.id) > ($1, $2)"
    " ORDER BY s.tenant_id, s.id"
    " LIMIT $3";

Err
store_subscription_list_all(Tx *tx, const Subscription *after, int64_t limit, Arena *arena,
                            SubscriptionList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};
    const char *tenant_id = after == NULL ? "" : after->tenant_id.text;
    const char *id = after == NULL ? "" : after->id.text;

    TRY(db_select(tx->db, &rows, SELECT_ALL, ARGS(TEXT(tenant_id), TEXT(id), INT(limit + 1))));
    return read_list(&rows, (size_t)limit, arena, ret);
}

static const char INSERT_SUBSCRIPTION[] =
    "INSERT INTO subscription"
    "       (tenant_id, id, sku, licenses, assigned, starts_on, ends_on, carry, receipts, voided)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

Err
store_subscription_add(Tx *tx, const Subscription *subscription)
{
    const Subscription *s = subscription;

    return db_exec(tx->db, NULL, INSERT_SUBSCRIPTION,
                   ARGS(TEXT(s->tenant_id.text), TEXT(s->id.text), TEXT(s->sku),
                        INT(s->holding.licenses), INT(s->assigned), INT(s->starts_on.day),
                        INT(s->holding.ends_on.day), INT(s->holding.carry), INT(s->receipts),
                        INT(s->voided)));
}

/* Not the product, which never changes, and not the assigned ones, which assignments count. */
static const char UPDATE_SUBSCRIPTION[] =
    "UPDATE subscription"
    "   SET licenses = $1, starts_on = $2, ends_on = $3, carry = $4, receipts = $5, voided = $6"
    " WHERE tenant_id = $7 AND id = $8";

Err
store_subscription_put(Tx *tx, const Subscription *subscription)
{
    const Subscription *s = subscription;
    int64_t changed;

    TRY(db_exec(tx->db, &changed, UPDATE_SUBSCRIPTION,
                ARGS(INT(s->holding.licenses), INT(s->starts_on.day), INT(s->holding.ends_on.day),
                     INT(s->holding.carry), INT(s->receipts), INT(s->voided),
                     TEXT(s->tenant_id.text), TEXT(s->id.text))));
    return changed == 1 ? OK : ERR_NOT_FOUND;
}
