#include "service/catalogue/catalogue.h"

#include "base/text/text.h"
#include "domain/coterm.h"
#include "service/json_values.h"
#include "service/record.h"

/* RULE BEN-6: a product can name the one that takes its place, which must be there. */
static Err
check_replacement(Ctx *ctx, Tx *tx, const Product *product)
{
    Product replacement;

    if (product->replaced_by == NULL)
        return OK;
    if (text_equal(product->replaced_by, product->sku))
        return refuse_member(&ctx->refusal, ERR_MEMBER_INVALID, "/replacedBy",
                             TR("A product cannot replace itself."));
    Err err = store_product_get(tx, product->replaced_by, ctx->arena, &replacement);
    return err != ERR_NOT_FOUND ? err
                                : refuse_member(&ctx->refusal, ERR_MEMBER_INVALID, "/replacedBy",
                                                TR("There is no product with this SKU."));
}

/* The members that are present in the input replace those of the product. */
static Err
apply_product_change(Ctx *ctx, const ProductInput *input, Product *product)
{
    bool has_max = input->licenses_max != INPUT_ABSENT && input->licenses_max != INPUT_REMOVED;

    if (has_max && product->kind != PRODUCT_LICENSE)
        return refuse_member(&ctx->refusal, ERR_MEMBER_INVALID, "/maxLicenses",
                             TR("Only a product of the kind license has this member."));
    for (Lang lang = 0; lang < LANG_COUNT; lang++)
        product->name.in[lang] = text_after(product->name.in[lang], input->name.in[lang]);
    product->retired = number_after(product->retired, input->retired, false) != 0;
    product->replaced_by = text_after(product->replaced_by, input->replaced_by);
    product->licenses_max = number_after(product->licenses_max, input->licenses_max, LICENSES_MAX);
    return OK;
}

/* For the event: what of the product is otherwise than before. */
static void
put_product_changes(Json *json, const Product *before, const Product *after)
{
    for (Lang lang = 0; lang < LANG_COUNT; lang++)
        event_put_text(json, NAME_MEMBERS[lang], before->name.in[lang], after->name.in[lang]);
    event_put_text(json, "replacedBy", before->replaced_by, after->replaced_by);
    if (before->retired != after->retired)
        json_bool(json, "retired", after->retired);
    if (before->licenses_max != after->licenses_max)
        json_int(json, "maxLicenses", after->licenses_max);
}

/* What goes without saying is not said. */
static Err
record_product_created(Ctx *ctx, Tx *tx, const Product *product)
{
    const Product blank = {.licenses_max = LICENSES_MAX};
    Record record = {0};
    Json json = event_begin(ctx, &record, EVENT_PRODUCT_CREATED, product->sku);

    json_text(&json, "kind", PRODUCT_KIND_NAMES[product->kind]);
    put_product_changes(&json, &blank, product);
    return event_end(ctx, tx, &record, &json);
}

Err
create_product(Ctx *ctx, const ProductInput *input, Product *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    Product product = {
        .sku = input->sku,
        .kind = (ProductKind)input->kind,
        .licenses_max = LICENSES_MAX,
        .created_at = ctx->now,
    };

    TRY(tx_begin(ctx->db, &tx));
    TRY(apply_product_change(ctx, input, &product));
    TRY(check_replacement(ctx, &tx, &product));

    /* What it refers to is there, so what the database objects to can only be the SKU. */
    TRY(store_product_add(&tx, &product));
    TRY(record_product_created(ctx, &tx, &product));
    TRY(tx_commit(&tx));

    *ret = product;
    return OK;
}

Err
change_product(Ctx *ctx, const char *sku, const ProductInput *input, Product *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    Record record = {0};
    Json json = event_begin(ctx, &record, EVENT_PRODUCT_CHANGED, sku);
    Product before;

    TRY(tx_begin(ctx->db, &tx));
    TRY(store_product_get(&tx, sku, ctx->arena, &before));
    Product after = before;
    TRY(apply_product_change(ctx, input, &after));
    TRY(check_replacement(ctx, &tx, &after));

    /* RULE AUD-1: what changes nothing leaves no event. */
    put_product_changes(&json, &before, &after);
    if (event_says_something(&json)) {
        TRY(store_product_put(&tx, &after));
        TRY(event_end(ctx, &tx, &record, &json));
    }
    TRY(tx_commit(&tx));

    *ret = after;
    return OK;
}

Err
get_product(Ctx *ctx, const char *sku, Product *ret)
{
    CLEANUP(tx_end) Tx tx = {0};

    TRY(tx_begin(ctx->db, &tx));
    TRY(store_product_get(&tx, sku, ctx->arena, ret));
    return tx_commit(&tx);
}

Err
list_products(Ctx *ctx, const Page *page, ProductList *ret)
{
    CLEANUP(tx_end) Tx tx = {0};

    TRY(tx_begin(ctx->db, &tx));
    TRY(store_product_list(&tx, page, ctx->arena, ret));
    return tx_commit(&tx);
}
