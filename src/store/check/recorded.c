/*
 * RULE AUD-1, both ways: what is there was made by an event, and what an event made is there.
 */
#include "store/check/check.h"

#include "store/engine/db.h"

/*
 * A lot that took the place of a redeemed key has no event of its own: that of the key names it. Of
 * a credit what was granted and what lapsed are events each, and there are as many as entries.
 */
static const char SELECT_UNRECORDED[] =
    "SELECT m.place"
    "  FROM (SELECT 'product ' || sku AS place, 'product.created' AS type, sku AS subject"
    "          FROM product"
    "        UNION ALL SELECT 'offer ' || code, 'offer.created', code FROM offer"
    "        UNION ALL SELECT 'programme ' || code, 'programme.created', code FROM other_programme"
    "        UNION ALL SELECT 'meter ' || code, 'meter.created', code FROM meter"
    "        UNION ALL SELECT 'partner ' || id, 'partner.created', id FROM partner"
    "        UNION ALL SELECT 'partner ' || id || ', that it is suspended,', 'partner.suspended', "
    "id"
    "                    FROM partner WHERE suspended_at IS NOT NULL"
    "        UNION ALL SELECT 'approval ' || id, 'approval.requested', id FROM approval"
    "        UNION ALL SELECT 'approval ' || id || ', what came of it,', 'approval.' || state, id"
    "                    FROM approval WHERE state IN ('approved', 'refused', 'withdrawn')"
    "        UNION ALL SELECT 'tenant ' || id, 'tenant.created', id FROM tenant"
    "        UNION ALL SELECT 'enrolment ' || id, 'enrolment.created', id FROM enrolment"
    "        UNION ALL SELECT 'benefit ' || id || ', that it is superseded,',"
    "                         'benefit.superseded', id"
    "                    FROM benefit WHERE superseded_by IS NOT NULL"
    "        UNION ALL SELECT 'lot ' || id, 'key-lot.created', id"
    "                    FROM key_lot"
    "                   WHERE whole = 1 AND benefit_id IS NULL"
    "                     AND id NOT IN (SELECT k.lot_id"
    "                                      FROM redemption_key r"
    "                                      JOIN product_key k ON k.ref = r.replaced_by)"
    "        UNION ALL SELECT 'key ' || ref || ', that it was shown,', 'key.revealed', ref"
    "                    FROM product_key WHERE revealed_at IS NOT NULL"
    "        UNION ALL SELECT 'key ' || ref || ', that it was replaced,', 'key.replaced', ref"
    "                    FROM redemption_key WHERE replaced_by IS NOT NULL"
    "        UNION ALL SELECT 'receipt ' || id, 'key.redeemed', id"
    "                    FROM redemption WHERE action <> 'void'"
    "        UNION ALL SELECT 'receipt ' || id, 'redemption.voided', COALESCE(voids, '')"
    "                    FROM redemption WHERE action = 'void'"
    "        UNION ALL SELECT 'licence of ' || account_id || ' in ' || subscription_id,"
    "                         'license.assigned', subscription_id FROM license_assignment"
    "        UNION ALL SELECT 'credit ' || id, 'credit.provisioned', id FROM credit"
    "        UNION ALL SELECT 'rate of ' || to_currency, 'rate.set', to_currency"
    "                    FROM exchange_rate) m"
    "  LEFT JOIN (SELECT DISTINCT type, subject FROM event) e"
    "         ON e.subject = m.subject AND e.type = m.type"
    " WHERE e.subject IS NULL AND m.place > $1"
    " ORDER BY m.place"
    " LIMIT 1";

Err
store_check_unrecorded_next(Tx *tx, const char *after, Arena *arena, const char **ret)
{
    return db_find_text(tx->db, SELECT_UNRECORDED, after, arena, ret);
}

static const char SELECT_UNMADE[] =
    "SELECT e.type || ' ' || e.subject AS place"
    "  FROM (SELECT DISTINCT type, subject FROM event) e"
    "  LEFT JOIN (SELECT 'product.created' AS type, sku AS subject FROM product"
    "             UNION ALL SELECT 'offer.created', code FROM offer"
    "             UNION ALL SELECT 'programme.created', code FROM other_programme"
    "             UNION ALL SELECT 'meter.created', code FROM meter"
    "             UNION ALL SELECT 'partner.created', id FROM partner"
    "             UNION ALL SELECT 'approval.requested', id FROM approval"
    "             UNION ALL SELECT 'approval.' || state, id FROM approval"
    "             UNION ALL SELECT 'tenant.created', id FROM tenant"
    "             UNION ALL SELECT 'user.created', id FROM account"
    "             UNION ALL SELECT 'enrolment.created', id FROM enrolment"
    "             UNION ALL SELECT 'benefit.superseded', id"
    "                         FROM benefit WHERE superseded_by IS NOT NULL"
    "             UNION ALL SELECT 'key-lot.created', id FROM key_lot WHERE whole = 1"
    "             UNION ALL SELECT 'key.revealed', ref"
    "                         FROM product_key WHERE revealed_at IS NOT NULL"
    "             UNION ALL SELECT 'key.replaced', ref"
    "                         FROM redemption_key WHERE replaced_by IS NOT NULL"
    "             UNION ALL SELECT 'key.redeemed', id FROM redemption WHERE action <> 'void'"
    "             UNION ALL SELECT 'redemption.voided', voids"
    "                         FROM redemption WHERE action = 'void'"
    "             UNION ALL SELECT 'credit.provisioned', id FROM credit"
    "             UNION ALL SELECT 'rate.set', to_currency FROM exchange_rate) m"
    "         ON m.subject = e.subject AND m.type = e.type"
    " WHERE m.subject IS NULL"
    "   AND e.type IN ('product.created', 'offer.created', 'programme.created', 'meter.created',"
    "                  'approval.requested', 'approval.approved', 'approval.refused',"
    "                  'approval.withdrawn', 'partner.created', 'tenant.created', 'user.created',"
    "                  'enrolment.created',"
    "                  'benefit.superseded', 'key-lot.created', 'key.revealed', 'key.replaced',"
    "                  'key.redeemed', 'redemption.voided', 'credit.provisioned', 'rate.set')"
    "   AND e.type || ' ' || e.subject > $1"
    " ORDER BY place"
    " LIMIT 1";

Err
store_check_unmade_next(Tx *tx, const char *after, Arena *arena, const char **ret)
{
    return db_find_text(tx->db, SELECT_UNMADE, after, arena, ret);
}

/* What a credit was granted, what of it lapsed and what was corrected are an event each. */
static const char SELECT_POSTED[] =
    "SELECT credit_id"
    "  FROM (SELECT credit_id, CASE kind WHEN 'grant' THEN 'credit.granted'"
    "                                    ELSE 'credit.lapsed' END AS type, 1 AS entries"
    "          FROM (SELECT DISTINCT credit_id, entry, kind FROM posting"
    "                 WHERE kind IN ('grant', 'lapse')) p"
    "        UNION ALL"
    "        SELECT credit_id, 'credit.corrected', 1 FROM usage_correction"
    "        UNION ALL"
    "        SELECT subject, type, -1"
    "          FROM event"
    "         WHERE type IN ('credit.granted', 'credit.lapsed', 'credit.corrected')) both_of_them"
    " WHERE credit_id > $1"
    " GROUP BY credit_id, type"
    " HAVING SUM(entries) <> 0"
    " ORDER BY credit_id"
    " LIMIT 1";

Err
store_check_posted_next(Tx *tx, const char *after, Arena *arena, const char **ret)
{
    return db_find_text(tx->db, SELECT_POSTED, after, arena, ret);
}
