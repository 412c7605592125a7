/*
 * /ops/credits/{id}/counter-postings: wrong use is taken out of a credit, after a look at which it
 * is (RULE CR-13).
 */
#include "console/credits/credits.h"

#include "console/console.h"
#include "html/page.h"
#include "service/approvals/approvals.h"
#include "service/things/things.h"

typedef struct CorrectionQuery {
    int64_t done; /* 1: it is */
} CorrectionQuery;

// clang-format off
SHAPE_OPTIONAL(CORRECTION_QUERY, CorrectionQuery,
    FIELD(CorrectionQuery, BOOL, done, "done"),
);
// clang-format on

static FormSelect
reporter_field(Ctx *ctx, const Request *request, const CreditView *credit)
{
    FormInput input = form_input(ctx, request, "reporter", TR("Whose meter told it"));
    FormSelect select = form_select(ctx, input, TR("The operator's"), 1);

    form_option(&select, credit->credit.tenant_id.text,
                lang_text(ctx->lang, TR("The organisation's own")));
    return select;
}

static Err
show_correction(Ctx *ctx, const Request *request, Reply *reply, CorrectionPage *view)
{
    CreditView *credit = ARENA_NEW(ctx->arena, CreditView);
    ApprovalMode mode;
    Id id;

    TRY(request_id(request, 0, "crd_", &id));
    TRY(get_credit(ctx, &id, AT_PRESENT, credit));
    TRY(get_approval_mode(ctx, &mode));
    view->credit = credit;
    view->takes_two = mode == APPROVALS_ON;
    view->sent = &request->form;
    view->note = form_note(ctx, request);
    view->reporter = reporter_field(ctx, request, credit);
    view->source = form_input(ctx, request, "source", TR("Source of the use"));
    view->event_id = form_input(ctx, request, "eventId", TR("Event of the use"));
    view->event_id.hint = TR("Both as the meter told them.");
    view->reason = form_input(ctx, request, "reason", TR("Why"));
    view->reason.hint = TR("The organisation reads it.");
    Html page = page_begin(ctx, request, reply, TR("Take out wrong use"));
    html_correction(&page, view);
    return page_end(&page);
}

Err
page_correction_show(Ctx *ctx, const Request *request, Reply *reply)
{
    const CorrectionQuery *query = request->query;

    return show_correction(ctx, request, reply, &(CorrectionPage){.done = query->done == 1});
}

Err
page_correction_again(Ctx *ctx, const Request *request, Reply *reply)
{
    return show_correction(ctx, request, reply, &(CorrectionPage){0});
}

Err
page_correction_check(Ctx *ctx, const Request *request, Reply *reply)
{
    const CounterPostingInput *form = request->body;
    UsageEvent event;
    Thing person;
    Id id;

    TRY(request_id(request, 0, "crd_", &id));
    TRY(get_wrong_event(ctx, &id, &form->event, &event));
    TRY(find_thing(ctx, event.user_id.text, &person));
    CorrectionPage view = {
        .event = &event,
        .person = person.name == NULL ? event.user_id.text : person.name,
    };
    return show_correction(ctx, request, reply, &view);
}

Err
page_correction_do(Ctx *ctx, const Request *request, Reply *reply)
{
    const CounterPostingInput *form = request->body;
    Asked asked = {.reason = form->reason, .input = &form->event};

    TRY(request_id(request, 0, "crd_", &asked.subject));
    return ask_and_lead(
        ctx, reply, APPROVAL_OF_COUNTER_POSTING, &asked,
        arena_printf(ctx->arena, "/ops/credits/%s/counter-postings?done=1", asked.subject.text));
}
