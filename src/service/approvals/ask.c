/*
 * Asking: what is asked for is done, or waits for another person (RULE ROLE-3).
 */
#include "service/approvals/kinds.h"

#include "base/text/text.h"
#include "service/json_values.h"
#include "service/record.h"

#define TIME_TO_WAIT (INT64_C(72) * 3600 * MICROS_PER_SECOND)

Err
get_approval_mode(Ctx *ctx, ApprovalMode *ret)
{
    CLEANUP(tx_end) Tx tx = {0};

    TRY(tx_begin(ctx->db, &tx));
    TRY(find_approval_mode(ctx, &tx, ret));
    return tx_commit(&tx);
}

/* The operator's own: what the staff think of doing to a partner is not told to the partner. */
static Err
record_approval_requested(Ctx *ctx, Tx *tx, const Approval *approval)
{
    Record record = {.reason = approval->reason};
    Json json = event_begin(ctx, &record, EVENT_APPROVAL_REQUESTED, approval->id.text);
    char digest[2 * HASH_BYTES + 1];

    text_hex(approval->digest.byte, HASH_BYTES, digest);
    json_text(&json, "kind", approval->kind);
    json_text(&json, "about", approval->subject);
    json_text(&json, "digest", digest);
    json_time(&json, "lapsesAt", approval->lapses_at);
    return event_end(ctx, tx, &record, &json);
}

static Err
refuse_twice(Ctx *ctx, Tx *tx, const Approval *approval)
{
    Approval *waiting;

    TRY(store_approval_find_waiting(tx, approval->kind, approval->subject, ctx->arena, &waiting));
    if (waiting == NULL)
        return OK;
    refuse_with_text(&ctx->refusal, ERR_APPROVAL_WAITING, "approvalId", waiting->id.text);
    return refuse_with_text(&ctx->refusal, ERR_APPROVAL_WAITING, "askedBy", waiting->asker_name);
}

static Err
check_reason(Ctx *ctx, const Asked *asked)
{
    return asked->reason != NULL ? OK
                                 : refuse_member(&ctx->refusal, ERR_MEMBER_INVALID, "/reason",
                                                 TR("Say why: another person has to approve it."));
}

static Approval
approval_of(Ctx *ctx, const Kind *kind, const Asked *asked, const char *preview)
{
    Approval approval = {
        .id = id_new("apr_", ctx->now),
        .kind = kind->name,
        .subject = asked->subject.text,
        .request = write_asked(ctx, kind->shape, asked->input),
        .preview = preview,
        .reason = asked->reason,
        .asked_by = ctx->actor.user_id,
        .asked_at = ctx->now,
        .lapses_at = ctx->now + TIME_TO_WAIT,
    };

    approval.digest = digest_of_approval(ctx, &approval, preview);
    return approval;
}

/* What lapsed is in nobody's way. */
static Err
keep_request(Ctx *ctx, Tx *tx, const Approval *approval, Approval *ret)
{
    TRY(store_approval_lapse(tx, approval->kind, approval->subject, ctx->now));
    TRY(refuse_twice(ctx, tx, approval));
    TRY(store_approval_add(tx, approval));
    TRY(record_approval_requested(ctx, tx, approval));
    return store_approval_get(tx, &approval->id, ctx->arena, ret);
}

static Err
takes_two(Ctx *ctx, Tx *tx, const Kind *kind, const Asked *asked, bool *ret)
{
    *ret = true;
    return kind->takes_two == NULL ? OK : kind->takes_two(ctx, tx, asked, ret);
}

/* RULE ROLE-3: what takes two people is done by one only where that is off, and says so. */
static Err
settle(Ctx *ctx, Tx *tx, const Kind *kind, const Asked *asked, bool *ret_waits)
{
    ApprovalMode mode;
    bool two;

    TRY(find_approval_mode(ctx, tx, &mode));
    TRY(takes_two(ctx, tx, kind, asked, &two));
    *ret_waits = two && mode == APPROVALS_ON;
    ctx->settled = (Settled){.approval = two && mode != APPROVALS_ON ? "off" : NULL};
    return OK;
}

Err
has_to_wait(Ctx *ctx, ApprovalKind kind, const Asked *asked, bool *ret)
{
    CLEANUP(tx_end) Tx tx = {0};

    TRY(tx_begin(ctx->db, &tx));
    TRY(settle(ctx, &tx, kind_of(kind), asked, ret));
    return tx_commit(&tx);
}

Err
ask_approval(Ctx *ctx, ApprovalKind which, const Asked *asked, AskedFor *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    const Kind *kind = kind_of(which);
    AskedFor outcome = {0};
    const char *preview;

    TRY(tx_begin(ctx->db, &tx));
    TRY(write_preview(ctx, &tx, kind, asked, &preview));
    TRY(settle(ctx, &tx, kind, asked, &outcome.waits));
    if (outcome.waits) {
        TRY(check_reason(ctx, asked));
        const Approval approval = approval_of(ctx, kind, asked, preview);
        TRY(keep_request(ctx, &tx, &approval, &outcome.approval));
    } else {
        TRY(kind->act(ctx, &tx, asked));
    }
    TRY(tx_commit(&tx));

    *ret = outcome;
    return OK;
}
