/*
 * /ops/partners/{id}: one partner, and everything around it.
 */
#include "console/partners/partners.h"

#include "console/console.h"
#include "html/address.h"
#include "html/page.h"
#include "html/role_text.h"

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

enum { PARTNER_ENROLLED };
static const char *const PARTNER_DONE_NAMES[] = {"enrolled", NULL};

typedef struct PartnerPageQuery {
    int64_t done;
} PartnerPageQuery;

// clang-format off
SHAPE_OPTIONAL(PARTNER_PAGE_QUERY, PartnerPageQuery,
    FIELD(PartnerPageQuery, CHOICE, done, "done", .choices = PARTNER_DONE_NAMES),
);
// clang-format on

Err
page_partner_show(Ctx *ctx, const Request *request, Reply *reply)
{
    const PartnerPageQuery *query = request->query;
    PartnerView partner;
    PartnerPage view = {
        .partner = &partner,
        .today = ctx->today,
        .may_enrol = role_permits(ctx->actor.roles, PERMIT_PARTNER_CHANGE),
        .sees_benefits = role_permits(ctx->actor.roles, PERMIT_BENEFIT_READ),
        .may_make_link = role_permits(ctx->actor.roles, PERMIT_PASSWORD_LINK),
        .may_make_any = (ctx->actor.roles & ROLE_OPERATOR_ADMIN) != 0,
    };
    Id id;

    TRY(request_id(request, 0, "par_", &id));
    TRY(get_partner_view(ctx, &id, &partner));
    if (query->done == PARTNER_ENROLLED)
        ctx->visit.notice = lang_text(ctx->lang, TR("The partner is enrolled in the offer."));
    view.health = badge_of_health(partner.health);
    view_partner_rows(ctx, &partner, &view);
    Html page = page_begin_titled(ctx, request, reply, partner.found.partner.name);
    html_partner(&page, &view);
    page_may_be_kept(reply);
    return page_end(&page);
}
