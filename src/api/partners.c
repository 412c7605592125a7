/*
 * Partners and their tenants.
 */
#include "api/api.h"

#include "api/members.h"
#include "service/directory/directory.h"
#include "service/json_values.h"
#include "service/partners/partners.h"
#include "store/directory/directory.h"

void
put_partner(Json *json, const Partner *partner)
{
    json_text(json, "id", partner->id.text);
    json_text(json, "name", partner->name);
    json_text(json, "country", partner->country);
    json_text(json, "locale", partner->locale);
    json_text_if(json, "externalId", partner->external_id);
    json_time(json, "createdAt", partner->created_at);
    if (partner->suspended_at != 0)
        json_time(json, "suspendedAt", partner->suspended_at);
}

void
put_tenant(Json *json, const Tenant *tenant)
{
    json_text(json, "id", tenant->id.text);
    json_text(json, "partnerId", tenant->partner_id.text);
    json_text(json, "name", tenant->name);
    json_text(json, "domain", tenant->domain);
    json_text_if(json, "currency", tenant->currency);
    json_text_if(json, "externalId", tenant->external_id);
    json_time(json, "createdAt", tenant->created_at);
}

static void
reply_partner(Ctx *ctx, Reply *reply, const Partner *partner)
{
    Json json = reply_json(ctx, reply);

    put_partner(&json, partner);
    json_object_end(&json);
    reply_set_etag(ctx, reply);
}

static void
reply_tenant(Ctx *ctx, Reply *reply, const Tenant *tenant)
{
    Json json = reply_json(ctx, reply);

    put_tenant(&json, tenant);
    json_object_end(&json);
    reply_set_etag(ctx, reply);
}

Err
api_partner_create(Ctx *ctx, const Request *request, Reply *reply)
{
    Partner partner;

    TRY(create_partner(ctx, request->body, &partner));
    reply->status = 201;
    reply->location = arena_printf(ctx->arena, "/api/v1/partners/%s", partner.id.text);
    reply_partner(ctx, reply, &partner);
    return OK;
}

Err
api_partner_show(Ctx *ctx, const Request *request, Reply *reply)
{
    Partner partner;
    Id id;

    TRY(request_id(request, 0, "par_", &id));
    TRY(get_partner(ctx, &id, &partner));
    reply_partner(ctx, reply, &partner);
    return OK;
}

Err
api_partner_change(Ctx *ctx, const Request *request, Reply *reply)
{
    Partner partner;
    Id id;

    TRY(request_id(request, 0, "par_", &id));
    TRY(get_partner(ctx, &id, &partner));
    reply_partner(ctx, reply, &partner);
    TRY(reply_check_if_match(ctx, request, reply));
    TRY(change_partner(ctx, &id, request->body, &partner));
    reply_partner(ctx, reply, &partner);
    return OK;
}

/* RULE BEN-12, RULE ROLE-3: 202 where another person has to approve it. */
Err
api_partner_suspend(Ctx *ctx, const Request *request, Reply *reply)
{
    const ReasonInput *input = request->body;
    Asked asked = {.reason = input->reason, .input = input};
    Partner partner;
    bool waits;

    TRY(request_id(request, 0, "par_", &asked.subject));
    TRY(reply_asked(ctx, reply, APPROVAL_OF_PARTNER_SUSPENSION, &asked, &waits));
    if (waits)
        return OK;
    TRY(get_partner(ctx, &asked.subject, &partner));
    reply_partner(ctx, reply, &partner);
    return OK;
}

Err
api_partner_resume(Ctx *ctx, const Request *request, Reply *reply)
{
    Partner partner;
    Id id;

    TRY(request_id(request, 0, "par_", &id));
    TRY(get_partner(ctx, &id, &partner));
    reply_partner(ctx, reply, &partner);
    TRY(reply_check_if_match(ctx, request, reply));
    TRY(resume_partner(ctx, &id, &partner));
    reply_partner(ctx, reply, &partner);
    return OK;
}

Err
api_partner_list(Ctx *ctx, const Request *request, Reply *reply)
{
    PartnerList list;

    TRY(list_partners(ctx, request->query, &list));
    ListReply out = reply_list_begin(ctx, reply);
    for (size_t i = 0; i < list.count && reply_item_begin(&out); i++) {
        put_partner(&out.json, &list.item[i]);
        reply_item_end(&out, list.item[i].id.text);
    }
    return reply_list_end(ctx, &out, list.more);
}

Err
api_tenant_create(Ctx *ctx, const Request *request, Reply *reply)
{
    Tenant tenant;
    Id partner_id;

    TRY(request_id(request, 0, "par_", &partner_id));
    TRY(create_tenant(ctx, &partner_id, request->body, &tenant));
    reply->status = 201;
    reply->location = arena_printf(ctx->arena, "/api/v1/tenants/%s", tenant.id.text);
    reply_tenant(ctx, reply, &tenant);
    return OK;
}

Err
api_tenant_show(Ctx *ctx, const Request *request, Reply *reply)
{
    Tenant tenant;
    Id id;

    TRY(request_id(request, 0, "ten_", &id));
    TRY(get_tenant(ctx, &id, &tenant));
    reply_tenant(ctx, reply, &tenant);
    return OK;
}

Err
api_tenant_change(Ctx *ctx, const Request *request, Reply *reply)
{
    Tenant tenant;
    Id id;

    TRY(request_id(request, 0, "ten_", &id));
    TRY(get_tenant(ctx, &id, &tenant));
    reply_tenant(ctx, reply, &tenant);
    TRY(reply_check_if_match(ctx, request, reply));
    TRY(change_tenant(ctx, &id, request->body, &tenant));
    reply_tenant(ctx, reply, &tenant);
    return OK;
}

Err
api_tenant_list(Ctx *ctx, const Request *request, Reply *reply)
{
    TenantList list;
    Id partner_id;

    TRY(request_id(request, 0, "par_", &partner_id));
    TRY(list_tenants(ctx, &partner_id, request->query, &list));
    ListReply out = reply_list_begin(ctx, reply);
    for (size_t i = 0; i < list.count && reply_item_begin(&out); i++) {
        put_tenant(&out.json, &list.item[i]);
        reply_item_end(&out, list.item[i].id.text);
    }
    return reply_list_end(ctx, &out, list.more);
}

/* --- a new one, at once
 * ---------------------------------------------------------------------------- */

static Err
reply_onboarding_preview(Ctx *ctx, const OnboardingInput *input, Reply *reply)
{
    EnrolmentPreview preview;

    TRY(preview_onboarding(ctx, input, &preview));
    Json json = reply_json(ctx, reply);
    if (input->offer != NULL) {
        json_object_begin(&json, "enrolment");
        put_enrolment_preview(&json, &preview);
        json_object_end(&json);
    }
    json_object_end(&json);
    return OK;
}

static void
put_onboarded(Json *json, const Onboarded *made)
{
    json_object_begin(json, "partner");
    put_partner(json, &made->partner);
    json_object_end(json);
    json_object_begin(json, "tenant");
    put_tenant(json, &made->tenant);
    json_object_end(json);
    json_object_begin(json, "administrator");
    put_user(json, &made->administrator);
    json_object_end(json);
    if (made->enrolled) {
        json_object_begin(json, "enrolment");
        put_enrolment(json, &made->enrolment);
        json_object_end(json);
    }
}

Err
api_partner_onboard(Ctx *ctx, const Request *request, Reply *reply)
{
    const OnboardingInput *input = request->body;
    Onboarded made;

    if (input->dry_run == 1)
        return reply_onboarding_preview(ctx, input, reply);
    TRY(onboard_partner(ctx, input, &made));
    reply->status = 201;
    reply->location = arena_printf(ctx->arena, "/api/v1/partners/%s", made.partner.id.text);
    Json json = reply_json(ctx, reply);
    put_onboarded(&json, &made);
    put_password_link(ctx, &json, made.link);
    json_object_end(&json);
    return OK;
}
