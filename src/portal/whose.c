#include "portal/whose.h"

#include "html/address.h"
#include "html/page.h"
#include "portal/portal.h"

enum { PARTNERS_AT_ONCE = 50 };

const char *const WHOSE_PAGE_NAMES[] = {"benefits",      "keys",    "activity", "people",
                                        "subscriptions", "credits", NULL};

typedef struct WhoseQuery {
    int64_t page;
    const char *q;
    const char *partner_id;
    int64_t limit;
    const char *after;
} WhoseQuery;

// clang-format off
SHAPE(WHOSE_QUERY, WhoseQuery,
    FIELD(WhoseQuery, CHOICE, page,       "page",      .choices = WHOSE_PAGE_NAMES),
    FIELD(WhoseQuery, SEARCH, q,          "q",         .optional = true),
    FIELD(WhoseQuery, ID,     partner_id, "partnerId", .prefix = "par_", .optional = true),
    LIMIT(WhoseQuery),
    AFTER(WhoseQuery),
);
// clang-format on

static Err
find_partners(Ctx *ctx, const WhoseQuery *query, WhoseView *view)
{
    PartnerQuery part = DEFAULTS_OF(PARTNER_QUERY);
    WhoseQuery rest = *query;

    part.q = query->q;
    part.after = query->after;
    part.limit = PARTNERS_AT_ONCE;
    TRY(list_partners(ctx, &part, &view->partners));
    if (view->partners.more) {
        rest.after = view->partners.item[view->partners.count - 1].id.text;
        view->next = address_of(ctx, "/whose", WHOSE_QUERY, &rest);
    }
    return OK;
}

static Err
find_organisations(Ctx *ctx, const WhoseQuery *query, WhoseView *view)
{
    const Id id = id_from(query->partner_id);
    TenantQuery all = DEFAULTS_OF(TENANT_QUERY);

    all.limit = PAGE_LIMIT_MAX;
    view->partner = ARENA_NEW(ctx->arena, Partner);
    TRY(get_partner(ctx, &id, view->partner));
    return list_tenants(ctx, &id, &all, &view->tenants);
}

/* The title is English where there is one: of the page in whose place this stands. */
static Err
show_whose(Ctx *ctx, const Request *request, Reply *reply, const WhoseQuery *query,
           const char *title)
{
    WhoseView view = {.page = (WhosePage)query->page, .q = query->q};

    TRY(query->partner_id != NULL ? find_organisations(ctx, query, &view)
                                  : find_partners(ctx, query, &view));
    const char *asked = lang_text(ctx->lang, view.partner != NULL ? TR("Choose an organisation")
                                                                  : TR("Choose a partner"));
    if (title != NULL)
        asked = arena_printf(ctx->arena, "%s: %s", lang_text(ctx->lang, title), asked);
    Html page = page_begin_titled(ctx, request, reply, asked);
    html_whose(&page, &view);
    page_may_be_kept(reply);
    return page_end(&page);
}

Err
ask_whose(Ctx *ctx, const Request *request, Reply *reply, WhosePage page)
{
    static const char *const TITLES[] = {
        [WHOSE_BENEFITS] = TR("Benefits"),           [WHOSE_KEYS] = TR("Product keys"),
        [WHOSE_ACTIVITY] = TR("Activity"),           [WHOSE_PEOPLE] = TR("People"),
        [WHOSE_SUBSCRIPTIONS] = TR("Subscriptions"), [WHOSE_CREDITS] = TR("Credits"),
    };
    WhoseQuery query = DEFAULTS_OF(WHOSE_QUERY);

    query.page = page;
    return show_whose(ctx, request, reply, &query, TITLES[page]);
}

Err
page_whose_show(Ctx *ctx, const Request *request, Reply *reply)
{
    return show_whose(ctx, request, reply, request->query, NULL);
}
