#include "store/catalogue/catalogue.h"

#include "store/engine/db.h"

static Offer
read_offer(const Rows *rows, Arena *arena)
{
    return (Offer){
        .code = rows_text(rows, 0, arena),
        .id = rows_id(rows, 1),
        .name = rows_text(rows, 2, arena),
        .tier = (Tier)name_index(TIER_NAMES, rows_text(rows, 3, arena)),
        .competency = rows_text(rows, 4, arena),
        .created_at = rows_int(rows, 5),
        .grant_count = (size_t)rows_int(rows, 6),
    };
}

static Grant
read_grant(const Rows *rows, Arena *arena)
{
    Grant grant = {
        .sku = rows_text(rows, 0, arena),
        .kind = (ProductKind)name_index(PRODUCT_KIND_NAMES, rows_text(rows, 1, arena)),
        .type = (GrantType)name_index(GRANT_TYPE_NAMES, rows_text(rows, 2, arena)),
        .quantity = {.licenses = rows_int(rows, 3), .incidents = rows_int(rows, 4)},
    };

    if (grant.kind == PRODUCT_CREDIT) {
        const char *period = rows_text(rows, 5, arena);
        grant.quantity.period = (CreditPeriod)name_index(CREDIT_PERIOD_NAMES, period);
        grant.quantity.currency = rows_text(rows, 6, arena);
        grant.quantity.micros = rows_int(rows, 7);
    }
    return grant;
}

static const char SELECT_GRANTS[] =
    "SELECT product.sku, product.kind, line.type, line.licenses, line.incidents,"
    "       line.credit_period, line.credit_currency, line.credit_micros"
    "  FROM offer_benefit AS line"
    "  JOIN product ON product.sku = line.sku"
    " WHERE line.offer_code = $1"
    " ORDER BY line.position"
    " LIMIT $2";

static Err
read_grants(Tx *tx, Arena *arena, Offer *offer)
{
    CLEANUP(rows_close) Rows rows = {0};

    offer->grant = ARENA_NEW_ARRAY(arena, Grant, offer->grant_count);
    TRY(db_select(tx->db, &rows, SELECT_GRANTS,
                  ARGS(TEXT(offer->code), INT((int64_t)offer->grant_count))));
    for (size_t i = 0; i < offer->grant_count; i++) {
        TRY(rows_get(&rows, ERR_STORAGE_UNAVAILABLE));
        offer->grant[i] = read_grant(&rows, arena);
    }
    return OK;
}

static const char SELECT_OFFER[] =
    "SELECT code, id, name, tier, competency, created_at,"
    "       (SELECT COUNT(*) FROM offer_benefit AS line WHERE line.offer_code = offer.code)"
    "  FROM offer"
    " WHERE code = $1";

Err
store_offer_get(Tx *tx, const char *code, Arena *arena, Offer *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_OFFER, ARGS(TEXT(code))));
    TRY(rows_get(&rows, ERR_NOT_FOUND));
    Offer offer = read_offer(&rows, arena);
    TRY(read_grants(tx, arena, &offer));
    *ret = offer;
    return OK;
}

static const char SELECT_OFFERS[] =
    "SELECT code, id, name, tier, competency, created_at,"
    "       (SELECT COUNT(*) FROM offer_benefit AS line WHERE line.offer_code = offer.code)"
    "  FROM offer"
    " WHERE code > $1"
    " ORDER BY code"
    " LIMIT $2";

Err
store_offer_list(Tx *tx, const Page *page, Arena *arena, OfferList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};
    size_t limit = (size_t)page->limit;
    OfferList list = {.item = ARENA_NEW_ARRAY(arena, Offer, limit)};
    bool found;

    TRY(db_select(tx->db, &rows, SELECT_OFFERS,
                  ARGS(TEXT(page->after == NULL ? "" : page->after), INT(page->limit + 1))));
    TRY(rows_next(&rows, &found));
    while (found && list.count < limit) {
        Offer *offer = &list.item[list.count++];
        *offer = read_offer(&rows, arena);
        TRY(read_grants(tx, arena, offer));
        TRY(rows_next(&rows, &found));
    }
    list.more = found;
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
