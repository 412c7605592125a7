/*
 * Receipts as they are read again (RULE SUB-5).
 */
#include "service/redemptions/redemptions.h"

#include "base/text/text.h"
#include "service/reach.h"
#include "service/redemptions/plan.h"

/* The arithmetic of a receipt, from the inputs that it keeps (RULE SUB-5). */
static Calculation
calculation_of(const Receipt *receipt)
{
    bool extends = text_equal(receipt->rule, "CT-2");
    bool activates = receipt->action == ACTION_ACTIVATE;

    return (Calculation){
        .rule = activates                           ? COTERM_ACTIVATE
                : extends                           ? COTERM_EXTEND
                : text_equal(receipt->rule, "CT-3") ? COTERM_ADD
                                                    : COTERM_ADD_SOME,
        .today = receipt->today,
        .key_licenses = receipt->key_licenses,
        .licenses_added = receipt->licenses_added,
        .before = activates ? (Holding){.ends_on = receipt->today} : receipt->before,
        .after = receipt->after,
        .pool = receipt->pool,
        .ticks_each = receipt->ticks_each,
        .anchor = extends ? receipt->before.ends_on : receipt->today,
    };
}

static void
view_receipt(const Receipt *receipt, const Tenant *tenant, RedemptionView *ret)
{
    *ret = (RedemptionView){
        .receipt = *receipt,
        .tenant_name = tenant->name,
        .tenant_domain = tenant->domain,
    };
    if (receipt->action != ACTION_VOID) {
        ret->calculation = calculation_of(receipt);
        view_warn(ret);
    }
}

/* Colleagues are named; of the operator's staff others hear only that it was them. */
static Err
name_user(Ctx *ctx, Tx *tx, RedemptionView *view)
{
    User user;

    TRY(store_user_get(tx, &view->receipt.user_id, ctx->arena, &user));
    if (id_is_empty(&ctx->actor.tenant_id) || !id_is_empty(&user.tenant_id))
        view->user_name = user.display_name;
    return OK;
}

/* The operator's staff see any tenant's, others their own (RULE ROLE-2). */
Err
get_receipt(Ctx *ctx, const Id *id, RedemptionView *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    Receipt receipt;
    Tenant tenant;

    TRY(tx_begin(ctx->db, &tx));
    if (id_is_empty(&ctx->actor.tenant_id))
        TRY(store_receipt_get_any(&tx, id, ctx->arena, &receipt));
    else
        TRY(store_receipt_get(&tx, &ctx->actor.tenant_id, id, ctx->arena, &receipt));
    TRY(store_tenant_get(&tx, &receipt.tenant_id, ctx->arena, &tenant));
    view_receipt(&receipt, &tenant, ret);
    TRY(name_user(ctx, &tx, ret));
    return tx_commit(&tx);
}

Err
list_receipts(Ctx *ctx, const ReceiptQuery *query, RedemptionViewList *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    Page page = {.after = query->after, .limit = query->limit};
    ReceiptScope scope = {
        .subscription_id = id_from(query->subscription_id),
        .since = query->since == INPUT_ABSENT ? 0 : query->since,
    };
    ReceiptList list;
    Tenant tenant = {.name = ctx->actor.tenant_name, .domain = ctx->actor.tenant_domain};

    TRY(tx_begin(ctx->db, &tx));
    TRY(reach_tenant(ctx, &tx, query->tenant_id, &scope.tenant_id));
    if (!id_equal(&scope.tenant_id, &ctx->actor.tenant_id))
        TRY(store_tenant_get(&tx, &scope.tenant_id, ctx->arena, &tenant));
    TRY(store_receipt_list(&tx, &scope, &page, ctx->arena, &list));
    ret->item = ARENA_NEW_ARRAY(ctx->arena, RedemptionView, list.count);
    ret->count = list.count;
    ret->more = list.more;
    for (size_t i = 0; i < list.count; i++)
        view_receipt(&list.item[i], &tenant, &ret->item[i]);
    return tx_commit(&tx);
}
