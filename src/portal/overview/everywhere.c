#include "portal/overview/everywhere.h"

#include "html/address.h"
#include "html/page.h"
#include "portal/portal.h"

/* A page of it stays as light as any: so many organisations, and so much of each. */
enum { PLACES_SHOWN = 16, DUTIES_OF_PLACE = 4, FROM_MAX = 1000 };

typedef struct EverywhereQuery {
    int64_t from; /* how many organisations stand before */
} EverywhereQuery;

// clang-format off
SHAPE_OPTIONAL(EVERYWHERE_QUERY, EverywhereQuery,
    FIELD(EverywhereQuery, INT, from, "from", .max = FROM_MAX),
);
// clang-format on

/* What can be done there is for the roles that the reader has there. */
static PlaceRow
view_place_row(const Ctx *ctx, const DutyPlace *place)
{
    Ctx there = *ctx;

    there.actor.roles = place->account.roles;
    return (PlaceRow){
        .place = place,
        .duties = duties_of(&there, place->duty, place->count, DUTIES_OF_PLACE),
        .here = id_equal(&place->account.tenant_id, &ctx->actor.tenant_id),
    };
}

static void
view_places(Ctx *ctx, const DutyPlaces *places, size_t from, EverywhereView *view)
{
    while (view->all < places->count && places->item[view->all].count > 0)
        view->all++;
    view->row = ARENA_NEW_ARRAY(ctx->arena, PlaceRow, PLACES_SHOWN);
    for (size_t i = from; i < view->all && view->count < PLACES_SHOWN; i++)
        view->row[view->count++] = view_place_row(ctx, &places->item[i]);
    view->idle = places->item + view->all;
    view->idle_count = places->count - view->all;
    if (from + view->count < view->all) {
        EverywhereQuery rest = DEFAULTS_OF(EVERYWHERE_QUERY);
        rest.from = (int64_t)(from + view->count);
        view->next = address_of(ctx, "/everywhere", EVERYWHERE_QUERY, &rest);
    }
}

Err
page_everywhere_show(Ctx *ctx, const Request *request, Reply *reply)
{
    const EverywhereQuery *query = request->query;
    EverywhereView view = {0};
    DutyPlaces places;

    TRY(list_duties_everywhere(ctx, &places));
    view_places(ctx, &places, query->from == INPUT_ABSENT ? 0 : (size_t)query->from, &view);
    Html page = page_begin(ctx, request, reply, TR("To do in all organisations"));
    html_everywhere(&page, &view);
    page_may_be_kept(reply);
    return page_end(&page);
}
