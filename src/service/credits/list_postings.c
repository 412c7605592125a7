/*
 * The ledger as it is read: what is written, and behind it what time has brought since.
 */
#include "service/credits/credits.h"

#include "service/credits/credit_parts.h"

Err
read_position(const char *after, int64_t *ret)
{
    enum { DIGITS_MAX = 18 };
    int64_t number = 0;

    if (after != NULL && (*after == '\0' || strlen(after) > DIGITS_MAX))
        return ERR_CURSOR_INVALID;
    for (; after != NULL && *after != '\0'; after++) {
        if (*after < '0' || *after > '9')
            return ERR_CURSOR_INVALID;
        number = number * 10 + (*after - '0');
    }
    *ret = number;
    return OK;
}

/* What is not written yet comes behind what is, as far as there is room on the page. */
static void
append_unwritten(Ctx *ctx, const PostingList *unwritten, const PostingPage *page, PostingList *list)
{
    size_t limit = (size_t)page->limit;
    Posting *item = ARENA_NEW_ARRAY(ctx->arena, Posting, list->count + unwritten->count);

    if (list->count > 0)
        memcpy(item, list->item, list->count * sizeof(*item));
    list->item = item;
    for (size_t i = 0; i < unwritten->count; i++) {
        if (unwritten->item[i].seq <= page->after)
            continue;
        list->more = list->count == limit;
        if (list->more)
            return;
        item[list->count++] = unwritten->item[i];
    }
}

static Available *
find_available(const AvailableList *list, int64_t period)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->item[i].period == period)
            return &list->item[i];
    return NULL;
}

int64_t
available_of(const AvailableList *list, int64_t period)
{
    const Available *available = find_available(list, period);

    return available == NULL ? 0 : available->micros;
}

/* What is not written yet may begin before the part does. */
static void
add_unwritten(Ctx *ctx, const PostingList *unwritten, int64_t last, AvailableList *before)
{
    Available *item = ARENA_NEW_ARRAY(ctx->arena, Available, before->count + unwritten->count);

    if (before->count > 0)
        memcpy(item, before->item, before->count * sizeof(*item));
    before->item = item;
    for (size_t i = 0; i < unwritten->count && unwritten->item[i].seq <= last; i++) {
        const Posting *posting = &unwritten->item[i];
        Available *available = find_available(before, posting->period);
        if (available == NULL) {
            available = &item[before->count++];
            *available = (Available){.period = posting->period};
        }
        if (posting->account == LEDGER_AVAILABLE)
            available->micros += posting->micros;
    }
}

static Err
load_postings(Ctx *ctx, const Id *credit_id, const Page *page, bool and_before, LedgerPart *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    PostingPage part = {.until = INT64_MAX, .limit = page->limit};
    PostingList unwritten;
    LedgerPart ledger = {.before = {0}};

    TRY(read_position(page->after, &part.after));
    TRY(tx_begin(ctx->db, &tx));
    TRY(load_credit(ctx, &tx, credit_id, &ledger.credit));
    if (!manages_credits(ctx))
        return ERR_NOT_PERMITTED;
    TRY(store_posting_list(&tx, &ledger.credit, &part, ctx->arena, &ledger.postings));
    if (and_before)
        TRY(store_posting_available(&tx, &ledger.credit, part.after, ctx->arena, &ledger.before));
    ledger_advance(ctx, &ledger.credit, ctx->today, &unwritten);
    if (and_before)
        add_unwritten(ctx, &unwritten, part.after, &ledger.before);
    if (!ledger.postings.more)
        append_unwritten(ctx, &unwritten, &part, &ledger.postings);
    *ret = ledger;
    return tx_commit(&tx);
}

Err
list_postings(Ctx *ctx, const Id *credit_id, const Page *page, LedgerPart *ret)
{
    return load_postings(ctx, credit_id, page, false, ret);
}

Err
list_postings_and_before(Ctx *ctx, const Id *credit_id, const Page *page, LedgerPart *ret)
{
    return load_postings(ctx, credit_id, page, true, ret);
}
