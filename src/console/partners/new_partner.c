/*
 * /ops/partners/new: one form that makes a partner with its organisation, its first administrator
 * and its first offer, after a look at what that grants.
 */
#include "console/partners/partners.h"

#include "base/order/order.h"
#include "base/text/text.h"
#include "console/console.h"
#include "html/page.h"
#include "service/catalogue/catalogue.h"

/* --- the form -----------------------------------------------------------------------------------
 */

static FormSelect
country_field(Ctx *ctx, const Request *request)
{
    const Countries all = countries(ctx->arena, ctx->lang);
    FormSelect select = form_select(ctx, form_input(ctx, request, "country", TR("Country")),
                                    TR("Choose a country"), all.count);

    for (size_t i = 0; i < all.count; i++)
        form_option(&select, all.item[i].code, all.item[i].name);
    return select;
}

/* Offers of one tier are often called alike, and differ by their competency. */
static const char *
name_of_offer(Ctx *ctx, const Offer *offer)
{
    return offer->competency == NULL
               ? offer->name
               : arena_printf(ctx->arena, "%s · %s", offer->name, offer->competency);
}

Err
offer_field(Ctx *ctx, const Request *request, const char *none, FormSelect *ret)
{
    OfferList offers;

    TRY(list_offers(ctx, &(Page){.limit = PAGE_LIMIT_MAX}, &offers));
    FormSelect select =
        form_select(ctx, form_input(ctx, request, "offer", TR("Offer")), none, offers.count);
    for (size_t i = 0; i < offers.count; i++)
        form_option(&select, offers.item[i].code, name_of_offer(ctx, &offers.item[i]));
    *ret = select;
    return OK;
}

FormInput
start_field(Ctx *ctx, const Request *request)
{
    FormInput field = form_input(ctx, request, "startsOn", TR("First day of the year"));

    field.type = "date";
    if (field.value[0] == '\0') {
        char *today = arena_alloc(ctx->arena, DATE_TEXT_SIZE, 1);
        date_format(ctx->today, today);
        field.value = today;
    }
    return field;
}

static Err
show_new_partner(Ctx *ctx, const Request *request, Reply *reply)
{
    NewPartnerView view = {
        .note = form_note(ctx, request),
        .name = form_input(ctx, request, "name", TR("Company")),
        .domain = form_input(ctx, request, "domain", TR("Domain")),
        .administrator_name = form_input(ctx, request, "administratorName", TR("Name")),
        .administrator_email = form_input(ctx, request, "administratorEmail", TR("E-mail address")),
        .country = country_field(ctx, request),
        .starts_on = start_field(ctx, request),
    };

    view.name.focus = request->refused == OK;
    view.domain.hint = TR("That of its e-mail addresses, such as fabrikam.example.");
    view.administrator_email.type = "email";
    TRY(offer_field(ctx, request, TR("None yet"), &view.offer));
    Html page = page_begin(ctx, request, reply, TR("New partner"));
    html_new_partner(&page, &view);
    return page_end(&page);
}

Err
page_partner_new(Ctx *ctx, const Request *request, Reply *reply)
{
    return show_new_partner(ctx, request, reply);
}

Err
page_partner_new_again(Ctx *ctx, const Request *request, Reply *reply)
{
    return show_new_partner(ctx, request, reply);
}

/* --- what it comes to ---------------------------------------------------------------------------
 */

static const char *
country_named(Ctx *ctx, const char *code)
{
    const Countries all = countries(ctx->arena, ctx->lang);

    for (size_t i = 0; i < all.count; i++)
        if (text_equal(all.item[i].code, code))
            return all.item[i].name;
    return code;
}

Err
page_partner_check(Ctx *ctx, const Request *request, Reply *reply)
{
    const OnboardingInput *input = request->body;
    PartnerCheckView view = {.input = input, .sent = &request->form};

    TRY(preview_onboarding(ctx, input, &view.preview));
    view.country = country_named(ctx, input->partner.country);
    Html page = page_begin(ctx, request, reply, TR("Check the new partner"));
    html_partner_check(&page, &view);
    return page_end(&page);
}

/* --- done ---------------------------------------------------------------------------------------
 */

/* Like a product key, the link is in this answer and in no other. */
Err
page_partner_onboard(Ctx *ctx, const Request *request, Reply *reply)
{
    Onboarded made;

    TRY(onboard_partner(ctx, request->body, &made));
    const PasswordLinkView view = {
        .partner = &made.partner,
        .user = &made.administrator,
        .link = arena_printf(ctx->arena, "%s/set-up/%s", request->origin, made.link),
        .made = true,
        .benefits = made.enrolment.benefit_count,
    };
    Html page = page_begin(ctx, request, reply, TR("The partner is in the programme"));
    html_password_link(&page, &view);
    return page_end(&page);
}

/* /ops/people/{id}/link: another link, for somebody who needs a password. */
Err
page_link_make(Ctx *ctx, const Request *request, Reply *reply)
{
    char text[SESSION_TEXT_SIZE];
    PasswordLinkView view = {.made = false};
    User user;
    Tenant tenant;
    Partner partner;
    Id id;

    TRY(request_id(request, 0, "usr_", &id));
    TRY(make_password_link(ctx, &id, text));
    TRY(get_user(ctx, &id, &user));
    view.user = &user;
    view.link = arena_printf(ctx->arena, "%s/set-up/%s", request->origin, text);
    if (!id_is_empty(&user.tenant_id)) {
        TRY(get_tenant(ctx, &user.tenant_id, &tenant));
        TRY(get_partner(ctx, &tenant.partner_id, &partner));
        view.partner = &partner;
    }
    Html page = page_begin(ctx, request, reply, TR("Link for a password"));
    html_password_link(&page, &view);
    return page_end(&page);
}
