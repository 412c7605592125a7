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

Err
list_postings(Ctx *ctx, const Id *credit_id, const Page *page, LedgerPart *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    PostingPage part = {.until = INT64_MAX, .limit = page->limit};
    PostingList unwritten;
    LedgerPart ledger;

    TRY(read_position(page->after, &part.after));
    TRY(tx_begin(ctx->db, &tx));
    TRY(load_credit(ctx, &tx, credit_id, &ledger.credit));
    if (!manages_credits(ctx))
        return ERR_NOT_PERMITTED;
    TRY(store_posting_list(&tx, &ledger.credit, &part, ctx->arena, &ledger.postings));
    ledger_advance(ctx, &ledger.credit, ctx->today, &unwritten);
    if (!ledger.postings.more)
        append_unwritten(ctx, &unwritten, &part, &ledger.postings);
    *ret = ledger;
    return tx_commit(&tx);
}
