/*
 * Which rows of a list a page shows, and where the others are.
 */
#include "html/address.h"
#include "html/lists/lists.h"
#include "http/input/input.h"

const char *const PAGE_SIZE_NAMES[PAGE_SIZES + 1] = {"25", "50", "100", "200", NULL};
const int64_t PAGE_SIZE_ROWS[PAGE_SIZES] = {25, 50, 100, 200};

int64_t
rows_of_page(const Ctx *ctx, int64_t asked)
{
    return asked == PAGE_LIMIT_DEFAULT && ctx->visit.rows != 0 ? ctx->visit.rows : asked;
}

const void *
list_query_sent(Ctx *ctx, const Request *request, const Shape *shape, const void *otherwise)
{
    const char *address = form_value(&request->form, FORM_LIST_FIELD);
    const char *query = address != NULL ? strchr(address, '?') : NULL;
    const Refusal said = ctx->refusal; /* of the form: it is what is shown */
    void *ret;

    ctx->refusal = (Refusal){0};
    Err err = query != NULL ? form_read_query(ctx, query + 1, shape, &ret) : ERR_NOT_FOUND;
    ctx->refusal = said;
    return err == OK ? ret : otherwise;
}

static const char *
address_at(Ctx *ctx, const ListLinks *links, const char *after, const char *before)
{
    *links->after = after;
    *links->before = before;
    return address_with(ctx, links->path, links->shape, links->query);
}

ListPages
list_pages(Ctx *ctx, const ListLinks *links, const void *list, const char *first_place,
           const char *last_place)
{
    List part;
    memcpy(&part, list, sizeof(part));
    ListPages pages = {
        .from = part.before + 1,
        .to = part.before + part.count,
        .total = part.total,
        .first = address_at(ctx, links, NULL, NULL),
        .rows = rows_of_page(ctx, *links->limit),
        .may_choose = ctx->visit.form_token != NULL,
    };

    if (part.before > 0)
        pages.previous = part.count == 0 ? pages.first : address_at(ctx, links, NULL, first_place);
    if (part.more)
        pages.next = address_at(ctx, links, last_place, NULL);
    return pages;
}
