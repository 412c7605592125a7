/*
 * What is stored of people beside what was entered: addresses in their one spelling, and what names
 * are put in order and searched by; the domains of tenants; and of products and partners, what
 * their names are put in order by. None of it is anything new, so folding it again leaves no event.
 */
#include "service/directory/directory.h"
#include "service/directory/user_parts.h"

#include "base/log.h"
#include "base/text/text.h"
#include "store/catalogue/catalogue.h"

enum { PEOPLE_AT_ONCE = 500, PRODUCTS_AT_ONCE = 200, PARTNERS_AT_ONCE = 500 };

static const char FOLDING[] = "folding";

void
fold_user(Arena *arena, User *user)
{
    user->sort_name = text_lower(arena, user->display_name);
    user->search_text =
        text_folded(arena, arena_printf(arena, "%s\n%s", user->display_name, user->email));
}

/* Two addresses that have become one: the second stays as it was, for the operator to look at. */
static Err
fold_email(Ctx *ctx, Tx *tx, User *user)
{
    const char *spelt = text_as_email(ctx->arena, user->email);
    const char *email = spelt != NULL ? spelt : text_lower(ctx->arena, user->email);
    User other;

    if (text_equal(email, user->email))
        return OK;
    Err err = store_user_get_by_email(tx, &user->tenant_id, email, ctx->arena, &other);
    if (err == ERR_NOT_FOUND)
        user->email = email;
    if (err == OK)
        log_line(LOG_ERROR, "folding=\"another user has the same address\" user=%s other=%s",
                 user->id.text, other.id.text);
    return err == ERR_NOT_FOUND ? OK : err;
}

static Err
fold_users(Ctx *ctx, Tx *tx, UserList *users)
{
    for (size_t i = 0; i < users->count; i++) {
        User *user = &users->item[i];
        TRY(fold_email(ctx, tx, user));
        fold_user(ctx->arena, user);
        TRY(store_user_put_folded(tx, user));
    }
    return OK;
}

static Err
put_products(Tx *tx, const ProductList *products)
{
    for (size_t i = 0; i < products->count; i++)
        TRY(store_product_put(tx, &products->item[i]));
    return OK;
}

/* The store makes their keys whenever it writes them; they are as few as a catalogue has. */
static Err
fold_products(Ctx *ctx, Tx *tx)
{
    Page page = {.limit = PRODUCTS_AT_ONCE};
    ProductList products = {.more = true};

    while (products.more) {
        TRY(store_product_list(tx, &page, ctx->arena, &products));
        TRY(put_products(tx, &products));
        if (products.count > 0)
            page.after = products.item[products.count - 1].sku;
    }
    return OK;
}

/* Likewise; some of them at a time, of which memory holds no more. */
static Err
fold_partners(Ctx *ctx, Tx *tx)
{
    const size_t mark = arena_mark(ctx->arena);
    const Words all = {0};
    Id last;
    Page page = {.limit = PARTNERS_AT_ONCE};
    PartnerList partners = {.more = true};

    while (partners.more) {
        arena_reset(ctx->arena, mark);
        TRY(store_partner_list(tx, &page, &all, ctx->arena, &partners));
        for (size_t i = 0; i < partners.count; i++)
            TRY(store_partner_put(tx, &partners.item[i]));
        if (partners.count > 0)
            last = partners.item[partners.count - 1].id;
        page.after = last.text;
    }
    return OK;
}

/* The same of the domains of two tenants. */
static Err
fold_tenant(Ctx *ctx, Tx *tx, const Tenant *tenant)
{
    const char *domain = text_as_domain(ctx->arena, tenant->domain);
    Tenant other;

    if (domain == NULL || text_equal(domain, tenant->domain))
        return OK;
    Err err = store_tenant_get_by_domain(tx, domain, ctx->arena, &other);
    if (err == ERR_NOT_FOUND)
        return store_tenant_set_domain(tx, &tenant->id, domain);
    if (err == OK)
        log_line(LOG_ERROR, "folding=\"another tenant has the same domain\" tenant=%s other=%s",
                 tenant->id.text, other.id.text);
    return err;
}

/* Some of them, those after this id. */
static Err
fold_some_tenants(Ctx *ctx, Tx *tx, Id *after, bool *ret_more)
{
    TenantList tenants;

    TRY(store_tenant_list_encoded(tx, after, PEOPLE_AT_ONCE, ctx->arena, &tenants));
    for (size_t i = 0; i < tenants.count; i++)
        TRY(fold_tenant(ctx, tx, &tenants.item[i]));
    if (tenants.count > 0)
        *after = tenants.item[tenants.count - 1].id;
    *ret_more = tenants.more;
    return OK;
}

/* Before the first of the people. Few domains were entered as name servers write them. */
static Err
fold_tenants(Ctx *ctx, Tx *tx)
{
    Id after = {0};
    bool more = true;

    while (more)
        TRY(fold_some_tenants(ctx, tx, &after, &more));
    return OK;
}

Err
fold_people(Ctx *ctx, Id *after, bool *ret_more)
{
    CLEANUP(tx_end) Tx tx = {0};
    const char *own = arena_printf(ctx->arena, "%s; %s", text_folding(ctx->arena), order_version());
    const char *stored;
    UserList users;

    TRY(tx_begin(ctx->db, &tx));
    TRY(store_setting_find(&tx, FOLDING, ctx->arena, &stored));
    *ret_more = stored == NULL || !text_equal(stored, own);
    if (!*ret_more)
        return OK;
    if (id_is_empty(after)) {
        TRY(fold_products(ctx, &tx));
        TRY(fold_partners(ctx, &tx));
        TRY(fold_tenants(ctx, &tx));
    }
    TRY(store_user_list_all(&tx, after, PEOPLE_AT_ONCE, ctx->arena, &users));
    TRY(fold_users(ctx, &tx, &users));
    if (!users.more)
        TRY(store_setting_put(&tx, FOLDING, own));
    TRY(tx_commit(&tx));

    if (users.count > 0)
        *after = users.item[users.count - 1].id;
    *ret_more = users.more;
    return OK;
}
