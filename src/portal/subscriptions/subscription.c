/*
 * One subscription, with its people and receipts.
 */
#include "portal/subscriptions/subscriptions.h"

#include "base/limit/limit.h"
#include "html/address.h"
#include "html/page.h"
#include "portal/people/people.h"
#include "portal/portal.h"
#include "service/directory/directory.h"
#include "service/undo/undo.h"

enum { DONE_ASSIGNED, DONE_RELEASED };
static const char *const DONE_NAMES[] = {"assigned", "released", "undone", NULL};

typedef struct SubscriptionPageQuery {
    int64_t done;
    const char *who;  /* to whom */
    const char *undo; /* the offer to undo it, or NULL */
    const char *receipts_after;
    const char *people_after;
    const char *q;      /* who is looked for among those who have a licence */
    const char *person; /* who is to get one, as far as typed */
} SubscriptionPageQuery;

// clang-format off
SHAPE_OPTIONAL(SUBSCRIPTION_PAGE_QUERY, SubscriptionPageQuery,
    FIELD(SubscriptionPageQuery, CHOICE, done,           "done",          .choices = DONE_NAMES),
    FIELD(SubscriptionPageQuery, ID,     who,            "who",           .prefix = "usr_"),
    FIELD(SubscriptionPageQuery, ID,     undo,           "undo",          .prefix = "und_"),
    FIELD(SubscriptionPageQuery, CURSOR, receipts_after, "receiptsAfter"),
    FIELD(SubscriptionPageQuery, CURSOR, people_after,   "peopleAfter"),
    FIELD(SubscriptionPageQuery, SEARCH, q,              "q"),
    FIELD(SubscriptionPageQuery, PERSON, person,         "person"),
);
// clang-format on

enum { SHOWN_MAX = 50 };

/* Two lists on one page: the part of the other stays where it is. */
static const char *
part_address(Ctx *ctx, const Id *id, const SubscriptionPageQuery *part)
{
    return address_of(ctx, arena_printf(ctx->arena, "/subscriptions/%s", id->text),
                      SUBSCRIPTION_PAGE_QUERY, part);
}

static void
view_parts(Ctx *ctx, const SubscriptionPageQuery *query, SubscriptionPage *view)
{
    const Id *id = &view->subscription.id;
    const RedemptionViewList *receipts = &view->receipts;
    const AssignmentList *people = &view->people;
    SubscriptionPageQuery part = *query;

    part.done = INPUT_ABSENT;
    part.who = part.undo = part.person = NULL;
    SubscriptionPageQuery other = part;
    if (receipts->more) {
        other.receipts_after = receipts->item[receipts->count - 1].receipt.id.text;
        view->more_receipts = part_address(ctx, id, &other);
    }
    other.receipts_after = NULL;
    if (query->receipts_after != NULL)
        view->first_receipts = part_address(ctx, id, &other);
    other = part;
    if (people->more) {
        other.people_after = people->item[people->count - 1].user_id.text;
        view->more_people = part_address(ctx, id, &other);
    }
    other.people_after = NULL;
    if (query->people_after != NULL)
        view->first_people = part_address(ctx, id, &other);
}

/* To whom a licence can be given, and who that was, as far as something was typed. */
static Err
load_assignment(Ctx *ctx, const char *typed, SubscriptionPage *view)
{
    PersonField *field = &view->person;

    field->label = TR("Assign a licence to");
    field->suggest =
        arena_printf(ctx->arena, "/subscriptions/%s?person=", view->subscription.id.text);
    if (!view->may_assign || id_is_empty(&ctx->actor.tenant_id))
        return OK;
    TRY(load_person_field(ctx, typed, field));
    return typed != NULL ? look_for_person(ctx, typed, field) : OK;
}

static Err
load_one(Ctx *ctx, const Request *request, const SubscriptionPageQuery *query,
         SubscriptionPage *view)
{
    const Page people = {.limit = SHOWN_MAX, .after = query->people_after};
    Subscription *subscription = &view->subscription;
    Id id;

    TRY(request_id(request, 0, "sub_", &id));
    TRY(get_subscription(ctx, &id, subscription));
    ReceiptQuery receipts = DEFAULTS_OF(RECEIPT_QUERY);
    receipts.limit = SHOWN_MAX;
    receipts.after = query->receipts_after;
    receipts.subscription_id = id.text;
    receipts.tenant_id = subscription->tenant_id.text;
    TRY(list_receipts(ctx, &receipts, &view->receipts));
    TRY(list_assignments(ctx, &id, &people, query->q, &view->people));
    view->q = query->q;
    view->status = subscription_status(subscription->holding.ends_on, ctx->today);
    view->product = lang_name(ctx->lang, &subscription->name);
    view_parts(ctx, query, view);
    view->may_redeem = role_permits(ctx->actor.roles, PERMIT_REDEEM) && !subscription->voided;
    view->may_release = role_permits(ctx->actor.roles, PERMIT_LICENSE_RELEASE) &&
                        view->status != SUBSCRIPTION_DELETED && !subscription->voided;
    view->may_assign = view->may_release && role_permits(ctx->actor.roles, PERMIT_LICENSE_ASSIGN) &&
                       view->status == SUBSCRIPTION_ACTIVE;
    TRY(load_time_bar(ctx, subscription, view->may_redeem && view->status == SUBSCRIPTION_ACTIVE,
                      &view->time));
    return load_assignment(ctx, query->person, view);
}

static Err
show_one(Ctx *ctx, const Request *request, Reply *reply, const SubscriptionPage *view)
{
    Html page = page_begin_titled(ctx, request, reply, view->product);

    html_subscription(&page, view);
    return page_end(&page);
}

/* Only whoever could do the opposite by the other buttons of the page is offered it. */
static void
view_undo(const SubscriptionPageQuery *query, SubscriptionPage *view)
{
    bool may = query->done == DONE_ASSIGNED ? view->may_release : view->may_assign;

    if (!may || query->who == NULL || query->undo == NULL ||
        (query->done != DONE_ASSIGNED && query->done != DONE_RELEASED))
        return;
    view->undo = (UndoForm){
        .action = "/undo/licenses",
        .deed = UNDO_NAMES[query->done == DONE_ASSIGNED ? DEED_LICENSE_ASSIGNED
                                                        : DEED_LICENSE_RELEASED],
        .thing_id = view->subscription.id.text,
        .user_id = query->who,
        .offer = query->undo,
    };
}

Err
page_subscription_show(Ctx *ctx, const Request *request, Reply *reply)
{
    const SubscriptionPageQuery *query = request->query;
    SubscriptionPage view = {.done = query->done};

    TRY(load_one(ctx, request, query, &view));
    view_undo(query, &view);
    return show_one(ctx, request, reply, &view);
}

/* --- its people ----------------------------------------------------------------------------- */

typedef struct AssignForm {
    const char *person;
    const char *user_id;
} AssignForm;

// clang-format off
SHAPE_OPTIONAL(ASSIGN_FORM, AssignForm,
    FIELD(AssignForm, PERSON, person,  "person"),
    FIELD(AssignForm, ID,     user_id, "userId", .prefix = "usr_"),
);
// clang-format on

typedef struct ReleaseForm {
    const char *user_id;
    int64_t from_person; /* 1: the page of the person, to which it leads back */
} ReleaseForm;

// clang-format off
SHAPE(RELEASE_FORM, ReleaseForm,
    FIELD(ReleaseForm, ID,   user_id,     "userId",     .prefix = "usr_"),
    FIELD(ReleaseForm, BOOL, from_person, "fromPerson", .optional = true),
);
// clang-format on

static Err
back_to(Ctx *ctx, Reply *reply, const Id *id, int64_t done, const Id *user_id)
{
    return reply_redirect(ctx, reply,
                          arena_printf(ctx->arena,
                                       "/subscriptions/%s?done=%s&who=%s&undo=%s#people", id->text,
                                       DONE_NAMES[done], user_id->text, undo_offer(ctx)));
}

/* Who has one already: since when. */
static Err
show_unchanged(Ctx *ctx, const Request *request, Reply *reply, const PersonRow *row)
{
    const SubscriptionPageQuery query = DEFAULTS_OF(SUBSCRIPTION_PAGE_QUERY);
    SubscriptionPage view = {.done = query.done, .before = row};

    TRY(load_one(ctx, request, &query, &view));
    return show_one(ctx, request, reply, &view);
}

Err
page_license_assign(Ctx *ctx, const Request *request, Reply *reply)
{
    const AssignForm *form = request->body;
    PeopleInput input = DEFAULTS_OF(PEOPLE_INPUT);
    LicenseRows rows;
    Id id, user_id;

    TRY(request_id(request, 0, "sub_", &id));
    TRY(name_person(ctx, form->person, form->user_id, &user_id));
    if (id_is_empty(&user_id))
        return reply_redirect(ctx, reply,
                              arena_printf(ctx->arena, "/subscriptions/%s?person=%s#people",
                                           id.text, query_escape(ctx->arena, form->person)));
    const char *person = user_id.text;
    input.person = &person;
    input.person_count = 1;
    TRY(assign_licenses(ctx, &id, &input, &rows));
    const PersonRow *row = &rows.people.row[0];
    if (row->result.outcome == ROW_REFUSED)
        return row->result.err;
    if (row->result.outcome == ROW_UNCHANGED)
        return show_unchanged(ctx, request, reply, row);
    return back_to(ctx, reply, &id, DONE_ASSIGNED, &user_id);
}

Err
page_license_release(Ctx *ctx, const Request *request, Reply *reply)
{
    const ReleaseForm *form = request->body;
    Subscription subscription;
    Id id, user_id = id_from(form->user_id);

    TRY(request_id(request, 0, "sub_", &id));
    TRY(release_license(ctx, &id, &user_id, &subscription));
    if (form->from_person == 1)
        return reply_redirect(ctx, reply,
                              arena_printf(ctx->arena, "/people/%s?done=released&of=%s&undo=%s",
                                           user_id.text, id.text, undo_offer(ctx)));
    return back_to(ctx, reply, &id, DONE_RELEASED, &user_id);
}

/* --- a list of people ------------------------------------------------------------------------- */

typedef struct LicenseListForm {
    const char *people;
} LicenseListForm;

// clang-format off
SHAPE(LICENSE_LIST_FORM, LicenseListForm,
    FIELD(LicenseListForm, LINES, people, "people", .max = FORM_BYTES_MAX),
);
// clang-format on

/* What would become of each; the page that follows does it with those who were shown to get one. */
Err
page_license_list_check(Ctx *ctx, const Request *request, Reply *reply)
{
    const LicenseListForm *form = request->body;
    PeopleInput input = people_in_text(ctx->arena, form->people, PEOPLE_TOGETHER_MAX);
    LicenseRows rows;
    Id id;

    TRY(request_id(request, 0, "sub_", &id));
    if (input.person_count == 0)
        return refuse_member(&ctx->refusal, ERR_MEMBER_INVALID, "/people",
                             TR("Enter at least one e-mail address or name."));
    if (input.person_count > PEOPLE_TOGETHER_MAX) {
        refuse_with_number(&ctx->refusal, ERR_MEMBER_INVALID, "peopleMax", PEOPLE_TOGETHER_MAX);
        return refuse_member(&ctx->refusal, ERR_MEMBER_INVALID, "/people",
                             TR("There are more than {peopleMax} people. Enter them in parts."));
    }
    input.dry_run = true;
    TRY(assign_licenses(ctx, &id, &input, &rows));
    PeopleRowsPage view = {
        .action = PEOPLE_ASSIGN,
        .dry_run = true,
        .rows = &rows.people,
        .subscription = &rows.subscription,
        .from_subscription = true,
    };
    return show_people_rows(ctx, request, reply, &view);
}

/* --- shown again ------------------------------------------------------------------------------ */

Err
page_license_again(Ctx *ctx, const Request *request, Reply *reply)
{
    const SubscriptionPageQuery query = DEFAULTS_OF(SUBSCRIPTION_PAGE_QUERY);
    const char *list = form_lines(&request->form, "people");
    const char *field = list != NULL ? "people-list" : "person";
    SubscriptionPage view = {
        .done = query.done,
        .list = list,
        .fault = fault_of_field(ctx, request->refused, field),
    };

    TRY(load_one(ctx, request, &query, &view));
    if (!view.may_assign)
        view.fault.field = NULL;
    if (list == NULL && view.may_assign) {
        view.person.typed = form_value(&request->form, "person");
        view.person.fault = view.fault;
        view.person.nobody = request->refused == ERR_USER_NOT_IN_DIRECTORY;
    }
    return show_one(ctx, request, reply, &view);
}
