#include "store/directory/directory.h"

#include "store/engine/db.h"

static Partner
read_partner(const Rows *rows, Arena *arena)
{
    return (Partner){
        .id = rows_id(rows, 0),
        .name = rows_text(rows, 1, arena),
        .country = rows_text(rows, 2, arena),
        .locale = rows_text(rows, 3, arena),
        .created_at = rows_int(rows, 4),
    };
}

static const char SELECT_PARTNER[] =
    "SELECT id, name, country, locale, created_at"
    "  FROM partner"
    " WHERE id = $1";

Err
store_partner_get(Tx *tx, const Id *id, Arena *arena, Partner *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_PARTNER, ARGS(TEXT(id->text))));
    TRY(rows_get(&rows, ERR_NOT_FOUND));
    *ret = read_partner(&rows, arena);
    return OK;
}

static const char SELECT_PARTNERS[] =
    "SELECT id, name, country, locale, created_at"
    "  FROM partner"
    " WHERE id > $1"
    " ORDER BY id"
    " LIMIT $2";

Err
store_partner_list(Tx *tx, const Page *page, Arena *arena, PartnerList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};
    size_t limit = (size_t)page->limit;
    PartnerList list = {.item = ARENA_NEW_ARRAY(arena, Partner, limit)};
    bool found;

    TRY(db_select(tx->db, &rows, SELECT_PARTNERS,
                  ARGS(TEXT(page->after == NULL ? "" : page->after), INT(page->limit + 1))));
    TRY(rows_next(&rows, &found));
    while (found && list.count < limit) {
        list.item[list.count++] = read_partner(&rows, arena);
        TRY(rows_next(&rows, &found));
    }
    list.more = found;
    *ret = list;
    return OK;
}

static const char INSERT_PARTNER[] =
    "INSERT INTO partner (id, name, country, locale, created_at)"
    " VALUES ($1, $2, $3, $4, $5)";

Err
store_partner_add(Tx *tx, const Partner *partner)
{
    return db_exec(tx->db, NULL, INSERT_PARTNER,
                   ARGS(TEXT(partner->id.text), TEXT(partner->name), TEXT(partner->country),
                        TEXT(partner->locale), INT(partner->created_at)));
}

static Tenant
read_tenant(const Rows *rows, Arena *arena)
{
    return (Tenant){
        .id = rows_id(rows, 0),
        .partner_id = rows_id(rows, 1),
        .name = rows_text(rows, 2, arena),
        .domain = rows_text(rows, 3, arena),
        .currency = rows_text(rows, 4, arena),
        .created_at = rows_int(rows, 5),
    };
}

static const char SELECT_TENANT[] =
    "SELECT id, partner_id, name, domain, currency, created_at"
    "  FROM tenant"
    " WHERE id = $1";

Err
store_tenant_get(Tx *tx, const Id *id, Arena *arena, Tenant *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_TENANT, ARGS(TEXT(id->text))));
    TRY(rows_get(&rows, ERR_NOT_FOUND));
    *ret = read_tenant(&rows, arena);
    return OK;
}

static const char SELECT_TENANT_BY_DOMAIN[] =
    "SELECT id, partner_id, name, domain, currency, created_at"
    "  FROM tenant"
    " WHERE domain = $1";

Err
store_tenant_get_by_domain(Tx *tx, const char *domain, Arena *arena, Tenant *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_TENANT_BY_DOMAIN, ARGS(TEXT(domain))));
    TRY(rows_get(&rows, ERR_NOT_FOUND));
    *ret = read_tenant(&rows, arena);
    return OK;
}

static const char SELECT_TENANTS[] =
    "SELECT id, partner_id, name, domain, currency, created_at"
    "  FROM tenant"
    " WHERE partner_id = $1 AND id > $2"
    " ORDER BY id"
    " LIMIT $3";

Err
store_tenant_list(Tx *tx, const Id *partner_id, const Page *page, Arena *arena, TenantList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};
    size_t limit = (size_t)page->limit;
    TenantList list = {.item = ARENA_NEW_ARRAY(arena, Tenant, limit)};
    bool found;

    TRY(db_select(tx->db, &rows, SELECT_TENANTS,
                  ARGS(TEXT(partner_id->text), TEXT(page->after == NULL ? "" : page->after),
                       INT(page->limit + 1))));
    TRY(rows_next(&rows, &found));
    while (found && list.count < limit) {
        list.item[list.count++] = read_tenant(&rows, arena);
        TRY(rows_next(&rows, &found));
    }
    list.more = found;
    *ret = list;
    return OK;
}

static const char INSERT_TENANT[] =
    "INSERT INTO tenant (partner_id, id, name, domain, currency, created_at)"
    " VALUES ($1, $2, $3, $4, $5, $6)";

Err
store_tenant_add(Tx *tx, const Tenant *tenant)
{
    return db_exec(tx->db, NULL, INSERT_TENANT,
                   ARGS(TEXT(tenant->partner_id.text), TEXT(tenant->id.text), TEXT(tenant->name),
                        TEXT(tenant->domain), TEXT(tenant->currency), INT(tenant->created_at)));
}
