/*
 * Disabling many people at once, and letting them sign in again.
 */
#include "service/directory/directory.h"

#include "service/directory/user_parts.h"
#include "service/reach.h"

/* What forbids it is found before anything is written, so a row that is refused has changed
 * nothing.
 */
static Err
change_row(Ctx *ctx, Tx *tx, const AccessInput *input, PersonRow *row)
{
    UserChange change = DEFAULTS_OF(USER_CHANGE);
    bool is_disabled = row->user.disabled_at != 0;
    UserPlan plan;

    change.disabled = input->disabled;
    TRY(plan_user_change(ctx, tx, &row->user.id, &change, &plan));
    if (is_disabled == (input->disabled == 1))
        row->result.outcome = ROW_UNCHANGED;
    row->user = plan.after;
    if (input->people.dry_run == 1)
        return OK;
    return save_user(ctx, tx, &plan.before, &plan.after, &plan.tenant);
}

Err
change_access(Ctx *ctx, const Id *tenant_id, const AccessInput *input, PersonRows *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    PersonRows rows;
    Tenant tenant;

    TRY(tx_begin(ctx->db, &tx));
    TRY(check_reach(ctx, tenant_id));
    TRY(store_tenant_get(&tx, tenant_id, ctx->arena, &tenant));
    TRY(find_people_of_rows(ctx, &tx, tenant_id, &input->people, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        PersonRow *row = &rows.row[i];
        if (row->result.outcome == ROW_REFUSED)
            continue;
        Err err = change_row(ctx, &tx, input, row);
        if (err != OK)
            TRY(row_take_refusal(ctx, err, &row->result));
    }
    TRY(tx_commit(&tx));

    *ret = rows;
    return OK;
}
