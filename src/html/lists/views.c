/*
 * Above a list: the views of it that the reader has kept.
 */
#include "base/text/text.h"
#include "html/lists/lists.h"

Err
list_own_views(Ctx *ctx, ViewedList list, const char *first, ListViews *ret)
{
    ViewQuery query = DEFAULTS_OF(VIEW_QUERY);
    const char *mark = strchr(first, '?');
    SavedViewList views;
    ListViews shown = {
        .list = VIEWED_LIST_NAMES[list],
        .query = mark == NULL ? "" : mark + 1,
        .here = first,
        .may_keep = ctx->visit.form_token != NULL,
    };

    query.list = list;
    TRY(list_views(ctx, &query, &views));
    shown.link = ARENA_NEW_ARRAY(ctx->arena, ViewLink, views.count);
    shown.count = views.count;
    for (size_t i = 0; i < views.count; i++) {
        const SavedView *view = &views.item[i];
        shown.link[i] = (ViewLink){
            .name = view->name,
            .address = arena_printf(ctx->arena, "/%s%s%s", view->list,
                                    view->query[0] == '\0' ? "" : "?", view->query),
            .here = text_equal(view->query, shown.query),
        };
    }
    *ret = shown;
    return OK;
}
