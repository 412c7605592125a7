#include "service/benefits/benefits.h"

#include "base/text/text.h"
#include "service/benefits/benefit_parts.h"
#include "service/credits/credits.h"
#include "service/list_part.h"
#include "service/reach.h"
#include "store/credits/credits.h"
#include "store/directory/directory.h"

/* --- one benefit ---------------------------------------------------------------------------- */

static int64_t
quantity_of(const Benefit *benefit)
{
    switch (benefit->kind) {
    case PRODUCT_LICENSE:
        return benefit->quantity.licenses;
    case PRODUCT_SUPPORT:
        return benefit->quantity.incidents;
    default:
        return benefit->quantity.micros;
    }
}

static int64_t
used_of(const Benefit *benefit, const Become *become)
{
    switch (benefit->kind) {
    case PRODUCT_LICENSE:
        return benefit_licenses_used(benefit->quantity.licenses, become->keys.redeemed,
                                     become->keys.open);
    case PRODUCT_SUPPORT:
        return benefit->incidents_used;
    default:
        return become->credit == NULL ? 0 : become->credit->progress.balance.used;
    }
}

static BenefitStatus
status_of(const Ctx *ctx, const BenefitUse *use, const Credit *credit)
{
    if (credit == NULL || use->superseded)
        return benefit_status(use, ctx->today);
    return benefit_status_of_credit(&credit->term, &credit->progress, credit->users, ctx->today);
}

BenefitView
view_benefit(Ctx *ctx, const Benefit *benefit, const Become *become)
{
    BenefitUse use = {
        .quantity = quantity_of(benefit),
        .used = used_of(benefit, become),
        .activate_by = benefit->activate_by,
        .superseded = !id_is_empty(&benefit->superseded_by),
    };
    BenefitView view = {
        .benefit = *benefit,
        .name = lang_name(ctx->lang, &benefit->product_name),
        .replaced_by = lang_name(ctx->lang, &benefit->replaced_by),
        .status = status_of(ctx, &use, become->credit),
        .used = use.used,
        .use_by = benefit->activate_by,
        .keys = become->keys.keys,
    };

    if (become->credit != NULL) {
        view.credit_id = become->credit->id;
        view.currency = become->credit->currency;
        view.percent = burn_percent(&become->credit->progress.balance);
        /* RULE CR-1, RULE CR-2: a credit ends with its year, whatever else may still be used. */
        view.ends_on = become->credit->term.ends_on;
        view.use_by = date_add_days(view.ends_on, -1);
    }
    return view;
}

Err
get_benefit(Ctx *ctx, const Id *id, BenefitView *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    Benefit benefit;
    KeyTally tally;
    KeyRecordList keys;
    Credit *credit;

    TRY(tx_begin(ctx->db, &tx));
    TRY(store_benefit_get(&tx, id, ctx->arena, &benefit));
    TRY(check_partner_reach(ctx, &benefit.partner_id));
    TRY(store_key_tally_of_benefit(&tx, id, &tally));
    TRY(store_key_list_of_benefit(&tx, id, ctx->arena, &keys));
    TRY(store_credit_find_of_benefit(&tx, id, ctx->arena, &credit));
    if (credit != NULL)
        ledger_advance(ctx, credit, ctx->today, NULL);
    BenefitView view = view_benefit(ctx, &benefit, &(Become){tally, credit});
    view.key = keys.item;
    view.key_count = keys.count;
    *ret = view;
    return tx_commit(&tx);
}

/* --- the list ------------------------------------------------------------------------------- */

/* A benefit and what it is found and ordered by. */
typedef struct Listed {
    BenefitView view;
    BenefitRow row;
} Listed;

static Listed
list_benefit(Ctx *ctx, const Benefit *benefit, const Become *become)
{
    BenefitView view = view_benefit(ctx, benefit, become);

    return (Listed){
        .view = view,
        .row =
            {
                .kind = benefit->kind,
                .status = view.status,
                .quantity = quantity_of(benefit),
                .activate_by = benefit->activate_by,
                .use_by = view.use_by,
            },
    };
}

/*
 * All of the partner's; benefits, tallies of keys and credits come in the same order: one pass
 * joins them.
 */
static Err
load_listed(Ctx *ctx, Tx *tx, const Id *partner_id, Listed **ret, size_t *ret_count)
{
    BenefitList benefits;
    KeyTallyList keys;
    CreditList credits;
    size_t key = 0;
    size_t credit = 0;

    TRY(store_benefit_list(tx, partner_id, ctx->arena, &benefits));
    TRY(store_key_tallies_of_partner(tx, partner_id, ctx->arena, &keys));
    TRY(store_credit_list_of_partner(tx, partner_id, ctx->arena, &credits));
    Listed *listed = ARENA_NEW_ARRAY(ctx->arena, Listed, benefits.count);
    for (size_t i = 0; i < benefits.count; i++) {
        const Benefit *benefit = &benefits.item[i];
        Become become = {0};
        if (key < keys.count && id_equal(&keys.item[key].benefit_id, &benefit->id))
            become.keys = keys.item[key++];
        if (credit < credits.count && id_equal(&credits.item[credit].benefit_id, &benefit->id)) {
            ledger_advance(ctx, &credits.item[credit], ctx->today, NULL);
            become.credit = &credits.item[credit++];
        }
        listed[i] = list_benefit(ctx, benefit, &become);
    }
    assert(key == keys.count && credit == credits.count);
    *ret = listed;
    *ret_count = benefits.count;
    return OK;
}

static int64_t
or_any(int64_t number)
{
    return number == INPUT_ABSENT ? -1 : number;
}

/* Name, SKU, offer and competency, a line each: what is searched for has no line's end. */
static const char *
words_of(const Ctx *ctx, const BenefitView *view)
{
    const Benefit *benefit = &view->benefit;
    const char *competency = benefit->competency == NULL ? "" : benefit->competency;

    return text_folded(ctx->arena, arena_printf(ctx->arena, "%s\n%s\n%s\n%s", view->name,
                                                benefit->sku, benefit->offer_name, competency));
}

/* A superseded benefit is of interest only where something was used of it. */
static bool
is_shown(const Ctx *ctx, const BenefitFilter *filter, const Listed *listed)
{
    bool is_void = !id_is_empty(&listed->view.benefit.superseded_by) && listed->view.used == 0;
    size_t mark = arena_mark(ctx->arena);
    BenefitRow row = listed->row;

    if (filter->words.count > 0)
        row.words = words_of(ctx, &listed->view);
    bool passes = benefit_passes(&row, filter, ctx->today);
    arena_reset(ctx->arena, mark);
    return passes && !is_void;
}

static int
compare_listed(const void *a, const void *b)
{
    const BenefitView *one = &((const Listed *)a)->view, *other = &((const Listed *)b)->view;
    int order = order_compare(one->order, other->order);

    return order != 0 ? order : strcmp(one->benefit.id.text, other->benefit.id.text);
}

/* Benefits of one offer stand together mostly, so its names' keys are made once. */
typedef struct SourceKeys {
    const char *offer_code;
    NameKey offer_name, competency;
} SourceKeys;

static SortKey
kept_key(const Ctx *ctx, const NameKey *key)
{
    return (SortKey){(const uint8_t *)arena_copy(ctx->arena, (const char *)key->byte, key->size),
                     key->size};
}

static void
set_order(const Ctx *ctx, Lang lang, int64_t sort, Listed *listed, SourceKeys *source)
{
    const Benefit *benefit = &listed->view.benefit;
    BenefitRow *row = &listed->row;

    if (sort / 2 == BENEFIT_BY_SOURCE) {
        if (source->offer_code == NULL || !text_equal(source->offer_code, benefit->offer_code))
            *source = (SourceKeys){
                .offer_code = benefit->offer_code,
                .offer_name = name_key(lang, benefit->offer_name),
                .competency = name_key(lang, benefit->competency),
            };
        row->offer_name = kept_key(ctx, &source->offer_name);
        row->competency = kept_key(ctx, &source->competency);
    }
    row->name = benefit->sort.in[lang];
    const Order order = benefit_order(row, sort);
    listed->view.order = order_keep(ctx->arena, &order);
}

/* RULE BEN-2: the list filters and searches. */
static size_t
keep_shown(const Ctx *ctx, const BenefitQuery *query, Listed *listed, size_t count)
{
    const BenefitFilter filter = {
        .kind = or_any(query->category),
        .status = or_any(query->status),
        .expiring_within_days = or_any(query->expiring_within_days),
        .words = text_words(ctx->arena, query->q),
    };
    size_t kept = 0;

    for (size_t i = 0; i < count; i++) {
        if (query->by_last_use)
            listed[i].row.activate_by = listed[i].view.use_by;
        if (is_shown(ctx, &filter, &listed[i]))
            listed[kept++] = listed[i];
    }
    return kept;
}

/* Does it stand behind the place, or at it? Whoever stood there need not be there any more. */
static int
compare_with(const Listed *listed, const RowPlace *place)
{
    const SortKey bound = {place->order.byte, place->order.size};
    int order = order_compare(listed->view.order, bound);

    return order != 0 ? order : strcmp(listed->view.benefit.id.text, place->id);
}

/* How many of the sorted ones stand before the part. */
static size_t
benefits_before(const ListPart *part, const Listed *listed, size_t count)
{
    size_t before = 0;

    if (part->after != NULL)
        while (before < count && compare_with(&listed[before], part->after) <= 0)
            before++;
    if (part->before == NULL)
        return before;
    while (before < count && compare_with(&listed[before], part->before) < 0)
        before++;
    return before > (size_t)part->limit ? before - (size_t)part->limit : 0;
}

static ListAsk
benefit_ask(const BenefitQuery *query)
{
    return (ListAsk){query->limit, query->after, query->before, true};
}

/* RULE BEN-2: and sorts. */
static size_t
sort_shown(const Ctx *ctx, const BenefitQuery *query, Listed *listed, size_t count)
{
    const ListAsk ask = benefit_ask(query);
    const Lang lang = list_lang(ctx, &ask);
    SourceKeys source = {.offer_code = NULL};

    count = keep_shown(ctx, query, listed, count);
    for (size_t i = 0; i < count; i++)
        set_order(ctx, lang, query->sort, &listed[i], &source);
    qsort(listed, count, sizeof(*listed), compare_listed);
    return count;
}

static BenefitViewList
part_of_sorted(const Ctx *ctx, const ListPart *part, const Listed *listed, size_t count)
{
    BenefitViewList list = {.before = benefits_before(part, listed, count), .total = count};

    list.count = count - list.before;
    list.more = list.count > (uint64_t)part->limit;
    if (list.more)
        list.count = (size_t)part->limit;
    list.item = ARENA_NEW_ARRAY(ctx->arena, BenefitView, list.count);
    for (size_t i = 0; i < list.count; i++)
        list.item[i] = listed[list.before + i].view;
    return list;
}

const char *
place_of_benefit(const Ctx *ctx, const BenefitQuery *query, const BenefitView *view)
{
    const ListAsk ask = benefit_ask(query);
    RowPlace place = {
        .lang = list_lang(ctx, &ask),
        .order = order_of_key(view->order),
        .id = view->benefit.id.text,
    };

    return place_text(ctx->arena, &place);
}

Err
list_benefits(Ctx *ctx, const BenefitQuery *query, BenefitViewList *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    const ListAsk ask = benefit_ask(query);
    ListPart part;
    Id partner_id;
    Listed *listed;
    size_t count;

    TRY(list_part(ctx, &ask, &part));
    TRY(tx_begin(ctx->db, &tx));
    TRY(reach_partner(ctx, &tx, query->partner_id, &partner_id));
    if (id_is_empty(&partner_id))
        return refuse_member(&ctx->refusal, ERR_MEMBER_INVALID, "/query/partnerId",
                             TR("Say whose benefits you want to see."));
    TRY(load_listed(ctx, &tx, &partner_id, &listed, &count));
    count = sort_shown(ctx, query, listed, count);
    *ret = part_of_sorted(ctx, &part, listed, count);
    return tx_commit(&tx);
}

/* --- with their keys ------------------------------------------------------------------------ */

/* The first of them that have no more keys together than are read for one answer; one at least. */
static size_t
count_readable(const BenefitViewList *list)
{
    int64_t keys = 0;
    size_t count = 0;

    for (; count < list->count; count++) {
        keys += list->item[count].keys;
        if (count > 0 && keys > KEYS_SHOWN_MAX)
            break;
    }
    return count;
}

Err
list_benefits_with_keys(Ctx *ctx, const BenefitQuery *query, BenefitViewList *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    BenefitViewList list = {0};
    KeyRecordList *keys;

    TRY(tx_begin(ctx->db, &tx));
    TRY(list_benefits(ctx, query, &list));
    size_t count = count_readable(&list);
    list.more = list.more || count < list.count;
    list.count = count;
    Id *id = ARENA_NEW_ARRAY(ctx->arena, Id, count);
    for (size_t i = 0; i < count; i++)
        id[i] = list.item[i].benefit.id;
    TRY(store_key_lists_of_benefits(&tx, id, count, ctx->arena, &keys));
    for (size_t i = 0; i < count; i++) {
        list.item[i].key = keys[i].item;
        list.item[i].key_count = keys[i].count;
    }
    *ret = list;
    return tx_commit(&tx);
}
