/*
 * Enrolling a partner: the year, and what the offer grants in it (RULE BEN-1, BEN-4).
 */
#include "service/benefits/benefits.h"

#include "base/limit/limit.h"
#include "base/text/text.h"
#include "service/benefits/core_benefits.h"
#include "service/credits/credits.h"
#include "service/json_values.h"
#include "service/keys/keys.h"
#include "service/record.h"
#include "store/directory/directory.h"

/* An enrolment on its way: what it needs to know and what it has granted so far. */
typedef struct Enrolling {
    Enrolment enrolment;
    Offer offer;
    CoreFacts known;
    Id *granted;
    size_t granted_count;
} Enrolling;

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
check_not_held(Ctx *ctx, const Enrolling *enrolling)
{
    const Enrolment *latest = NULL;

    for (size_t i = 0; i < enrolling->known.overlapping.count; i++) {
        const Enrolment *other = &enrolling->known.overlapping.item[i];
        bool same_offer = text_equal(other->offer_code, enrolling->enrolment.offer_code);
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
check_room(Ctx *ctx, const Enrolling *enrolling)
{
    size_t count = enrolling->known.held.count + enrolling->offer.grant_count;

    if (count <= BENEFITS_OF_PARTNER_MAX)
        return OK;
    return refuse_with_number(&ctx->refusal, ERR_TOO_MANY_BENEFITS, "maxBenefits",
                              BENEFITS_OF_PARTNER_MAX);
}

static Err
load_enrolling(Ctx *ctx, Tx *tx, const Id *partner_id, const EnrolmentInput *input, Enrolling *ret)
{
    Enrolling load = {0};
    Enrolment *enrolment = &load.enrolment;
    EnrolmentYear year;
    Partner partner;

    TRY(store_partner_get(tx, partner_id, ctx->arena, &partner));
    TRY(refuse_input(ctx, store_offer_get(tx, input->offer, ctx->arena, &load.offer), "/offer",
                     TR("There is no offer with this code.")));
    if (!enrolment_year((Date){(int32_t)input->starts_on}, ctx->policy->grace_days, &year))
        return refuse_member(&ctx->refusal, ERR_DATE_OUT_OF_RANGE, "/startsOn", NULL);
    TRY(find_enrolled_tenant(ctx, tx, partner_id, input->tenant_id, &enrolment->tenant_id));

    enrolment->id = id_new("enr_", ctx->now);
    enrolment->partner_id = *partner_id;
    enrolment->offer_code = load.offer.code;
    enrolment->starts_on = year.starts_on;
    enrolment->ends_on = year.ends_on;
    enrolment->activate_by = year.activate_by;
    enrolment->external_id = input->external_id;
    enrolment->created_at = ctx->now;

    TRY(store_enrolment_list_overlapping(tx, enrolment, ctx->arena, &load.known.overlapping));
    TRY(store_benefit_list(tx, partner_id, ctx->arena, &load.known.held));
    load.granted = ARENA_NEW_ARRAY(ctx->arena, Id, load.offer.grant_count);
    *ret = load;
    return OK;
}

/* --- grants --------------------------------------------------------------------------------- */

static Err
grant_benefit(Ctx *ctx, Tx *tx, Enrolling *enrolling, const Grant *grant, const Quantity *quantity)
{
    const Enrolment *enrolment = &enrolling->enrolment;
    char ref[KEY_REF_SIZE];
    Benefit benefit = {
        .id = id_new("ben_", ctx->now),
        .partner_id = enrolment->partner_id,
        .enrolment_id = enrolment->id,
        .sku = grant->sku,
        .kind = grant->kind,
        .type = grant->type,
        .quantity = *quantity,
        .activate_by = enrolment->activate_by,
        .created_at = ctx->now,
    };

    TRY(store_benefit_add(tx, &benefit));
    enrolling->granted[enrolling->granted_count++] = benefit.id;
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
apply_grant(Ctx *ctx, Tx *tx, Enrolling *enrolling, const Grant *grant)
{
    int64_t measured = quantity_measure(grant->kind, &grant->quantity);
    Product product;

    TRY(store_product_get(tx, grant->sku, ctx->arena, &product));
    /* RULE BEN-6: a retired product stays where it is held, but is not granted any more. */
    if (product.retired)
        return OK;
    if (grant->type == GRANT_CORE)
        TRY(resolve_core(ctx, tx, &enrolling->known, grant, &measured));
    Quantity quantity = quantity_measuring(grant, measured);
    if (quantity_measure(grant->kind, &quantity) == 0)
        return OK;
    return grant_benefit(ctx, tx, enrolling, grant, &quantity);
}

static Err
record_enrolment_created(Ctx *ctx, Tx *tx, const Enrolling *enrolling)
{
    const Enrolment *enrolment = &enrolling->enrolment;
    Record record = {.partner_id = &enrolment->partner_id};
    Json json = event_begin(ctx, &record, EVENT_ENROLMENT_CREATED, enrolment->id.text);

    json_text(&json, "offer", enrolment->offer_code);
    json_text(&json, "tenantId", enrolment->tenant_id.text);
    json_date(&json, "startsOn", enrolment->starts_on);
    json_date(&json, "endsOn", enrolment->ends_on);
    EVENT_LIST_FITS(OFFER_BENEFITS_MAX, ID_LENGTH);
    json_array_begin(&json, "benefits");
    for (size_t i = 0; i < enrolling->granted_count; i++)
        json_text(&json, NULL, enrolling->granted[i].text);
    json_array_end(&json);
    json_text_if(&json, "externalId", enrolment->external_id);
    return event_end(ctx, tx, &record, &json);
}

/*
 * Codes, in order: NOT_FOUND (the partner), MEMBER_INVALID, DATE_OUT_OF_RANGE, TENANT_REQUIRED,
 * ENROLMENT_OVERLAPS, TOO_MANY_BENEFITS.
 */
Err
create_enrolment(Ctx *ctx, const Id *partner_id, const EnrolmentInput *input, EnrolmentView *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    Enrolling enrolling = {0};

    TRY(tx_begin(ctx->db, &tx));
    TRY(load_enrolling(ctx, &tx, partner_id, input, &enrolling));
    TRY(check_not_held(ctx, &enrolling));
    TRY(check_room(ctx, &enrolling));
    enrolling.known.enrolment = &enrolling.enrolment;
    enrolling.known.tier = enrolling.offer.tier;

    TRY(store_enrolment_add(&tx, &enrolling.enrolment));
    for (size_t i = 0; i < enrolling.offer.grant_count; i++)
        TRY(apply_grant(ctx, &tx, &enrolling, &enrolling.offer.grant[i]));
    TRY(record_enrolment_created(ctx, &tx, &enrolling));
    TRY(tx_commit(&tx));

    *ret = (EnrolmentView){enrolling.enrolment, enrolling.granted, enrolling.granted_count};
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
