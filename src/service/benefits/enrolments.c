/*
 * Enrolling a partner: the year, and what the offer grants in it (RULE BEN-1, BEN-4).
 */
#include "service/benefits/benefits.h"

#include "base/limit/limit.h"
#include "base/text/text.h"
#include "service/benefits/enrolment_plan.h"
#include "service/credits/credits.h"
#include "service/json_values.h"
#include "service/keys/keys.h"
#include "service/record.h"
#include "store/directory/directory.h"

/* --- grants --------------------------------------------------------------------------------- */

static Err
grant_benefit(Ctx *ctx, Tx *tx, const Enrolment *enrolment, const PlannedGrant *planned, Id *ret_id)
{
    const Grant *grant = planned->grant;
    char ref[KEY_REF_SIZE];
    Benefit benefit = {
        .id = id_new("ben_", ctx->now),
        .partner_id = enrolment->partner_id,
        .enrolment_id = enrolment->id,
        .sku = grant->sku,
        .kind = grant->kind,
        .type = grant->type,
        .quantity = planned->quantity,
        .activate_by = enrolment->activate_by,
        .created_at = ctx->now,
    };

    TRY(store_benefit_add(tx, &benefit));
    *ret_id = benefit.id;
    if (grant->kind == PRODUCT_CREDIT)
        return provision_credit(ctx, tx, enrolment, &benefit);
    if (grant->kind != PRODUCT_LICENSE)
        return OK;

    KeyLot lot = {
        .sku = grant->sku,
        .licenses = benefit.quantity.licenses,
        .redeem_by = benefit.activate_by,
        .partner_id = benefit.partner_id,
        .benefit_id = benefit.id,
    };
    return issue_key(ctx, tx, &lot, ref);
}

static Err
apply_plan(Ctx *ctx, Tx *tx, const EnrolmentPlan *plan, EnrolmentView *view)
{
    for (size_t i = 0; i < plan->offer.grant_count; i++) {
        const PlannedGrant *planned = &plan->grant[i];
        TRY(supersede_benefits(ctx, tx, &plan->enrolment, &planned->core));
        if (grant_is_given(planned->outcome))
            TRY(grant_benefit(ctx, tx, &plan->enrolment, planned,
                              &view->benefit[view->benefit_count++]));
    }
    return OK;
}

static Err
record_enrolment_created(Ctx *ctx, Tx *tx, const EnrolmentView *view)
{
    const Enrolment *enrolment = &view->enrolment;
    Record record = {.partner_id = &enrolment->partner_id};
    Json json = event_begin(ctx, &record, EVENT_ENROLMENT_CREATED, enrolment->id.text);

    json_text(&json, "offer", enrolment->offer_code);
    json_text(&json, "tenantId", enrolment->tenant_id.text);
    json_date(&json, "startsOn", enrolment->starts_on);
    json_date(&json, "endsOn", enrolment->ends_on);
    EVENT_LIST_FITS(OFFER_BENEFITS_MAX, ID_LENGTH);
    json_array_begin(&json, "benefits");
    for (size_t i = 0; i < view->benefit_count; i++)
        json_text(&json, NULL, view->benefit[i].text);
    json_array_end(&json);
    json_text_if(&json, "externalId", enrolment->external_id);
    return event_end(ctx, tx, &record, &json);
}

Err
create_enrolment(Ctx *ctx, const Id *partner_id, const EnrolmentInput *input, EnrolmentView *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    EnrolmentPlan plan;

    TRY(tx_begin(ctx->db, &tx));
    TRY(plan_enrolment(ctx, &tx, partner_id, input, &plan));
    EnrolmentView view = {
        .enrolment = plan.enrolment,
        .benefit = ARENA_NEW_ARRAY(ctx->arena, Id, plan.offer.grant_count),
    };
    TRY(store_enrolment_add(&tx, &view.enrolment));
    TRY(apply_plan(ctx, &tx, &plan, &view));
    TRY(record_enrolment_created(ctx, &tx, &view));
    TRY(tx_commit(&tx));

    *ret = view;
    return OK;
}

/* --- reading -------------------------------------------------------------------------------- */

static Err
view_enrolments(Ctx *ctx, Tx *tx, const EnrolmentList *enrolments, EnrolmentView **ret)
{
    EnrolmentView *view = ARENA_NEW_ARRAY(ctx->arena, EnrolmentView, enrolments->count);
    IdList *benefits;

    TRY(store_benefit_ids_of_enrolments(tx, enrolments, ctx->arena, &benefits));
    for (size_t i = 0; i < enrolments->count; i++)
        view[i] = (EnrolmentView){enrolments->item[i], benefits[i].item, benefits[i].count};
    *ret = view;
    return OK;
}

Err
get_enrolment(Ctx *ctx, const Id *id, EnrolmentView *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    Enrolment enrolment;
    EnrolmentView *view;

    TRY(tx_begin(ctx->db, &tx));
    TRY(store_enrolment_get(&tx, id, ctx->arena, &enrolment));
    TRY(view_enrolments(ctx, &tx, &(EnrolmentList){.item = &enrolment, .count = 1}, &view));
    TRY(tx_commit(&tx));

    *ret = *view;
    return OK;
}

Err
change_enrolment(Ctx *ctx, const Id *id, const EnrolmentChange *change, EnrolmentView *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    EnrolmentView view;

    TRY(tx_begin(ctx->db, &tx));
    TRY(get_enrolment(ctx, id, &view));
    Enrolment *enrolment = &view.enrolment;
    const char *before = enrolment->external_id;
    enrolment->external_id = text_after(before, change->external_id);

    /* RULE AUD-1: what changes nothing leaves no event. */
    Record record = {.partner_id = &enrolment->partner_id};
    Json json = event_begin(ctx, &record, EVENT_ENROLMENT_CHANGED, id->text);
    event_put_text(&json, "externalId", before, enrolment->external_id);
    if (event_says_something(&json)) {
        TRY(store_enrolment_put(&tx, enrolment));
        TRY(event_end(ctx, &tx, &record, &json));
    }
    TRY(tx_commit(&tx));

    *ret = view;
    return OK;
}

Err
list_enrolments(Ctx *ctx, const Id *partner_id, const EnrolmentQuery *query, EnrolmentViewList *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    Partner partner;
    EnrolmentList enrolments;
    EnrolmentView *item;

    TRY(tx_begin(ctx->db, &tx));
    TRY(store_partner_get(&tx, partner_id, ctx->arena, &partner));
    if (query->external_id != NULL)
        TRY(store_enrolment_list_external(&tx, partner_id, query->external_id, ctx->arena,
                                          &enrolments));
    else
        TRY(store_enrolment_list(&tx, partner_id, &(Page){query->after, query->limit}, ctx->arena,
                                 &enrolments));
    TRY(view_enrolments(ctx, &tx, &enrolments, &item));
    *ret = (EnrolmentViewList){item, enrolments.count, enrolments.more};
    return tx_commit(&tx);
}
