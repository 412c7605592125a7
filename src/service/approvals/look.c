/*
 * Looking at what was asked for, and at lists of it.
 */
#include "service/approvals/kinds.h"

#include "base/text/text.h"

ApprovalState
approval_state(const Ctx *ctx, const Approval *approval)
{
    bool over = approval->state == APPROVAL_WAITING && approval->lapses_at <= ctx->now;

    return over ? APPROVAL_LAPSED : approval->state;
}

Err
get_approval(Ctx *ctx, const Id *id, Approval *ret, bool *ret_outdated)
{
    CLEANUP(tx_end) Tx tx = {0};
    Approval approval;
    Asked asked;
    Err err = OK;

    TRY(tx_begin(ctx->db, &tx));
    TRY(store_approval_get(&tx, id, ctx->arena, &approval));
    if (approval_state(ctx, &approval) == APPROVAL_WAITING)
        err = check_still_so(ctx, &tx, &approval, &asked);
    if (err != ERR_APPROVAL_OUTDATED)
        TRY(err);
    TRY(tx_commit(&tx));

    *ret = approval;
    *ret_outdated = err == ERR_APPROVAL_OUTDATED;
    return OK;
}

/* --- lists ---------------------------------------------------------------------------------- */

typedef struct Sought {
    const Ctx *ctx;
    const ApprovalQuery *query;
} Sought;

static bool
is_sought(const void *item, void *data)
{
    const Approval *approval = item;
    const Sought *sought = data;
    const ApprovalQuery *query = sought->query;
    ApprovalState state = approval_state(sought->ctx, approval);
    bool mine = id_equal(&approval->asked_by, &sought->ctx->actor.user_id);

    if (query->state != INPUT_ABSENT && query->state != (int64_t)state)
        return false;
    if (query->kind != INPUT_ABSENT &&
        !text_equal(APPROVAL_KIND_NAMES[query->kind], approval->kind))
        return false;
    if (query->mine != INPUT_ABSENT && query->mine != mine)
        return false;
    if (query->for_me == INPUT_ABSENT)
        return true;
    bool for_me = state == APPROVAL_WAITING && may_decide(sought->ctx, approval);
    return query->for_me == for_me;
}

Err
list_approvals(Ctx *ctx, const ApprovalQuery *query, ApprovalList *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    Sought sought = {ctx, query};
    ApprovalSearch search = {
        .waiting = query->state == APPROVAL_WAITING || query->for_me == 1,
        .after = query->after,
        .limit = query->limit,
        .wanted = is_sought,
        .data = &sought,
    };

    if (query->mine == 1)
        search.asked_by = ctx->actor.user_id;
    TRY(tx_begin(ctx->db, &tx));
    TRY(store_approval_list(&tx, &search, ctx->arena, ret));
    return tx_commit(&tx);
}
