/*
 * Tenants that are there: looking for one, and changing it.
 */
#include "service/directory/directory.h"

#include "base/text/text.h"
#include "service/external.h"
#include "service/record.h"

static Err
find_by_domain(Ctx *ctx, Tx *tx, const Id *partner_id, const char *domain, TenantList *ret)
{
    Tenant *tenant = ARENA_NEW_ARRAY(ctx->arena, Tenant, 1);
    Err err = store_tenant_get_by_domain(tx, domain, ctx->arena, tenant);

    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    bool is_there = err == OK && id_equal(&tenant->partner_id, partner_id);
    *ret = (TenantList){.item = tenant, .count = is_there};
    return OK;
}

/* By one of the two, or both: at most one tenant has it. */
static Err
look_up_tenant(Ctx *ctx, Tx *tx, const Id *partner_id, const TenantQuery *query, TenantList *ret)
{
    if (query->domain == NULL)
        return store_tenant_list_external(tx, partner_id, query->external_id, ctx->arena, ret);
    TRY(find_by_domain(ctx, tx, partner_id, query->domain, ret));
    if (ret->count > 0 && !external_id_fits(ret->item[0].external_id, query->external_id))
        ret->count = 0;
    return OK;
}

Err
list_tenants(Ctx *ctx, const Id *partner_id, const TenantQuery *query, TenantList *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    Partner partner;

    TRY(tx_begin(ctx->db, &tx));
    TRY(store_partner_get(&tx, partner_id, ctx->arena, &partner));
    if (query->external_id != NULL || query->domain != NULL)
        TRY(look_up_tenant(ctx, &tx, partner_id, query, ret));
    else
        TRY(store_tenant_list(&tx, partner_id, &(Page){query->after, query->limit}, ctx->arena,
                              ret));
    return tx_commit(&tx);
}

Err
change_tenant(Ctx *ctx, const Id *id, const TenantChange *change, Tenant *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    Tenant before;

    TRY(tx_begin(ctx->db, &tx));
    TRY(store_tenant_get(&tx, id, ctx->arena, &before));
    Tenant after = before;
    if (change->name != NULL)
        after.name = change->name;
    after.external_id = text_after(before.external_id, change->external_id);

    /* RULE AUD-1: what changes nothing leaves no event. */
    Record record = {.partner_id = &before.partner_id, .tenant_id = id};
    Json json = event_begin(ctx, &record, EVENT_TENANT_CHANGED, id->text);
    event_put_text(&json, "name", before.name, after.name);
    event_put_text(&json, "externalId", before.external_id, after.external_id);
    if (event_says_something(&json)) {
        TRY(store_tenant_put(&tx, &after));
        TRY(event_end(ctx, &tx, &record, &json));
    }
    TRY(tx_commit(&tx));

    *ret = after;
    return OK;
}
