/*
 * Subscriptions: how many licences of a product a tenant has, and until when. One whose only
 * redemption was taken back is voided: its row stays, for its receipts, but nobody finds it.
 */
#include "store/subscriptions/subscriptions.h"

#include "store/engine/db.h"
#include "store/subscriptions/read_subscription.h"

static const char SELECT_SUBSCRIPTION[] =
    "SELECT " COLUMNS(SUBSCRIPTION_ROW)
    "  FROM subscription s"
    "  JOIN product p ON p.sku = s.sku"
    " WHERE s.tenant_id = $1 AND s.id = $2 AND s.voided = 0";

Err
store_subscription_get(Tx *tx, const Id *tenant_id, const Id *id, Arena *arena, Subscription *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_SUBSCRIPTION, ARGS(TEXT(tenant_id->text), TEXT(id->text))));
    TRY(rows_get(&rows, ERR_NOT_FOUND));
    return read_subscription_row(&rows, arena, ret);
}

/* Only the operator asks without a tenant, so no index is kept for it: each tenant is tried. */
static const char SELECT_SUBSCRIPTION_ANY[] =
    "SELECT " COLUMNS(SUBSCRIPTION_ROW)
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
    return read_subscription_row(&rows, arena, ret);
}

static const char SELECT_OF_USERS[] = WITH_IDS
    "SELECT held.n, " COLUMNS(SUBSCRIPTION_ROW)
    "  FROM (SELECT wanted.n, s.id,"
    "               ROW_NUMBER() OVER (PARTITION BY wanted.n ORDER BY s.id) AS number"
    "          FROM wanted"
    "         CROSS JOIN license_assignment l"
    "          JOIN subscription s ON s.tenant_id = l.tenant_id AND s.id = l.subscription_id"
    "         WHERE l.tenant_id = $3 AND s.voided = 0 AND l.account_id = wanted.id) AS held"
    " CROSS JOIN subscription s"
    "  JOIN product p ON p.sku = s.sku"
    " WHERE held.number <= $4 AND s.tenant_id = $3 AND s.id = held.id"
    " ORDER BY held.n, held.id";

Err
store_subscription_list_of_users(Tx *tx, const UserList *users, int64_t limit, Arena *arena,
                                 SubscriptionList **ret)
{
    CLEANUP(rows_close) Rows rows = {0};
    const User *first = users->item;

    if (users->count > 0)
        TRY(db_select(
            tx->db, &rows, SELECT_OF_USERS,
            ARGS(IDS_OF(arena, first, users->count), TEXT(first->tenant_id.text), INT(limit + 1))));
    return ROWS_LISTS(&rows, users->count, limit, arena, read_subscription_row, ret);
}

static const char SELECT_OF_PRODUCT[] =
    "SELECT " COLUMNS(SUBSCRIPTION_ROW)
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
    return ROWS_LIST(&rows, scope->limit, arena, read_subscription_row, ret);
}

static const char SELECT_ENDING[] = WITH_IDS
    "SELECT ending.n, " COLUMNS(SUBSCRIPTION_ROW)
    "  FROM (SELECT wanted.n, s.tenant_id, s.id,"
    "               ROW_NUMBER() OVER (PARTITION BY wanted.n ORDER BY s.ends_on, s.id) AS number"
    "          FROM wanted"
    "         CROSS JOIN subscription s"
    "         WHERE s.tenant_id = wanted.id AND s.ends_on >= $3 AND s.ends_on < $4"
    "           AND s.voided = 0) AS ending"
    " CROSS JOIN subscription s"
    "  JOIN product p ON p.sku = s.sku"
    " WHERE ending.number <= $5 AND s.tenant_id = ending.tenant_id AND s.id = ending.id"
    " ORDER BY ending.n, ending.number";

Err
store_subscription_lists_ending(Tx *tx, const EndScope *scope, Arena *arena, SubscriptionList **ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    if (scope->count > 0)
        TRY(db_select(tx->db, &rows, SELECT_ENDING,
                      ARGS(IDS(arena, scope->tenant_id, scope->count), INT(scope->ends_from),
                           INT(scope->ends_before), INT(scope->limit + 1))));
    return ROWS_LISTS(&rows, scope->count, scope->limit, arena, read_subscription_row, ret);
}

static const char SELECT_ALL[] =
    "SELECT " COLUMNS(SUBSCRIPTION_ROW)
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
    return ROWS_LIST(&rows, limit, arena, read_subscription_row, ret);
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

// clang-format off
#define SUBSCRIPTION_LABEL(FIRST, OTHER) \
    FIRST(ID,   owner_id, "s.tenant_id") \
    OTHER(TEXT, name.in[LANG_EN],     "p.name")      \
    OTHER(TEXT, name.in[LANG_SV],  "p.name_sv")
// clang-format on
ROW_READER(read_subscription_label, Label, SUBSCRIPTION_LABEL)

/* Without an owner each tenant is tried, as by store_subscription_get_any(). */
static const char SELECT_SUBSCRIPTION_LABELS[] = WITH_IDS
    "SELECT wanted.n, " COLUMNS(SUBSCRIPTION_LABEL)
    "  FROM tenant t"
    " CROSS JOIN wanted"
    " CROSS JOIN subscription s"
    "  JOIN product p ON p.sku = s.sku"
    " WHERE ($3 = '' OR t.id = $3) AND s.tenant_id = t.id AND s.voided = 0"
    "   AND s.id = wanted.id";

Err
store_subscription_labels(Tx *tx, const LabelScope *scope, Arena *arena, Label **ret)
{
    return LABELS(tx->db, SELECT_SUBSCRIPTION_LABELS, scope, arena, read_subscription_label, ret);
}
