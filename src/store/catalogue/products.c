#include "store/catalogue/catalogue.h"

#include "store/engine/db.h"

static Product
read_product(const Rows *rows, Arena *arena)
{
    return (Product){
        .sku = rows_text(rows, 0, arena),
        .name = rows_text(rows, 1, arena),
        .name_sv = rows_text(rows, 2, arena),
        .kind = (ProductKind)name_index(PRODUCT_KIND_NAMES, rows_text(rows, 3, arena)),
        .retired = rows_int(rows, 4) != 0,
        .replaced_by = rows_text(rows, 5, arena),
        .licenses_max = rows_int(rows, 6),
        .created_at = rows_int(rows, 7),
    };
}

static const char SELECT_PRODUCT[] =
    "SELECT sku, name, name_sv, kind, retired, replaced_by, licenses_max, created_at"
    "  FROM product"
    " WHERE sku = $1";

Err
store_product_get(Tx *tx, const char *sku, Arena *arena, Product *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_PRODUCT, ARGS(TEXT(sku))));
    TRY(rows_get(&rows, ERR_NOT_FOUND));
    *ret = read_product(&rows, arena);
    return OK;
}

static const char SELECT_PRODUCTS[] =
    "SELECT sku, name, name_sv, kind, retired, replaced_by, licenses_max, created_at"
    "  FROM product"
    " WHERE sku > $1"
    " ORDER BY sku"
    " LIMIT $2";

Err
store_product_list(Tx *tx, const Page *page, Arena *arena, ProductList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};
    size_t limit = (size_t)page->limit;
    ProductList list = {.item = ARENA_NEW_ARRAY(arena, Product, limit)};
    bool found;

    TRY(db_select(tx->db, &rows, SELECT_PRODUCTS,
                  ARGS(TEXT(page->after == NULL ? "" : page->after), INT(page->limit + 1))));
    TRY(rows_next(&rows, &found));
    while (found && list.count < limit) {
        list.item[list.count++] = read_product(&rows, arena);
        TRY(rows_next(&rows, &found));
    }
    list.more = found;
    *ret = list;
    return OK;
}

static const char INSERT_PRODUCT[] =
    "INSERT INTO product"
    "       (sku, name, name_sv, kind, retired, replaced_by, licenses_max, created_at)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

Err
store_product_add(Tx *tx, const Product *product)
{
    return db_exec(tx->db, NULL, INSERT_PRODUCT,
                   ARGS(TEXT(product->sku), TEXT(product->name), TEXT(product->name_sv),
                        TEXT(PRODUCT_KIND_NAMES[product->kind]), INT(product->retired),
                        TEXT(product->replaced_by), INT(product->licenses_max),
                        INT(product->created_at)));
}

/* The kind and the day it was made never change. */
static const char UPDATE_PRODUCT[] =
    "UPDATE product"
    "   SET name = $1, name_sv = $2, retired = $3, replaced_by = $4, licenses_max = $5"
    " WHERE sku = $6";

Err
store_product_put(Tx *tx, const Product *product)
{
    int64_t changed;

    TRY(db_exec(tx->db, &changed, UPDATE_PRODUCT,
                ARGS(TEXT(product->name), TEXT(product->name_sv), INT(product->retired),
                     TEXT(product->replaced_by), INT(product->licenses_max), TEXT(product->sku))));
    return changed == 1 ? OK : ERR_NOT_FOUND;
}
