/*
 * Products: what can be granted, by their stock keeping units. One is never removed, only retired.
 */
#include "store/catalogue/catalogue.h"

#include "store/engine/db.h"

// clang-format off
#define PRODUCT_ROW(FIRST, OTHER)                           \
    FIRST(TEXT,   sku,          "product.sku")                      \
    OTHER(TEXT,   name.in[LANG_EN],         "product.name")                     \
    OTHER(TEXT,   name.in[LANG_SV],      "product.name_sv")                  \
    OTHER(CHOICE, kind,         "product.kind", PRODUCT_KIND_NAMES) \
    OTHER(INT,    retired,      "product.retired")                  \
    OTHER(TEXT,   replaced_by,  "product.replaced_by")              \
    OTHER(INT,    licenses_max, "product.licenses_max")             \
    OTHER(INT,    created_at,   "product.created_at")
// clang-format on
ROW_READER(read_product_row, Product, PRODUCT_ROW)

static const char SELECT_PRODUCT[] =
    "SELECT " COLUMNS(PRODUCT_ROW)
    "  FROM product"
    " WHERE sku = $1";

Err
store_product_get(Tx *tx, const char *sku, Arena *arena, Product *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_PRODUCT, ARGS(TEXT(sku))));
    TRY(rows_get(&rows, ERR_NOT_FOUND));
    return read_product_row(&rows, arena, ret);
}

static const char SELECT_PRODUCTS[] =
    "SELECT " COLUMNS(PRODUCT_ROW)
    "  FROM product"
    " WHERE sku > $1"
    " ORDER BY sku"
    " LIMIT $2";

Err
store_product_list(Tx *tx, const Page *page, Arena *arena, ProductList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_PRODUCTS, ARGS(PAGE_AFTER(page), INT(page->limit + 1))));
    return ROWS_LIST(&rows, page->limit, arena, read_product_row, ret);
}

static const char SELECT_PRODUCTS_OF_OFFER[] =
    "SELECT " COLUMNS(PRODUCT_ROW)
    "  FROM offer_benefit AS line"
    "  JOIN product ON product.sku = line.sku"
    " WHERE line.offer_code = $1"
    " ORDER BY line.position";

Err
store_product_list_of_offer(Tx *tx, const char *code, Arena *arena, ProductList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_PRODUCTS_OF_OFFER, ARGS(TEXT(code))));
    return ROWS_LIST(&rows, ROWS_ALL, arena, read_product_row, ret);
}

static const char INSERT_PRODUCT[] =
    "INSERT INTO product"
    "       (sku, name, name_sv, kind, retired, replaced_by, licenses_max, created_at,"
    "        sort_en, sort_sv)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

Err
store_product_add(Tx *tx, const Product *product)
{
    const NameKeys order = name_keys(&product->name);

    return db_exec(tx->db, NULL, INSERT_PRODUCT,
                   ARGS(TEXT(product->sku), TEXT(product->name.in[LANG_EN]),
                        TEXT(product->name.in[LANG_SV]), TEXT(PRODUCT_KIND_NAMES[product->kind]),
                        INT(product->retired), TEXT(product->replaced_by),
                        INT(product->licenses_max), INT(product->created_at),
                        NAME_KEY(order.in[LANG_EN]), NAME_KEY(order.in[LANG_SV])));
}

/* The kind and the day it was made never change. */
static const char UPDATE_PRODUCT[] =
    "UPDATE product"
    "   SET name = $1, name_sv = $2, retired = $3, replaced_by = $4, licenses_max = $5,"
    "       sort_en = $7, sort_sv = $8"
    " WHERE sku = $6";

Err
store_product_put(Tx *tx, const Product *product)
{
    const NameKeys order = name_keys(&product->name);
    int64_t changed;

    TRY(db_exec(tx->db, &changed, UPDATE_PRODUCT,
                ARGS(TEXT(product->name.in[LANG_EN]), TEXT(product->name.in[LANG_SV]),
                     INT(product->retired), TEXT(product->replaced_by), INT(product->licenses_max),
                     TEXT(product->sku), NAME_KEY(order.in[LANG_EN]),
                     NAME_KEY(order.in[LANG_SV]))));
    return changed == 1 ? OK : ERR_NOT_FOUND;
}
