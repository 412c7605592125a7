/*
 * A new partner with all that it takes until somebody there can work: at once, or not at all.
 */
#include "service/partners/partners.h"

#include "base/text/text.h"

static const char *ADMINISTRATOR_ROLES[] = {"global-admin", "partner-admin"};

/* --- what is there already
 * ------------------------------------------------------------------------ */

static Err
check_domain_is_free(Ctx *ctx, Tx *tx, const char *domain)
{
    Tenant tenant;
    Err err = store_tenant_get_by_domain(tx, domain, ctx->arena, &tenant);

    if (err == OK)
        return refuse_member(&ctx->refusal, ERR_ALREADY_EXISTS, "/domain",
                             TR("Another organisation has this domain."));
    return err == ERR_NOT_FOUND ? OK : err;
}

static Err
check_external_id_is_free(Ctx *ctx, Tx *tx, const char *external_id)
{
    const Words all = {0};
    PartnerList partners;

    if (external_id == NULL)
        return OK;
    TRY(store_partner_list_external(tx, external_id, &all, ctx->arena, &partners));
    if (partners.count > 0)
        return refuse_member(&ctx->refusal, ERR_ALREADY_EXISTS, "/externalId",
                             TR("Another partner is called so in your other systems."));
    return OK;
}

/* The unique indexes decide; this says which of them would object. */
static Err
check_is_new(Ctx *ctx, const OnboardingInput *input)
{
    CLEANUP(tx_end) Tx tx = {0};

    TRY(tx_begin(ctx->db, &tx));
    TRY(check_domain_is_free(ctx, &tx, input->domain));
    TRY(check_external_id_is_free(ctx, &tx, input->partner.external_id));
    return tx_commit(&tx);
}

/* --- what is made
 * --------------------------------------------------------------------------------- */

static EnrolmentInput
enrolment_of(const Ctx *ctx, const OnboardingInput *input)
{
    EnrolmentInput enrolment = DEFAULTS_OF(ENROLMENT_INPUT);

    enrolment.offer = input->offer;
    enrolment.starts_on = input->starts_on == INPUT_ABSENT ? ctx->today.day : input->starts_on;
    return enrolment;
}

static Err
make_tenant(Ctx *ctx, const OnboardingInput *input, Onboarded *made)
{
    TenantInput tenant = DEFAULTS_OF(TENANT_INPUT);

    tenant.name = input->partner.name;
    tenant.domain = input->domain;
    tenant.currency = input->currency;
    return create_tenant(ctx, &made->partner.id, &tenant, &made->tenant);
}

static Err
make_administrator(Ctx *ctx, const OnboardingInput *input, Onboarded *made)
{
    UserInput user = DEFAULTS_OF(USER_INPUT);

    user.email = input->administrator_email;
    user.display_name = input->administrator_name;
    user.kind = USER_MEMBER;
    user.role = ADMINISTRATOR_ROLES;
    user.role_count = COUNT_OF(ADMINISTRATOR_ROLES);
    TRY(create_user(ctx, &made->tenant.id, &user, &made->administrator));
    return make_password_link(ctx, &made->administrator.id, made->link);
}

static Err
make_enrolment(Ctx *ctx, const OnboardingInput *input, Onboarded *made)
{
    const EnrolmentInput enrolment = enrolment_of(ctx, input);

    made->enrolled = input->offer != NULL;
    return made->enrolled ? create_enrolment(ctx, &made->partner.id, &enrolment, &made->enrolment)
                          : OK;
}

Err
onboard_partner(Ctx *ctx, const OnboardingInput *input, Onboarded *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    Onboarded made = {.enrolled = false};

    TRY(tx_begin(ctx->db, &tx));
    TRY(check_is_new(ctx, input));
    TRY(create_partner(ctx, &input->partner, &made.partner));
    TRY(make_tenant(ctx, input, &made));
    TRY(make_administrator(ctx, input, &made));
    TRY(make_enrolment(ctx, input, &made));
    TRY(tx_commit(&tx));

    *ret = made;
    return OK;
}

Err
preview_onboarding(Ctx *ctx, const OnboardingInput *input, EnrolmentPreview *ret)
{
    const EnrolmentInput enrolment = enrolment_of(ctx, input);
    EnrolmentPreview preview = {.count = 0};

    TRY(check_is_new(ctx, input));
    if (input->offer != NULL)
        TRY(preview_enrolment(ctx, NULL, &enrolment, &preview));
    *ret = preview;
    return OK;
}
