#include "portal/benefits/benefits.h"

#include "base/text/text.h"
#include "html/address.h"
#include "html/export.h"
#include "html/page.h"
#include "portal/portal.h"
#include "portal/whose.h"
#include "service/directory/directory.h"

typedef struct BenefitsQuery {
    BenefitQuery benefits;
    const char *open;
    int64_t ticked; /* 0: all of this part that can be activated, to begin with; or INPUT_ABSENT */
} BenefitsQuery;

static const char *const TICKED_BENEFITS[] = {"all", NULL};

static SHAPE_WITHOUT(BENEFITS_ASKED, BENEFIT_QUERY, "expiringWithinDays", "after");

// clang-format off
SHAPE_AROUND(BENEFITS_PAGE_QUERY, BenefitsQuery, benefits, BENEFITS_ASKED,
    FIELD(BenefitsQuery, INT, benefits.expiring_within_days, "within",
          .max = BENEFIT_DAYS_AHEAD_MAX, .optional = true),
    FIELD(BenefitsQuery, CURSOR, benefits.after, "after", .optional = true),
    FIELD(BenefitsQuery, CURSOR, benefits.before, "before", .optional = true),
    FIELD(BenefitsQuery, ID, open, "open", .prefix = "ben_", .of_part = true, .optional = true),
    FIELD(BenefitsQuery, CHOICE, ticked, "ticked",
          .choices = TICKED_BENEFITS, .of_part = true, .optional = true),
);
// clang-format on

bool
benefit_is_open(const BenefitView *view)
{
    return view->benefit.kind == PRODUCT_LICENSE && view->status <= BENEFIT_ACTIVE;
}

/* The state of the list is in the query. */
static const char *
address_of_benefits(Ctx *ctx, const char *path, const BenefitQuery *query)
{
    BenefitsQuery asked = DEFAULTS_OF(BENEFITS_PAGE_QUERY);

    asked.benefits = *query;
    return address_of(ctx, path, BENEFITS_PAGE_QUERY, &asked);
}

/* --- the view ------------------------------------------------------------------------------- */

static SortLink
sort_link(Ctx *ctx, const BenefitQuery *query, int64_t column)
{
    BenefitQuery other = *query;

    other.sort = sort_by(query->sort, column);
    other.after = other.before = NULL;
    return (SortLink){
        .address = address_of_benefits(ctx, "/benefits", &other),
        .order = sort_order(query->sort, column),
    };
}

static Err
view_row(Ctx *ctx, const char *open, const BenefitView *benefit, BenefitRowView *ret)
{
    BenefitDetail *detail = NULL;

    if (open != NULL && text_equal(open, benefit->benefit.id.text)) {
        BenefitView *opened = ARENA_NEW(ctx->arena, BenefitView);
        detail = ARENA_NEW(ctx->arena, BenefitDetail);
        TRY(get_benefit(ctx, &benefit->benefit.id, opened));
        TRY(load_detail(ctx, opened, detail));
    }
    *ret = (BenefitRowView){.benefit = benefit, .detail = detail};
    return OK;
}

static Err
view_benefit_rows(Ctx *ctx, const BenefitsQuery *asked, const BenefitViewList *list,
                  BenefitsView *view)
{
    view->closed = address_of_benefits(ctx, "/benefits", &asked->benefits);
    view->opened = arena_printf(ctx->arena, "%s%copen=", view->closed,
                                strchr(view->closed, '?') == NULL ? '?' : '&');
    view->row = ARENA_NEW_ARRAY(ctx->arena, BenefitRowView, list->count);
    view->count = list->count;
    for (size_t i = 0; i < list->count; i++)
        TRY(view_row(ctx, asked->open, &list->item[i], &view->row[i]));
    return OK;
}

static void
view_benefit_pages(Ctx *ctx, const BenefitQuery *asked, const BenefitViewList *list,
                   BenefitsView *view)
{
    BenefitsQuery *other = ARENA_NEW(ctx->arena, BenefitsQuery);
    BenefitQuery *query = &other->benefits;
    const ListLinks links = {"/benefits",   &BENEFITS_PAGE_QUERY, other,
                             &query->after, &query->before,       &query->limit};
    const char *first = NULL, *last = NULL;

    *other = (BenefitsQuery)DEFAULTS_OF(BENEFITS_PAGE_QUERY);
    *query = *asked;
    if (list->count > 0) {
        first = place_of_benefit(ctx, asked, list->item);
        last = place_of_benefit(ctx, asked, &list->item[list->count - 1]);
    }
    view->pages = list_pages(ctx, &links, list, first, last);
}

static void
view_benefits_filter(Ctx *ctx, const BenefitQuery *query, ListFilter *filter)
{
    const FilterChoice kind = {.name = "category", .label = TR("Kind"), .all = TR("All")};
    const FilterChoice status = {.name = "status", .label = TR("Status"), .all = TR("All")};
    const FilterChoice use_by = {.name = "within", .label = TR("Use by"), .all = TR("Any date")};
    const char *kinds[] = {category_text(PRODUCT_LICENSE), category_text(PRODUCT_CREDIT),
                           category_text(PRODUCT_SUPPORT)};
    const char *texts[BENEFIT_EXPIRED + 1];

    for (BenefitStatus one = 0; one <= BENEFIT_EXPIRED; one++)
        texts[one] = benefit_status_text(one);
    *filter = (ListFilter){.path = "/benefits", .label = TR("Find"), .q = query->q};
    filter_by(ctx, filter, kind, (FilterWords){CATEGORY_NAMES, kinds}, query->category);
    filter_by(ctx, filter, status, (FilterWords){BENEFIT_STATUS_NAMES, texts}, query->status);
    filter_by_days(ctx, filter, use_by, query->expiring_within_days);
    if (query->sort != BENEFIT_SORT_DEFAULT)
        filter_state(filter, "sort", BENEFIT_SORT_NAMES[query->sort]);
    filter_state(filter, "partnerId", query->partner_id);
}

static bool
is_filtered(const BenefitQuery *query)
{
    return query->q != NULL || query->category != INPUT_ABSENT || query->status != INPUT_ABSENT ||
           query->expiring_within_days != INPUT_ABSENT;
}

/* RULE BEN-2: the list filters, searches, sorts and exports. */
static Err
view_benefits(Ctx *ctx, const BenefitsQuery *asked, BenefitsView *ret)
{
    BenefitQuery query = asked->benefits;
    BenefitsQuery ticked = *asked;
    BenefitViewList list;
    BenefitsView view = {
        .query = query,
        .today = ctx->today,
        .tenant_id = ctx->actor.tenant_id.text,
        .is_filtered = is_filtered(&query),
        .may_tick =
            !id_is_empty(&ctx->actor.tenant_id) && role_permits(ctx->actor.roles, PERMIT_REDEEM),
        .ticked = asked->ticked == 0,
    };

    ticked.ticked = view.ticked ? INPUT_ABSENT : 0;
    view.tick = address_of(ctx, "/benefits", BENEFITS_PAGE_QUERY, &ticked);

    query.by_last_use = true;
    query.limit = rows_of_page(ctx, query.limit);
    TRY(list_benefits(ctx, &query, &list));
    TRY(view_benefit_rows(ctx, asked, &list, &view));
    view_benefit_pages(ctx, &asked->benefits, &list, &view);
    view_benefits_filter(ctx, &asked->benefits, &view.filter);
    TRY(list_own_views(ctx, VIEWED_BENEFITS, view.pages.first, &view.views));
    for (int64_t column = 0; column < BENEFIT_COLUMNS; column++)
        view.column[column] = sort_link(ctx, &view.query, column);
    query.limit = PAGE_LIMIT_DEFAULT;
    query.after = query.before = NULL;
    view.csv = address_of_benefits(ctx, "/benefits.csv", &query);
    *ret = view;
    return OK;
}

/* --- handlers ------------------------------------------------------------------------------- */

static Err
show_benefits(Ctx *ctx, const Request *request, Reply *reply, const BenefitsQuery *query)
{
    BenefitsView view;

    if (id_is_empty(&ctx->actor.partner_id) && query->benefits.partner_id == NULL)
        return ask_whose(ctx, request, reply, WHOSE_BENEFITS);
    TRY(view_benefits(ctx, query, &view));
    view.sent = &request->form;
    view.fault = fault_of_field(ctx, request->refused, "tick");
    if (form_fault(ctx, "benefitId") != NULL)
        view.fault.title = lang_text(ctx->lang, TR("Tick a benefit first."));
    say_whose(ctx, query->benefits.partner_id, NULL);
    Html page = page_begin(ctx, request, reply, TR("Benefits"));
    html_benefits(&page, &view);
    page_may_be_kept(reply);
    return page_end(&page);
}

Err
page_benefit_list(Ctx *ctx, const Request *request, Reply *reply)
{
    return show_benefits(ctx, request, reply, request->query);
}

/* What was to be done with many cannot be. */
Err
page_benefits_again(Ctx *ctx, const Request *request, Reply *reply)
{
    BenefitsQuery query = DEFAULTS_OF(BENEFITS_PAGE_QUERY);

    query = *(const BenefitsQuery *)list_query_sent(ctx, request, &BENEFITS_PAGE_QUERY, &query);
    query.benefits.after = query.benefits.before = NULL;
    return show_benefits(ctx, request, reply, &query);
}

Err
page_benefit_export(Ctx *ctx, const Request *request, Reply *reply)
{
    const BenefitsQuery *query = request->query;

    reply->body = buf_new(ctx->arena, BENEFITS_CSV_BYTES_MAX);
    table_for_reader(ctx, &reply->body, true);
    TRY(export_benefits(ctx, &query->benefits, &reply->body));
    reply->content_type = "text/csv; charset=utf-8";
    reply->file_name = "benefits.csv";
    return OK;
}

Err
page_benefit_show(Ctx *ctx, const Request *request, Reply *reply)
{
    Id id;
    BenefitView benefit;
    BenefitDetail view;

    TRY(request_id(request, 0, "ben_", &id));
    TRY(get_benefit(ctx, &id, &benefit));
    TRY(load_detail(ctx, &benefit, &view));
    Html page = page_begin_titled(ctx, request, reply, benefit.name);
    html_benefit(&page, &view);
    page_may_be_kept(reply);
    return page_end(&page);
}
