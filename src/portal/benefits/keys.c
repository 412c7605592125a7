/*
 * /keys: the keys of all benefits, by their references.
 */
#include "portal/portal.h"
#include "portal/whose.h"

#include "base/text/text.h"
#include "html/address.h"
#include "html/export.h"
#include "html/page.h"
#include "portal/benefits/benefits.h"
#include "service/benefits/benefits.h"
#include "store/keys/keys.h"

/* --- the list ------------------------------------------------------------------------------- */

static const char *const TICKED_KEYS[] = {"all", NULL};

typedef struct KeyPageQuery {
    KeyQuery keys;
    int64_t ticked; /* 0: all of this part that can be used, to begin with; or INPUT_ABSENT */
} KeyPageQuery;

// clang-format off
SHAPE_AROUND(KEY_PAGE_QUERY, KeyPageQuery, keys, KEY_QUERY,
    FIELD(KeyPageQuery, CHOICE, ticked, "ticked",
          .choices = TICKED_KEYS, .of_part = true, .optional = true),
);
// clang-format on

static const char *
address_of_keys(Ctx *ctx, const KeyQuery *keys, int64_t ticked)
{
    KeyPageQuery query = DEFAULTS_OF(KEY_PAGE_QUERY);

    query.keys = *keys;
    query.ticked = ticked;
    return address_of(ctx, "/keys", KEY_PAGE_QUERY, &query);
}

static void
view_key_columns(Ctx *ctx, KeysView *view)
{
    KeyQuery other = view->query;

    other.after = other.before = NULL;
    view->tick = address_of_keys(ctx, &view->query, view->ticked ? INPUT_ABSENT : 0);
    for (int64_t column = 0; column < KEY_COLUMNS; column++) {
        other.sort = sort_by(view->query.sort, column);
        view->column[column] = (SortLink){
            .address = address_of(ctx, "/keys", KEY_QUERY, &other),
            .order = sort_order(view->query.sort, column),
        };
    }
    other.sort = view->query.sort;
    other.limit = PAGE_LIMIT_DEFAULT;
    view->csv = address_of(ctx, "/keys.csv", KEY_QUERY, &other);
}

static void
view_key_pages(Ctx *ctx, KeysView *view)
{
    KeyQuery *other = ARENA_NEW(ctx->arena, KeyQuery);
    const ListLinks links = {"/keys",       &KEY_QUERY,     other,
                             &other->after, &other->before, &other->limit};
    const KeyViewList *keys = &view->keys;
    const char *first = NULL, *last = NULL;

    *other = view->query;
    if (keys->count > 0) {
        first = place_of_key(ctx, &view->query, keys->item);
        last = place_of_key(ctx, &view->query, &keys->item[keys->count - 1]);
    }
    view->pages = list_pages(ctx, &links, keys, first, last);
}

static void
filter_by_key_product(Ctx *ctx, const KeyQuery *query, const KeyProductList *products,
                      ListFilter *filter)
{
    const FilterChoice product = {.name = "sku", .label = TR("Product"), .all = TR("All")};
    FilterChoice *choice = filter_choice(ctx, filter, product, products->count);

    for (size_t i = 0; i < products->count; i++) {
        const char *sku = products->item[i].sku;
        filter_option(choice, sku, products->item[i].name,
                      query->sku != NULL && text_equal(query->sku, sku));
    }
}

static void
view_keys_filter(Ctx *ctx, const KeyProductList *products, KeysView *view)
{
    const KeyQuery *query = &view->query;
    const FilterChoice status = {.name = "status", .label = TR("Status"), .all = TR("All")};
    const FilterChoice use_by = {
        .name = "useWithinDays", .label = TR("Use by"), .all = TR("Any date")};
    const char *texts[KEY_STATUS_EXPIRED + 1];
    ListFilter *filter = &view->filter;

    for (KeyStatus one = 0; one <= KEY_STATUS_EXPIRED; one++)
        texts[one] = key_status_text(one);
    *filter = (ListFilter){.path = "/keys", .label = TR("Find"), .q = query->q};
    filter_by(ctx, filter, status, (FilterWords){KEY_STATUS_NAMES, texts}, query->status);
    filter_by_key_product(ctx, query, products, filter);
    filter_by_days(ctx, filter, use_by, query->use_within);
    if (query->sort != INPUT_ABSENT)
        filter_state(filter, "sort", KEY_SORT_NAMES[query->sort]);
    filter_state(filter, "partnerId", query->partner_id);
}

static Err
load_keys_page(Ctx *ctx, KeysView *view)
{
    KeyQuery query = view->query;
    KeyProductList products;

    view->is_filtered = query.q != NULL || query.status != INPUT_ABSENT || query.sku != NULL ||
                        query.use_within != INPUT_ABSENT;
    query.counted = true;
    query.limit = rows_of_page(ctx, query.limit);
    TRY(list_keys_and_products(ctx, &query, &view->keys, &products));
    view_keys_filter(ctx, &products, view);
    view_key_columns(ctx, view);
    view_key_pages(ctx, view);
    return list_own_views(ctx, VIEWED_KEYS, view->pages.first, &view->views);
}

static Err
show_keys(Ctx *ctx, const Request *request, Reply *reply, const KeyPageQuery *asked)
{
    KeysView view = {
        .query = asked->keys,
        .today = ctx->today,
        .tenant_id = ctx->actor.tenant_id.text,
        .ticked = asked->ticked == 0,
        .may_tick = !id_is_empty(&ctx->actor.tenant_id),
        .may_reveal = role_permits(ctx->actor.roles, PERMIT_KEY_REVEAL),
        .sent = &request->form,
        .unverified = form_fault(ctx, "tenantVerified"),
        .fault = fault_of_field(ctx, request->refused, "tick"),
    };

    if (id_is_empty(&ctx->actor.partner_id) && view.query.partner_id == NULL)
        return ask_whose(ctx, request, reply, WHOSE_KEYS);
    if (form_fault(ctx, "ref") != NULL)
        view.fault.title = lang_text(ctx->lang, TR("Tick a key first."));
    else if (view.unverified != NULL)
        view.fault.field = "tenant-verified";
    TRY(load_keys_page(ctx, &view));
    say_whose(ctx, view.query.partner_id, NULL);
    Html page = page_begin(ctx, request, reply, TR("Product keys"));
    html_keys(&page, &view);
    page_may_be_kept(reply);
    return page_end(&page);
}

Err
page_key_list(Ctx *ctx, const Request *request, Reply *reply)
{
    return show_keys(ctx, request, reply, request->query);
}

/* --- the list as CSV, a piece at a time ------------------------------------------------------ */

/* RULE KEY-5: the references, and never a key. */
static Err
put_keys_piece(Ctx *ctx, void *query, Buf *piece, const char **ret_last)
{
    return export_keys(ctx, query, piece, ret_last);
}

Err
page_key_export(Ctx *ctx, const Request *request, Reply *reply)
{
    enum { ROWS = 1000 };
    KeyQuery *query = ARENA_NEW(ctx->arena, KeyQuery);
    const Export export = {put_keys_piece, query, &query->after, &query->limit, .rows = ROWS};

    *query = *(const KeyQuery *)request->query;
    return reply_export(ctx, reply, &export, "keys.csv");
}

/* --- showing one ---------------------------------------------------------------------------- */

static const KeyRecord *
find_key(const BenefitView *benefit, const char *ref_text)
{
    char ref[KEY_REF_SIZE];

    if (!key_ref_parse(ref_text, ref))
        return NULL;
    for (size_t i = 0; i < benefit->key_count; i++)
        if (text_equal(benefit->key[i].ref, ref))
            return &benefit->key[i];
    return NULL;
}

KeyPlace
key_place(Ctx *ctx, const Request *request, const char *text)
{
    enum { ORIGIN_MAX = 300 }; /* of a longer one a telephone could not read the code */
    const char *where = arena_printf(ctx->arena, "%s/activate", request->origin);
    bool fits = strlen(request->origin) <= ORIGIN_MAX;

    return (KeyPlace){where, fits ? arena_printf(ctx->arena, "%s#%s", where, text) : text};
}

/* RULE KEY-6: the event is written with this change, so no page leaves before it is on the disk. */
Err
page_key_reveal(Ctx *ctx, const Request *request, Reply *reply)
{
    Id id;
    ProductKey key;
    BenefitView benefit;
    BenefitDetail detail;
    char text[KEY_TEXT_SIZE];

    TRY(request_id(request, 0, "ben_", &id));
    TRY(reveal_key(ctx, &id, request->value[1], request->body, &key));
    TRY(get_benefit(ctx, &id, &benefit));
    TRY(load_detail(ctx, &benefit, &detail));
    const KeyRecord *record = find_key(&benefit, request->value[1]);
    assert(record != NULL); /* it was just read */
    key_format(&key, text);
    const RevealedView view = {&detail, record, text, key_place(ctx, request, text)};
    Html page = page_begin(ctx, request, reply, TR("Product key"));
    html_revealed_key(&page, &view);
    return page_end(&page);
}

/* The benefit's page again, with what is wrong at the key. */
Err
page_key_reveal_again(Ctx *ctx, const Request *request, Reply *reply)
{
    Id id;
    BenefitView benefit;
    BenefitDetail view;

    TRY(request_id(request, 0, "ben_", &id));
    TRY(get_benefit(ctx, &id, &benefit));
    TRY(load_detail(ctx, &benefit, &view));
    const KeyRecord *key = find_key(&benefit, request->value[1]);
    if (key == NULL)
        return ERR_NOT_FOUND;
    view.refused_ref = key->ref;
    view.refused_field = form_fault(ctx, "tenantVerified");
    view.refused = problem_text(ctx, err_title(request->refused));
    Html page = page_begin_titled(ctx, request, reply, benefit.name);
    html_benefit(&page, &view);
    return page_end(&page);
}

/* What was to be done with many cannot be. */
Err
page_keys_again(Ctx *ctx, const Request *request, Reply *reply)
{
    KeyPageQuery query = DEFAULTS_OF(KEY_PAGE_QUERY);

    query = *(const KeyPageQuery *)list_query_sent(ctx, request, &KEY_PAGE_QUERY, &query);
    query.keys.after = query.keys.before = NULL;
    return show_keys(ctx, request, reply, &query);
}
