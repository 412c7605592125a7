/*
 * The keys of a partner's benefits, those that must be redeemed first before the others.
 */
#include "service/benefits/benefits.h"

#include "base/format/format.h"
#include "base/table.h"
#include "base/text/text.h"
#include "domain/coterm.h"
#include "service/list_part.h"

/* The benefits that have the keys, by their ids. */
typedef struct Entry {
    Id benefit_id;
    const BenefitView *benefit;
    Words rest; /* of what is looked for: what is not in the names of its product and offer */
} Entry;

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

/* Those of the list whose benefits are among these, and what these say of them. */
static KeyViewList
view_keys(const Ctx *ctx, const Table *benefits, const KeyRecordList *keys)
{
    KeyViewList list = {.item = ARENA_NEW_ARRAY(ctx->arena, KeyView, keys->count)};

    for (size_t i = 0; i < keys->count; i++) {
        const Entry *entry = table_find(benefits, &keys->item[i].benefit_id);
        if (entry != NULL)
            list.item[list.count++] = view_key(ctx, entry->benefit, &keys->item[i]);
    }
    list.more = keys->more;
    list.before = keys->before;
    list.total = keys->total;
    return list;
}

static Words
rest_of(const Ctx *ctx, const Words *words, const BenefitView *benefit)
{
    if (words->count == 0)
        return *words;
    const char *text =
        arena_printf(ctx->arena, "%s\n%s", benefit->name, benefit->benefit.offer_name);
    return words_not_in(ctx->arena, words, text_folded(ctx->arena, text));
}

/* All benefits of the query's partner that may have keys; those of one product stand together. */
static Err
load_key_benefits(Ctx *ctx, const KeyQuery *query, BenefitViewList *ret)
{
    BenefitQuery everything = DEFAULTS_OF(BENEFIT_QUERY);

    everything.limit = INT64_MAX;
    everything.category = PRODUCT_LICENSE;
    everything.partner_id = query->partner_id;
    everything.sort = 0; /* by name */
    return list_benefits(ctx, &everything, ret);
}

static Table
enter_benefits(const Ctx *ctx, const KeyQuery *query, const Words *words,
               const BenefitViewList *benefits)
{
    Table table = table_new(ctx->arena, sizeof(Id), sizeof(Entry), benefits->count);
    bool ignored;

    for (size_t i = 0; i < benefits->count; i++) {
        const BenefitView *benefit = &benefits->item[i];
        if (query->sku != NULL && !text_equal(benefit->benefit.sku, query->sku))
            continue;
        Entry *entry = table_entry(&table, &benefit->benefit.id, &ignored);
        entry->benefit = benefit;
        entry->rest = rest_of(ctx, words, benefit);
    }
    return table;
}

static KeyProductList
products_of(const Ctx *ctx, const BenefitViewList *benefits)
{
    KeyProductList list = {.item = ARENA_NEW_ARRAY(ctx->arena, KeyProduct, benefits->count)};
    const char *before = NULL;

    for (size_t i = 0; i < benefits->count; i++) {
        const char *sku = benefits->item[i].benefit.sku;
        if (before == NULL || !text_equal(before, sku))
            list.item[list.count++] = (KeyProduct){sku, benefits->item[i].name};
        before = sku;
    }
    return list;
}

/* Is what is missing in the names in the reference? */
static bool
is_key_found(const void *key, void *benefits)
{
    const KeyRecord *record = key;
    const Entry *entry = table_find(benefits, &record->benefit_id);
    char ref[KEY_REF_SIZE];

    for (size_t i = 0; i < sizeof(ref); i++) {
        bool capital = record->ref[i] >= 'A' && record->ref[i] <= 'Z';
        ref[i] = (char)(record->ref[i] + (capital ? 'a' - 'A' : 0));
    }
    return entry != NULL && words_are_in(&entry->rest, ref);
}

static bool
misses(const Entry *entry, const char *word)
{
    for (size_t i = 0; i < entry->rest.count; i++)
        if (entry->rest.word[i] == word)
            return true;
    return false;
}

/* A word that every benefit misses must be in the reference: few have it, so the engine looks. */
static const char *
missing_everywhere(const Table *benefits, const Words *words)
{
    for (size_t i = 0; i < words->count; i++) {
        size_t missing = 0;
        while (missing < benefits->count && misses(benefits->entry[missing], words->word[i]))
            missing++;
        if (missing == benefits->count)
            return words->word[i];
    }
    return NULL;
}

/* Of the benefits in whose names all words are, all keys; they come first. */
static void
search_in(const Ctx *ctx, Table *benefits, const Words *words, KeySearch *search)
{
    Id *id = ARENA_NEW_ARRAY(ctx->arena, Id, benefits->count);
    size_t first = 0;
    size_t last = benefits->count;

    for (size_t i = 0; i < benefits->count; i++) {
        const Entry *entry = benefits->entry[i];
        id[entry->rest.count == 0 ? first++ : --last] = entry->benefit_id;
    }
    search->benefit_id = id;
    search->benefit_count = benefits->count;
    search->wholly = first;
    search->part_of_ref = words->count == 1 ? words->word[0] : missing_everywhere(benefits, words);
    search->wanted = words->count > 1 ? is_key_found : NULL;
    search->data = benefits;
}

/* Rising and falling for each KeyColumn but the first, in order. */
const char *const KEY_SORT_NAMES[] = {
    "redeemBy", "-redeemBy", "licenses", "-licenses", "firstRevealed", "-firstRevealed", NULL,
};

/* All but which benefits' keys. */
static Err
read_key_search(Ctx *ctx, const KeyQuery *query, KeySearch *ret)
{
    const ListAsk ask = {query->limit, query->after, query->before, query->counted};
    bool sorted = query->sort != INPUT_ABSENT;

    *ret = (KeySearch){
        .status = query->status == INPUT_ABSENT ? -1 : query->status,
        .today = ctx->today,
        .redeem_by_min = INT64_MIN,
        .redeem_by_max = INT64_MAX,
        .column = sorted ? (KeyColumn)(query->sort / 2 + 1) : KEY_BY_URGENCY,
        .falling = sorted && query->sort % 2 == 1,
    };
    if (query->use_within != INPUT_ABSENT) {
        ret->redeem_by_min = ctx->today.day;
        ret->redeem_by_max = ctx->today.day + query->use_within;
    }
    return list_part(ctx, &ask, &ret->part);
}

const char *
place_of_key(Ctx *ctx, const KeyQuery *query, const KeyView *view)
{
    KeySearch search;

    bool read = read_key_search(ctx, query, &search) == OK;
    assert(read); /* as it was for the list */
    const RowPlace place = {key_order(&search, &view->key), ctx->lang, view->key.ref};
    return place_text(ctx->arena, &place);
}

static bool
has_key(const KeyRecordList *keys, const char *ref)
{
    for (size_t i = 0; i < keys->count; i++)
        if (text_equal(keys->item[i].ref, ref))
            return true;
    return false;
}

/* What is no reference, or of nobody's key, names none. */
static Err
add_named(Ctx *ctx, Tx *tx, const KeyQuery *query, KeyRecordList *keys)
{
    KeyRecordList named;

    if (query->ref_count == 0)
        return OK;
    TRY(store_key_list_by_refs(tx, query->ref, query->ref_count, ctx->arena, &named));
    KeyRecord *item = ARENA_NEW_ARRAY(ctx->arena, KeyRecord, keys->count + named.count);
    if (keys->count > 0)
        memcpy(item, keys->item, keys->count * sizeof(*item));
    keys->item = item;
    for (size_t i = 0; i < named.count; i++)
        if (!has_key(keys, named.item[i].ref))
            keys->item[keys->count++] = named.item[i];
    return OK;
}

Err
list_keys_and_products(Ctx *ctx, const KeyQuery *query, KeyViewList *ret,
                       KeyProductList *ret_products)
{
    CLEANUP(tx_end) Tx tx = {0};
    const Words words = text_words(ctx->arena, query->q);
    KeySearch search;
    KeyRecordList keys;
    BenefitViewList benefits;

    TRY(read_key_search(ctx, query, &search));
    TRY(tx_begin(ctx->db, &tx));
    TRY(load_key_benefits(ctx, query, &benefits));
    Table entries = enter_benefits(ctx, query, &words, &benefits);
    search_in(ctx, &entries, &words, &search);
    TRY(store_key_search(&tx, &search, ctx->arena, &keys));
    TRY(add_named(ctx, &tx, query, &keys));
    *ret = view_keys(ctx, &entries, &keys);
    *ret_products = products_of(ctx, &benefits);
    return tx_commit(&tx);
}

Err
list_keys(Ctx *ctx, const KeyQuery *query, KeyViewList *ret)
{
    KeyProductList ignored;

    return list_keys_and_products(ctx, query, ret, &ignored);
}

Err
find_next_key(Ctx *ctx, const char *sku, KeyView *ret)
{
    KeyQuery query = DEFAULTS_OF(KEY_QUERY);
    KeyViewList keys;

    /* RULE BEN-3: billing administrators redeem, and see no benefits. */
    if (!role_permits(ctx->actor.roles, PERMIT_BENEFIT_READ))
        return ERR_NOT_FOUND;
    query.limit = 1;
    query.sku = sku;
    TRY(list_keys(ctx, &query, &keys));
    if (keys.count == 0 || keys.item[0].status > KEY_STATUS_REVEALED)
        return ERR_NOT_FOUND;
    *ret = keys.item[0];
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
export_keys(Ctx *ctx, const KeyQuery *query, Buf *out, const char **ret_last)
{
    KeyViewList list;

    TRY(list_keys(ctx, query, &list));
    if (query->after == NULL)
        csv_heading(out, "ref,product,sku,licenses,months,offer,redeemBy,firstRevealed,status");
    for (size_t i = 0; i < list.count; i++)
        if (!came_later(ctx, &list.item[i].key.lot_id))
            put_key_row(out, &list.item[i]);
    *ret_last = list.more ? place_of_key(ctx, query, &list.item[list.count - 1]) : NULL;
    return OK;
}
