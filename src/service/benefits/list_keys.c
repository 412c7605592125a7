/*
 * The keys of a partner's benefits, those that must be redeemed first before the others.
 */
#include "service/benefits/benefits.h"

#include "base/format/format.h"
#include "base/text/text.h"
#include "domain/coterm.h"

static size_t
count_keys(const BenefitViewList *benefits)
{
    size_t count = 0;

    for (size_t i = 0; i < benefits->count; i++)
        count += benefits->item[i].key_count;
    return count;
}

static KeyView
view_key(const Ctx *ctx, const BenefitView *benefit, const KeyRecord *key)
{
    return (KeyView){
        .key = *key,
        .status = key_status(key->state, key->redeem_by, ctx->today),
        .benefit_id = benefit->benefit.id,
        .name = benefit->name,
        .offer_name = benefit->benefit.offer_name,
    };
}

/* The text is folded; NULL is in all of them. */
static bool
is_found(const Ctx *ctx, const char *text, const KeyView *view)
{
    return text == NULL || text_contains(ctx->arena, view->name, text) ||
           text_contains(ctx->arena, view->key.ref, text) ||
           text_contains(ctx->arena, view->offer_name, text);
}

static bool
has_status(const KeyView *view, int64_t status)
{
    return status == INPUT_ABSENT || status == (int64_t)view->status;
}

/* What can be done with a key decides first, then its last day. */
static int
compare_by_last_day(const void *a, const void *b)
{
    const KeyView *one = a;
    const KeyView *other = b;
    bool one_is_over = one->status > KEY_STATUS_REVEALED;
    bool other_is_over = other->status > KEY_STATUS_REVEALED;

    if (one_is_over != other_is_over)
        return one_is_over - other_is_over;
    if (!date_equal(one->key.redeem_by, other->key.redeem_by))
        return date_before(one->key.redeem_by, other->key.redeem_by) ? -1 : 1;
    return strcmp(one->key.ref, other->key.ref);
}

/* Begins behind the reference; without one, at the beginning. */
static Err
find_start(const KeyViewList *all, const char *after, size_t *ret)
{
    if (after == NULL) {
        *ret = 0;
        return OK;
    }
    for (size_t i = 0; i < all->count; i++)
        if (text_equal(all->item[i].key.ref, after)) {
            *ret = i + 1;
            return OK;
        }
    return ERR_CURSOR_INVALID;
}

Err
list_keys(Ctx *ctx, const KeyQuery *query, KeyViewList *ret)
{
    BenefitQuery everything = DEFAULTS_OF(BENEFIT_QUERY);
    BenefitViewList benefits;
    KeyViewList all = {0};
    size_t start;

    everything.limit = INT64_MAX;
    everything.category = PRODUCT_LICENSE;
    everything.partner_id = query->partner_id;
    TRY(list_benefits(ctx, &everything, &benefits));
    all.item = ARENA_NEW_ARRAY(ctx->arena, KeyView, count_keys(&benefits));
    for (size_t i = 0; i < benefits.count; i++)
        for (size_t j = 0; j < benefits.item[i].key_count; j++)
            all.item[all.count++] = view_key(ctx, &benefits.item[i], &benefits.item[i].key[j]);
    qsort(all.item, all.count, sizeof(*all.item), compare_by_last_day);
    TRY(find_start(&all, query->after, &start));

    const char *text = query->q == NULL ? NULL : text_folded(ctx->arena, query->q);
    KeyViewList list = {.item = ARENA_NEW_ARRAY(ctx->arena, KeyView, all.count)};
    for (size_t i = start; i < all.count && !list.more; i++) {
        if (!has_status(&all.item[i], query->status) || !is_found(ctx, text, &all.item[i]))
            continue;
        list.more = list.count == (uint64_t)query->limit;
        if (!list.more)
            list.item[list.count++] = all.item[i];
    }
    *ret = list;
    return OK;
}

static void
put_key_row(Buf *out, const KeyView *view)
{
    const KeyRecord *key = &view->key;
    char redeem_by[DATE_TEXT_SIZE], revealed_at[TIME_TEXT_SIZE] = "";

    date_format(key->redeem_by, redeem_by);
    if (key->revealed_at != 0)
        time_format(key->revealed_at, revealed_at);
    csv_cell(out, key->ref, false);
    csv_cell(out, view->name, false);
    csv_cell(out, key->sku, false);
    csv_number(out, key->licenses, false);
    csv_number(out, KEY_MONTHS, false);
    csv_cell(out, view->offer_name, false);
    csv_cell(out, redeem_by, false);
    csv_cell(out, revealed_at, false);
    csv_cell(out, KEY_STATUS_NAMES[view->status], true);
}

Err
export_keys(Ctx *ctx, const KeyQuery *query, Buf *out, Id *ret_last)
{
    KeyViewList list;

    TRY(list_keys(ctx, query, &list));
    if (query->after == NULL)
        buf_text(out, "ref,product,sku,licenses,months,offer,redeemBy,firstRevealed,status\r\n");
    for (size_t i = 0; i < list.count; i++)
        put_key_row(out, &list.item[i]);
    *ret_last = list.more ? id_from(list.item[list.count - 1].key.ref) : (Id){0};
    return OK;
}
