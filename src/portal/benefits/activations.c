/*
 * Activating many benefits: what would be, and then exactly that.
 */
#include "portal/benefits/benefits.h"

#include "base/text/text.h"
#include "html/page.h"
#include "portal/portal.h"
#include "service/redemptions/redemptions.h"

enum { PLAN_TEXT_MAX = 64 };

typedef struct ActivationsForm {
    ActivationInput input;
    int64_t tenant_verified;
} ActivationsForm;

// clang-format off
SHAPE(ACTIVATIONS_FORM, ActivationsForm,
    FIELD(ActivationsForm, ID,   input.tenant_id, "tenantId",       .prefix = "ten_"),
    LIST( ActivationsForm, TEXT, input.benefit,   "benefitId",
          .min = 1, .max = BENEFITS_TOGETHER_MAX, .text_max = ID_LENGTH),
    FIELD(ActivationsForm, TEXT, input.expect,    "expect",
          .min = 1, .max = PLAN_TEXT_MAX, .optional = true),
    FIELD(ActivationsForm, BOOL, tenant_verified, "tenantVerified", .optional = true),
);
// clang-format on

static Err
show_activations(Ctx *ctx, const Request *request, Reply *reply, const ActivationInput *input,
                 ActivationsView *view)
{
    static const Refusal NOTHING_MORE = {0};
    ActivationRows rows;

    TRY(activate_benefits(ctx, input, &rows));
    view->tenant_id = ctx->actor.tenant_id.text;
    view->plan = rows.plan;
    view->count = rows.count;
    view->dry_run = input->dry_run == 1;
    view->row = ARENA_NEW_ARRAY(ctx->arena, ActivationRowView, rows.count);
    for (size_t i = 0; i < rows.count; i++) {
        const RowResult *result = &rows.row[i].result;
        const Refusal *refusal = result->refusal != NULL ? result->refusal : &NOTHING_MORE;
        view->row[i].row = &rows.row[i];
        if (result->outcome == ROW_REFUSED)
            view->row[i].refused = fault_said(ctx, result->err, refusal).title;
        view->done += result->outcome == ROW_DONE;
    }
    Html page =
        page_begin(ctx, request, reply,
                   view->dry_run ? TR("Check before you activate") : TR("What was activated"));
    html_activations(&page, view);
    return page_end(&page);
}

Err
page_activations_check(Ctx *ctx, const Request *request, Reply *reply)
{
    const ActivationsForm *form = request->body;
    ActivationInput input = form->input;
    ActivationsView view = {0};

    input.dry_run = true;
    input.expect = NULL;
    return show_activations(ctx, request, reply, &input, &view);
}

/* RULE SUB-4: whoever redeems says that this is the right organisation. */
Err
page_activations(Ctx *ctx, const Request *request, Reply *reply)
{
    const ActivationsForm *form = request->body;
    ActivationsView view = {0};

    if (form->tenant_verified != 1)
        return refuse_member(&ctx->refusal, ERR_MEMBER_INVALID, "/tenantVerified",
                             TR("Verify that this is the right organisation first."));
    return show_activations(ctx, request, reply, &form->input, &view);
}

/* The same benefits as they are now. */
Err
page_activations_again(Ctx *ctx, const Request *request, Reply *reply)
{
    const Form *form = &request->form;
    const char **benefit = ARENA_NEW_ARRAY(ctx->arena, const char *, form->count);
    ActivationInput input = DEFAULTS_OF(ACTIVATION_INPUT);
    ActivationsView view = {
        .unverified = form_fault(ctx, "tenantVerified"),
        .fault = fault_of(ctx, request->refused),
    };

    input.tenant_id = ctx->actor.tenant_id.text;
    input.benefit = benefit;
    input.dry_run = true;
    if (view.unverified != NULL)
        view.fault.field = "tenant-verified";
    for (size_t i = 0; i < form->count && input.benefit_count < BENEFITS_TOGETHER_MAX; i++)
        if (text_equal(form->field[i].name, "benefitId"))
            benefit[input.benefit_count++] = form->field[i].value;
    if (input.benefit_count == 0)
        return page_benefits_again(ctx, request, reply);
    return show_activations(ctx, request, reply, &input, &view);
}
