/*
 * /ops/partners: all partners, with their next date and how they are doing.
 */
#include "console/partners/partners.h"

#include "console/console.h"
#include "html/address.h"
#include "html/export.h"
#include "html/page.h"

static const char *const HEALTH_TEXTS[] = {
    [PARTNER_WELL] = TR("In order"),
    [PARTNER_RENEWAL] = TR("Renewal due"),
    [PARTNER_UNATTENDED] = TR("Nobody can sign in"),
    [PARTNER_IDLE] = TR("No offer"),
};
static_assert(COUNT_OF(HEALTH_TEXTS) == PARTNER_HEALTHS, "words for each");

Badge
badge_of_health(PartnerHealth health)
{
    static const struct {
        const char *kind, *icon;
    } LOOKS[PARTNER_HEALTHS] = {
        [PARTNER_WELL] = {"ok", "check-circle"},
        [PARTNER_RENEWAL] = {"warn", "clock"},
        [PARTNER_UNATTENDED] = {"warn", "exclamation-triangle"},
        [PARTNER_IDLE] = {"", "pause-circle"},
    };

    return (Badge){LOOKS[health].kind, LOOKS[health].icon, HEALTH_TEXTS[health], -1};
}

static void
load_partners_filter(Ctx *ctx, const PartnersQuery *asked, PartnersView *view)
{
    ListFilter *filter = &view->filter;

    *filter =
        (ListFilter){.path = "/ops/partners", .label = TR("Name, domain or id"), .q = asked->q};
    filter_by(ctx, filter,
              (FilterChoice){.name = "health", .label = TR("How it is doing"), .all = TR("All")},
              (FilterWords){PARTNER_HEALTH_NAMES, HEALTH_TEXTS}, asked->health);
    if (asked->sort != INPUT_ABSENT)
        filter_state(filter, "sort", PARTNER_SORT_NAMES[asked->sort]);
}

static void
view_partners_addresses(Ctx *ctx, const PartnersQuery *asked, const PartnerFoundList *list,
                        PartnersView *view)
{
    PartnersQuery *other = ARENA_NEW(ctx->arena, PartnersQuery);
    const ListLinks links = {"/ops/partners", &PARTNERS_QUERY, other,
                             &other->after,   &other->before,  &other->limit};
    const PartnerFound *last = &list->item[list->count - 1];
    bool none = list->count == 0;
    int64_t sort = asked->sort == INPUT_ABSENT ? 0 : asked->sort;

    *other = *asked;
    view->pages =
        list_pages(ctx, &links, list, none ? NULL : place_of_partner(ctx, asked, list->item),
                   none ? NULL : place_of_partner(ctx, asked, last));
    other->after = other->before = NULL;
    for (int64_t column = 0; column < PARTNER_COLUMNS; column++) {
        other->sort = sort_by(sort, column);
        view->column[column] = (SortLink){
            .address = address_of(ctx, "/ops/partners", PARTNERS_QUERY, other),
            .order = sort_order(sort, column),
        };
    }
    other->sort = asked->sort;
    other->limit = PAGE_LIMIT_DEFAULT;
    view->csv = address_of(ctx, "/ops/partners.csv", PARTNERS_QUERY, other);
}

Err
page_partner_list(Ctx *ctx, const Request *request, Reply *reply)
{
    const PartnersQuery *asked = request->query;
    PartnersQuery query = *asked;
    PartnersView view = {
        .today = ctx->today,
        .may_add = role_permits(ctx->actor.roles, PERMIT_PARTNER_CHANGE),
        .is_filtered = asked->q != NULL || asked->health != INPUT_ABSENT,
    };
    PartnerFoundList list;

    query.limit = rows_of_page(ctx, query.limit);
    TRY(search_partners(ctx, &query, &list));
    view.found = list.item;
    view.count = list.count;
    load_partners_filter(ctx, asked, &view);
    view_partners_addresses(ctx, asked, &list, &view);
    TRY(list_own_views(ctx, VIEWED_PARTNERS, view.pages.first, &view.views));
    Html page = page_begin(ctx, request, reply, TR("Partners"));
    html_partners(&page, &view);
    page_may_be_kept(reply);
    return page_end(&page);
}

/* --- the list as CSV, a piece at a time ----------------------------------------------------------
 */

static Err
put_partners(Ctx *ctx, void *query, Buf *piece, const char **ret_last)
{
    return export_partners(ctx, query, piece, ret_last);
}

Err
page_partner_export(Ctx *ctx, const Request *request, Reply *reply)
{
    enum { ROWS = 500 };
    PartnersQuery *query = ARENA_NEW(ctx->arena, PartnersQuery);
    const Export export = {put_partners, query, &query->after, &query->limit, .rows = ROWS};

    *query = *(const PartnersQuery *)request->query;
    return reply_export(ctx, reply, &export, "partners.csv");
}
