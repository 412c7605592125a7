/*
 * /undo: what was just done to a licence or a credit is undone, under the rule of the opposite.
 */
#include "portal/portal.h"

#include "service/undo/undo.h"

typedef struct UndoInput {
    int64_t deed;
    const char *thing_id;
    const char *user_id;
    const char *offer;
    int64_t from_person; /* 1: the page of the person, to which it leads back */
} UndoInput;

// clang-format off
SHAPE(UNDO_LICENSE_FORM, UndoInput,
    FIELD(UndoInput, CHOICE, deed,        "deed",       .choices = UNDO_NAMES, .max = DEED_LICENSE_RELEASED),
    FIELD(UndoInput, ID,     thing_id,    "thingId",    .prefix = "sub_"),
    FIELD(UndoInput, ID,     user_id,     "userId",     .prefix = "usr_"),
    FIELD(UndoInput, ID,     offer,       "offer",      .prefix = "und_"),
    FIELD(UndoInput, BOOL,   from_person, "fromPerson", .optional = true),
);

SHAPE(UNDO_CREDIT_FORM, UndoInput,
    FIELD(UndoInput, CHOICE, deed,        "deed",       .choices = UNDO_NAMES, .min = DEED_CREDIT_ASSIGNED),
    FIELD(UndoInput, ID,     thing_id,    "thingId",    .prefix = "crd_"),
    FIELD(UndoInput, ID,     user_id,     "userId",     .prefix = "usr_"),
    FIELD(UndoInput, ID,     offer,       "offer",      .prefix = "und_"),
);
// clang-format on

static Err
undo_as_said(Ctx *ctx, const UndoInput *form)
{
    const Undo undo = {
        .deed = (DeedKind)form->deed,
        .thing_id = id_from(form->thing_id),
        .user_id = id_from(form->user_id),
        .offer = form->offer,
    };

    return undo_deed(ctx, &undo);
}

Err
page_undo_license(Ctx *ctx, const Request *request, Reply *reply)
{
    const UndoInput *form = request->body;

    TRY(undo_as_said(ctx, form));
    if (form->from_person == 1)
        return reply_redirect(ctx, reply,
                              arena_printf(ctx->arena, "/people/%s?done=undone", form->user_id));
    return reply_redirect(
        ctx, reply,
        arena_printf(ctx->arena, "/subscriptions/%s?done=undone#people", form->thing_id));
}

Err
page_undo_credit(Ctx *ctx, const Request *request, Reply *reply)
{
    const UndoInput *form = request->body;

    TRY(undo_as_said(ctx, form));
    return reply_redirect(
        ctx, reply,
        arena_printf(ctx->arena, "/credits/%s?done=undone&who=%s", form->thing_id, form->user_id));
}
