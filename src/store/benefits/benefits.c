/*
 * Benefits: what the offers that a partner is enrolled in grant it.
 */
#include "store/benefits/benefits.h"

#include "store/engine/db.h"

// clang-format off
#define BENEFIT_ROW(FIRST, OTHER)                                                   \
    FIRST(ID,     id,                 "benefit.id")                                 \
    OTHER(ID,     partner_id,         "benefit.partner_id")                         \
    OTHER(ID,     enrolment_id,       "benefit.enrolment_id")                       \
    OTHER(ID,     tenant_id,          "enrolment.tenant_id")                        \
    OTHER(TEXT,   sku,                "benefit.sku")                                \
    OTHER(CHOICE, type,               "benefit.type", GRANT_TYPE_NAMES)             \
    OTHER(INT,    quantity.licenses,  "benefit.licenses")                           \
    OTHER(INT,    quantity.incidents, "benefit.incidents")                          \
    OTHER(CHOICE, quantity.period,    "benefit.credit_period", CREDIT_PERIOD_NAMES) \
    OTHER(TEXT,   quantity.currency,  "benefit.credit_currency")                    \
    OTHER(INT,    quantity.micros,    "benefit.credit_micros")                      \
    OTHER(INT,    incidents_used,     "benefit.incidents_used")                     \
    OTHER(DATE,   activate_by,        "benefit.activate_by")                        \
    OTHER(ID,     superseded_by,      "benefit.superseded_by")                      \
    OTHER(INT,    created_at,         "benefit.created_at")                         \
    OTHER(TEXT,   product_name.in[LANG_EN],       "product.name")                               \
    OTHER(TEXT,   product_name.in[LANG_SV],    "product.name_sv")                            \
    OTHER(SORT,   sort.in[LANG_EN],   "product.sort_en")                            \
    OTHER(SORT,   sort.in[LANG_SV],   "product.sort_sv")                            \
    OTHER(CHOICE, kind,               "product.kind", PRODUCT_KIND_NAMES)           \
    OTHER(INT,    retired,            "product.retired")                            \
    OTHER(TEXT,   replaced_by.in[LANG_EN],        "replacement.name")                           \
    OTHER(TEXT,   replaced_by.in[LANG_SV],     "replacement.name_sv")                        \
    OTHER(TEXT,   offer_code,         "offer.code")                                 \
    OTHER(TEXT,   offer_name,         "offer.name")                                 \
    OTHER(TEXT,   competency,         "offer.competency")                           \
    OTHER(CHOICE, tier,               "offer.tier", TIER_NAMES)
// clang-format on
ROW_READER(read_benefit_row, Benefit, BENEFIT_ROW)

static const char SELECT_BENEFIT[] =
    "SELECT " COLUMNS(BENEFIT_ROW)
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
    return read_benefit_row(&rows, arena, ret);
}

/* By way of the few enrolments, whose offers are read once and not for each benefit. */
static const char SELECT_BENEFITS[] =
    "SELECT " COLUMNS(BENEFIT_ROW)
    "  FROM enrolment"
    "  JOIN offer ON offer.code = enrolment.offer_code"
    "  JOIN benefit ON benefit.enrolment_id = enrolment.id"
    "  JOIN product ON product.sku = benefit.sku"
    "  LEFT JOIN product replacement ON replacement.sku = product.replaced_by"
    " WHERE enrolment.partner_id = $1"
    " ORDER BY benefit.id";

Err
store_benefit_list(Tx *tx, const Id *partner_id, Arena *arena, BenefitList *ret)
{
    return MEMO_LIST(tx->db, SELECT_BENEFITS, partner_id, arena, read_benefit_row, ret);
}

static const char SELECT_USABLE[] = WITH_IDS
    "SELECT usable.n, " COLUMNS(BENEFIT_ROW)
    "  FROM (SELECT wanted.n, benefit.id,"
    "               ROW_NUMBER() OVER (PARTITION BY wanted.n"
    "                                  ORDER BY benefit.activate_by, benefit.id) AS number"
    "          FROM wanted"
    "         CROSS JOIN enrolment"
    "          JOIN benefit ON benefit.enrolment_id = enrolment.id"
    "         WHERE enrolment.partner_id = wanted.id AND benefit.superseded_by IS NULL"
    "           AND benefit.activate_by >= $3) AS usable"
    " CROSS JOIN benefit"
    "  JOIN product ON product.sku = benefit.sku"
    "  LEFT JOIN product replacement ON replacement.sku = product.replaced_by"
    "  JOIN enrolment ON enrolment.id = benefit.enrolment_id"
    "  JOIN offer ON offer.code = enrolment.offer_code"
    " WHERE usable.number <= $4 AND benefit.id = usable.id"
    " ORDER BY usable.n, usable.number";

Err
store_benefit_lists_usable(Tx *tx, const UsableScope *scope, Arena *arena, BenefitList **ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    if (scope->count > 0)
        TRY(db_select(tx->db, &rows, SELECT_USABLE,
                      ARGS(IDS(arena, scope->partner_id, scope->count), INT(scope->on.day),
                           INT(scope->limit + 1))));
    return ROWS_LISTS(&rows, scope->count, scope->limit, arena, read_benefit_row, ret);
}

// clang-format off
#define BENEFIT_ID_ROW(FIRST, OTHER) \
    FIRST(CHARS, text, "benefit.id")
// clang-format on
ROW_READER(read_benefit_id_row, Id, BENEFIT_ID_ROW)

static const char SELECT_IDS_OF_ENROLMENTS[] = WITH_IDS
    "SELECT wanted.n, " COLUMNS(BENEFIT_ID_ROW)
    "  FROM wanted"
    " CROSS JOIN benefit"
    " WHERE benefit.enrolment_id = wanted.id"
    " ORDER BY wanted.n, benefit.id";

Err
store_benefit_ids_of_enrolments(Tx *tx, const EnrolmentList *enrolments, Arena *arena, IdList **ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    if (enrolments->count > 0)
        TRY(db_select(tx->db, &rows, SELECT_IDS_OF_ENROLMENTS,
                      ARGS(IDS_OF(arena, enrolments->item, enrolments->count))));
    return ROWS_LISTS(&rows, enrolments->count, ROWS_ALL, arena, read_benefit_id_row, ret);
}

// clang-format off
#define BENEFIT_LABEL(FIRST, OTHER)             \
    FIRST(ID,   owner_id, "benefit.partner_id") \
    OTHER(TEXT, name.in[LANG_EN],     "product.name")       \
    OTHER(TEXT, name.in[LANG_SV],  "product.name_sv")
// clang-format on
ROW_READER(read_benefit_label, Label, BENEFIT_LABEL)

static const char SELECT_BENEFIT_LABELS[] = WITH_IDS
    "SELECT wanted.n, " COLUMNS(BENEFIT_LABEL)
    "  FROM wanted"
    " CROSS JOIN benefit"
    "  JOIN product ON product.sku = benefit.sku"
    " WHERE ($3 = '' OR benefit.partner_id = $3) AND benefit.id = wanted.id";

Err
store_benefit_labels(Tx *tx, const LabelScope *scope, Arena *arena, Label **ret)
{
    return LABELS(tx->db, SELECT_BENEFIT_LABELS, scope, arena, read_benefit_label, ret);
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
