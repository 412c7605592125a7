/*
 * Cursors: the place in a list behind which its next part begins, as programs and addresses of
 * pages carry it.
 *
 * A few bytes of hash before the place bind it to its list: a cursor that was changed, or that is
 * of another list, owner, filter or order, is none. Nobody is kept out by them: whose a list is, is
 * for the service to say.
 */
#include "base/text/text.h"
#include "http/input/input.h"
#include "service/context.h"

enum { CURSOR_CHECK_BYTES = 6, LIST_TEXT_MAX = 16 * 1024 };

/* Whose list it is; what everybody who is signed in may read shows each what is its own. */
static void
put_owner(Buf *out, const Ctx *ctx, const ListOf *list)
{
    const Actor *actor = &ctx->actor;

    buf_printf(out, "\n%s %s", actor->partner_id.text, actor->tenant_id.text);
    if (list->of_reader)
        buf_printf(out, " %s", actor->user_id.text);
}

static Hash
hash_of_place(const Ctx *ctx, const ListOf *list, const char *name, const char *position)
{
    const size_t mark = arena_mark(ctx->arena);
    Buf text = buf_new(ctx->arena, LIST_TEXT_MAX);

    buf_text(&text, list->path);
    query_write_filters(&text, list->shape, list->query);
    put_owner(&text, ctx, list);
    buf_printf(&text, "\n%s\n%s", name, position);
    assert(!text.full); /* every row is bounded, and so is a path */
    Hash hash = hash_of(text.data, text.length);
    arena_reset(ctx->arena, mark);
    return hash;
}

char *
cursor_encode(const Ctx *ctx, const ListOf *list, const char *name, const char *position)
{
    Hash hash = hash_of_place(ctx, list, name, position);
    Buf text = buf_new(ctx->arena, CURSOR_CHECK_BYTES + strlen(position));

    buf_put(&text, hash.byte, CURSOR_CHECK_BYTES);
    buf_text(&text, position);
    return text_base64url(ctx->arena, text.data, text.length);
}

static Err
decode_cursor(const Ctx *ctx, const ListOf *list, const char *name, const char **cursor)
{
    size_t count = 0;
    char *bytes = text_from_base64url(ctx->arena, *cursor, &count);

    if (bytes == NULL || count <= CURSOR_CHECK_BYTES)
        return ERR_CURSOR_INVALID;
    const char *position = bytes + CURSOR_CHECK_BYTES;
    if (strlen(position) != count - CURSOR_CHECK_BYTES || !text_is_utf8(position, strlen(position)))
        return ERR_CURSOR_INVALID;
    Hash hash = hash_of_place(ctx, list, name, position);
    if (memcmp(hash.byte, bytes, CURSOR_CHECK_BYTES) != 0)
        return ERR_CURSOR_INVALID;
    *cursor = position;
    return OK;
}

Err
cursors_decode(const Ctx *ctx, const ListOf *list, void *query)
{
    assert(list->query == query);
    for (size_t i = 0; i < shape_count(list->shape); i++) {
        ShapeRow row = shape_row(list->shape, i);
        const char *cursor;
        if (row.field == NULL || row.field->kind != FIELD_CURSOR)
            continue;
        cursor = row_pointer(&row, query);
        if (cursor != NULL)
            TRY(decode_cursor(ctx, list, row.field->name, &cursor));
        row_put_pointer(&row, query, cursor);
    }
    return OK;
}
