#include "service/approvals/kinds.h"

#include "base/text/text.h"
#include "service/benefits/benefits.h"
#include "service/credits/credits.h"
#include "service/directory/directory.h"
#include "service/keys/keys.h"

/* Bytes of what somebody else has to read before they approve. */
enum { PREVIEW_BYTES_MAX = 16384 };

static const Kind KINDS[] = {
#define KIND(name, text, ask, approve, shape, two, preview, act)                                   \
    [APPROVAL_OF_##name] = {text, PERMIT_##ask, PERMIT_##approve, &(shape), two, preview, act},
#include "service/approvals/kind.def"
#undef KIND
};

const char *const APPROVAL_KIND_NAMES[] = {
#define KIND(name, text, ask, approve, shape, two, preview, act) text,
#include "service/approvals/kind.def"
#undef KIND
    NULL,
};

const Kind *
kind_of(ApprovalKind kind)
{
    assert(kind < APPROVAL_KINDS);
    return &KINDS[kind];
}

Err
kind_named(const char *name, const Kind **ret)
{
    int index = name_index(APPROVAL_KIND_NAMES, name);

    if (index < 0)
        return ERR_INTERNAL;
    *ret = &KINDS[index];
    return OK;
}

Err
write_preview(Ctx *ctx, Tx *tx, const Kind *kind, const Asked *asked, const char **ret)
{
    Buf out = buf_new(ctx->arena, PREVIEW_BYTES_MAX);
    Json json = json_new(&out);

    json_object_begin(&json, NULL);
    TRY(kind->preview(ctx, tx, asked, &json));
    json_object_end(&json);
    assert(!out.full);
    *ret = out.data;
    return OK;
}

/* None of them has a line break of its own but the reason, which stands last. */
Hash
digest_of_approval(Ctx *ctx, const Approval *approval, const char *preview)
{
    const char *all = arena_printf(ctx->arena, "%s\n%s\n%s\n%s\n%s", approval->kind,
                                   approval->subject, approval->request, preview, approval->reason);

    return hash_of(all, strlen(all));
}
