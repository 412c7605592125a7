/*
 * Products of the catalogue.
 */
#include "api/api.h"

#include "service/catalogue/catalogue.h"
#include "service/json_values.h"
#include "store/catalogue/catalogue.h"

static void
put_product_members(Json *json, const Product *product)
{
    json_text(json, "sku", product->sku);
    json_name(json, &product->name);
    json_text(json, "kind", PRODUCT_KIND_NAMES[product->kind]);
    json_bool(json, "retired", product->retired);
    json_text_if(json, "replacedBy", product->replaced_by);
    if (product->kind == PRODUCT_LICENSE)
        json_int(json, "maxLicenses", product->licenses_max);
    json_time(json, "createdAt", product->created_at);
}

static void
reply_product(Ctx *ctx, Reply *reply, const Product *product)
{
    Json json = reply_json(ctx, reply);

    put_product_members(&json, product);
    json_object_end(&json);
    reply_set_etag(ctx, reply);
}

Err
api_product_create(Ctx *ctx, const Request *request, Reply *reply)
{
    Product product;

    TRY(create_product(ctx, request->body, &product));
    reply->status = 201;
    reply->location = arena_printf(ctx->arena, "/api/v1/products/%s", product.sku);
    reply_product(ctx, reply, &product);
    return OK;
}

Err
api_product_change(Ctx *ctx, const Request *request, Reply *reply)
{
    const char *sku = request->value[0];
    Product product;

    TRY(get_product(ctx, sku, &product));
    reply_product(ctx, reply, &product);
    TRY(reply_check_if_match(ctx, request, reply));
    TRY(change_product(ctx, sku, request->body, &product));
    reply_product(ctx, reply, &product);
    return OK;
}

Err
api_product_show(Ctx *ctx, const Request *request, Reply *reply)
{
    Product product;

    TRY(get_product(ctx, request->value[0], &product));
    reply_product(ctx, reply, &product);
    return OK;
}

Err
api_product_list(Ctx *ctx, const Request *request, Reply *reply)
{
    const Page *page = request->query;
    ProductList list;

    TRY(list_products(ctx, page, &list));
    ListReply out = reply_list_begin(ctx, reply);
    for (size_t i = 0; i < list.count && reply_item_begin(&out); i++) {
        put_product_members(&out.json, &list.item[i]);
        reply_item_end(&out, list.item[i].sku);
    }
    return reply_list_end(ctx, &out, list.more);
}
