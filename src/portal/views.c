/*
 * /views: the lists that somebody keeps under names; they are renamed and removed here.
 */
#include "portal/views.h"

#include "html/page.h"
#include "portal/portal.h"

static const char *
address_of_view(Ctx *ctx, const SavedView *view)
{
    return arena_printf(ctx->arena, "/%s%s%s", view->list, view->query[0] == '\0' ? "" : "?",
                        view->query);
}

static const char *
list_text(const char *list)
{
    static const char *const TEXTS[VIEWED_LISTS] = {
        TR("Benefits"), TR("Product keys"), TR("Subscriptions"), TR("Credits"),
        TR("People"),   TR("Activity"),     TR("Partners")};

    for (size_t i = 0; i < VIEWED_LISTS; i++)
        if (strcmp(VIEWED_LIST_NAMES[i], list) == 0)
            return TEXTS[i];
    return list;
}

Err
page_view_list(Ctx *ctx, const Request *request, Reply *reply)
{
    const ViewQuery all = DEFAULTS_OF(VIEW_QUERY);
    SavedViewList list;
    ViewsPage view = {0};

    TRY(list_views(ctx, &all, &list));
    view.row = ARENA_NEW_ARRAY(ctx->arena, ViewRow, list.count);
    view.count = list.count;
    for (size_t i = 0; i < list.count; i++)
        view.row[i] = (ViewRow){.view = &list.item[i],
                                .address = address_of_view(ctx, &list.item[i]),
                                .list = list_text(list.item[i].list)};
    Html page = page_begin(ctx, request, reply, TR("Your views"));
    html_views(&page, &view);
    page_may_be_kept(reply);
    return page_end(&page);
}

Err
page_view_save(Ctx *ctx, const Request *request, Reply *reply)
{
    SavedView view;

    TRY(save_view(ctx, new_view_key(ctx), request->body, &view));
    return reply_redirect(ctx, reply, address_of_view(ctx, &view));
}

typedef struct ViewNameForm {
    const char *name;
} ViewNameForm;

// clang-format off
SHAPE(VIEW_NAME_FORM, ViewNameForm,
    FIELD(ViewNameForm, NAME, name, "name"),
);
// clang-format on

Err
page_view_rename(Ctx *ctx, const Request *request, Reply *reply)
{
    const ViewNameForm *form = request->body;

    TRY(rename_view(ctx, request->value[0], form->name));
    return reply_redirect(ctx, reply, "/views");
}

Err
page_view_remove(Ctx *ctx, const Request *request, Reply *reply)
{
    SavedView view;

    TRY(remove_view(ctx, request->value[0], &view));
    return reply_redirect(ctx, reply, "/views");
}
