/*
 * Offers: what a partner is enrolled in, and the products that it grants, line by line.
 */
#include "store/catalogue/catalogue.h"

#include "store/engine/db.h"

// clang-format off
#define GRANT_ROW(FIRST, OTHER)                                                  \
    FIRST(TEXT,   sku,                "product.sku")                             \
    OTHER(CHOICE, kind,               "product.kind", PRODUCT_KIND_NAMES)        \
    OTHER(CHOICE, type,               "line.type", GRANT_TYPE_NAMES)             \
    OTHER(INT,    quantity.licenses,  "line.licenses")                           \
    OTHER(INT,    quantity.incidents, "line.incidents")                          \
    OTHER(CHOICE, quantity.period,    "line.credit_period", CREDIT_PERIOD_NAMES) \
    OTHER(TEXT,   quantity.currency,  "line.credit_currency")                    \
    OTHER(INT,    quantity.micros,    "line.credit_micros")
// clang-format on
ROW_READER(read_grant_row, Grant, GRANT_ROW)

static const char SELECT_GRANTS[] =
    "SELECT wanted.n, " COLUMNS(GRANT_ROW)
    "  FROM (SELECT offer.code, ROW_NUMBER() OVER (ORDER BY offer.code) - 1 AS n"
    "          FROM offer"
    "         WHERE offer.code >= $1 AND offer.code <= $2) AS wanted"
    " CROSS JOIN offer_benefit AS line"
    "  JOIN product ON product.sku = line.sku"
    " WHERE line.offer_code = wanted.code"
    " ORDER BY wanted.n, line.position";

LIST_OF(Grant);

/* Of offers in the order of their codes, between which there are no others. */
static Err
read_grants(Tx *tx, Arena *arena, Offer *offer, size_t count)
{
    CLEANUP(rows_close) Rows rows = {0};
    GrantList *list;

    if (count > 0)
        TRY(db_select(tx->db, &rows, SELECT_GRANTS,
                      ARGS(TEXT(offer[0].code), TEXT(offer[count - 1].code))));
    TRY(ROWS_LISTS(&rows, count, ROWS_ALL, arena, read_grant_row, &list));
    for (size_t i = 0; i < count; i++) {
        offer[i].grant = list[i].item;
        offer[i].grant_count = list[i].count;
    }
    return OK;
}

// clang-format off
#define OFFER_ROW(FIRST, OTHER)                   \
    FIRST(TEXT,   code,       "code")             \
    OTHER(ID,     id,         "id")               \
    OTHER(TEXT,   name,       "name")             \
    OTHER(CHOICE, tier,       "tier", TIER_NAMES) \
    OTHER(TEXT,   competency, "competency")       \
    OTHER(INT,    created_at, "created_at")
// clang-format on
ROW_READER(read_offer_row, Offer, OFFER_ROW)

static const char SELECT_OFFER[] =
    "SELECT " COLUMNS(OFFER_ROW)
    "  FROM offer"
    " WHERE code = $1";

Err
store_offer_get(Tx *tx, const char *code, Arena *arena, Offer *ret)
{
    CLEANUP(rows_close) Rows rows = {0};
    Offer offer;

    TRY(db_select(tx->db, &rows, SELECT_OFFER, ARGS(TEXT(code))));
    TRY(rows_get(&rows, ERR_NOT_FOUND));
    TRY(read_offer_row(&rows, arena, &offer));
    TRY(read_grants(tx, arena, &offer, 1));
    *ret = offer;
    return OK;
}

static const char SELECT_OFFERS[] =
    "SELECT " COLUMNS(OFFER_ROW)
    "  FROM offer"
    " WHERE code > $1"
    " ORDER BY code"
    " LIMIT $2";

Err
store_offer_list(Tx *tx, const Page *page, Arena *arena, OfferList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};
    OfferList list;

    TRY(db_select(tx->db, &rows, SELECT_OFFERS, ARGS(PAGE_AFTER(page), INT(page->limit + 1))));
    TRY(ROWS_LIST(&rows, page->limit, arena, read_offer_row, &list));
    TRY(read_grants(tx, arena, list.item, list.count));
    *ret = list;
    return OK;
}

static const char INSERT_GRANT[] =
    "INSERT INTO offer_benefit"
    "       (offer_code, position, sku, type, licenses, incidents,"
    "        credit_period, credit_currency, credit_micros)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

static Err
add_grant(Tx *tx, const char *code, size_t position, const Grant *grant)
{
    const Quantity *quantity = &grant->quantity;
    bool credit = grant->kind == PRODUCT_CREDIT;

    return db_exec(tx->db, NULL, INSERT_GRANT,
                   ARGS(TEXT(code), INT((int64_t)position), TEXT(grant->sku),
                        TEXT(GRANT_TYPE_NAMES[grant->type]),
                        grant->kind == PRODUCT_LICENSE ? INT(quantity->licenses) : NOTHING,
                        grant->kind == PRODUCT_SUPPORT ? INT(quantity->incidents) : NOTHING,
                        credit ? TEXT(CREDIT_PERIOD_NAMES[quantity->period]) : NOTHING,
                        credit ? TEXT(quantity->currency) : NOTHING,
                        credit ? INT(quantity->micros) : NOTHING));
}

static const char INSERT_OFFER[] =
    "INSERT INTO offer (code, id, name, tier, competency, created_at)"
    " VALUES ($1, $2, $3, $4, $5, $6)";

Err
store_offer_add(Tx *tx, const Offer *offer)
{
    TRY(db_exec(tx->db, NULL, INSERT_OFFER,
                ARGS(TEXT(offer->code), TEXT(offer->id.text), TEXT(offer->name),
                     TEXT(TIER_NAMES[offer->tier]), TEXT(offer->competency),
                     INT(offer->created_at))));
    for (size_t i = 0; i < offer->grant_count; i++)
        TRY(add_grant(tx, offer->code, i, &offer->grant[i]));
    return OK;
}
