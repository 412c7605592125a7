/*
 * The programmes that there are besides this one.
 */
#include "api/api.h"

#include "service/catalogue/catalogue.h"
#include "service/json_values.h"
#include "store/catalogue/catalogue.h"

static void
put_programme_members(Json *json, const OtherProgramme *programme)
{
    json_text(json, "code", programme->code);
    json_name(json, &programme->name);
    json_time(json, "createdAt", programme->created_at);
}

Err
api_programme_create(Ctx *ctx, const Request *request, Reply *reply)
{
    OtherProgramme programme;

    TRY(create_programme(ctx, request->body, &programme));
    Json json = reply_json(ctx, reply);
    put_programme_members(&json, &programme);
    json_object_end(&json);
    reply->status = 201;
    return OK;
}

Err
api_programme_list(Ctx *ctx, const Request *request, Reply *reply)
{
    const Page *page = request->query;
    OtherProgrammeList list;

    TRY(list_programmes(ctx, page, &list));
    ListReply out = reply_list_begin(ctx, reply);
    for (size_t i = 0; i < list.count && reply_item_begin(&out); i++) {
        put_programme_members(&out.json, &list.item[i]);
        reply_item_end(&out, list.item[i].code);
    }
    return reply_list_end(ctx, &out, list.more);
}
