/*
 * The list of credits, filtered, searched and sorted. A tenant has as many as its benefits gave it,
 * so all are read, and what stands where is decided here.
 */
#include "service/credits/credits.h"

#include "base/text/text.h"
#include "service/credits/credit_parts.h"
#include "service/list_part.h"
#include "service/reach.h"

#include <stdlib.h>

enum { CREDITS_LISTED_MAX = 2000 };

const char *const CREDIT_SORT_NAMES[] = {"product", "-product", "periodEndsOn", "-periodEndsOn",
                                         NULL};

/* A credit as it is today, and where it stands. */
typedef struct Placed {
    CreditView view;
    Order order;
} Placed;

static ListAsk
credit_ask(const CreditQuery *query)
{
    return (ListAsk){query->limit, query->after, query->before, true};
}

/* The largest bytes first where it falls. Without a sort all are equal, and their ids decide. */
static Order
order_of(const CreditQuery *query, Lang lang, const CreditView *view)
{
    Order order = {.size = 0};

    if (query->sort == INPUT_ABSENT)
        return order;
    if (query->sort / 2 == CREDIT_BY_END) {
        order_put_number(&order, view->days.ends_on.day);
    } else {
        const NameKey key = name_key(lang, lang_name(lang, &view->credit.name));
        order_put_key(&order, (SortKey){key.byte, key.size});
    }
    if (query->sort % 2 == 1)
        order_turn(&order, 0);
    return order;
}

static int
compare_places(const Order *one, const char *one_id, const Order *other, const char *other_id)
{
    int order = order_compare((SortKey){one->byte, one->size}, (SortKey){other->byte, other->size});

    return order != 0 ? order : strcmp(one_id, other_id);
}

static int
compare_placed(const void *a, const void *b)
{
    const Placed *one = a, *other = b;

    return compare_places(&one->order, one->view.credit.id.text, &other->order,
                          other->view.credit.id.text);
}

static bool
is_wanted(Ctx *ctx, const CreditQuery *query, const Words *words, const CreditView *view)
{
    int64_t days = (int64_t)view->credit.term.ends_on.day - 1 - ctx->today.day;

    return (query->kind == INPUT_ABSENT || query->kind == (int64_t)view->credit.term.period) &&
           (query->status == INPUT_ABSENT || query->status == (int64_t)view->status) &&
           (query->ends_within == INPUT_ABSENT || (days >= 0 && days <= query->ends_within)) &&
           (words->count == 0 || has_words_in_names(ctx, &view->credit, words));
}

static Placed *
place_wanted(Ctx *ctx, const CreditQuery *query, const CreditList *list, size_t *ret_count)
{
    const ListAsk ask = credit_ask(query);
    const Lang lang = list_lang(ctx, &ask);
    const Words words = text_words(ctx->arena, query->q);
    Placed *placed = ARENA_NEW_ARRAY(ctx->arena, Placed, list->count);
    size_t count = 0;

    for (size_t i = 0; i < list->count; i++) {
        CreditView view = view_credit_today(ctx, &list->item[i]);
        if (is_wanted(ctx, query, &words, &view))
            placed[count++] = (Placed){view, order_of(query, lang, &view)};
    }
    qsort(placed, count, sizeof(*placed), compare_placed);
    *ret_count = count;
    return placed;
}

static size_t
credits_before(const ListPart *part, const Placed *placed, size_t count)
{
    const RowPlace *place = part->before != NULL ? part->before : part->after;
    int bound = part->before != NULL ? -1 : 0;
    size_t before = 0;

    while (place != NULL && before < count &&
           compare_places(&placed[before].order, placed[before].view.credit.id.text, &place->order,
                          place->id) <= bound)
        before++;
    if (part->before == NULL)
        return before;
    return before > (size_t)part->limit ? before - (size_t)part->limit : 0;
}

/* The part, as records: who holds them is read of these only. */
static CreditList
part_of(Ctx *ctx, const ListPart *part, const Placed *placed, size_t count)
{
    CreditList list = {.before = credits_before(part, placed, count), .total = count};

    list.count = count - list.before;
    list.more = list.count > (size_t)part->limit;
    if (list.more)
        list.count = (size_t)part->limit;
    list.item = ARENA_NEW_ARRAY(ctx->arena, Credit, list.count);
    for (size_t i = 0; i < list.count; i++)
        list.item[i] = placed[list.before + i].view.credit;
    return list;
}

Err
list_credits(Ctx *ctx, const CreditQuery *query, CreditViewList *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    const ListAsk ask = credit_ask(query);
    const Page all = {NULL, CREDITS_LISTED_MAX};
    ListPart part;
    CreditList list;
    size_t count;
    Id whose;

    if (id_is_empty(&ctx->actor.tenant_id) && !manages_credits(ctx))
        return ERR_NOT_PERMITTED;
    TRY(list_part(ctx, &ask, &part));
    TRY(tx_begin(ctx->db, &tx));
    TRY(reach_tenant(ctx, &tx, query->tenant_id, &whose));
    if (manages_credits(ctx))
        TRY(store_credit_list(&tx, &whose, &all, ctx->arena, &list));
    else
        TRY(load_own_credits(ctx, &tx, &list));
    const Placed *placed = place_wanted(ctx, query, &list, &count);
    list = part_of(ctx, &part, placed, count);
    TRY(view_credit_list(ctx, &tx, &list, ret));
    return tx_commit(&tx);
}

const char *
place_of_credit(Ctx *ctx, const CreditQuery *query, const CreditView *view)
{
    const ListAsk ask = credit_ask(query);
    const Lang lang = list_lang(ctx, &ask);
    const RowPlace place = {order_of(query, lang, view), lang, view->credit.id.text};

    return place_text(ctx->arena, &place);
}
