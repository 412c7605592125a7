#include "portal/redemptions/receipts.h"

#include "html/page.h"
#include "html/show.h"
#include "portal/portal.h"

static const char *const DONE_NAMES[] = {"already", NULL};

typedef struct ReceiptPageQuery {
    int64_t done;
} ReceiptPageQuery;

// clang-format off
SHAPE_OPTIONAL(RECEIPT_PAGE_QUERY, ReceiptPageQuery,
    FIELD(ReceiptPageQuery, CHOICE, done, "done", .choices = DONE_NAMES),
);
// clang-format on

/* A draft is kept for a day, so it may have been yesterday. */
static const char *
done_already(Ctx *ctx, Micros at)
{
    enum { SHOWN_BYTES_MAX = 80 };
    Buf shown = buf_new(ctx->arena, SHOWN_BYTES_MAX);
    ZoneSpan span = {0};
    const LocalTime time = local_time(&span, ctx->visit.zone, ctx->lang, at);

    if (date_equal(date_from_micros(at), ctx->today)) {
        show_clock(&shown, ctx->lang, &time);
        return arena_printf(
            ctx->arena,
            lang_text(ctx->lang, TR("This was already done at %s. Here is the receipt.")),
            shown.data);
    }
    show_moment(&shown, ctx->lang, &time);
    return arena_printf(ctx->arena,
                        lang_text(ctx->lang, TR("This was already done: %s. Here is the receipt.")),
                        shown.data);
}

/* RULE CT-7: the receipt says the same as the preview did. */
Err
page_receipt_show(Ctx *ctx, const Request *request, Reply *reply)
{
    const ReceiptPageQuery *query = request->query;
    ReceiptPage receipt = {.may_assign = role_permits(ctx->actor.roles, PERMIT_LICENSE_ASSIGN)};
    Id id;

    TRY(request_id(request, 0, "red_", &id));
    TRY(get_receipt(ctx, &id, &receipt.view));
    const Receipt *facts = &receipt.view.receipt;
    if (query->done == 0)
        ctx->visit.notice = done_already(ctx, facts->at);
    receipt.product = lang_name(ctx->lang, &facts->name);
    Html page = page_begin(ctx, request, reply, TR("Receipt"));
    html_receipt(&page, &receipt);
    return page_end(&page);
}
