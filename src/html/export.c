#include "html/export.h"

#include "base/format/format.h"

void
table_for_reader(const Ctx *ctx, Buf *piece, bool begins)
{
    csv_begin(piece, locale_of(ctx->lang)->cells, begins);
}

/* The arena is emptied between pieces. */
static void
keep_place(Export *export, const char *place)
{
    size_t length = place == NULL ? 0 : strlen(place);

    assert(length < sizeof(export->last));
    export->last[length] = '\0';
    if (length > 0)
        memcpy(export->last, place, length);
}

/* A part of which all came later makes no piece: that would be the end. */
static Err
next_export_piece(Ctx *ctx, void *state, Buf *piece)
{
    const size_t mark = arena_mark(ctx->arena);
    Export *export = state;

    table_for_reader(ctx, piece, !export->begun);
    const size_t before = piece->length;
    while (piece->length == before && !(export->begun && *export->last == '\0')) {
        const char *place;
        arena_reset(ctx->arena, mark);
        if (export->begun)
            *export->after = export->last;
        export->begun = true;
        TRY(export->part(ctx, export->query, piece, &place));
        keep_place(export, place);
    }
    return OK;
}

Err
reply_export(Ctx *ctx, Reply *reply, const Export *export, const char *file_name)
{
    enum { ROW_BYTES_MAX = 256 * 1024 };
    Export *state = ARENA_NEW(ctx->arena, Export);
    Buf first = buf_new(ctx->arena, ROW_BYTES_MAX);
    const char *ignored;

    *export->after = NULL;
    *export->limit = 1;
    TRY(export->part(ctx, export->query, &first, &ignored));
    *export->limit = export->rows;
    *state = *export;
    ctx->newest = id_new("now_", ctx->now);
    reply->content_type = "text/csv; charset=utf-8";
    reply->file_name = file_name;
    reply->stream = next_export_piece;
    reply->stream_state = state;
    return OK;
}
