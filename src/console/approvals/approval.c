/*
 * /ops/approvals/{id}: what would be done, and what the second person says to it.
 */
#include "console/approvals/approvals.h"

#include "base/text/text.h"
#include "console/console.h"
#include "html/page.h"

/* Members of previews, what they are called and what they are; others are not shown. */
static const struct {
    const char *name;
    const char *label;
    FactKind kind;
} FACTS[] = {
    {"name", TR("Partner"), FACT_TEXT},
    {"partner", TR("Partner"), FACT_TEXT},
    {"country", TR("Country"), FACT_TEXT},
    {"sku", TR("Product"), FACT_TEXT},
    {"offer", TR("Offer"), FACT_TEXT},
    {"count", TR("Keys"), FACT_TEXT},
    {"licenses", TR("Licences of each key"), FACT_TEXT},
    {"licensesTogether", TR("Licences together"), FACT_TEXT},
    {"redeemBy", TR("Use by"), FACT_DAY},
    {"source", TR("Source of the use"), FACT_TEXT},
    {"eventId", TR("Event of the use"), FACT_TEXT},
    {"time", TR("Time"), FACT_MOMENT},
    {"amount", TR("Amount"), FACT_MONEY},
};

/* False where the preview, as it was written, has something else there. */
static bool
read_fact(const ApprovalFact *fact, FactRow *row)
{
    row->text = fact->text;
    row->currency = fact->currency;
    switch (row->kind) {
    case FACT_DAY:
        return date_parse(fact->text, &row->day);
    case FACT_MOMENT:
        return time_parse(fact->text, &row->moment);
    case FACT_MONEY:
        return fact->currency != NULL && decimal_parse(fact->text, &row->micros);
    default:
        return true;
    }
}

static bool
view_fact(const ApprovalFact *fact, FactRow *ret)
{
    for (size_t i = 0; i < COUNT_OF(FACTS); i++)
        if (text_equal(FACTS[i].name, fact->name)) {
            *ret = (FactRow){.label = FACTS[i].label, .kind = FACTS[i].kind};
            return read_fact(fact, ret);
        }
    return false;
}

static Err
view_facts(Ctx *ctx, ApprovalPage *view)
{
    ApprovalFact *facts;
    size_t count;

    TRY(list_approval_facts(ctx, view->approval, &facts, &count));
    view->fact = ARENA_NEW_ARRAY(ctx->arena, FactRow, count);
    for (size_t i = 0; i < count; i++)
        if (view_fact(&facts[i], &view->fact[view->fact_count]))
            view->fact_count++;
    return OK;
}

/* Where what it is about stands. */
static const struct {
    const char *prefix; /* of its id */
    const char *path;
} SUBJECTS[] = {{"par_", "/ops/partners"}, {"ben_", "/benefits"}, {"crd_", "/credits"}};

static const char *
address_of_subject(Ctx *ctx, const Approval *approval)
{
    for (size_t i = 0; i < COUNT_OF(SUBJECTS); i++)
        if (strncmp(approval->subject, SUBJECTS[i].prefix, strlen(SUBJECTS[i].prefix)) == 0)
            return arena_printf(ctx->arena, "%s/%s", SUBJECTS[i].path, approval->subject);
    return NULL;
}

static Err
show_approval(Ctx *ctx, const Request *request, Reply *reply)
{
    Approval approval;
    ApprovalPage view = {
        .approval = &approval,
        .note = form_note(ctx, request),
        .reason = form_input(ctx, request, "reason", TR("Why it is refused")),
    };
    Id id;

    TRY(request_id(request, 0, "apr_", &id));
    TRY(get_approval(ctx, &id, &approval, &view.outdated));
    ApprovalState state = approval_state(ctx, &approval);
    view.badge = badge_of_approval(state);
    view.waits = state == APPROVAL_WAITING;
    view.own = id_equal(&approval.asked_by, &ctx->actor.user_id);
    view.may_decide = view.waits && may_decide(ctx, &approval);
    view.subject_address = address_of_subject(ctx, &approval);
    TRY(view_facts(ctx, &view));
    Html page =
        page_begin_titled(ctx, request, reply,
                          arena_printf(ctx->arena, "%s: %s", lang_text(ctx->lang, TR("Approval")),
                                       lang_text(ctx->lang, approval_kind_text(approval.kind))));
    html_approval(&page, &view);
    return page_end(&page);
}

/* --- what was done ---------------------------------------------------------------------------- */

enum {
    APPROVAL_DONE_ASKED,
    APPROVAL_DONE_APPROVED,
    APPROVAL_DONE_REFUSED,
    APPROVAL_DONE_WITHDRAWN
};
static const char *const APPROVAL_DONE_NAMES[] = {"asked", "approved", "refused", "withdrawn",
                                                  NULL};
static const char *const APPROVAL_DONE_TEXTS[] = {
    TR("You asked for this. Another person must approve it."),
    TR("You approved it, and it is done."),
    TR("You refused it, and nothing was done."),
    TR("You withdrew it, and nothing was done."),
};

typedef struct ApprovalPageQuery {
    int64_t done;
} ApprovalPageQuery;

// clang-format off
SHAPE_OPTIONAL(APPROVAL_PAGE_QUERY, ApprovalPageQuery,
    FIELD(ApprovalPageQuery, CHOICE, done, "done", .choices = APPROVAL_DONE_NAMES),
);
// clang-format on

Err
page_approval_show(Ctx *ctx, const Request *request, Reply *reply)
{
    const ApprovalPageQuery *query = request->query;

    if (query->done != INPUT_ABSENT)
        ctx->visit.notice = lang_text(ctx->lang, APPROVAL_DONE_TEXTS[query->done]);
    return show_approval(ctx, request, reply);
}

Err
page_approval_again(Ctx *ctx, const Request *request, Reply *reply)
{
    return show_approval(ctx, request, reply);
}

static Err
lead_to_approval(Ctx *ctx, Reply *reply, const Id *id, int done)
{
    return reply_redirect(
        ctx, reply,
        arena_printf(ctx->arena, "/ops/approvals/%s?done=%s", id->text, APPROVAL_DONE_NAMES[done]));
}

Err
ask_and_lead(Ctx *ctx, Reply *reply, ApprovalKind kind, const Asked *asked, const char *done)
{
    AskedFor outcome;

    TRY(ask_approval(ctx, kind, asked, &outcome));
    if (!outcome.waits)
        return reply_redirect(ctx, reply, done);
    return lead_to_approval(ctx, reply, &outcome.approval.id, APPROVAL_DONE_ASKED);
}

Err
page_approval_approve(Ctx *ctx, const Request *request, Reply *reply)
{
    Approval approval;
    Id id;

    TRY(request_id(request, 0, "apr_", &id));
    TRY(approve_asked(ctx, &id, &approval));
    return lead_to_approval(ctx, reply, &id, APPROVAL_DONE_APPROVED);
}

Err
page_approval_refuse(Ctx *ctx, const Request *request, Reply *reply)
{
    const ReasonInput *form = request->body;
    Approval approval;
    Id id;

    TRY(request_id(request, 0, "apr_", &id));
    TRY(refuse_asked(ctx, &id, form->reason, &approval));
    return lead_to_approval(ctx, reply, &id, APPROVAL_DONE_REFUSED);
}

Err
page_approval_withdraw(Ctx *ctx, const Request *request, Reply *reply)
{
    Approval approval;
    Id id;

    TRY(request_id(request, 0, "apr_", &id));
    TRY(withdraw_asked(ctx, &id, &approval));
    return lead_to_approval(ctx, reply, &id, APPROVAL_DONE_WITHDRAWN);
}
