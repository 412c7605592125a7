#include "service/views/views.h"

#include "base/text/text.h"

const char *const VIEWED_LIST_NAMES[] = {
    "benefits", "keys", "subscriptions", "credits", "people", "activity", "ops/partners", NULL,
};

/* Names and values with what an address writes between them; never a place in the list. */
static bool
is_query(const char *text)
{
    static const char CHARS[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
        "-._~%&=+";

    return text[strspn(text, CHARS)] == '\0';
}

// clang-format off
SHAPE(VIEW_INPUT, ViewInput,
    FIELD(ViewInput, CHOICE, list,  "list",  .choices = VIEWED_LIST_NAMES),
    FIELD(ViewInput, NAME,   name,  "name"),
    FIELD(ViewInput, TEXT,   query, "query", .max = VIEW_QUERY_LENGTH_MAX, .check = is_query,
          .optional = true),
);

SHAPE_OPTIONAL(VIEW_QUERY, ViewQuery,
    FIELD(ViewQuery, CHOICE, list, "list", .choices = VIEWED_LIST_NAMES),
);
// clang-format on

static SavedView
own_view(const Ctx *ctx, const char *key)
{
    return (SavedView){
        .tenant_id = ctx->actor.tenant_id, .user_id = ctx->actor.user_id, .key = key};
}

Err
list_views(Ctx *ctx, const ViewQuery *query, SavedViewList *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    SavedView whose = own_view(ctx, NULL);

    if (query->list != INPUT_ABSENT)
        whose.list = VIEWED_LIST_NAMES[query->list];
    TRY(tx_begin(ctx->db, &tx));
    TRY(store_view_list(&tx, &whose, ctx->arena, ret));
    return tx_commit(&tx);
}

static Err
find_view(Ctx *ctx, Tx *tx, const char *key, SavedView *ret)
{
    const SavedView whose = own_view(ctx, NULL);
    SavedViewList list;

    TRY(store_view_list(tx, &whose, ctx->arena, &list));
    for (size_t i = 0; i < list.count; i++)
        if (text_equal(list.item[i].key, key)) {
            *ret = list.item[i];
            return OK;
        }
    return ERR_NOT_FOUND;
}

Err
get_view(Ctx *ctx, const char *key, SavedView *ret)
{
    CLEANUP(tx_end) Tx tx = {0};

    TRY(tx_begin(ctx->db, &tx));
    TRY(find_view(ctx, &tx, key, ret));
    return tx_commit(&tx);
}

Err
save_view(Ctx *ctx, const char *key, const ViewInput *input, SavedView *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    SavedView view = own_view(ctx, key);
    int64_t others;

    if (!text_is_slug(key) || strlen(key) > SLUG_LENGTH_MAX)
        return ERR_NOT_FOUND;
    view.list = VIEWED_LIST_NAMES[input->list];
    view.name = input->name;
    view.query = input->query == NULL ? "" : input->query;
    view.created_at = ctx->now;
    TRY(tx_begin(ctx->db, &tx));
    TRY(store_view_count_others(&tx, &view, &others));
    if (others >= SAVED_VIEWS_MAX)
        return ERR_TOO_MANY_VIEWS;
    TRY(store_view_put(&tx, &view));
    TRY(find_view(ctx, &tx, key, ret));
    return tx_commit(&tx);
}

/* The end of an id, whose letters are small in a slug. */
const char *
new_view_key(Ctx *ctx)
{
    Id id = id_new("viw_", ctx->now);

    return text_lower(ctx->arena, strchr(id.text, '_') + 1);
}

Err
rename_view(Ctx *ctx, const char *key, const char *name)
{
    CLEANUP(tx_end) Tx tx = {0};
    SavedView view;

    TRY(tx_begin(ctx->db, &tx));
    TRY(find_view(ctx, &tx, key, &view));
    view.name = name;
    TRY(store_view_put(&tx, &view));
    return tx_commit(&tx);
}

Err
remove_view(Ctx *ctx, const char *key, SavedView *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    bool found;

    TRY(tx_begin(ctx->db, &tx));
    TRY(find_view(ctx, &tx, key, ret));
    TRY(store_view_remove(&tx, ret, &found));
    assert(found);
    return tx_commit(&tx);
}
