#include "portal/overview/search.h"

#include "html/address.h"
#include "html/page.h"
#include "portal/portal.h"
#include "service/things/things.h"

typedef struct SearchQuery {
    const char *q;
    int64_t key;
} SearchQuery;

// clang-format off
SHAPE_OPTIONAL(SEARCH_QUERY, SearchQuery,
    FIELD(SearchQuery, SEARCH, q,   "q"),
    FIELD(SearchQuery, BOOL,   key, "key"),
);
// clang-format on
SHAPE_WITHOUT(SEARCH_FORM, SEARCH_QUERY, "key");

/*
 * Where this search leads without being one: the page of what has that id or reference, or for a
 * key, which must not be repeated, the page that says so (RULE KEY-5). NULL where there is to be
 * searched.
 */
static Err
leads_to(Ctx *ctx, const char *text, const char **ret)
{
    Thing thing;

    *ret = NULL;
    if (text == NULL)
        return OK;
    if (key_may_stand_in(text)) {
        *ret = "/search?key=1";
        return OK;
    }
    TRY(find_thing(ctx, text, &thing));
    *ret = address_of_thing(ctx, &thing);
    return OK;
}

Err
page_search(Ctx *ctx, const Request *request, Reply *reply)
{
    const SearchQuery *query = request->body;
    const char *address;

    TRY(leads_to(ctx, query->q, &address));
    if (address == NULL)
        address = address_of(ctx, "/search", SEARCH_QUERY, query);
    return reply_redirect(ctx, reply, address);
}

static bool
result_is_empty(const SearchResult *result)
{
    return result->benefits.count + result->keys.count + result->credits.count +
               result->subscriptions.count + result->receipts.count + result->people.count ==
           0;
}

Err
page_search_show(Ctx *ctx, const Request *request, Reply *reply)
{
    const SearchQuery *query = request->query;
    SearchView view = {
        .text = query->q, .key_given = query->key == 1, .today = ctx->today, .is_empty = true};
    const char *address;

    TRY(leads_to(ctx, query->q, &address));
    if (address != NULL)
        return reply_redirect(ctx, reply, address);
    if (query->q != NULL) {
        TRY(search_everything(ctx, query->q, &view.result));
        find_pages(ctx, query->q, &view);
        view.is_empty = view.page_count == 0 && result_is_empty(&view.result);
    }
    ctx->visit.searched = query->q;
    Html page = page_begin(ctx, request, reply, TR("Search"));
    html_search(&page, &view);
    page_may_be_kept(reply);
    return page_end(&page);
}
