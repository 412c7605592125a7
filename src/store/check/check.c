/*
 * What perq check looks for: rows that contradict one another. Each statement finds the next of one
 * kind of contradiction, after the one before.
 */
#include "store/check/check.h"

#include "store/engine/db.h"

/* A word that this program does not know, which is in the way of reading the row. */
static const char SELECT_WORD[] =
    "SELECT place"
    "  FROM (SELECT 'product ' || sku || ': its kind' AS place FROM product"
    "         WHERE kind NOT IN ('license', 'credit', 'support')"
    "        UNION ALL SELECT 'offer ' || code || ': its tier' FROM offer"
    "         WHERE tier NOT IN ('action-pack', 'silver', 'gold')"
    "        UNION ALL SELECT 'offer ' || offer_code || ': line ' || position FROM offer_benefit"
    "         WHERE type NOT IN ('core', 'incremental') OR credit_period NOT IN ('month', 'year')"
    "        UNION ALL SELECT 'benefit ' || id || ': its type or period' FROM benefit"
    "         WHERE type NOT IN ('core', 'incremental') OR credit_period NOT IN ('month', 'year')"
    "        UNION ALL SELECT 'user ' || id || ': the kind' FROM account"
    "         WHERE kind NOT IN ('member', 'guest')"
    "        UNION ALL SELECT 'key ' || ref || ': its state' FROM product_key"
    "         WHERE state NOT IN ('ready', 'revealed', 'redeemed', 'revoked')"
    "        UNION ALL SELECT 'approval ' || id || ': its state' FROM approval"
    "         WHERE state NOT IN ('waiting', 'approved', 'refused', 'withdrawn', 'lapsed')"
    "        UNION ALL SELECT 'receipt ' || id || ': its action' FROM redemption"
    "         WHERE action NOT IN ('activate', 'extend', 'add', 'void')"
    "        UNION ALL SELECT 'credit ' || id || ': its kind' FROM credit"
    "         WHERE kind NOT IN ('monthly', 'bulk')"
    "        UNION ALL SELECT 'credit ' || credit_id || ': posting ' || seq FROM posting"
    "         WHERE kind NOT IN ('grant', 'use', 'lapse', 'transfer', 'correction')"
    "            OR account NOT IN ('programme', 'available', 'used', 'lapsed', 'uncovered',"
    "                               'outside')) AS places"
    " WHERE place > $1"
    " ORDER BY place"
    " LIMIT 1";

Err
store_check_word_next(Tx *tx, const char *after, Arena *arena, const char **ret)
{
    return db_find_text(tx->db, SELECT_WORD, after, arena, ret);
}

/* RULE KEY-5: the sealed copy of a redeemed key is erased, so its presence is a fault as well. */
static const char SELECT_KEY[] =
    "SELECT k.ref"
    "  FROM product_key k"
    "  JOIN key_lot l ON l.id = k.lot_id"
    "  LEFT JOIN redemption_key r ON r.ref = k.ref"
    " WHERE k.ref > $1"
    "   AND CASE WHEN k.state = 'redeemed'"
    "            THEN r.ref IS NULL OR k.sealed IS NOT NULL OR k.tenant_id IS NULL"
    "                 OR k.redemption_id IS NULL OR r.tenant_id <> k.tenant_id"
    "                 OR r.redemption_id <> k.redemption_id OR r.licenses <> l.licenses"
    "            ELSE r.ref IS NOT NULL OR k.tenant_id IS NOT NULL"
    "                 OR k.redemption_id IS NOT NULL"
    "       END"
    " ORDER BY k.ref"
    " LIMIT 1";

Err
store_check_key_next(Tx *tx, const char *after, Arena *arena, const char **ret)
{
    return db_find_text(tx->db, SELECT_KEY, after, arena, ret);
}

static const char SELECT_RECEIPT_KEY[] =
    "SELECT r.ref"
    "  FROM redemption_key r"
    "  LEFT JOIN product_key k ON k.ref = r.ref"
    "  LEFT JOIN redemption d ON d.tenant_id = r.tenant_id AND d.id = r.redemption_id"
    " WHERE r.ref > $1"
    "   AND (k.ref IS NULL OR d.id IS NULL)"
    " ORDER BY r.ref"
    " LIMIT 1";

Err
store_check_receipt_key_next(Tx *tx, const char *after, Arena *arena, const char **ret)
{
    return db_find_text(tx->db, SELECT_RECEIPT_KEY, after, arena, ret);
}

static const char SELECT_RECEIPT[] =
    "SELECT r.id"
    "  FROM redemption r"
    "  LEFT JOIN subscription s ON s.tenant_id = r.tenant_id AND s.id = r.subscription_id"
    " WHERE r.id > $1 AND s.id IS NULL"
    " ORDER BY r.id"
    " LIMIT 1";

Err
store_check_receipt_next(Tx *tx, const char *after, Arena *arena, const char **ret)
{
    return db_find_text(tx->db, SELECT_RECEIPT, after, arena, ret);
}

/*
 * RULE CR-7: what is kept of a day is the sum of its events, without those that were corrected
 * (RULE CR-13); the events alone would do.
 */
static const char SELECT_USAGE[] =
    "SELECT credit_id"
    "  FROM (SELECT credit_id, at / 86400000000 AS day, account_id, 1 AS events, micros"
    "          FROM usage_event"
    "         WHERE credit_id > $1"
    "        UNION ALL"
    "        SELECT e.credit_id, e.at / 86400000000, e.account_id, -1, -e.micros"
    "          FROM usage_correction c"
    "          JOIN usage_event e"
    "            ON e.reporter = c.reporter AND e.source = c.source AND e.id = c.id"
    "         WHERE e.credit_id > $1"
    "        UNION ALL"
    "        SELECT credit_id, day, account_id, -events, -micros"
    "          FROM usage_day"
    "         WHERE credit_id > $1) both_of_them"
    " GROUP BY credit_id, day, account_id"
    " HAVING SUM(events) <> 0 OR SUM(micros) <> 0"
    " ORDER BY credit_id"
    " LIMIT 1";

Err
store_check_usage_next(Tx *tx, const char *after, Arena *arena, const char **ret)
{
    return db_find_text(tx->db, SELECT_USAGE, after, arena, ret);
}

/* The rows of product_key are what a lot says that it has; its event says so too. */
static const char SELECT_LOT[] =
    "SELECT l.id"
    "  FROM key_lot l"
    "  LEFT JOIN (SELECT lot_id, COUNT(*) AS keys,"
    "                    SUM(CASE WHEN state IN ('ready', 'revealed') AND sealed IS NULL THEN 1"
    "                             WHEN state IN ('redeemed', 'revoked') AND sealed IS NOT NULL "
    "THEN 1"
    "                             ELSE 0 END) AS wrong"
    "               FROM product_key"
    "              GROUP BY lot_id) k ON k.lot_id = l.id"
    "  LEFT JOIN (SELECT subject, MIN(data) AS data"
    "               FROM event"
    "              WHERE type = 'key-lot.created'"
    "              GROUP BY subject) e ON e.subject = l.id"
    " WHERE l.id > $1 AND l.whole = 1"
    "   AND (COALESCE(k.keys, 0) <> l.key_count OR k.wrong > 0"
    "        OR e.data NOT LIKE '%\"licenses\":' || l.licenses || ',\"count\":' || l.key_count || "
    "',%')"
    " ORDER BY l.id"
    " LIMIT 1";

Err
store_check_lot_next(Tx *tx, const char *after, Arena *arena, const char **ret)
{
    return db_find_text(tx->db, SELECT_LOT, after, arena, ret);
}

static const char SELECT_REFERENCE[] =
    "SELECT DISTINCT \"table\" || ': a row of ' || parent AS place"
    "  FROM pragma_foreign_key_check"
    " WHERE \"table\" || ': a row of ' || parent > $1"
    " ORDER BY place"
    " LIMIT 1";

Err
store_check_reference_next(Tx *tx, const char *after, Arena *arena, const char **ret)
{
    return db_find_text(tx->db, SELECT_REFERENCE, after, arena, ret);
}
