/*
 * /ops/partners/{id}: one partner, and everything around it.
 */
#include "console/partners/partners.h"

#include "console/console.h"
#include "html/address.h"
#include "html/page.h"
#include "html/role_text.h"
#include "service/approvals/approvals.h"
#include "service/directory/directory.h"

static ActorRow
actor_row(const PartnerPerson *person)
{
    ActorRow row = {.person = person};

    role_texts(person->user.roles, row.role);
    while (row.role[row.role_count] != NULL)
        row.role_count++;
    return row;
}

static void
view_partner_rows(Ctx *ctx, const PartnerView *partner, PartnerPage *view)
{
    view->actor = ARENA_NEW_ARRAY(ctx->arena, ActorRow, partner->person_count);
    for (size_t i = 0; i < partner->person_count; i++)
        view->actor[i] = actor_row(&partner->person[i]);
    view->deed = ARENA_NEW_ARRAY(ctx->arena, DeedRow, partner->activity.count);
    for (size_t i = 0; i < partner->activity.count; i++) {
        const Activity *activity = &partner->activity.item[i];
        view->deed[i] = (DeedRow){activity, address_of_thing(ctx, &activity->object)};
    }
}

enum { PARTNER_ENROLLED, PARTNER_SUSPENDED, PARTNER_RESUMED };
static const char *const PARTNER_DONE_NAMES[] = {"enrolled", "suspended", "resumed", NULL};
static const char *const PARTNER_DONE_TEXTS[] = {
    TR("The partner is enrolled in the offer."),
    TR("The partner is suspended, and is told so on its pages."),
    TR("The partner can use what it has again."),
};

typedef struct PartnerPageQuery {
    int64_t done;
} PartnerPageQuery;

// clang-format off
SHAPE_OPTIONAL(PARTNER_PAGE_QUERY, PartnerPageQuery,
    FIELD(PartnerPageQuery, CHOICE, done, "done", .choices = PARTNER_DONE_NAMES),
);
// clang-format on

static Err
show_partner(Ctx *ctx, const Request *request, Reply *reply)
{
    PartnerView partner;
    PartnerPage view = {
        .partner = &partner,
        .today = ctx->today,
        .note = form_note(ctx, request),
        .reason = form_input(ctx, request, "reason", TR("Why")),
        .may_change = role_permits(ctx->actor.roles, PERMIT_PARTNER_CHANGE),
        .sees_benefits = role_permits(ctx->actor.roles, PERMIT_BENEFIT_READ),
        .may_make_link = role_permits(ctx->actor.roles, PERMIT_PASSWORD_LINK),
        .may_make_any = (ctx->actor.roles & ROLE_OPERATOR_ADMIN) != 0,
    };
    Id id;

    TRY(request_id(request, 0, "par_", &id));
    TRY(get_partner_view(ctx, &id, &partner));
    view.health = badge_of_health(partner.health);
    view_partner_rows(ctx, &partner, &view);
    Html page = page_begin_titled(ctx, request, reply, partner.found.partner.name);
    html_partner(&page, &view);
    page_may_be_kept(reply);
    return page_end(&page);
}

Err
page_partner_show(Ctx *ctx, const Request *request, Reply *reply)
{
    const PartnerPageQuery *query = request->query;

    if (query->done != INPUT_ABSENT)
        ctx->visit.notice = lang_text(ctx->lang, PARTNER_DONE_TEXTS[query->done]);
    return show_partner(ctx, request, reply);
}

Err
page_partner_again(Ctx *ctx, const Request *request, Reply *reply)
{
    return show_partner(ctx, request, reply);
}

/* --- suspending and resuming ------------------------------------------------------------------ */

static const char *
partner_done(Ctx *ctx, const Id *id, int done)
{
    return arena_printf(ctx->arena, "/ops/partners/%s?done=%s", id->text, PARTNER_DONE_NAMES[done]);
}

/* RULE BEN-12, RULE ROLE-3 */
Err
page_partner_suspend(Ctx *ctx, const Request *request, Reply *reply)
{
    const ReasonInput *form = request->body;
    Asked asked = {.reason = form->reason, .input = form};

    TRY(request_id(request, 0, "par_", &asked.subject));
    return ask_and_lead(ctx, reply, APPROVAL_OF_PARTNER_SUSPENSION, &asked,
                        partner_done(ctx, &asked.subject, PARTNER_SUSPENDED));
}

Err
page_partner_resume(Ctx *ctx, const Request *request, Reply *reply)
{
    Partner partner;
    Id id;

    TRY(request_id(request, 0, "par_", &id));
    TRY(resume_partner(ctx, &id, &partner));
    return reply_redirect(ctx, reply, partner_done(ctx, &id, PARTNER_RESUMED));
}
