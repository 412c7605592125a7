/*
 * The ledger of a credit: the latest on its page, all of it as a file.
 */
#include "portal/credits/credits.h"

#include "html/export.h"
#include "portal/portal.h"

enum { POSTINGS_SHOWN = 20 };

static const char *
posting_text(const Posting *leaves, const Posting *arrives)
{
    switch (arrives->kind) {
    case MOVE_GRANT:
        return TR("Granted");
    case MOVE_LAPSE:
        return TR("Not used, and lost");
    case MOVE_TRANSFER:
        return id_is_empty(&leaves->holder_id) ? TR("Given to its first holder")
                                               : TR("Gone along to the next holder");
    default:
        break;
    }
    if (arrives->account == LEDGER_UNCOVERED)
        return TR("Use beyond the credit");
    return leaves->account == LEDGER_LAPSED ? TR("Use that became known late") : TR("Use");
}

/* Postings come in pairs: an amount leaves one account and arrives at another. */
static void
view_ledger(Ctx *ctx, const PostingList *postings, CreditPage *view)
{
    const CreditTerm *term = &view->today.credit.term;

    view->ledger = ARENA_NEW_ARRAY(ctx->arena, LedgerRow, postings->count / 2);
    for (size_t i = postings->count; i >= 2; i -= 2) {
        const Posting *leaves = &postings->item[i - 2];
        const Posting *arrives = &postings->item[i - 1];
        view->ledger[view->ledger_count++] = (LedgerRow){
            .posting = arrives,
            .text = posting_text(leaves, arrives),
            .days = credit_period_days(term, arrives->period),
        };
    }
}

/* The latest, or those before a posting. */
Err
load_ledger(Ctx *ctx, int64_t before, CreditPage *view)
{
    const Credit *credit = &view->today.credit;
    int64_t last = before == INPUT_ABSENT ? credit->postings : before - 1;
    int64_t most = last > credit->postings ? credit->postings : last;
    int64_t until = most - most % 2; /* whole pairs */
    int64_t first = until > POSTINGS_SHOWN ? until - POSTINGS_SHOWN : 0;
    const Page part = {
        .after = arena_printf(ctx->arena, "%lld", (long long)first),
        .limit = until - first,
    };
    LedgerPart ledger = {0};

    if (part.limit > 0)
        TRY(list_postings(ctx, &credit->id, &part, &ledger));
    view_ledger(ctx, &ledger.postings, view);
    view->newest = until == credit->postings;
    if (first > 0)
        view->older = arena_printf(ctx->arena, "/credits/%s?before=%lld#ledger", credit->id.text,
                                   (long long)first + 1);
    return OK;
}

/* --- the ledger as CSV, a piece at a time ---------------------------------------------------- */

typedef struct LedgerExport {
    Id credit_id;
    int64_t after;
    bool begun;
    bool ended;
} LedgerExport;

static void
put_posting_row(Buf *piece, const char *currency, const Posting *posting)
{
    char amount[MONEY_TEXT_SIZE];
    char at[TIME_TEXT_SIZE];

    money_format(posting->micros, amount);
    time_format(posting->at, at);
    csv_number(piece, posting->seq, false);
    csv_number(piece, posting->entry, false);
    csv_cell(piece, at, false);
    csv_cell(piece, MOVE_KIND_NAMES[posting->kind], false);
    csv_cell(piece, LEDGER_ACCOUNT_NAMES[posting->account], false);
    csv_cell(piece, posting->holder_id.text, false);
    csv_number(piece, posting->period, false);
    csv_amount(piece, amount, false);
    csv_cell(piece, currency, true);
}

static Err
next_ledger_piece(Ctx *ctx, void *state, Buf *piece)
{
    enum { AT_ONCE = 500 };
    LedgerExport *export = state;
    const Page part = {
        .after = arena_printf(ctx->arena, "%lld", (long long)export->after),
        .limit = AT_ONCE,
    };
    LedgerPart ledger;

    if (export->ended)
        return OK;
    TRY(list_postings(ctx, &export->credit_id, &part, &ledger));
    const PostingList *list = &ledger.postings;
    table_for_reader(ctx, piece, !export->begun);
    if (!export->begun)
        csv_heading(piece, "seq,entry,at,kind,account,holderId,period,amount,currency");
    export->begun = true;
    for (size_t i = 0; i < list->count; i++)
        put_posting_row(piece, ledger.credit.currency, &list->item[i]);
    if (list->count > 0)
        export->after = list->item[list->count - 1].seq;
    export->ended = !list->more;
    return OK;
}

Err
page_credit_ledger(Ctx *ctx, const Request *request, Reply *reply)
{
    LedgerExport *export = ARENA_NEW(ctx->arena, LedgerExport);
    LedgerPart first;

    TRY(request_id(request, 0, "crd_", &export->credit_id));
    /* What would be refused is refused before the first byte. */
    TRY(list_postings(ctx, &export->credit_id, &(Page){.limit = 1}, &first));
    reply->content_type = "text/csv; charset=utf-8";
    reply->file_name = "ledger.csv";
    reply->stream = next_ledger_piece;
    reply->stream_state = export;
    return OK;
}
