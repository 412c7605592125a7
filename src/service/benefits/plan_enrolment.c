/*
 * Planning an enrolment: the facts, what each line of the offer comes to, and how that is shown.
 */
#include "service/benefits/enrolment_plan.h"

#include "base/limit/limit.h"
#include "base/text/text.h"
#include "service/json_values.h"
#include "store/directory/directory.h"

const char *const GRANT_OUTCOME_NAMES[] = {"granted", "difference", "held", "retired", NULL};

/* --- facts ---------------------------------------------------------------------------------- */

static Err
refuse_input(Ctx *ctx, Err err, const char *pointer, const char *detail)
{
    return err != ERR_NOT_FOUND ? err
                                : refuse_member(&ctx->refusal, ERR_MEMBER_INVALID, pointer, detail);
}

/* Where the credits will live: the tenant that was named, else the partner's first. */
static Err
find_enrolled_tenant(Ctx *ctx, Tx *tx, const Id *partner_id, const char *tenant_id, Id *ret)
{
    Tenant tenant;
    TenantList first;

    if (tenant_id == NULL) {
        TRY(store_tenant_list(tx, partner_id, &(Page){.limit = 1}, ctx->arena, &first));
        if (first.count == 0)
            return ERR_TENANT_REQUIRED;
        *ret = first.item[0].id;
        return OK;
    }

    Id id = id_is(tenant_id, "ten_") ? id_from(tenant_id) : (Id){0};
    Err err = store_tenant_get(tx, &id, ctx->arena, &tenant);
    if (err == OK && !id_equal(&tenant.partner_id, partner_id))
        err = ERR_NOT_FOUND;
    TRY(refuse_input(ctx, err, "/tenantId", TR("The partner has no organisation with this id.")));
    *ret = id;
    return OK;
}

/* RULE BEN-5: a renewal begins when the year before is over, so that each year stands by itself. */
static Err
check_not_held(Ctx *ctx, const EnrolmentPlan *plan)
{
    const EnrolmentList *overlapping = &plan->known.overlapping;
    const Enrolment *latest = NULL;

    for (size_t i = 0; i < overlapping->count; i++) {
        const Enrolment *other = &overlapping->item[i];
        bool same_offer = text_equal(other->offer_code, plan->enrolment.offer_code);
        if (same_offer && (latest == NULL || date_before(latest->ends_on, other->ends_on)))
            latest = other;
    }
    if (latest == NULL)
        return OK;

    char *ends_on = arena_alloc(ctx->arena, DATE_TEXT_SIZE, 1);
    date_format(latest->ends_on, ends_on);
    return refuse_with_text(&ctx->refusal, ERR_ENROLMENT_OVERLAPS, "endsOn", ends_on);
}

static Err
check_room(Ctx *ctx, const EnrolmentPlan *plan)
{
    size_t count = plan->known.held.count + plan->offer.grant_count;

    if (count <= BENEFITS_OF_PARTNER_MAX)
        return OK;
    return refuse_with_number(&ctx->refusal, ERR_TOO_MANY_BENEFITS, "maxBenefits",
                              BENEFITS_OF_PARTNER_MAX);
}

/* One that is to be made has nothing besides. */
static Err
load_known(Ctx *ctx, Tx *tx, const Id *partner_id, const EnrolmentInput *input, EnrolmentPlan *plan)
{
    Enrolment *enrolment = &plan->enrolment;

    if (partner_id == NULL)
        return OK;
    enrolment->partner_id = *partner_id;
    TRY(find_enrolled_tenant(ctx, tx, partner_id, input->tenant_id, &enrolment->tenant_id));
    TRY(store_enrolment_list_overlapping(tx, enrolment, ctx->arena, &plan->known.overlapping));
    return store_benefit_list(tx, partner_id, ctx->arena, &plan->known.held);
}

static Err
load_plan(Ctx *ctx, Tx *tx, const Id *partner_id, const EnrolmentInput *input, EnrolmentPlan *plan)
{
    EnrolmentYear year;
    Partner partner;

    if (partner_id != NULL)
        TRY(store_partner_get(tx, partner_id, ctx->arena, &partner));
    TRY(refuse_input(ctx, store_offer_get(tx, input->offer, ctx->arena, &plan->offer), "/offer",
                     TR("There is no offer with this code.")));
    if (!enrolment_year((Date){(int32_t)input->starts_on}, ctx->policy->grace_days, &year))
        return refuse_member(&ctx->refusal, ERR_DATE_OUT_OF_RANGE, "/startsOn", NULL);
    plan->enrolment = (Enrolment){
        .id = id_new("enr_", ctx->now),
        .offer_code = plan->offer.code,
        .starts_on = year.starts_on,
        .ends_on = year.ends_on,
        .activate_by = year.activate_by,
        .external_id = input->external_id,
        .created_at = ctx->now,
    };
    return load_known(ctx, tx, partner_id, input, plan);
}

/* --- grants --------------------------------------------------------------------------------- */

static GrantOutcome
outcome_of_grant(const PlannedGrant *planned)
{
    int64_t given = quantity_measure(planned->grant->kind, &planned->quantity);
    int64_t offered = quantity_measure(planned->grant->kind, &planned->grant->quantity);

    if (given == 0)
        return GRANT_HELD;
    return given < offered ? GRANT_DIFFERENCE : GRANT_WHOLE;
}

static Err
plan_grant(Ctx *ctx, Tx *tx, const CoreFacts *known, PlannedGrant *planned)
{
    const Grant *grant = planned->grant;
    int64_t measured = quantity_measure(grant->kind, &grant->quantity);
    bool retired = planned->product->retired;

    if (grant->type == GRANT_CORE && !retired) {
        TRY(decide_core(ctx, tx, known, grant, &planned->core));
        measured = planned->core.measured;
    }
    planned->quantity = quantity_measuring(grant, measured);
    /* RULE BEN-6: a retired product stays where it is held, but is not granted any more. */
    planned->outcome = retired ? GRANT_RETIRED : outcome_of_grant(planned);
    return OK;
}

static Err
plan_grants(Ctx *ctx, Tx *tx, EnrolmentPlan *plan)
{
    ProductList products;

    TRY(store_product_list_of_offer(tx, plan->offer.code, ctx->arena, &products));
    assert(products.count == plan->offer.grant_count);
    plan->known.tier = plan->offer.tier;
    plan->grant = ARENA_NEW_ARRAY(ctx->arena, PlannedGrant, products.count);
    for (size_t i = 0; i < products.count; i++) {
        plan->grant[i] =
            (PlannedGrant){.grant = &plan->offer.grant[i], .product = &products.item[i]};
        TRY(plan_grant(ctx, tx, &plan->known, &plan->grant[i]));
    }
    return OK;
}

Err
plan_enrolment(Ctx *ctx, Tx *tx, const Id *partner_id, const EnrolmentInput *input,
               EnrolmentPlan *ret)
{
    EnrolmentPlan plan = {.grant = NULL};

    TRY(load_plan(ctx, tx, partner_id, input, &plan));
    TRY(check_not_held(ctx, &plan));
    TRY(check_room(ctx, &plan));
    TRY(plan_grants(ctx, tx, &plan));
    *ret = plan;
    return OK;
}

/* --- what is shown of it --------------------------------------------------------------------- */

static GrantPreview
preview_grant(const Ctx *ctx, const PlannedGrant *planned)
{
    return (GrantPreview){
        .sku = planned->grant->sku,
        .name = lang_name(ctx->lang, &planned->product->name),
        .kind = planned->grant->kind,
        .type = planned->grant->type,
        .quantity = grant_is_given(planned->outcome) ? planned->quantity : planned->grant->quantity,
        .outcome = planned->outcome,
        .supersedes = (int64_t)planned->core.superseded_count,
    };
}

Err
preview_enrolment(Ctx *ctx, const Id *partner_id, const EnrolmentInput *input,
                  EnrolmentPreview *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    EnrolmentPlan plan;

    TRY(tx_begin(ctx->db, &tx));
    TRY(plan_enrolment(ctx, &tx, partner_id, input, &plan));
    TRY(tx_commit(&tx));

    EnrolmentPreview preview = {
        .enrolment = plan.enrolment,
        .offer_name = plan.offer.name,
        .competency = plan.offer.competency,
        .grant = ARENA_NEW_ARRAY(ctx->arena, GrantPreview, plan.offer.grant_count),
        .count = plan.offer.grant_count,
    };
    for (size_t i = 0; i < preview.count; i++)
        preview.grant[i] = preview_grant(ctx, &plan.grant[i]);
    *ret = preview;
    return OK;
}
