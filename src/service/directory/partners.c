/*
 * Partners and their tenants. Both are the operator's to make; a tenant's own people see only
 * their tenant.
 */
#include "service/directory/directory.h"

#include "base/text/text.h"
#include "service/reach.h"
#include "service/record.h"

static Err
record_partner_created(Ctx *ctx, Tx *tx, const Partner *partner)
{
    Record record = {.partner_id = &partner->id};
    Json json = event_begin(ctx, &record, EVENT_PARTNER_CREATED, partner->id.text);

    json_text(&json, "name", partner->name);
    json_text(&json, "country", partner->country);
    json_text_if(&json, "externalId", partner->external_id);
    return event_end(ctx, tx, &record, &json);
}

Err
create_partner(Ctx *ctx, const PartnerInput *input, Partner *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    Partner partner = {
        .id = id_new("par_", ctx->now),
        .name = input->name,
        .country = input->country,
        .locale = input->locale == NULL ? lang_code(LANG_EN) : input->locale,
        .external_id = input->external_id,
        .created_at = ctx->now,
    };

    TRY(tx_begin(ctx->db, &tx));
    TRY(store_partner_add(&tx, &partner));
    TRY(record_partner_created(ctx, &tx, &partner));
    TRY(tx_commit(&tx));

    *ret = partner;
    return OK;
}

Err
get_partner(Ctx *ctx, const Id *id, Partner *ret)
{
    CLEANUP(tx_end) Tx tx = {0};

    TRY(tx_begin(ctx->db, &tx));
    TRY(store_partner_get(&tx, id, ctx->arena, ret));
    return tx_commit(&tx);
}

Err
list_partners(Ctx *ctx, const PartnerQuery *query, PartnerList *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    const Page page = {query->after, query->limit};
    const Words words = text_words(ctx->arena, query->q);

    TRY(tx_begin(ctx->db, &tx));
    if (query->external_id != NULL)
        TRY(store_partner_list_external(&tx, query->external_id, &words, ctx->arena, ret));
    else
        TRY(store_partner_list(&tx, &page, &words, ctx->arena, ret));
    return tx_commit(&tx);
}

static void
apply_partner_change(const PartnerInput *change, Partner *partner)
{
    if (change->name != NULL)
        partner->name = change->name;
    if (change->country != NULL)
        partner->country = change->country;
    partner->locale = text_after(partner->locale, change->locale);
    if (partner->locale == NULL)
        partner->locale = lang_code(LANG_EN);
    partner->external_id = text_after(partner->external_id, change->external_id);
}

static void
put_partner_changes(Json *json, const Partner *before, const Partner *after)
{
    event_put_text(json, "name", before->name, after->name);
    event_put_text(json, "country", before->country, after->country);
    event_put_text(json, "locale", before->locale, after->locale);
    event_put_text(json, "externalId", before->external_id, after->external_id);
}

Err
change_partner(Ctx *ctx, const Id *id, const PartnerInput *change, Partner *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    Record record = {.partner_id = id};
    Json json = event_begin(ctx, &record, EVENT_PARTNER_CHANGED, id->text);
    Partner before;

    TRY(tx_begin(ctx->db, &tx));
    TRY(store_partner_get(&tx, id, ctx->arena, &before));
    Partner after = before;
    apply_partner_change(change, &after);

    /* RULE AUD-1: what changes nothing leaves no event. */
    put_partner_changes(&json, &before, &after);
    if (event_says_something(&json)) {
        TRY(store_partner_put(&tx, &after));
        TRY(event_end(ctx, &tx, &record, &json));
    }
    TRY(tx_commit(&tx));

    *ret = after;
    return OK;
}

static Err
record_tenant_created(Ctx *ctx, Tx *tx, const Tenant *tenant)
{
    Record record = {.partner_id = &tenant->partner_id, .tenant_id = &tenant->id};
    Json json = event_begin(ctx, &record, EVENT_TENANT_CREATED, tenant->id.text);

    json_text(&json, "name", tenant->name);
    json_text(&json, "domain", tenant->domain);
    json_text_if(&json, "currency", tenant->currency);
    json_text_if(&json, "externalId", tenant->external_id);
    return event_end(ctx, tx, &record, &json);
}

Err
create_tenant(Ctx *ctx, const Id *partner_id, const TenantInput *input, Tenant *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    Partner partner;
    Tenant tenant = {
        .id = id_new("ten_", ctx->now),
        .partner_id = *partner_id,
        .name = input->name,
        .domain = input->domain,
        .currency = input->currency,
        .external_id = input->external_id,
        .created_at = ctx->now,
    };

    TRY(tx_begin(ctx->db, &tx));
    TRY(store_partner_get(&tx, partner_id, ctx->arena, &partner));

    /* The partner is there, so what the database objects to can only be the domain, or what others
     * call it. */
    TRY(store_tenant_add(&tx, &tenant));
    TRY(record_tenant_created(ctx, &tx, &tenant));
    TRY(tx_commit(&tx));

    *ret = tenant;
    return OK;
}

Err
get_tenant(Ctx *ctx, const Id *id, Tenant *ret)
{
    CLEANUP(tx_end) Tx tx = {0};

    TRY(check_reach(ctx, id));
    TRY(tx_begin(ctx->db, &tx));
    TRY(store_tenant_get(&tx, id, ctx->arena, ret));
    return tx_commit(&tx);
}
