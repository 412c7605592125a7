/*
 * Receipts: what each redemption was computed from and what came of it, with its keys. One is never
 * changed, but for the reference of the key that replaced one of its own.
 */
#include "store/redemptions/redemptions.h"

#include "store/engine/db.h"

// clang-format off
#define RECEIPT_KEY_ROW(FIRST, OTHER)       \
    FIRST(CHARS, ref,         "k.ref")      \
    OTHER(INT,   licenses,    "k.licenses") \
    OTHER(CHARS, replaced_by, "k.replaced_by")
// clang-format on
ROW_READER(read_receipt_key_row, ReceiptKey, RECEIPT_KEY_ROW)

static const char SELECT_KEYS[] = WITH_IDS
    "SELECT wanted.n, " COLUMNS(RECEIPT_KEY_ROW)
    "  FROM wanted"
    " CROSS JOIN redemption_key k"
    " WHERE k.tenant_id = $3 AND k.redemption_id = wanted.id"
    " ORDER BY wanted.n, k.position";

LIST_OF(ReceiptKey);

/* Of receipts of one tenant. */
static Err
read_receipt_keys(Tx *tx, Arena *arena, Receipt *receipt, size_t count)
{
    CLEANUP(rows_close) Rows rows = {0};
    ReceiptKeyList *list;

    if (count > 0)
        TRY(db_select(tx->db, &rows, SELECT_KEYS,
                      ARGS(IDS_OF(arena, receipt, count), TEXT(receipt->tenant_id.text))));
    TRY(ROWS_LISTS(&rows, count, RECEIPT_KEYS_MAX, arena, read_receipt_key_row, &list));
    for (size_t i = 0; i < count; i++) {
        receipt[i].key = list[i].item;
        receipt[i].key_count = list[i].count;
    }
    return OK;
}

// clang-format off
#define RECEIPT_ROW(FIRST, OTHER)                             \
    FIRST(ID,     tenant_id,        "r.tenant_id")            \
    OTHER(ID,     id,               "r.id")                   \
    OTHER(ID,     subscription_id,  "r.subscription_id")      \
    OTHER(INT,    number,           "r.number")               \
    OTHER(CHOICE, action,           "r.action", ACTION_NAMES) \
    OTHER(INT,    at,               "r.at")                   \
    OTHER(DATE,   today,            "r.today")                \
    OTHER(ID,     user_id,          "r.account_id")           \
    OTHER(INT,    key_licenses,     "r.key_licenses")         \
    OTHER(INT,    licenses_added,   "r.licenses_added")       \
    OTHER(TEXT,   rule,             "r.rule")                 \
    OTHER(INT,    pool,             "r.pool")                 \
    OTHER(INT,    ticks_each,       "r.ticks_each")           \
    OTHER(INT,    held,             "r.held")                 \
    OTHER(INT,    before.licenses,  "r.before_licenses")      \
    OTHER(DATE,   before.ends_on,   "r.before_ends_on")       \
    OTHER(INT,    before.carry,     "r.before_carry")         \
    OTHER(DATE,   before_starts_on, "r.before_starts_on")     \
    OTHER(INT,    after.licenses,   "r.after_licenses")       \
    OTHER(DATE,   after.ends_on,    "r.after_ends_on")        \
    OTHER(INT,    after.carry,      "r.after_carry")          \
    OTHER(DATE,   after_starts_on,  "r.after_starts_on")      \
    OTHER(ID,     voids,            "r.voids")                \
    OTHER(TEXT,   reason,           "r.reason")               \
    OTHER(TEXT,   sku,              "p.sku")                  \
    OTHER(TEXT,   name.in[LANG_EN],             "p.name")                 \
    OTHER(TEXT,   name.in[LANG_SV],          "p.name_sv")
// clang-format on
ROW_READER(read_receipt_row, Receipt, RECEIPT_ROW)

/* What SELECTs below begin with: a literal, as statements are told apart by their address. */
#define SELECT_RECEIPT                                                                             \
    "SELECT " COLUMNS(RECEIPT_ROW)                                                                 \
    "  FROM redemption r"                                                                          \
    "  JOIN subscription s ON s.tenant_id = r.tenant_id AND s.id = r.subscription_id"              \
    "  JOIN product p ON p.sku = s.sku"

static const char SELECT_ONE[] = SELECT_RECEIPT " WHERE r.id = $1";

Err
store_receipt_get_any(Tx *tx, const Id *id, Arena *arena, Receipt *ret)
{
    CLEANUP(rows_close) Rows rows = {0};
    Receipt receipt;

    TRY(db_select(tx->db, &rows, SELECT_ONE, ARGS(TEXT(id->text))));
    TRY(rows_get(&rows, ERR_NOT_FOUND));
    TRY(read_receipt_row(&rows, arena, &receipt));
    TRY(read_receipt_keys(tx, arena, &receipt, 1));
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

static const char SELECT_OF_TENANT[] = SELECT_RECEIPT
    " WHERE r.tenant_id = $1 AND r.id > $2 AND r.at >= $3"
    " ORDER BY r.id"
    " LIMIT $4";

/* Numbers rise with ids, and by number there is an index. */
static const char SELECT_OF_SUBSCRIPTION[] = SELECT_RECEIPT
    " WHERE r.tenant_id = $1 AND r.subscription_id = $2"
    "   AND r.number > COALESCE((SELECT a.number"
    "                              FROM redemption a"
    "                             WHERE a.tenant_id = $1 AND a.id = $3), 0)"
    "   AND r.at >= $4"
    " ORDER BY r.number"
    " LIMIT $5";

static Err
select_receipts(Tx *tx, const ReceiptScope *scope, const Page *page, Rows *ret)
{
    Arg tenant_id = TEXT(scope->tenant_id.text);
    Arg subscription_id = TEXT(scope->subscription_id.text);
    Arg since = INT(scope->since), limit = INT(page->limit + 1);

    if (id_is_empty(&scope->subscription_id))
        return db_select(tx->db, ret, SELECT_OF_TENANT,
                         ARGS(tenant_id, PAGE_AFTER(page), since, limit));
    return db_select(tx->db, ret, SELECT_OF_SUBSCRIPTION,
                     ARGS(tenant_id, subscription_id, PAGE_AFTER(page), since, limit));
}

/* The keys are read when the rows are all there. */
static Err
list_receipt_rows(Tx *tx, Rows *rows, int64_t limit, Arena *arena, ReceiptList *ret)
{
    ReceiptList list;

    TRY(ROWS_LIST(rows, limit, arena, read_receipt_row, &list));
    TRY(read_receipt_keys(tx, arena, list.item, list.count));
    *ret = list;
    return OK;
}

Err
store_receipt_list(Tx *tx, const ReceiptScope *scope, const Page *page, Arena *arena,
                   ReceiptList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(select_receipts(tx, scope, page, &rows));
    return list_receipt_rows(tx, &rows, page->limit, arena, ret);
}

/* Ids rise with time, so the latest of all of them have the greatest ids. */
static const char SELECT_LAST_FEW[] = WITH_IDS
    "SELECT " COLUMNS(RECEIPT_ROW)
    "  FROM wanted"
    " CROSS JOIN redemption r"
    "  JOIN subscription s ON s.tenant_id = r.tenant_id AND s.id = r.subscription_id"
    "  JOIN product p ON p.sku = s.sku"
    " WHERE r.tenant_id = $3 AND r.subscription_id = wanted.id"
    " ORDER BY r.id DESC"
    " LIMIT $4";

Err
store_receipt_list_latest(Tx *tx, const SubscriptionList *subscriptions, int64_t limit,
                          Arena *arena, ReceiptList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};
    const Subscription *first = subscriptions->item;

    if (subscriptions->count == 0) {
        *ret = (ReceiptList){0};
        return OK;
    }
    TRY(db_select(tx->db, &rows, SELECT_LAST_FEW,
                  ARGS(IDS_OF(arena, first, subscriptions->count), TEXT(first->tenant_id.text),
                       INT(limit + 1))));
    return list_receipt_rows(tx, &rows, limit, arena, ret);
}

static const char SELECT_LATEST[] = WITH_IDS
    "SELECT (SELECT MAX(r.at) FROM redemption r"
    "         WHERE r.tenant_id = $3 AND r.subscription_id = wanted.id)"
    "  FROM wanted"
    " ORDER BY wanted.n";

Err
store_receipt_latest(Tx *tx, const SubscriptionList *subscriptions, Arena *arena, Micros **ret)
{
    CLEANUP(rows_close) Rows rows = {0};
    const Subscription *first = subscriptions->item;
    size_t count = subscriptions->count;
    Micros *latest = ARENA_NEW_ARRAY(arena, Micros, count);

    if (count > 0)
        TRY(db_select(tx->db, &rows, SELECT_LATEST,
                      ARGS(IDS_OF(arena, first, count), TEXT(first->tenant_id.text))));
    for (size_t i = 0; i < count; i++) {
        TRY(rows_get(&rows, ERR_INTERNAL));
        latest[i] = rows_int(&rows, 0);
    }
    *ret = latest;
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
                        ID_OR_NULL(r->voids), TEXT(r->reason)));
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

// clang-format off
#define RECEIPT_LABEL(FIRST, OTHER)      \
    FIRST(ID,   owner_id, "r.tenant_id") \
    OTHER(TEXT, name.in[LANG_EN],     "p.name")      \
    OTHER(TEXT, name.in[LANG_SV],  "p.name_sv")
// clang-format on
ROW_READER(read_receipt_label, Label, RECEIPT_LABEL)

static const char SELECT_RECEIPT_LABELS[] = WITH_IDS
    "SELECT wanted.n, " COLUMNS(RECEIPT_LABEL)
    "  FROM wanted"
    " CROSS JOIN redemption r"
    "  JOIN subscription s ON s.tenant_id = r.tenant_id AND s.id = r.subscription_id"
    "  JOIN product p ON p.sku = s.sku"
    " WHERE ($3 = '' OR r.tenant_id = $3) AND r.id = wanted.id";

Err
store_receipt_labels(Tx *tx, const LabelScope *scope, Arena *arena, Label **ret)
{
    return LABELS(tx->db, SELECT_RECEIPT_LABELS, scope, arena, read_receipt_label, ret);
}
