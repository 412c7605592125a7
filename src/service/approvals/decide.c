/*
 * Approving, refusing and withdrawing. Who comes first is decided by a WHERE clause, and what is
 * approved is done in the same transaction.
 */
#include "service/approvals/kinds.h"

#include "base/text/text.h"
#include "service/record.h"
#include "store/directory/directory.h"

/* --- whose it is ------------------------------------------------------------------------------ */

/* RULE ROLE-3: one person with two accounts is one person; addresses have one spelling. */
static bool
is_callers_own(const Ctx *ctx, const Approval *approval)
{
    const char *email = ctx->actor.email;

    return id_equal(&ctx->actor.user_id, &approval->asked_by) ||
           (email != NULL && text_equal(email, approval->asker_email));
}

bool
may_decide(const Ctx *ctx, const Approval *approval)
{
    const Kind *kind;

    return kind_named(approval->kind, &kind) == OK &&
           role_permits(ctx->actor.roles, kind->approve) && !is_callers_own(ctx, approval);
}

static Err
check_may_decide(const Ctx *ctx, const Approval *approval)
{
    if (may_decide(ctx, approval))
        return OK;
    return is_callers_own(ctx, approval) ? ERR_APPROVAL_OWN : ERR_NOT_PERMITTED;
}

/* --- the outcome ------------------------------------------------------------------------------ */

static Err
refuse_decided(Ctx *ctx, const Approval *approval)
{
    static const Err ERRS[] = {
        [APPROVAL_APPROVED] = ERR_APPROVAL_APPROVED,
        [APPROVAL_REFUSED] = ERR_APPROVAL_REFUSED,
        [APPROVAL_WITHDRAWN] = ERR_APPROVAL_WITHDRAWN,
        [APPROVAL_LAPSED] = ERR_APPROVAL_LAPSED,
    };
    ApprovalState state = approval_state(ctx, approval);
    Err err = ERRS[state];

    refuse_with_text(&ctx->refusal, err, "state", APPROVAL_STATE_NAMES[state]);
    if (approval->decider_name != NULL)
        refuse_with_text(&ctx->refusal, err, "decidedBy", approval->decider_name);
    return err;
}

/* RULE ROLE-3: whoever comes first; the others are told what came of it. */
static Err
decide(Ctx *ctx, Tx *tx, Approval *approval, ApprovalState state, const char *reason)
{
    bool decided;

    if (approval_state(ctx, approval) != APPROVAL_WAITING)
        return refuse_decided(ctx, approval);
    approval->state = state;
    approval->decided_by = ctx->actor.user_id;
    approval->decided_at = ctx->now;
    approval->decision = reason;
    TRY(store_approval_decide(tx, approval, &decided));
    TRY(store_approval_get(tx, &approval->id, ctx->arena, approval));
    return decided ? OK : refuse_decided(ctx, approval);
}

static Json
begin_decided(Ctx *ctx, Record *record, EventType type, const Approval *approval)
{
    Json json = event_begin(ctx, record, type, approval->id.text);

    json_text(&json, "kind", approval->kind);
    json_text(&json, "about", approval->subject);
    return json;
}

/* --- still the same? -------------------------------------------------------------------------- */

/* What somebody asked for who has left, or may not ask any more, is nobody's wish. */
static Err
check_asker(Ctx *ctx, Tx *tx, const Approval *approval, const Kind *kind)
{
    User asker;

    TRY(store_user_get(tx, &approval->asked_by, ctx->arena, &asker));
    bool may = asker.disabled_at == 0 && role_permits(asker.roles, kind->ask);
    return may ? OK : ERR_APPROVAL_OUTDATED;
}

/* RULE ROLE-3, as in RULE CT-7: what was shown is what is done, or nothing is. */
Err
check_still_so(Ctx *ctx, Tx *tx, const Approval *approval, Asked *ret_asked)
{
    Asked asked = {.subject = id_from(approval->subject), .reason = approval->reason};
    const Kind *kind;
    const char *preview;

    TRY(kind_named(approval->kind, &kind));
    TRY(check_asker(ctx, tx, approval, kind));
    TRY(read_asked(ctx, kind->shape, approval->request, &asked.input));
    Err err = write_preview(ctx, tx, kind, &asked, &preview);
    if (err_is_refusal(err)) {
        ctx->refusal = (Refusal){0};
        return ERR_APPROVAL_OUTDATED;
    }
    TRY(err);
    Hash now = digest_of_approval(ctx, approval, preview);
    if (memcmp(now.byte, approval->digest.byte, HASH_BYTES) != 0)
        return ERR_APPROVAL_OUTDATED;
    *ret_asked = asked;
    return OK;
}

/* --- the three -------------------------------------------------------------------------------- */

static Err
record_approval_approved(Ctx *ctx, Tx *tx, const Approval *approval)
{
    Record record = {.reason = approval->reason};
    Json json = begin_decided(ctx, &record, EVENT_APPROVAL_APPROVED, approval);
    char digest[2 * HASH_BYTES + 1];

    text_hex(approval->digest.byte, HASH_BYTES, digest);
    json_text(&json, "askedBy", approval->asked_by.text);
    json_text(&json, "digest", digest);
    return event_end(ctx, tx, &record, &json);
}

static Err
do_approved(Ctx *ctx, Tx *tx, const Approval *approval)
{
    const Kind *kind;
    Asked asked;

    TRY(kind_named(approval->kind, &kind));
    TRY(check_still_so(ctx, tx, approval, &asked));
    ctx->settled = (Settled){.approval = approval->id.text, .asked_by = approval->asked_by};
    return kind->act(ctx, tx, &asked);
}

Err
approve_asked(Ctx *ctx, const Id *id, Approval *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    Approval approval;

    TRY(tx_begin(ctx->db, &tx));
    TRY(store_approval_get(&tx, id, ctx->arena, &approval));
    TRY(check_may_decide(ctx, &approval));
    TRY(decide(ctx, &tx, &approval, APPROVAL_APPROVED, NULL));
    TRY(do_approved(ctx, &tx, &approval));
    TRY(record_approval_approved(ctx, &tx, &approval));
    TRY(tx_commit(&tx));

    *ret = approval;
    return OK;
}

Err
refuse_asked(Ctx *ctx, const Id *id, const char *reason, Approval *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    Record record = {.reason = reason};
    Approval approval;

    TRY(tx_begin(ctx->db, &tx));
    TRY(store_approval_get(&tx, id, ctx->arena, &approval));
    TRY(check_may_decide(ctx, &approval));
    TRY(decide(ctx, &tx, &approval, APPROVAL_REFUSED, reason));
    Json json = begin_decided(ctx, &record, EVENT_APPROVAL_REFUSED, &approval);
    json_text(&json, "askedBy", approval.asked_by.text);
    TRY(event_end(ctx, &tx, &record, &json));
    TRY(tx_commit(&tx));

    *ret = approval;
    return OK;
}

Err
withdraw_asked(Ctx *ctx, const Id *id, Approval *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    Record record = {0};
    Approval approval;

    TRY(tx_begin(ctx->db, &tx));
    TRY(store_approval_get(&tx, id, ctx->arena, &approval));
    if (!is_callers_own(ctx, &approval))
        return ERR_APPROVAL_NOT_OWN;
    TRY(decide(ctx, &tx, &approval, APPROVAL_WITHDRAWN, NULL));
    Json json = begin_decided(ctx, &record, EVENT_APPROVAL_WITHDRAWN, &approval);
    TRY(event_end(ctx, &tx, &record, &json));
    TRY(tx_commit(&tx));

    *ret = approval;
    return OK;
}
