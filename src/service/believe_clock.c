/*
 * The time that is believed, from one process to the next.
 */
#include "service/context.h"

#include "store/events/events.h"

static const char BELIEVED[] = "clock-believed";

Err
recall_clock(Ctx *ctx)
{
    CLEANUP(tx_end) Tx tx = {0};
    const char *kept;
    Micros at;
    Id latest;

    TRY(tx_begin(ctx->db, &tx));
    TRY(store_setting_find(&tx, BELIEVED, ctx->arena, &kept));
    TRY(store_event_latest(&tx, &latest, &at));
    TRY(tx_commit(&tx));
    if (kept != NULL)
        at = strtoll(kept, NULL, 10);
    clock_believe(at > 0 ? at : ctx->now);
    return OK;
}

static Err
keep_believed(Ctx *ctx, Micros at)
{
    CLEANUP(tx_end) Tx tx = {0};

    TRY(tx_begin(ctx->db, &tx));
    TRY(store_setting_put(&tx, BELIEVED, arena_printf(ctx->arena, "%lld", (long long)at)));
    return tx_commit(&tx);
}

Err
remember_clock(Ctx *ctx)
{
    return keep_believed(ctx, clock_believed());
}

Err
accept_clock(Ctx *ctx)
{
    TRY(keep_believed(ctx, ctx->now));
    clock_believe(ctx->now);
    return OK;
}
