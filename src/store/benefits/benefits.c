#include "store/benefits/benefits.h"

#include "store/engine/db.h"
#include "store/engine/memo.h"

/* The same columns in the same order in each SELECT below. */
static Benefit
read_benefit(const Rows *rows, Arena *arena)
{
    const char *period = rows_text(rows, 7, arena);
    const char *superseded_by = rows_text(rows, 11, arena);

    return (Benefit){
        .id = rows_id(rows, 0),
        .partner_id = rows_id(rows, 1),
        .enrolment_id = rows_id(rows, 2),
        .sku = rows_text(rows, 3, arena),
        .type = (GrantType)name_index(GRANT_TYPE_NAMES, rows_text(rows, 4, arena)),
        .quantity =
            {
                .licenses = rows_int(rows, 5),
                .incidents = rows_int(rows, 6),
                .period = period == NULL ? CREDIT_MONTH
                                         : (CreditPeriod)name_index(CREDIT_PERIOD_NAMES, period),
                .currency = rows_text(rows, 8, arena),
                .micros = rows_int(rows, 9),
            },
        .incidents_used = rows_int(rows, 10),
        .superseded_by = id_from(superseded_by),
        .activate_by = rows_date(rows, 12),
        .created_at = rows_int(rows, 13),
        .product_name = rows_text(rows, 14, arena),
        .product_name_sv = rows_text(rows, 15, arena),
        .kind = (ProductKind)name_index(PRODUCT_KIND_NAMES, rows_text(rows, 16, arena)),
        .offer_code = rows_text(rows, 17, arena),
        .offer_name = rows_text(rows, 18, arena),
        .competency = rows_text(rows, 19, arena),
        .tier = (Tier)name_index(TIER_NAMES, rows_text(rows, 20, arena)),
        .retired = rows_int(rows, 21) != 0,
        .replaced_by = rows_text(rows, 22, arena),
        .replaced_by_sv = rows_text(rows, 23, arena),
    };
}

static Err
read_benefits(Rows *rows, Arena *arena, BenefitList *ret)
{
    BenefitList list = {0};
    bool found;

    TRY(rows_next(rows, &found));
    while (found) {
        list.item = list_grow(arena, list.item, list.count, sizeof(*list.item));
        list.item[list.count++] = read_benefit(rows, arena);
        TRY(rows_next(rows, &found));
    }
    *ret = list;
    return OK;
}

static const char SELECT_BENEFIT[] =
    "SELECT benefit.id, benefit.partner_id, enrolment_id, benefit.sku, type, licenses, incidents,"
    "       credit_period, credit_currency, credit_micros, incidents_used, superseded_by,"
    "       benefit.activate_by, benefit.created_at, product.name, product.name_sv, product.kind,"
    "       offer.code, offer.name, offer.competency, offer.tier,"
    "       product.retired, replacement.name, replacement.name_sv"
    "  FROM benefit"
    "  JOIN product ON product.sku = benefit.sku"
    "  LEFT JOIN product replacement ON replacement.sku = product.replaced_by"
    "  JOIN enrolment ON enrolment.id = benefit.enrolment_id"
    "  JOIN offer ON offer.code = enrolment.offer_code"
    " WHERE benefit.id = $1";

Err
store_benefit_get(Tx *tx, const Id *id, Arena *arena, Benefit *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_BENEFIT, ARGS(TEXT(id->text))));
    TRY(rows_get(&rows, ERR_NOT_FOUND));
    *ret = read_benefit(&rows, arena);
    return OK;
}

/* By way of the few enrolments, whose offers are read once and not for each benefit. */
static const char SELECT_BENEFITS[] =
    "SELECT benefit.id, benefit.partner_id, enrolment_id, benefit.sku, type, licenses, incidents,"
    "       credit_period, credit_currency, credit_micros, incidents_used, superseded_by,"
    "       benefit.activate_by, benefit.created_at, product.name, product.name_sv, product.kind,"
    "       offer.code, offer.name, offer.competency, offer.tier,"
    "       product.retired, replacement.name, replacement.name_sv"
    "  FROM enrolment"
    "  JOIN offer ON offer.code = enrolment.offer_code"
    "  JOIN benefit ON benefit.enrolment_id = enrolment.id"
    "  JOIN product ON product.sku = benefit.sku"
    "  LEFT JOIN product replacement ON replacement.sku = product.replaced_by"
    " WHERE enrolment.partner_id = $1"
    " ORDER BY benefit.id";

static Err
select_benefits(Tx *tx, const Id *partner_id, Arena *arena, BenefitList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_BENEFITS, ARGS(TEXT(partner_id->text))));
    return read_benefits(&rows, arena, ret);
}

Err
store_benefit_list(Tx *tx, const Id *partner_id, Arena *arena, BenefitList *ret)
{
    Memo *memo = memo_of(tx->db, partner_id);

    if (memo == NULL)
        return select_benefits(tx, partner_id, arena, ret);
    if (!memo->has_benefits)
        TRY(select_benefits(tx, partner_id, memo->arena, &memo->benefits));
    memo->has_benefits = true;
    ret->count = memo->benefits.count;
    ret->item = list_copy(arena, memo->benefits.item, ret->count, sizeof(*ret->item));
    return OK;
}

static const char SELECT_BENEFITS_OF_ENROLMENT[] =
    "SELECT benefit.id, benefit.partner_id, enrolment_id, benefit.sku, type, licenses, incidents,"
    "       credit_period, credit_currency, credit_micros, incidents_used, superseded_by,"
    "       benefit.activate_by, benefit.created_at, product.name, product.name_sv, product.kind,"
    "       offer.code, offer.name, offer.competency, offer.tier,"
    "       product.retired, replacement.name, replacement.name_sv"
    "  FROM benefit"
    "  JOIN product ON product.sku = benefit.sku"
    "  LEFT JOIN product replacement ON replacement.sku = product.replaced_by"
    "  JOIN enrolment ON enrolment.id = benefit.enrolment_id"
    "  JOIN offer ON offer.code = enrolment.offer_code"
    " WHERE benefit.enrolment_id = $1"
    " ORDER BY benefit.id";

Err
store_benefit_list_of_enrolment(Tx *tx, const Id *enrolment_id, Arena *arena, BenefitList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_BENEFITS_OF_ENROLMENT, ARGS(TEXT(enrolment_id->text))));
    return read_benefits(&rows, arena, ret);
}

static const char INSERT_BENEFIT[] =
    "INSERT INTO benefit"
    "       (id, partner_id, enrolment_id, sku, type, licenses, incidents, credit_period,"
    "        credit_currency, credit_micros, incidents_used, activate_by, created_at)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";

Err
store_benefit_add(Tx *tx, const Benefit *benefit)
{
    const Quantity *quantity = &benefit->quantity;
    bool credit = benefit->kind == PRODUCT_CREDIT;

    return db_exec(tx->db, NULL, INSERT_BENEFIT,
                   ARGS(TEXT(benefit->id.text), TEXT(benefit->partner_id.text),
                        TEXT(benefit->enrolment_id.text), TEXT(benefit->sku),
                        TEXT(GRANT_TYPE_NAMES[benefit->type]),
                        benefit->kind == PRODUCT_LICENSE ? INT(quantity->licenses) : NOTHING,
                        benefit->kind == PRODUCT_SUPPORT ? INT(quantity->incidents) : NOTHING,
                        TEXT(credit ? CREDIT_PERIOD_NAMES[quantity->period] : NULL),
                        TEXT(credit ? quantity->currency : NULL),
                        credit ? INT(quantity->micros) : NOTHING, INT(benefit->incidents_used),
                        INT(benefit->activate_by.day), INT(benefit->created_at)));
}

static const char UPDATE_SUPERSEDED[] =
    "UPDATE benefit"
    "   SET superseded_by = $1"
    " WHERE id = $2 AND superseded_by IS NULL";

Err
store_benefit_supersede(Tx *tx, const Id *benefit_id, const Id *enrolment_id)
{
    int64_t changed;

    TRY(db_exec(tx->db, &changed, UPDATE_SUPERSEDED,
                ARGS(TEXT(enrolment_id->text), TEXT(benefit_id->text))));
    return changed == 1 ? OK : ERR_NOT_FOUND;
}
