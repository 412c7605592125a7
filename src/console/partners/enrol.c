/*
 * /ops/partners/{id}/enrol: a partner gets an offer, after a look at what that grants.
 */
#include "console/partners/partners.h"

#include "console/console.h"
#include "html/page.h"

// clang-format off
SHAPE_WITHOUT(ENROL_FORM, ENROLMENT_INPUT, "externalId", "dryRun");
// clang-format on

/* Where there are several, credits live in one of them. */
static Err
tenant_field(Ctx *ctx, const Request *request, const Id *partner_id, FormSelect *ret)
{
    TenantQuery all = DEFAULTS_OF(TENANT_QUERY);
    TenantList tenants;

    all.limit = PAGE_LIMIT_MAX;
    TRY(list_tenants(ctx, partner_id, &all, &tenants));
    FormInput input = form_input(ctx, request, "tenantId", TR("Organisation of its credits"));
    FormSelect select = form_select(ctx, input, TR("The first one"), tenants.count);
    for (size_t i = 0; i < tenants.count; i++)
        form_option(&select, tenants.item[i].id.text, tenants.item[i].name);
    *ret = select;
    return OK;
}

/* The preview is NULL before there is one. */
static Err
show_enrol(Ctx *ctx, const Request *request, Reply *reply, const EnrolmentPreview *preview)
{
    Partner partner;
    EnrolView view = {
        .partner = &partner,
        .preview = preview,
        .sent = &request->form,
        .note = form_note(ctx, request),
        .starts_on = start_field(ctx, request),
    };
    Id id;

    TRY(request_id(request, 0, "par_", &id));
    TRY(get_partner(ctx, &id, &partner));
    TRY(offer_field(ctx, request, TR("Choose an offer"), &view.offer));
    TRY(tenant_field(ctx, request, &id, &view.tenant));
    Html page = page_begin(ctx, request, reply, TR("Enrol in an offer"));
    html_enrol(&page, &view);
    return page_end(&page);
}

Err
page_enrol_show(Ctx *ctx, const Request *request, Reply *reply)
{
    return show_enrol(ctx, request, reply, NULL);
}

Err
page_enrol_again(Ctx *ctx, const Request *request, Reply *reply)
{
    return show_enrol(ctx, request, reply, NULL);
}

Err
page_enrol_check(Ctx *ctx, const Request *request, Reply *reply)
{
    EnrolmentPreview preview;
    Id id;

    TRY(request_id(request, 0, "par_", &id));
    TRY(preview_enrolment(ctx, &id, request->body, &preview));
    return show_enrol(ctx, request, reply, &preview);
}

Err
page_enrol(Ctx *ctx, const Request *request, Reply *reply)
{
    EnrolmentView enrolment;
    Id id;

    TRY(request_id(request, 0, "par_", &id));
    TRY(create_enrolment(ctx, &id, request->body, &enrolment));
    return reply_redirect(ctx, reply,
                          arena_printf(ctx->arena, "/ops/partners/%s?done=enrolled", id.text));
}
