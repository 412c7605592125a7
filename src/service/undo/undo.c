#include "service/undo/undo.h"

#include "service/credits/credits.h"
#include "service/subscriptions/subscriptions.h"
#include "store/replies/replies.h"

#define OFFER_PREFIX "und_"

/* What the browser would have been told; nobody asks for it again. */
enum { STATUS_SEE_OTHER = 303 };

const char *const UNDO_NAMES[] = {
    "license-assigned", "license-released", "credit-assigned", "credit-removed", NULL,
};

const char *
undo_offer(Ctx *ctx)
{
    Id id = id_new(OFFER_PREFIX, ctx->now);

    return arena_copy(ctx->arena, id.text, strlen(id.text));
}

/* Offers are remembered as answers to requests are, of which each is given once (RULE IDEM-1). */
static Err
take_up(Ctx *ctx, Tx *tx, const char *offer, bool *ret_first)
{
    const Digest key = vault_lasting_digest(ctx->vault, "undo", offer, strlen(offer));
    const StoredReply taken = {.request = key, .status = STATUS_SEE_OTHER, .created_at = ctx->now};
    StoredReply *before;

    TRY(store_reply_find(tx, &ctx->actor.user_id, &key, ctx->arena, &before));
    *ret_first = before == NULL;
    return before == NULL ? store_reply_put(tx, &ctx->actor.user_id, &key, &taken) : OK;
}

static Err
do_opposite(Ctx *ctx, const Undo *undo)
{
    Subscription subscription;
    CreditView credit;

    switch (undo->deed) {
    case DEED_LICENSE_ASSIGNED:
        return release_license(ctx, &undo->thing_id, &undo->user_id, &subscription);
    case DEED_LICENSE_RELEASED:
        return assign_license(ctx, &undo->thing_id, &undo->user_id, &subscription);
    case DEED_CREDIT_ASSIGNED:
        return remove_credit_user(ctx, &undo->thing_id, &undo->user_id, &credit);
    default:
        assert(undo->deed == DEED_CREDIT_REMOVED);
        return assign_credit(ctx, &undo->thing_id, &undo->user_id, &credit);
    }
}

Err
undo_deed(Ctx *ctx, const Undo *undo)
{
    CLEANUP(tx_end) Tx tx = {0};
    bool first;

    TRY(tx_begin(ctx->db, &tx));
    TRY(take_up(ctx, &tx, undo->offer, &first));
    if (first)
        TRY(do_opposite(ctx, undo));
    return tx_commit(&tx);
}
