/*
 * The ledger of a credit: the latest on its page, all of it as a file.
 */
#include "portal/credits/credits.h"

#include "html/export.h"
#include "portal/portal.h"
#include "service/things/things.h"

enum { POSTINGS_SHOWN = 20 };

static const char *
posting_text(const Posting *leaves, const Posting *arrives)
{
    switch (arrives->kind) {
    case MOVE_GRANT:
        return TR("Granted");
    case MOVE_LAPSE:
        return TR("Not used, and lost");
    case MOVE_CORRECTION:
        return TR("Wrong use, taken out again");
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

static const char *
account_text(LedgerAccount account)
{
    static const char *const TEXTS[] = {
        [LEDGER_PROGRAMME] = TR("The programme"),
        [LEDGER_AVAILABLE] = TR("Available"),
        [LEDGER_USED] = TR("Used"),
        [LEDGER_LAPSED] = TR("Lapsed"),
        [LEDGER_UNCOVERED] = TR("Not covered"),
        [LEDGER_OUTSIDE] = TR("Outside the credit"),
    };

    return TEXTS[account];
}

/* People are named where it goes from one to the next, else the accounts. */
static const char *
side_text(Ctx *ctx, const Posting *posting, const Thing *person)
{
    if (posting->kind != MOVE_TRANSFER)
        return lang_text(ctx->lang, account_text(posting->account));
    if (id_is_empty(&posting->holder_id))
        return lang_text(ctx->lang, TR("Nobody"));
    return person->name != NULL ? person->name : posting->holder_id.text;
}

static Err
name_holders(Ctx *ctx, const PostingList *postings, Thing **ret)
{
    const char **text = ARENA_NEW_ARRAY(ctx->arena, const char *, postings->count);

    for (size_t i = 0; i < postings->count; i++) {
        const Posting *posting = &postings->item[i];
        bool named = posting->kind == MOVE_TRANSFER && !id_is_empty(&posting->holder_id);
        text[i] = named ? posting->holder_id.text : NULL;
    }
    return find_things(ctx, text, postings->count, ret);
}

/* What the pair changes of what is available: nothing where it goes from holder to holder. */
static int64_t
change_of(const Posting *leaves, const Posting *arrives)
{
    int64_t change = 0;

    if (arrives->account == LEDGER_AVAILABLE)
        change += arrives->micros;
    if (leaves->account == LEDGER_AVAILABLE)
        change += leaves->micros;
    return change;
}

/* What is available of its period: as the row before of the same period left it. */
static int64_t
available_before(const LedgerPart *part, const LedgerRow *row, size_t count, int64_t period)
{
    for (size_t i = count; i > 0; i--)
        if (row[i - 1].posting->period == period)
            return row[i - 1].after;
    return available_of(&part->before, period);
}

static void
turn_round(LedgerRow *row, size_t count)
{
    for (size_t i = 0; i < count / 2; i++) {
        LedgerRow kept = row[i];
        row[i] = row[count - 1 - i];
        row[count - 1 - i] = kept;
    }
}

/* Postings come in pairs: an amount leaves one account and arrives at another. */
static Err
view_ledger(Ctx *ctx, const LedgerPart *part, CreditPage *view)
{
    const PostingList *postings = &part->postings;
    const CreditTerm *term = &view->today.credit.term;
    LedgerRow *row = ARENA_NEW_ARRAY(ctx->arena, LedgerRow, postings->count / 2);
    Thing *person;

    TRY(name_holders(ctx, postings, &person));
    for (size_t i = 0; i + 1 < postings->count; i += 2) {
        const Posting *leaves = &postings->item[i], *arrives = &postings->item[i + 1];
        int64_t change = change_of(leaves, arrives);
        row[i / 2] = (LedgerRow){
            .posting = arrives,
            .text = posting_text(leaves, arrives),
            .days = credit_period_days(term, arrives->period),
            .change = change,
            .after = available_before(part, row, i / 2, arrives->period) + change,
            .from = side_text(ctx, leaves, &person[i]),
            .to = side_text(ctx, arrives, &person[i + 1]),
        };
    }
    view->ledger = row;
    view->ledger_count = postings->count / 2;
    turn_round(row, view->ledger_count);
    return OK;
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
        TRY(list_postings_and_before(ctx, &credit->id, &part, &ledger));
    TRY(view_ledger(ctx, &ledger, view));
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
