/*
 * The history of an end date as a picture: time goes to the right, the end date goes up by a step
 * with each redemption. The table of receipts says the same in words.
 */
#include "portal/subscriptions/subscriptions.h"

/* What is now lies a little before the right edge, so that the last step is seen. */
enum { LEFT = 10, NOW = 440, RIGHT = 470, TOP = 28, LOW = 92, BOTTOM = 112 };

/* Where a day lies between two others, from 0 at the first to range at the last. */
static int64_t
scaled(Date day, Date from, Date to, int64_t range)
{
    int64_t all = date_days_between(from, to);

    return all <= 0 ? 0 : date_days_between(from, day) * range / all;
}

static void
take_range(Ctx *ctx, const RedemptionViewList *receipts, History *history)
{
    history->from = receipts->item[0].receipt.today;
    history->to = ctx->today;
    history->lowest = history->highest = receipts->item[0].receipt.after.ends_on;
    for (size_t i = 0; i < receipts->count; i++) {
        const Receipt *receipt = &receipts->item[i].receipt;
        history->lowest = date_earlier(history->lowest, receipt->after.ends_on);
        history->highest = date_later(history->highest, receipt->after.ends_on);
        history->to = date_later(history->to, receipt->today);
    }
}

static void
put_steps(Buf *out, const RedemptionViewList *receipts, const History *history)
{
    for (size_t i = 0; i < receipts->count; i++) {
        const Receipt *receipt = &receipts->item[i].receipt;
        int64_t x = LEFT + scaled(receipt->today, history->from, history->to, NOW - LEFT);
        int64_t y =
            BOTTOM - scaled(receipt->after.ends_on, history->lowest, history->highest, LOW - TOP);
        buf_printf(out, i == 0 ? "M%lld %lld" : "H%lldV%lld", (long long)x, (long long)y);
    }
    buf_printf(out, "H%d", RIGHT);
}

History
history_of(Ctx *ctx, const RedemptionViewList *receipts)
{
    enum { STEP_BYTES = 48 };
    Buf line = buf_new(ctx->arena, (receipts->count + 2) * STEP_BYTES);
    History history = {0};

    if (receipts->count == 0)
        return history;
    take_range(ctx, receipts, &history);
    put_steps(&line, receipts, &history);
    assert(!line.full);
    history.line = line.data;
    history.area = arena_printf(ctx->arena, "%sV%dH%dZ", line.data, BOTTOM, LEFT);
    return history;
}
