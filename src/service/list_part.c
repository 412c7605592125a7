#include "service/list_part.h"

static Err
place_asked(Ctx *ctx, const char *text, const RowPlace **ret)
{
    RowPlace *place = ARENA_NEW(ctx->arena, RowPlace);

    if (text == NULL)
        return OK;
    if (!place_read(ctx->arena, text, place))
        return ERR_CURSOR_INVALID;
    *ret = place;
    return OK;
}

Err
list_part(Ctx *ctx, const ListAsk *ask, ListPart *ret)
{
    ListPart part = {.limit = ask->limit, .counted = ask->counted};

    if (ask->after != NULL && ask->before != NULL)
        return ERR_CURSOR_INVALID;
    TRY(place_asked(ctx, ask->after, &part.after));
    TRY(place_asked(ctx, ask->before, &part.before));
    *ret = part;
    return OK;
}

Lang
list_lang(const Ctx *ctx, const ListAsk *ask)
{
    const char *place = ask->before != NULL ? ask->before : ask->after;

    return place_lang(ctx->arena, place, ctx->lang);
}
