/*
 * The list of subscriptions, filtered, sorted, and as a table.
 */
#include "service/subscriptions/subscriptions.h"

#include "base/format/format.h"
#include "base/text/text.h"
#include "domain/subscription.h"
#include "service/list_part.h"
#include "service/reach.h"

/* Rising and falling for each SubscriptionColumn, in order. */
const char *const SUBSCRIPTION_SORT_NAMES[] = {
    "product",   "-product", "endsOn",    "-endsOn", "licenses",
    "-licenses", "assigned", "-assigned", NULL,
};

typedef struct Wanted {
    Arena *arena;
    Words words;
} Wanted;

static const char *
or_empty(const char *text)
{
    return text == NULL ? "" : text;
}

/* The product's names, its SKU and the id, a line each: no word has a line's end. */
static bool
is_subscription_wanted(const void *subscription, void *data)
{
    const Subscription *item = subscription;
    const Wanted *wanted = data;
    size_t mark = arena_mark(wanted->arena);
    const char *text = arena_printf(wanted->arena, "%s\n%s", item->sku, item->id.text);

    for (Lang lang = 0; lang < LANG_COUNT; lang++)
        text = arena_printf(wanted->arena, "%s\n%s", text, or_empty(item->name.in[lang]));
    bool found = words_are_in(&wanted->words, text_folded(wanted->arena, text));
    arena_reset(wanted->arena, mark);
    return found;
}

/* The orders are columns, each rising and falling. */
static SubscriptionColumn
column_of(const SubscriptionListQuery *query)
{
    return query->sort == INPUT_ABSENT ? SUBSCRIPTION_BY_ID : (SubscriptionColumn)(query->sort / 2);
}

static bool
is_falling(const SubscriptionListQuery *query)
{
    return query->sort != INPUT_ABSENT && query->sort % 2 == 1;
}

static int64_t
max_of(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static int64_t
min_of(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* A status is days on which they end, and may leave fewer than are asked for, or none. */
static void
choose_days(const Ctx *ctx, const SubscriptionListQuery *query, SubscriptionScope *scope)
{
    scope->ends_from = INT32_MIN;
    scope->ends_before = INT32_MAX;
    if (query->without_deleted)
        scope->ends_from = ctx->today.day - EXPIRED_DAYS - DISABLED_DAYS + 1;
    if (query->status != INPUT_ABSENT)
        subscription_status_days((SubscriptionStatus)query->status, ctx->today, &scope->ends_from,
                                 &scope->ends_before);
    if (query->ends_within != INPUT_ABSENT) {
        scope->ends_from = max_of(scope->ends_from, ctx->today.day);
        scope->ends_before = min_of(scope->ends_before, ctx->today.day + query->ends_within + 1);
    }
    if (query->ends_before != INPUT_ABSENT)
        scope->ends_before = min_of(scope->ends_before, query->ends_before);
}

/* All but the tenant and the data of wanted(). */
static Err
read_scope(Ctx *ctx, const SubscriptionListQuery *query, SubscriptionScope *ret)
{
    const ListAsk ask = {query->limit, query->after, query->before, query->counted};

    *ret = (SubscriptionScope){
        .column = column_of(query),
        .falling = is_falling(query),
        .lang = list_lang(ctx, &ask),
        .sku = query->sku,
    };
    choose_days(ctx, query, ret);
    return list_part(ctx, &ask, &ret->part);
}

const char *
place_of_subscription(Ctx *ctx, const SubscriptionListQuery *query, const Subscription *item)
{
    SubscriptionScope scope;

    bool read = read_scope(ctx, query, &scope) == OK;
    assert(read); /* as it was for the list */
    const RowPlace place = {subscription_order(&scope, item), scope.lang, item->id.text};
    return place_text(ctx->arena, &place);
}

Err
find_subscriptions(Ctx *ctx, const SubscriptionListQuery *query, SubscriptionList *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    Wanted wanted = {.arena = ctx->arena, .words = text_words(ctx->arena, query->q)};
    SubscriptionScope scope;

    TRY(read_scope(ctx, query, &scope));
    scope.wanted = wanted.words.count > 0 ? is_subscription_wanted : NULL;
    scope.data = &wanted;
    TRY(tx_begin(ctx->db, &tx));
    TRY(reach_tenant(ctx, &tx, query->tenant_id, &scope.tenant_id));
    TRY(store_subscription_search(&tx, &scope, ctx->arena, ret));
    return tx_commit(&tx);
}

Err
list_products_held(Ctx *ctx, const char *tenant_id, bool with_credits, HeldProductList *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    HeldScope scope = {.with_credits = with_credits, .lang = ctx->lang};

    TRY(tx_begin(ctx->db, &tx));
    TRY(reach_tenant(ctx, &tx, tenant_id, &scope.tenant_id));
    TRY(store_product_list_held(&tx, &scope, ctx->arena, ret));
    return tx_commit(&tx);
}

static void
put_subscription_row(const Ctx *ctx, Buf *out, const Subscription *item)
{
    SubscriptionStatus status = subscription_status(item->holding.ends_on, ctx->today);
    char starts_on[DATE_TEXT_SIZE], ends_on[DATE_TEXT_SIZE];

    date_format(item->starts_on, starts_on);
    date_format(item->holding.ends_on, ends_on);
    csv_cell(out, item->id.text, false);
    csv_cell(out, lang_name(ctx->lang, &item->name), false);
    csv_cell(out, item->sku, false);
    csv_cell(out, SUBSCRIPTION_STATUS_NAMES[status], false);
    csv_number(out, item->holding.licenses, false);
    csv_number(out, item->assigned, false);
    csv_cell(out, starts_on, false);
    csv_cell(out, ends_on, true);
}

Err
export_subscriptions(Ctx *ctx, const SubscriptionListQuery *query, Buf *out, const char **ret_last)
{
    SubscriptionList list;

    TRY(find_subscriptions(ctx, query, &list));
    if (query->after == NULL)
        csv_heading(out, "id,product,sku,status,licenses,assigned,startsOn,endsOn");
    for (size_t i = 0; i < list.count; i++)
        if (!came_later(ctx, &list.item[i].id))
            put_subscription_row(ctx, out, &list.item[i]);
    *ret_last = list.more ? place_of_subscription(ctx, query, &list.item[list.count - 1]) : NULL;
    return OK;
}
