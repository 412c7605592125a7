#include "service/row.h"

const char *const ROW_OUTCOME_NAMES[] = {"done", "unchanged", "refused", NULL};

Err
row_take_refusal(Ctx *ctx, Err err, RowResult *row)
{
    if (!err_is_refusal(err))
        return err;
    *row = row_refused(err);
    if (ctx->refusal.member_count + ctx->refusal.fault_count > 0) {
        Refusal *said = ARENA_NEW(ctx->arena, Refusal);
        *said = ctx->refusal;
        row->refusal = said;
    }
    ctx->refusal = (Refusal){0};
    return OK;
}
