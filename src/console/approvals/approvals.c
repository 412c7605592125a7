/*
 * /ops/approvals: what takes two people of the staff.
 */
#include "console/approvals/approvals.h"

#include "base/text/text.h"
#include "console/console.h"
#include "html/address.h"
#include "html/page.h"

/* --- words ------------------------------------------------------------------------------------ */

static const char *const KIND_TEXTS[] = {
    [APPROVAL_OF_PARTNER_SUSPENSION] = TR("Suspend a partner"),
    [APPROVAL_OF_KEY_LOT] = TR("Make a lot of keys"),
    [APPROVAL_OF_KEY_EXPORT] = TR("Export the keys of a lot once more"),
    [APPROVAL_OF_LOT_REVOCATION] = TR("Revoke what is left of a lot"),
    [APPROVAL_OF_COUNTER_POSTING] = TR("Take wrong use out of a credit"),
    [APPROVAL_OF_KEY_REVOCATION] = TR("Revoke the unused keys of a benefit"),
};
static_assert(COUNT_OF(KIND_TEXTS) == APPROVAL_KINDS, "a text for each kind");

const char *
approval_kind_text(const char *kind)
{
    int index = name_index(APPROVAL_KIND_NAMES, kind);

    return index >= 0 ? KIND_TEXTS[index] : TR("Something of another version of the program");
}

Badge
badge_of_approval(ApprovalState state)
{
    static const Badge BADGES[] = {
        [APPROVAL_WAITING] = {"warn", "clock", TR("Waits"), -1},
        [APPROVAL_APPROVED] = {"ok", "check-circle", TR("Approved"), -1},
        [APPROVAL_REFUSED] = {"bad", "x-circle", TR("Refused"), -1},
        [APPROVAL_WITHDRAWN] = {"", "x-circle", TR("Withdrawn"), -1},
        [APPROVAL_LAPSED] = {"", "clock", TR("Lapsed"), -1},
    };

    return BADGES[state];
}

/* --- all of them ------------------------------------------------------------------------------ */

const char *const APPROVAL_SHOW_NAMES[] = {"for-me", "waiting", "all", NULL};

typedef struct ApprovalsQuery {
    int64_t show;
    int64_t limit;
    const char *after;
} ApprovalsQuery;

// clang-format off
SHAPE_OPTIONAL(APPROVALS_PAGE_QUERY, ApprovalsQuery,
    FIELD(ApprovalsQuery, CHOICE, show, "show", .choices = APPROVAL_SHOW_NAMES),
    LIMIT(ApprovalsQuery),
    AFTER(ApprovalsQuery),
);
// clang-format on

static void
view_tabs(Ctx *ctx, ApprovalsView *view)
{
    static const char *const TEXTS[] = {TR("For you to decide"), TR("All that wait"), TR("All")};

    for (int64_t i = 0; i < APPROVAL_SHOWS; i++) {
        ApprovalsQuery query = DEFAULTS_OF(APPROVALS_PAGE_QUERY);
        query.show = i == SHOW_FOR_ME ? INPUT_ABSENT : i;
        view->tab[i] =
            (ApprovalTab){TEXTS[i], address_of(ctx, "/ops/approvals", APPROVALS_PAGE_QUERY, &query),
                          i == view->show};
    }
}

static Err
load_approvals(Ctx *ctx, const ApprovalsQuery *asked, ApprovalsView *view)
{
    ApprovalQuery query = DEFAULTS_OF(APPROVAL_QUERY);
    ApprovalsQuery rest = *asked;
    ApprovalList list;

    if (view->show == SHOW_FOR_ME)
        query.for_me = 1;
    if (view->show == SHOW_WAITING)
        query.state = APPROVAL_WAITING;
    query.limit = asked->limit;
    query.after = asked->after;
    TRY(list_approvals(ctx, &query, &list));
    view->row = ARENA_NEW_ARRAY(ctx->arena, ApprovalRow, list.count);
    for (; view->count < list.count; view->count++) {
        const Approval *approval = &list.item[view->count];
        view->row[view->count] =
            (ApprovalRow){approval, badge_of_approval(approval_state(ctx, approval))};
    }
    if (list.more) {
        rest.after = list.item[list.count - 1].id.text;
        view->next = address_of(ctx, "/ops/approvals", APPROVALS_PAGE_QUERY, &rest);
    }
    return OK;
}

Err
page_approval_list(Ctx *ctx, const Request *request, Reply *reply)
{
    const ApprovalsQuery *asked = request->query;
    ApprovalsView view = {.show = asked->show != INPUT_ABSENT ? asked->show : SHOW_FOR_ME};

    TRY(load_approvals(ctx, asked, &view));
    view_tabs(ctx, &view);
    Html page = page_begin(ctx, request, reply, TR("Approvals"));
    html_approvals(&page, &view);
    page_may_be_kept(reply);
    return page_end(&page);
}
