#include "service/benefits/core_benefits.h"

#include "base/text/text.h"
#include "service/credits/credits.h"
#include "service/record.h"
#include "store/credits/credits.h"
#include "store/keys/keys.h"

enum { MONTHS_PER_YEAR = 12 };

int64_t
quantity_measure(ProductKind kind, const Quantity *quantity)
{
    int64_t measured;

    switch (kind) {
    case PRODUCT_LICENSE:
        return quantity->licenses;
    case PRODUCT_SUPPORT:
        return quantity->incidents;
    default:
        break;
    }
    if (quantity->period == CREDIT_YEAR)
        return quantity->micros;
    return __builtin_mul_overflow(quantity->micros, MONTHS_PER_YEAR, &measured) ? INT64_MAX
                                                                                : measured;
}

Quantity
quantity_measuring(const Grant *grant, int64_t measured)
{
    Quantity quantity = grant->quantity;

    switch (grant->kind) {
    case PRODUCT_LICENSE:
        quantity.licenses = measured;
        break;
    case PRODUCT_SUPPORT:
        quantity.incidents = measured;
        break;
    default: /* what a month gets of a difference is rounded down to a millionth */
        quantity.micros = quantity.period == CREDIT_YEAR ? measured : measured / MONTHS_PER_YEAR;
    }
    return quantity;
}

static const Enrolment *
find_overlapping(const CoreFacts *facts, const Id *enrolment_id)
{
    for (size_t i = 0; i < facts->overlapping.count; i++)
        if (id_equal(&facts->overlapping.item[i].id, enrolment_id))
            return &facts->overlapping.item[i];
    return NULL;
}

/* Somebody holds it, or something was metered in whichever of its periods. */
static Err
is_credit_begun(Ctx *ctx, Tx *tx, const Credit *credit, bool *ret)
{
    CreditPeriodRecordList periods;

    TRY(store_period_list(tx, credit, ctx->arena, &periods));
    *ret = credit->users > 0;
    for (size_t i = 0; i < periods.count; i++)
        *ret = *ret || balance_metered(&periods.item[i].balance) > 0;
    return OK;
}

static Err
is_begun(Ctx *ctx, Tx *tx, const Benefit *benefit, bool *ret)
{
    KeyTally keys;
    Credit *credit;

    TRY(store_key_tally_of_benefit(tx, &benefit->id, &keys));
    *ret = benefit->incidents_used > 0 || keys.redeemed > 0;
    TRY(store_credit_find_of_benefit(tx, &benefit->id, ctx->arena, &credit));
    return credit == NULL ? OK : is_credit_begun(ctx, tx, credit, ret);
}

/* What the partner holds of the grant's product as core benefits, and the benefits themselves. */
typedef struct Holdings {
    CoreHolding *holding;
    const Benefit **benefit;
    size_t count;
} Holdings;

static Err
load_holdings(Ctx *ctx, Tx *tx, const CoreFacts *facts, const char *sku, Holdings *ret)
{
    Holdings held = {
        .holding = ARENA_NEW_ARRAY(ctx->arena, CoreHolding, facts->held.count),
        .benefit = ARENA_NEW_ARRAY(ctx->arena, const Benefit *, facts->held.count),
    };

    for (size_t i = 0; i < facts->held.count; i++) {
        const Benefit *benefit = &facts->held.item[i];
        const Enrolment *source = find_overlapping(facts, &benefit->enrolment_id);
        bool begun;
        if (source == NULL || benefit->type != GRANT_CORE ||
            !id_is_empty(&benefit->superseded_by) || !text_equal(benefit->sku, sku))
            continue;
        TRY(is_begun(ctx, tx, benefit, &begun));
        held.benefit[held.count] = benefit;
        held.holding[held.count++] = (CoreHolding){
            .tier = benefit->tier,
            .quantity = quantity_measure(benefit->kind, &benefit->quantity),
            .begun = begun,
            .starts_on = source->starts_on,
            .ends_on = source->ends_on,
        };
    }
    *ret = held;
    return OK;
}

static Err
end_credit_of(Ctx *ctx, Tx *tx, const Benefit *benefit)
{
    Credit *credit;

    TRY(store_credit_find_of_benefit(tx, &benefit->id, ctx->arena, &credit));
    return credit == NULL ? OK : end_credit(ctx, tx, credit);
}

/*
 * One key at most: a benefit gets more where a redemption is replaced (RULE KEY-10), but then one
 * of them is redeemed, so the benefit has begun and is not superseded.
 */
static Err
record_benefit_superseded(Ctx *ctx, Tx *tx, const Enrolment *by, const Benefit *benefit,
                          const KeyRecordList *revoked)
{
    Record record = {.partner_id = &by->partner_id};
    Json json = event_begin(ctx, &record, EVENT_BENEFIT_SUPERSEDED, benefit->id.text);

    json_text(&json, "enrolmentId", by->id.text);
    json_array_begin(&json, "revokedKeys");
    for (size_t i = 0; i < revoked->count; i++)
        json_text(&json, NULL, revoked->item[i].ref);
    json_array_end(&json);
    return event_end(ctx, tx, &record, &json);
}

/* A benefit that a higher tier replaces cannot be used any more, nor can its keys or its credit. */
static Err
supersede(Ctx *ctx, Tx *tx, const Enrolment *by, const Benefit *benefit)
{
    KeyRecordList keys;

    TRY(store_key_list_of_benefit(tx, &benefit->id, ctx->arena, &keys));
    for (size_t i = 0; i < keys.count; i++)
        TRY(store_key_mark_revoked(tx, &keys.item[i]));
    TRY(end_credit_of(ctx, tx, benefit));
    TRY(store_benefit_supersede(tx, &benefit->id, &by->id));
    return record_benefit_superseded(ctx, tx, by, benefit, &keys);
}

static size_t
count_held(const CoreFacts *facts, const char *sku)
{
    size_t count = 0;

    for (size_t i = 0; i < facts->held.count; i++)
        count += text_equal(facts->held.item[i].sku, sku);
    return count;
}

/* An offer may have many grants and a partner many benefits, but not all at once in memory. */
Err
decide_core(Ctx *ctx, Tx *tx, const CoreFacts *facts, const Grant *grant, CoreDecision *ret)
{
    CoreDecision decision = {
        .superseded = ARENA_NEW_ARRAY(ctx->arena, const Benefit *, count_held(facts, grant->sku)),
    };
    const size_t mark = arena_mark(ctx->arena);
    int64_t offered = quantity_measure(grant->kind, &grant->quantity);
    Holdings held;

    TRY(load_holdings(ctx, tx, facts, grant->sku, &held));
    decision.measured = benefit_resolve_core(facts->tier, offered, held.holding, held.count);
    for (size_t i = 0; i < held.count; i++)
        if (held.holding[i].superseded)
            decision.superseded[decision.superseded_count++] = held.benefit[i];
    arena_reset(ctx->arena, mark);
    *ret = decision;
    return OK;
}

Err
supersede_benefits(Ctx *ctx, Tx *tx, const Enrolment *by, const CoreDecision *decision)
{
    for (size_t i = 0; i < decision->superseded_count; i++) {
        const size_t mark = arena_mark(ctx->arena);
        TRY(supersede(ctx, tx, by, decision->superseded[i]));
        arena_reset(ctx->arena, mark);
    }
    return OK;
}
