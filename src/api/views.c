/*
 * The caller's own views of lists.
 */
#include "api/api.h"

#include "service/json_values.h"
#include "service/views/views.h"

static void
put_view_members(Json *json, const SavedView *view)
{
    json_text(json, "key", view->key);
    json_text(json, "list", view->list);
    json_text(json, "name", view->name);
    json_text(json, "query", view->query);
    json_time(json, "createdAt", view->created_at);
}

static void
reply_view(Ctx *ctx, Reply *reply, const SavedView *view)
{
    Json json = reply_json(ctx, reply);

    put_view_members(&json, view);
    json_object_end(&json);
    reply_set_etag(ctx, reply);
}

Err
api_view_list(Ctx *ctx, const Request *request, Reply *reply)
{
    SavedViewList list;

    TRY(list_views(ctx, request->query, &list));
    Json json = reply_json(ctx, reply);
    json_array_begin(&json, "items");
    for (size_t i = 0; i < list.count; i++) {
        json_object_begin(&json, NULL);
        put_view_members(&json, &list.item[i]);
        json_object_end(&json);
    }
    json_array_end(&json);
    json_object_end(&json);
    return OK;
}

Err
api_view_save(Ctx *ctx, const Request *request, Reply *reply)
{
    SavedView view;

    TRY(save_view(ctx, request->value[0], request->body, &view));
    reply_view(ctx, reply, &view);
    return OK;
}

/* The answer is what it was. */
Err
api_view_remove(Ctx *ctx, const Request *request, Reply *reply)
{
    SavedView view;

    TRY(get_view(ctx, request->value[0], &view));
    reply_view(ctx, reply, &view);
    TRY(reply_check_if_match(ctx, request, reply));
    TRY(remove_view(ctx, request->value[0], &view));
    reply_view(ctx, reply, &view);
    reply->etag = NULL;
    return OK;
}
