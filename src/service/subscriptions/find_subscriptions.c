/*
 * The list of subscriptions, filtered, sorted, and as a table.
 */
#include "service/subscriptions/subscriptions.h"

#include "base/format/format.h"
#include "base/text/text.h"
#include "domain/subscription.h"
#include "service/reach.h"

/* Rising and falling for each SubscriptionColumn, in order. */
const char *const SUBSCRIPTION_SORT_NAMES[] = {
    "product",   "-product", "endsOn",    "-endsOn", "licenses",
    "-licenses", "assigned", "-assigned", NULL,
};

typedef struct Wanted {
    Arena *arena;
    const char *text; /* folded */
} Wanted;

static bool
name_holds(const Wanted *wanted, const char *text)
{
    return text != NULL && text_contains(wanted->arena, text, wanted->text);
}

static bool
is_subscription_wanted(const Subscription *item, void *data)
{
    const Wanted *wanted = data;

    for (Lang lang = 0; lang < LANG_COUNT; lang++)
        if (name_holds(wanted, item->name.in[lang]))
            return true;
    return name_holds(wanted, item->sku) || name_holds(wanted, item->id.text);
}

static Err
find_subscription_after(Ctx *ctx, Tx *tx, const SubscriptionListQuery *query,
                        SubscriptionScope *scope)
{
    Subscription *after = ARENA_NEW(ctx->arena, Subscription);

    if (query->after == NULL)
        return OK;
    if (!id_is(query->after, "sub_"))
        return ERR_CURSOR_INVALID;
    Id id = id_from(query->after);
    Err err = store_subscription_get(tx, &scope->tenant_id, &id, ctx->arena, after);
    scope->after = after;
    return err == ERR_NOT_FOUND ? ERR_CURSOR_INVALID : err;
}

static Err
search(Ctx *ctx, Tx *tx, const SubscriptionListQuery *query, SubscriptionList *ret)
{
    bool sorted = query->sort != INPUT_ABSENT;
    SubscriptionScope scope = {
        .ends_from = INT32_MIN,
        .ends_before = INT32_MAX,
        .column = sorted ? (SubscriptionColumn)(query->sort / 2) : SUBSCRIPTION_BY_ID,
        .falling = sorted && query->sort % 2 == 1,
        .lang = ctx->lang,
        .limit = query->limit,
    };
    Wanted wanted = {.arena = ctx->arena};

    TRY(reach_tenant(ctx, tx, query->tenant_id, &scope.tenant_id));
    TRY(find_subscription_after(ctx, tx, query, &scope));
    if (query->status != INPUT_ABSENT)
        subscription_status_days((SubscriptionStatus)query->status, ctx->today, &scope.ends_from,
                                 &scope.ends_before);
    if (query->q != NULL) {
        wanted.text = text_folded(ctx->arena, query->q);
        scope.match = is_subscription_wanted;
        scope.data = &wanted;
    }
    return store_subscription_search(tx, &scope, ctx->arena, ret);
}

Err
find_subscriptions(Ctx *ctx, const SubscriptionListQuery *query, SubscriptionList *ret)
{
    CLEANUP(tx_end) Tx tx = {0};

    TRY(tx_begin(ctx->db, &tx));
    TRY(search(ctx, &tx, query, ret));
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
export_subscriptions(Ctx *ctx, const SubscriptionListQuery *query, Buf *out, Id *ret_last)
{
    SubscriptionList list;

    TRY(find_subscriptions(ctx, query, &list));
    if (query->after == NULL)
        csv_heading(out, "id,product,sku,status,licenses,assigned,startsOn,endsOn");
    for (size_t i = 0; i < list.count; i++)
        if (!came_later(ctx, &list.item[i].id))
            put_subscription_row(ctx, out, &list.item[i]);
    *ret_last = list.more ? list.item[list.count - 1].id : (Id){0};
    return OK;
}
