/*
 * Many people at once: what would become of each, and then, of those who were shown, what did.
 */
#include "portal/people/people.h"

#include "html/address.h"
#include "html/page.h"
#include "portal/portal.h"
#include "service/directory/directory.h"
#include "service/subscriptions/subscriptions.h"

/* --- words ---------------------------------------------------------------------------------- */

static const PeopleActionWords WORDS[] = {
    [PEOPLE_ASSIGN] = {TR("Check before you assign"), TR("What was assigned"), TR("Gets a licence"),
                       TR("Has a licence now"), TR("Has a licence already")},
    [PEOPLE_RELEASE] = {TR("Check before you release"), TR("What was released"),
                        TR("Loses the licence"), TR("Has the licence no longer"),
                        TR("Has no licence")},
    [PEOPLE_ENABLE] = {TR("Check who can sign in again"), TR("Who can sign in again"),
                       TR("Can sign in again"), TR("Can sign in again"), TR("Can sign in already")},
    [PEOPLE_DISABLE] = {TR("Check before you disable"), TR("Who was disabled"),
                        TR("Cannot sign in any more"), TR("Cannot sign in any more"),
                        TR("Is disabled already")},
};

static void
view_person_row(Ctx *ctx, const PeopleRowsPage *view, const PersonRow *row, PersonRowView *ret)
{
    static const char *const KINDS[] = {"ok", "", "bad"};
    static const char *const ICONS[] = {"check-circle", "info-circle", "x-circle"};
    const PeopleActionWords *words = view->words;
    const RowResult *result = &row->result;
    static const Refusal NOTHING_MORE = {0};

    *ret = (PersonRowView){row, KINDS[result->outcome], ICONS[result->outcome], NULL};
    if (result->outcome == ROW_REFUSED)
        ret->text = refused_text(ctx, result->refusal != NULL ? result->refusal : &NOTHING_MORE,
                                 err_title(result->err));
    else if (result->outcome == ROW_UNCHANGED)
        ret->text = lang_text(ctx->lang, words->unchanged);
    else
        ret->text = lang_text(ctx->lang, view->dry_run ? words->would : words->did);
}

Err
show_people_rows(Ctx *ctx, const Request *request, Reply *reply, PeopleRowsPage *view)
{
    const PersonRows *rows = view->rows;

    view->words = &WORDS[view->action];
    view->row = ARENA_NEW_ARRAY(ctx->arena, PersonRowView, rows->count);
    for (size_t i = 0; i < rows->count; i++) {
        view_person_row(ctx, view, &rows->row[i], &view->row[i]);
        view->of_outcome[rows->row[i].result.outcome]++;
    }
    Html page = page_begin(ctx, request, reply,
                           view->dry_run ? view->words->check_title : view->words->result_title);
    html_people_rows(&page, view);
    return page_end(&page);
}

/* --- licences ------------------------------------------------------------------------------- */

typedef struct LicensesForm {
    const char **person;
    size_t person_count;
    const char *subscription_id;
    int64_t action;
} LicensesForm;

static const char *const LICENSES_ACTIONS[] = {"assign", "release", NULL};

// clang-format off
SHAPE(LICENSES_FORM, LicensesForm,
    LIST( LicensesForm, TEXT, person, "userId",
          .min = 1, .max = PEOPLE_TOGETHER_MAX, .text_max = ID_LENGTH),
    FIELD(LicensesForm, ID,     subscription_id, "subscriptionId", .prefix = "sub_"),
    FIELD(LicensesForm, CHOICE, action,          "action", .choices = LICENSES_ACTIONS),
);
// clang-format on

static Err
show_license_rows(Ctx *ctx, const Request *request, Reply *reply, bool dry_run)
{
    const LicensesForm *form = request->body;
    PeopleInput input = DEFAULTS_OF(PEOPLE_INPUT);
    const Id id = id_from(form->subscription_id);
    LicenseRows rows;

    input.person = form->person;
    input.person_count = form->person_count;
    input.dry_run = dry_run;
    if (form->action == PEOPLE_ASSIGN)
        TRY(assign_licenses(ctx, &id, &input, &rows));
    else
        TRY(release_licenses(ctx, &id, &input, &rows));
    PeopleRowsPage view = {
        .action = (PeopleAction)form->action,
        .dry_run = dry_run,
        .rows = &rows.people,
        .subscription = &rows.subscription,
    };
    return show_people_rows(ctx, request, reply, &view);
}

Err
page_licenses_check(Ctx *ctx, const Request *request, Reply *reply)
{
    return show_license_rows(ctx, request, reply, true);
}

Err
page_licenses_change(Ctx *ctx, const Request *request, Reply *reply)
{
    return show_license_rows(ctx, request, reply, false);
}

/* --- access --------------------------------------------------------------------------------- */

typedef struct ManyAccessForm {
    const char **person;
    size_t person_count;
    int64_t disabled;
    const char *subscription_id; /* the bar has a choice of them, which is of no meaning here */
} ManyAccessForm;

// clang-format off
SHAPE(MANY_ACCESS_FORM, ManyAccessForm,
    LIST( ManyAccessForm, TEXT, person, "userId",
          .min = 1, .max = PEOPLE_TOGETHER_MAX, .text_max = ID_LENGTH),
    FIELD(ManyAccessForm, CHOICE, disabled,        "access", .choices = ACCESS_NAMES),
    FIELD(ManyAccessForm, ID,     subscription_id, "subscriptionId",
          .prefix = "sub_", .optional = true),
);
// clang-format on

static Err
show_access_rows(Ctx *ctx, const Request *request, Reply *reply, bool dry_run)
{
    const ManyAccessForm *form = request->body;
    AccessInput input = DEFAULTS_OF(ACCESS_INPUT);
    PersonRows rows;

    input.people.person = form->person;
    input.people.person_count = form->person_count;
    input.people.dry_run = dry_run;
    input.disabled = form->disabled;
    TRY(change_access(ctx, &ctx->actor.tenant_id, &input, &rows));
    PeopleRowsPage view = {
        .action = form->disabled == 1 ? PEOPLE_DISABLE : PEOPLE_ENABLE,
        .dry_run = dry_run,
        .rows = &rows,
    };
    return show_people_rows(ctx, request, reply, &view);
}

Err
page_access_check(Ctx *ctx, const Request *request, Reply *reply)
{
    return show_access_rows(ctx, request, reply, true);
}

Err
page_access_change(Ctx *ctx, const Request *request, Reply *reply)
{
    return show_access_rows(ctx, request, reply, false);
}
