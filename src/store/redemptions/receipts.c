#include "store/redemptions/redemptions.h"

#include "store/engine/db.h"

static Holding
read_holding(const Rows *rows, int column)
{
    return (Holding){
        .licenses = rows_int(rows, column),
        .ends_on = rows_date(rows, column + 1),
        .carry = rows_int(rows, column + 2),
    };
}

/* The columns of every SELECT of receipts below, in this order. */
static Receipt
read_receipt(const Rows *rows, Arena *arena)
{
    return (Receipt){
        .tenant_id = rows_id(rows, 0),
        .id = rows_id(rows, 1),
        .subscription_id = rows_id(rows, 2),
        .number = rows_int(rows, 3),
        .action = (Action)name_index(ACTION_NAMES, rows_text(rows, 4, arena)),
        .at = rows_int(rows, 5),
        .today = rows_date(rows, 6),
        .user_id = rows_id(rows, 7),
        .key_licenses = rows_int(rows, 8),
        .licenses_added = rows_int(rows, 9),
        .rule = rows_text(rows, 10, arena),
        .pool = rows_int(rows, 11),
        .ticks_each = rows_int(rows, 12),
        .held = rows_int(rows, 13) != 0,
        .before = read_holding(rows, 14),
        .before_starts_on = rows_date(rows, 17),
        .after = read_holding(rows, 18),
        .after_starts_on = rows_date(rows, 21),
        .voids = rows_id(rows, 22),
        .reason = rows_text(rows, 23, arena),
        .sku = rows_text(rows, 24, arena),
        .name = rows_text(rows, 25, arena),
        .name_sv = rows_text(rows, 26, arena),
    };
}

static ReceiptKey
read_key(const Rows *rows, Arena *arena)
{
    const char *replaced_by = rows_text(rows, 2, arena);
    ReceiptKey key = {.licenses = rows_int(rows, 1)};

    snprintf(key.ref, sizeof(key.ref), "%s", rows_text(rows, 0, arena));
    if (replaced_by != NULL)
        snprintf(key.replaced_by, sizeof(key.replaced_by), "%s", replaced_by);
    return key;
}

static const char SELECT_KEYS[] =
    "SELECT ref, licenses, replaced_by"
    "  FROM redemption_key"
    " WHERE tenant_id = $1 AND redemption_id = $2"
    " ORDER BY position";

static Err
add_keys(Tx *tx, Arena *arena, Receipt *receipt)
{
    CLEANUP(rows_close) Rows rows = {0};
    bool found;

    receipt->key = ARENA_NEW_ARRAY(arena, ReceiptKey, RECEIPT_KEYS_MAX);
    TRY(db_select(tx->db, &rows, SELECT_KEYS,
                  ARGS(TEXT(receipt->tenant_id.text), TEXT(receipt->id.text))));
    TRY(rows_next(&rows, &found));
    while (found && receipt->key_count < RECEIPT_KEYS_MAX) {
        receipt->key[receipt->key_count++] = read_key(&rows, arena);
        TRY(rows_next(&rows, &found));
    }
    return OK;
}

static const char SELECT_RECEIPT[] =
    "SELECT r.tenant_id, r.id, r.subscription_id, r.number, r.action, r.at, r.today,"
    "       r.account_id, r.key_licenses, r.licenses_added, r.rule, r.pool, r.ticks_each, r.held,"
    "       r.before_licenses, r.before_ends_on, r.before_carry, r.before_starts_on,"
    "       r.after_licenses, r.after_ends_on, r.after_carry, r.after_starts_on,"
    "       r.voids, r.reason, p.sku, p.name, p.name_sv"
    "  FROM redemption r"
    "  JOIN subscription s ON s.tenant_id = r.tenant_id AND s.id = r.subscription_id"
    "  JOIN product p ON p.sku = s.sku"
    " WHERE r.id = $1";

Err
store_receipt_get_any(Tx *tx, const Id *id, Arena *arena, Receipt *ret)
{
    CLEANUP(rows_close) Rows rows = {0};
    Receipt receipt;

    TRY(db_select(tx->db, &rows, SELECT_RECEIPT, ARGS(TEXT(id->text))));
    TRY(rows_get(&rows, ERR_NOT_FOUND));
    receipt = read_receipt(&rows, arena);
    TRY(add_keys(tx, arena, &receipt));
    *ret = receipt;
    return OK;
}

Err
store_receipt_get(Tx *tx, const Id *tenant_id, const Id *id, Arena *arena, Receipt *ret)
{
    Receipt receipt;

    TRY(store_receipt_get_any(tx, id, arena, &receipt));
    /* RULE ROLE-2: another tenant's receipt is none. */
    if (strcmp(receipt.tenant_id.text, tenant_id->text) != 0)
        return ERR_NOT_FOUND;
    *ret = receipt;
    return OK;
}

static const char SELECT_OF_TENANT[] =
    "SELECT r.tenant_id, r.id, r.subscription_id, r.number, r.action, r.at, r.today,"
    "       r.account_id, r.key_licenses, r.licenses_added, r.rule, r.pool, r.ticks_each, r.held,"
    "       r.before_licenses, r.before_ends_on, r.before_carry, r.before_starts_on,"
    "       r.after_licenses, r.after_ends_on, r.after_carry, r.after_starts_on,"
    "       r.voids, r.reason, p.sku, p.name, p.name_sv"
    "  FROM redemption r"
    "  JOIN subscription s ON s.tenant_id = r.tenant_id AND s.id = r.subscription_id"
    "  JOIN product p ON p.sku = s.sku"
    " WHERE r.tenant_id = $1 AND r.id > $2"
    " ORDER BY r.id"
    " LIMIT $3";

/* Numbers rise with ids, and by number there is an index. */
static const char SELECT_OF_SUBSCRIPTION[] =
    "SELECT r.tenant_id, r.id, r.subscription_id, r.number, r.action, r.at, r.today,"
    "       r.account_id, r.key_licenses, r.licenses_added, r.rule, r.pool, r.ticks_each, r.held,"
    "       r.before_licenses, r.before_ends_on, r.before_carry, r.before_starts_on,"
    "       r.after_licenses, r.after_ends_on, r.after_carry, r.after_starts_on,"
    "       r.voids, r.reason, p.sku, p.name, p.name_sv"
    "  FROM redemption r"
    "  JOIN subscription s ON s.tenant_id = r.tenant_id AND s.id = r.subscription_id"
    "  JOIN product p ON p.sku = s.sku"
    " WHERE r.tenant_id = $1 AND r.subscription_id = $2"
    "   AND r.number > COALESCE((SELECT a.number"
    "                              FROM redemption a"
    "                             WHERE a.tenant_id = $1 AND a.id = $3), 0)"
    " ORDER BY r.number"
    " LIMIT $4";

static Err
select_list(Tx *tx, const ReceiptScope *scope, const Page *page, Rows *ret)
{
    Arg tenant_id = TEXT(scope->tenant_id.text);
    Arg subscription_id = TEXT(scope->subscription_id.text);
    Arg after = TEXT(page->after == NULL ? "" : page->after);
    Arg limit = INT(page->limit + 1);

    if (id_is_empty(&scope->subscription_id))
        return db_select(tx->db, ret, SELECT_OF_TENANT, ARGS(tenant_id, after, limit));
    return db_select(tx->db, ret, SELECT_OF_SUBSCRIPTION,
                     ARGS(tenant_id, subscription_id, after, limit));
}

static Err
read_list(Tx *tx, Rows *rows, size_t limit, Arena *arena, ReceiptList *ret)
{
    ReceiptList list = {.item = ARENA_NEW_ARRAY(arena, Receipt, limit)};
    bool found;

    TRY(rows_next(rows, &found));
    while (found && list.count < limit) {
        Receipt *receipt = &list.item[list.count++];
        *receipt = read_receipt(rows, arena);
        TRY(add_keys(tx, arena, receipt));
        TRY(rows_next(rows, &found));
    }
    list.more = found;
    *ret = list;
    return OK;
}

Err
store_receipt_list(Tx *tx, const ReceiptScope *scope, const Page *page, Arena *arena,
                   ReceiptList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(select_list(tx, scope, page, &rows));
    return read_list(tx, &rows, (size_t)page->limit, arena, ret);
}

static const char SELECT_LAST_FEW[] =
    "SELECT r.tenant_id, r.id, r.subscription_id, r.number, r.action, r.at, r.today,"
    "       r.account_id, r.key_licenses, r.licenses_added, r.rule, r.pool, r.ticks_each, r.held,"
    "       r.before_licenses, r.before_ends_on, r.before_carry, r.before_starts_on,"
    "       r.after_licenses, r.after_ends_on, r.after_carry, r.after_starts_on,"
    "       r.voids, r.reason, p.sku, p.name, p.name_sv"
    "  FROM redemption r"
    "  JOIN subscription s ON s.tenant_id = r.tenant_id AND s.id = r.subscription_id"
    "  JOIN product p ON p.sku = s.sku"
    " WHERE r.tenant_id = $1 AND r.subscription_id = $2"
    " ORDER BY r.number DESC"
    " LIMIT $3";

Err
store_receipt_list_latest(Tx *tx, const ReceiptScope *scope, int64_t limit, Arena *arena,
                          ReceiptList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(
        tx->db, &rows, SELECT_LAST_FEW,
        ARGS(TEXT(scope->tenant_id.text), TEXT(scope->subscription_id.text), INT(limit + 1))));
    return read_list(tx, &rows, (size_t)limit, arena, ret);
}

static const char SELECT_LATEST[] =
    "SELECT COALESCE(MAX(at), 0)"
    "  FROM redemption"
    " WHERE tenant_id = $1 AND subscription_id = $2";

Err
store_receipt_latest(Tx *tx, const ReceiptScope *scope, Micros *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_LATEST,
                  ARGS(TEXT(scope->tenant_id.text), TEXT(scope->subscription_id.text))));
    TRY(rows_get(&rows, ERR_INTERNAL));
    *ret = rows_int(&rows, 0);
    return OK;
}

static const char INSERT_RECEIPT[] =
    "INSERT INTO redemption"
    "       (tenant_id, id, subscription_id, number, action, at, today, account_id, key_licenses,"
    "        licenses_added, rule, pool, ticks_each, held, before_licenses, before_starts_on,"
    "        before_ends_on, before_carry, after_licenses, after_starts_on, after_ends_on,"
    "        after_carry, voids, reason)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,"
    "         $19, $20, $21, $22, $23, $24)";

static Err
add_receipt(Tx *tx, const Receipt *receipt)
{
    const Receipt *r = receipt;

    return db_exec(tx->db, NULL, INSERT_RECEIPT,
                   ARGS(TEXT(r->tenant_id.text), TEXT(r->id.text), TEXT(r->subscription_id.text),
                        INT(r->number), TEXT(ACTION_NAMES[r->action]), INT(r->at),
                        INT(r->today.day), TEXT(r->user_id.text), INT(r->key_licenses),
                        INT(r->licenses_added), TEXT(r->rule), INT(r->pool), INT(r->ticks_each),
                        INT(r->held), INT(r->before.licenses), INT(r->before_starts_on.day),
                        INT(r->before.ends_on.day), INT(r->before.carry), INT(r->after.licenses),
                        INT(r->after_starts_on.day), INT(r->after.ends_on.day), INT(r->after.carry),
                        id_is_empty(&r->voids) ? NOTHING : TEXT(r->voids.text), TEXT(r->reason)));
}

/* RULE KEY-3: the unique index over references refuses a key that stands in another receipt. */
static const char INSERT_KEY[] =
    "INSERT INTO redemption_key (tenant_id, redemption_id, position, ref, licenses)"
    " VALUES ($1, $2, $3, $4, $5)";

Err
store_receipt_add(Tx *tx, const Receipt *receipt)
{
    TRY(add_receipt(tx, receipt));
    for (size_t i = 0; i < receipt->key_count; i++)
        TRY(db_exec(tx->db, NULL, INSERT_KEY,
                    ARGS(TEXT(receipt->tenant_id.text), TEXT(receipt->id.text), INT((int64_t)i),
                         TEXT(receipt->key[i].ref), INT(receipt->key[i].licenses))));
    return OK;
}

/* RULE KEY-10: once per key, and the WHERE clause decides it. */
static const char UPDATE_REPLACED[] =
    "UPDATE redemption_key"
    "   SET replaced_by = $1"
    " WHERE ref = $2 AND replaced_by IS NULL";

Err
store_receipt_key_replace(Tx *tx, const char *ref, const char *replaced_by)
{
    int64_t changed;

    TRY(db_exec(tx->db, &changed, UPDATE_REPLACED, ARGS(TEXT(replaced_by), TEXT(ref))));
    return changed == 1 ? OK : ERR_REPLACEMENT_REFUSED;
}
