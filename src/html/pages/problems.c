/*
 * Refusals as pages: what happened, and what to do now.
 */
#include "html/pages/pages.h"

#include "html/fault.h"
#include "html/page.h"
#include "service/sign_in/sign_in.h"

/* What to do about it for somebody at a page, where that is not what a program should do. */
static const struct {
    Err err;
    const char *detail;
} DETAILS[] = {
    {ERR_ROUTE_UNKNOWN, TR("Check the address, or go back to where you came from.")},
    {ERR_NOT_FOUND, TR("It may have been removed, or it belongs to another organisation.")},
    {ERR_METHOD_NOT_ALLOWED, TR("Go back, and use the buttons of the page.")},
    {ERR_MEDIA_TYPE, TR("Go back, and use the buttons of the page.")},
    {ERR_SIGN_IN_REQUIRED, TR("Sign in to see this page.")},
    {ERR_MEMBER_UNKNOWN, TR("Go back, load the page again and send the form once more.")},
    {ERR_MEMBER_INVALID, TR("Go back and correct what is listed here.")},
    {ERR_CURSOR_INVALID, TR("Go back to the beginning of the list.")},
    {ERR_INTERNAL, TR("Try again. If it happens again, tell the operator the reference.")},
};

static const char *
detail_of(Err err)
{
    for (size_t i = 0; i < COUNT_OF(DETAILS); i++)
        if (DETAILS[i].err == err)
            return DETAILS[i].detail;
    return err_detail(err);
}

static ProblemView
problem_view(Ctx *ctx, Err err, const char *detail)
{
    const Refusal *refusal = &ctx->refusal;

    say_dates(ctx);
    ProblemView view = {
        .err = err,
        .title = problem_text(ctx, err_title(err)),
        .detail = problem_text(ctx, detail),
        .fault = ARENA_NEW_ARRAY(ctx->arena, const char *, REFUSAL_FAULTS_MAX),
        .receipt = refusal_text(ctx, "redemptionId"),
    };

    for (size_t i = 0; i < refusal->fault_count; i++) {
        const RefusalFault *fault = &refusal->fault[i];
        const char *what = fault->detail != NULL ? fault->detail : err_title(fault->err);
        view.fault[view.fault_count++] = problem_text(ctx, what);
    }
    return view;
}

/* Who may not cannot be helped by asking themselves. */
static void
leave_out(UserList *list, const Id *user_id)
{
    size_t kept = 0;

    for (size_t i = 0; i < list->count; i++)
        if (!id_equal(&list->item[i].id, user_id))
            list->item[kept++] = list->item[i];
    list->count = kept;
}

void
page_problem(Ctx *ctx, const Face *face, Err err, const char *request_id, Reply *reply)
{
    const Request request = {.face = face};
    ProblemView view = problem_view(ctx, err, detail_of(err));

    /* Who cannot is told who can. */
    if (err == ERR_NOT_PERMITTED && ctx->db != NULL &&
        list_administrators(ctx, &view.administrators) != OK)
        view.administrators = (UserList){0};
    leave_out(&view.administrators, &ctx->actor.user_id);
    *reply = (Reply){.status = err_http_status(err)};
    Html page = page_begin_titled(ctx, &request, reply, view.title);
    page.request_id = request_id;
    html_problem(&page, &view);
    Err ended = page_end(&page);
    assert(ended == OK);
}

/* What a problem's `type` leads to (RFC 9457, section 3.1.1): the same for every occurrence. */
Err
page_problem_show(Ctx *ctx, const Request *request, Reply *reply)
{
    Err err;

    if (!err_from_code(request->value[0], &err))
        return ERR_NOT_FOUND;
    ProblemView view = problem_view(ctx, err, err_detail(err));
    Html page = page_begin_titled(ctx, request, reply, view.title);
    html_problem_kind(&page, &view);
    return page_end(&page);
}
