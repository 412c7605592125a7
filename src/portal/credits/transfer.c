/*
 * /credits/{id}/transfer: what a transfer would do, before it is done.
 */
#include "portal/portal.h"

#include "html/fault.h"
#include "html/page.h"
#include "portal/credits/credits.h"
#include "service/credits/credits.h"
#include "service/people/people.h"

typedef struct TransferQuery {
    const char *person;
} TransferQuery;

// clang-format off
SHAPE_OPTIONAL(TRANSFER_QUERY, TransferQuery,
    FIELD(TransferQuery, PERSON, person, "person"),
);
// clang-format on

typedef struct TransferForm {
    const char *user_id;
    int64_t confirmed;
    int64_t instead; /* 1: of monthly credits that are in the way */
} TransferForm;

// clang-format off
SHAPE(TRANSFER_FORM, TransferForm,
    FIELD(TransferForm, ID,   user_id,   "userId",    .prefix = "usr_"),
    FIELD(TransferForm, BOOL, confirmed, "confirmed"),
    FIELD(TransferForm, BOOL, instead,   "instead", .optional = true),
);
// clang-format on

/* --- the page ------------------------------------------------------------------------------- */

static Err
load_transfer(Ctx *ctx, const Request *request, const char *typed, TransferPage *view)
{
    Id id;

    TRY(request_id(request, 0, "crd_", &id));
    TRY(get_credit(ctx, &id, AT_PRESENT, &view->credit));
    if (!is_bulk(&view->credit))
        return ERR_NOT_A_BULK_CREDIT;
    const CreditTerm *term = &view->credit.credit.term;
    view->closed = !date_within(ctx->today, term->starts_on, term->ends_on);
    view->person.label = TR("Transfer to");
    view->person.suggest = arena_printf(ctx->arena, "/credits/%s/transfer?person=", id.text);
    return view->closed ? OK : load_person_field(ctx, typed, &view->person);
}

/* What forbids the transfer is said at the field. */
static Err
check_person(Ctx *ctx, const Id *user_id, TransferPage *view)
{
    TRY(try_transfer(ctx, &view->credit, user_id, &view->transfer));
    TRY(load_in_the_way(ctx, &view->transfer.refusal, &view->transfer.to, &view->in_the_way));
    view->checked = view->transfer.refused == OK || view->in_the_way.user_id != NULL;
    if (view->checked)
        return OK;
    view->person.fault = fault_said(ctx, view->transfer.refused, &view->transfer.refusal);
    return OK;
}

static Err
check_named(Ctx *ctx, const char *person, TransferPage *view)
{
    NamedPeople named;

    TRY(find_people_named(ctx, person, &named));
    view->person.typed = person;
    if (named.exact && named.people.count == 1)
        return check_person(ctx, &named.people.item[0].id, view);
    view->person.found = named.people;
    view->person.nobody = named.people.count == 0;
    if (view->person.nobody)
        view->fault = view->person.fault = fault_of_field(ctx, ERR_USER_NOT_IN_DIRECTORY, "person");
    return OK;
}

static Err
show_transfer(Ctx *ctx, const Request *request, Reply *reply, const TransferPage *view)
{
    Html page = page_begin(ctx, request, reply, TR("Transfer the credit"));

    html_transfer(&page, view);
    return page_end(&page);
}

Err
page_transfer_check(Ctx *ctx, const Request *request, Reply *reply)
{
    const TransferQuery *query = request->query;
    TransferPage view = {0};

    TRY(load_transfer(ctx, request, query->person, &view));
    if (!view.closed && query->person != NULL)
        TRY(check_named(ctx, query->person, &view));
    return show_transfer(ctx, request, reply, &view);
}

/* --- doing it ------------------------------------------------------------------------------- */

Err
page_transfer(Ctx *ctx, const Request *request, Reply *reply)
{
    const TransferForm *form = request->body;
    Id user_id = id_from(form->user_id);
    CreditView credit;
    Id id;

    TRY(request_id(request, 0, "crd_", &id));
    if (form->confirmed != 1)
        return refuse_member(&ctx->refusal, ERR_MEMBER_INVALID, "/confirmed",
                             TR("Confirm the transfer first."));
    if (form->instead == 1)
        TRY(transfer_credit_instead(ctx, &id, &user_id, &credit));
    else
        TRY(transfer_credit(ctx, &id, &user_id, &credit));
    return reply_redirect(
        ctx, reply,
        arena_printf(ctx->arena, "/credits/%s?done=transferred&who=%s", id.text, user_id.text));
}

/* The page as it was before, where its facts still hold. */
Err
page_transfer_again(Ctx *ctx, const Request *request, Reply *reply)
{
    const char *user_id = form_value(&request->form, "userId");
    TransferPage view = {.unconfirmed = form_fault(ctx, "confirmed")};

    view.fault = fault_of(ctx, request->refused);
    if (view.unconfirmed != NULL)
        view.fault.field = "confirmed";
    TRY(load_transfer(ctx, request, NULL, &view));
    if (!view.closed && view.unconfirmed != NULL && user_id != NULL && id_is(user_id, "usr_")) {
        Id id = id_from(user_id);
        TRY(check_person(ctx, &id, &view));
    }
    return show_transfer(ctx, request, reply, &view);
}
