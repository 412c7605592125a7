/*
 * Partners, and their tenants: the organisations that people sign in to.
 */
#include "store/directory/directory.h"

#include "store/engine/db.h"

// clang-format off
#define PARTNER_ROW(FIRST, OTHER)         \
    FIRST(ID,   id,         "id")         \
    OTHER(TEXT, name,       "name")       \
    OTHER(TEXT, country,    "country")    \
    OTHER(TEXT, locale,     "locale")     \
    OTHER(TEXT, external_id, "external_id") \
    OTHER(INT,  created_at, "created_at") \
    OTHER(INT,  suspended_at, "suspended_at")
// clang-format on
ROW_READER(read_partner_row, Partner, PARTNER_ROW)

static const char SELECT_PARTNER[] =
    "SELECT " COLUMNS(PARTNER_ROW)
    "  FROM partner"
    " WHERE id = $1";

Err
store_partner_get(Tx *tx, const Id *id, Arena *arena, Partner *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_PARTNER, ARGS(TEXT(id->text))));
    TRY(rows_get(&rows, ERR_NOT_FOUND));
    return read_partner_row(&rows, arena, ret);
}

static const char SELECT_PARTNERS[] =
    "SELECT " COLUMNS(PARTNER_ROW)
    "  FROM partner"
    " WHERE id > $1"
    " ORDER BY id"
    " LIMIT $2";

typedef struct SoughtPartner {
    Arena *arena;
    const Words *words;
} SoughtPartner;

static bool
is_partner_sought(const void *partner, void *data)
{
    const Partner *item = partner;
    const SoughtPartner *sought = data;
    const char *text = arena_printf(sought->arena, "%s\n%s", item->name, item->id.text);

    return words_are_in(sought->words, text_folded(sought->arena, text));
}

/* They are as many as a programme has: their names are folded when they are looked through. */
Err
store_partner_list(Tx *tx, const Page *page, const Words *words, Arena *arena, PartnerList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};
    SoughtPartner sought = {arena, words};
    bool all = words->count == 0;
    const Keeping keeping = {.wanted = all ? NULL : is_partner_sought, .data = &sought};

    TRY(db_select(tx->db, &rows, SELECT_PARTNERS,
                  ARGS(PAGE_AFTER(page), INT(all ? page->limit + 1 : INT64_MAX))));
    return ROWS_KEPT(&rows, page->limit, &keeping, arena, read_partner_row, ret);
}

static const char SELECT_PARTNER_EXTERNAL[] =
    "SELECT " COLUMNS(PARTNER_ROW)
    "  FROM partner"
    " WHERE external_id = $1";

Err
store_partner_list_external(Tx *tx, const char *external_id, const Words *words, Arena *arena,
                            PartnerList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};
    SoughtPartner sought = {arena, words};
    const Keeping keeping = {.wanted = is_partner_sought, .data = &sought};

    TRY(db_select(tx->db, &rows, SELECT_PARTNER_EXTERNAL, ARGS(TEXT(external_id))));
    return ROWS_KEPT(&rows, ROWS_ALL, &keeping, arena, read_partner_row, ret);
}

static const char INSERT_PARTNER[] =
    "INSERT INTO partner (id, name, country, locale, external_id, created_at, sort_en, sort_sv)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

Err
store_partner_add(Tx *tx, const Partner *partner)
{
    const NameKeys order = name_keys(&(Name){.in[LANG_EN] = partner->name});

    return db_exec(tx->db, NULL, INSERT_PARTNER,
                   ARGS(TEXT(partner->id.text), TEXT(partner->name), TEXT(partner->country),
                        TEXT(partner->locale), TEXT(partner->external_id), INT(partner->created_at),
                        NAME_KEY(order.in[LANG_EN]), NAME_KEY(order.in[LANG_SV])));
}

static const char UPDATE_PARTNER[] =
    "UPDATE partner"
    "   SET name = $1, country = $2, locale = $3, external_id = $4, sort_en = $6, sort_sv = $7"
    " WHERE id = $5";

Err
store_partner_put(Tx *tx, const Partner *partner)
{
    const NameKeys order = name_keys(&(Name){.in[LANG_EN] = partner->name});

    return db_exec(tx->db, NULL, UPDATE_PARTNER,
                   ARGS(TEXT(partner->name), TEXT(partner->country), TEXT(partner->locale),
                        TEXT(partner->external_id), TEXT(partner->id.text),
                        NAME_KEY(order.in[LANG_EN]), NAME_KEY(order.in[LANG_SV])));
}

static const char UPDATE_SUSPENDED[] =
    "UPDATE partner"
    "   SET suspended_at = $1"
    " WHERE id = $2 AND (suspended_at IS NULL) = ($1 IS NOT NULL)";

Err
store_partner_set_suspended(Tx *tx, const Id *id, Micros at, bool *ret_changed)
{
    return db_exec_one(tx->db, ret_changed, UPDATE_SUSPENDED,
                       ARGS(at == 0 ? NOTHING : INT(at), TEXT(id->text)));
}

static const char SELECT_SUSPENDED[] =
    "SELECT suspended_at IS NOT NULL"
    "  FROM partner"
    " WHERE id = $1";

Err
store_partner_is_suspended(Tx *tx, const Id *id, bool *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_SUSPENDED, ARGS(TEXT(id->text))));
    TRY(rows_get(&rows, ERR_INTERNAL));
    *ret = rows_int(&rows, 0) != 0;
    return OK;
}

// clang-format off
#define TENANT_ROW(FIRST, OTHER)          \
    FIRST(ID,   id,         "id")         \
    OTHER(ID,   partner_id, "partner_id") \
    OTHER(TEXT, name,       "name")       \
    OTHER(TEXT, domain,     "domain")     \
    OTHER(TEXT, currency,   "currency")   \
    OTHER(TEXT, external_id, "external_id") \
    OTHER(INT,  created_at, "created_at")
// clang-format on
ROW_READER(read_tenant_row, Tenant, TENANT_ROW)

static const char SELECT_TENANT[] =
    "SELECT " COLUMNS(TENANT_ROW)
    "  FROM tenant"
    " WHERE id = $1";

Err
store_tenant_get(Tx *tx, const Id *id, Arena *arena, Tenant *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_TENANT, ARGS(TEXT(id->text))));
    TRY(rows_get(&rows, ERR_NOT_FOUND));
    return read_tenant_row(&rows, arena, ret);
}

static const char SELECT_TENANT_BY_DOMAIN[] =
    "SELECT " COLUMNS(TENANT_ROW)
    "  FROM tenant"
    " WHERE domain = $1";

Err
store_tenant_get_by_domain(Tx *tx, const char *domain, Arena *arena, Tenant *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_TENANT_BY_DOMAIN, ARGS(TEXT(domain))));
    TRY(rows_get(&rows, ERR_NOT_FOUND));
    return read_tenant_row(&rows, arena, ret);
}

static const char SELECT_TENANTS[] =
    "SELECT " COLUMNS(TENANT_ROW)
    "  FROM tenant"
    " WHERE partner_id = $1 AND id > $2"
    " ORDER BY id"
    " LIMIT $3";

Err
store_tenant_list(Tx *tx, const Id *partner_id, const Page *page, Arena *arena, TenantList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_TENANTS,
                  ARGS(TEXT(partner_id->text), PAGE_AFTER(page), INT(page->limit + 1))));
    return ROWS_LIST(&rows, page->limit, arena, read_tenant_row, ret);
}

static const char SELECT_TENANTS_ENCODED[] =
    "SELECT " COLUMNS(TENANT_ROW)
    "  FROM tenant"
    " WHERE id > $1 AND (domain LIKE 'xn--%' OR domain LIKE '%.xn--%')"
    " ORDER BY id"
    " LIMIT $2";

Err
store_tenant_list_encoded(Tx *tx, const Id *after, int64_t limit, Arena *arena, TenantList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_TENANTS_ENCODED, ARGS(TEXT(after->text), INT(limit + 1))));
    return ROWS_LIST(&rows, limit, arena, read_tenant_row, ret);
}

static const char UPDATE_TENANT_DOMAIN[] =
    "UPDATE tenant"
    "   SET domain = $1"
    " WHERE id = $2";

Err
store_tenant_set_domain(Tx *tx, const Id *id, const char *domain)
{
    return db_exec(tx->db, NULL, UPDATE_TENANT_DOMAIN, ARGS(TEXT(domain), TEXT(id->text)));
}

static const char SELECT_TENANT_EXTERNAL[] =
    "SELECT " COLUMNS(TENANT_ROW)
    "  FROM tenant"
    " WHERE partner_id = $1 AND external_id = $2";

Err
store_tenant_list_external(Tx *tx, const Id *partner_id, const char *external_id, Arena *arena,
                           TenantList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_TENANT_EXTERNAL,
                  ARGS(TEXT(partner_id->text), TEXT(external_id))));
    return ROWS_LIST(&rows, ROWS_ALL, arena, read_tenant_row, ret);
}

static const char INSERT_TENANT[] =
    "INSERT INTO tenant (partner_id, id, name, domain, currency, external_id, created_at)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7)";

Err
store_tenant_add(Tx *tx, const Tenant *tenant)
{
    return db_exec(tx->db, NULL, INSERT_TENANT,
                   ARGS(TEXT(tenant->partner_id.text), TEXT(tenant->id.text), TEXT(tenant->name),
                        TEXT(tenant->domain), TEXT(tenant->currency), TEXT(tenant->external_id),
                        INT(tenant->created_at)));
}

static const char UPDATE_TENANT[] =
    "UPDATE tenant"
    "   SET name = $1, external_id = $2"
    " WHERE id = $3";

Err
store_tenant_put(Tx *tx, const Tenant *tenant)
{
    return db_exec(tx->db, NULL, UPDATE_TENANT,
                   ARGS(TEXT(tenant->name), TEXT(tenant->external_id), TEXT(tenant->id.text)));
}
