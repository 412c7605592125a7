/*
 * Which people of a tenant somebody looks at, in which order, and in which part.
 */
#include "service/directory/directory.h"

#include "base/text/text.h"

const char *const SIGNED_IN_NAMES[] = {"never", "ever", NULL};
const char *const LICENSES_NAMES[] = {"none", "some", NULL};

/* Rising and falling for each UserColumn but the ids, in order. */
const char *const PEOPLE_SORT_NAMES[] = {"name", "-name", "lastSignIn", "-lastSignIn", NULL};

static Wish
wish_of(int64_t chosen)
{
    return chosen == INPUT_ABSENT ? WISH_EITHER : chosen == 0 ? WISH_NOT : WISH_SO;
}

Err
search_of_filter(Ctx *ctx, const PeopleFilter *filter, UserColumn unless_said, UserSearch *ret)
{
    bool holds_matter = filter->licenses != INPUT_ABSENT || filter->sku != NULL;

    if (holds_matter && !role_permits(ctx->actor.roles, PERMIT_SUBSCRIPTION_READ))
        return ERR_NOT_PERMITTED;
    *ret = (UserSearch){
        .words = text_words(ctx->arena, filter->q),
        .roles = filter->role == INPUT_ABSENT ? 0 : role_from_name(TENANT_ROLE_NAMES[filter->role]),
        .kind = filter->kind == INPUT_ABSENT ? NULL : USER_KIND_NAMES[filter->kind],
        .signed_in = wish_of(filter->signed_in),
        .licensed = wish_of(filter->licenses),
        .sku = filter->sku,
        .today = ctx->today,
        .column = filter->sort == INPUT_ABSENT ? unless_said : (UserColumn)(filter->sort / 2),
        .falling = filter->sort != INPUT_ABSENT && filter->sort % 2 == 1,
        .lang = ctx->lang,
    };
    return OK;
}

/* In the order of the ids, an id says where one is. */
static ListPart
part_behind_id(Ctx *ctx, const ListAsk *ask)
{
    RowPlace *after = ARENA_NEW(ctx->arena, RowPlace);

    *after = (RowPlace){.id = ask->after};
    order_put_number(&after->order, 0);
    return (ListPart){.after = ask->after == NULL ? NULL : after, .limit = ask->limit};
}

Err
search_part(Ctx *ctx, const ListAsk *ask, UserSearch *search)
{
    if (search->column == USER_BY_ID) {
        search->part = part_behind_id(ctx, ask);
        return OK;
    }
    TRY(list_part(ctx, ask, &search->part));
    search->lang = list_lang(ctx, ask);
    return OK;
}

const char *
place_of_user(Ctx *ctx, const UserSearch *search, const User *user)
{
    if (search->column == USER_BY_ID)
        return user->id.text;
    const RowPlace place = {user_order(search, user), search->lang, user->id.text};

    return place_text(ctx->arena, &place);
}
