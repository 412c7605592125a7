/*
 * /credits/{id}: what is left of a credit, how it is used, who holds it and what happened to it.
 */
#include "portal/portal.h"

#include "html/address.h"
#include "html/fault.h"
#include "html/page.h"
#include "portal/credits/credits.h"
#include "service/credits/credits.h"
#include "service/directory/directory.h"
#include "service/people/people.h"
#include "service/things/things.h"
#include "service/undo/undo.h"

static const char *const DONE_NAMES[] = {"assigned", "removed", "transferred",
                                         "undone",   "before",  NULL};

enum { HOLDERS_SHOWN = 50 };

#define POSTING_MAX INT64_C(999999999999999999) /* the largest that is read */

typedef struct CreditPageQuery {
    int64_t period;
    int64_t before; /* the ledger as far as this posting */
    int64_t done;
    const char *who;  /* to whom it happened */
    const char *undo; /* the offer to undo it, or NULL */
    const char *q;    /* who is looked for */
    const char *people_after;
} CreditPageQuery;

// clang-format off
SHAPE_OPTIONAL(CREDIT_PAGE_QUERY, CreditPageQuery,
    FIELD(CreditPageQuery, INT,    period, "period", .max = CREDIT_PERIODS_MAX),
    FIELD(CreditPageQuery, INT,    before, "before", .min = 1, .max = POSTING_MAX),
    FIELD(CreditPageQuery, CHOICE, done,   "done",   .choices = DONE_NAMES),
    FIELD(CreditPageQuery, ID,     who,    "who",    .prefix = "usr_"),
    FIELD(CreditPageQuery, ID,     undo,   "undo",   .prefix = "und_"),
    FIELD(CreditPageQuery, PERSON, q,      "q"),
    FIELD(CreditPageQuery, CURSOR, people_after, "peopleAfter"),
);
// clang-format on

/* --- the page ------------------------------------------------------------------------------- */

/* RULE CR-4, RULE CR-5: what whoever reads the page may do now. */
static void
view_permits(const Ctx *ctx, CreditPage *view)
{
    const CreditView *today = &view->today;
    bool may = role_permits(ctx->actor.roles, PERMIT_CREDIT_ASSIGN) &&
               !id_is_empty(&ctx->actor.tenant_id) && today->status != CREDIT_EXPIRED;
    bool held = is_bulk(today) && today->users.count > 0;

    view->may_assign = may && !held;
    view->may_correct = role_permits(ctx->actor.roles, PERMIT_CREDIT_CORRECT);
    view->may_transfer = may && held && !date_before(ctx->today, today->credit.term.starts_on);
}

static Err
load_whom(Ctx *ctx, const char *who, CreditPage *view)
{
    Thing person;

    TRY(find_thing(ctx, who, &person));
    if (person.kind != THING_PERSON)
        return OK;
    view->whom = person.name;
    view->whose = who;
    for (size_t i = 0; i < view->today.users.count; i++)
        if (strcmp(view->today.users.item[i].user_id.text, who) == 0)
            view->since = view->today.users.item[i].since;
    return OK;
}

/* Of a monthly credit: a bulk credit always has somebody (RULE CR-5). */
static void
view_credit_undo(const CreditPageQuery *query, CreditPage *view)
{
    bool assigned = query->done == CREDIT_DONE_ASSIGNED;

    if ((!assigned && query->done != CREDIT_DONE_REMOVED) || view->whose == NULL ||
        !view->may_assign || is_bulk(&view->today))
        return;
    view->undo = (UndoForm){
        .action = "/undo/credits",
        .deed = UNDO_NAMES[assigned ? DEED_CREDIT_ASSIGNED : DEED_CREDIT_REMOVED],
        .thing_id = view->today.credit.id.text,
        .user_id = view->whose,
        .offer = query->undo,
    };
}

static const char *
credit_address(Ctx *ctx, const Id *id, const CreditPageQuery *query)
{
    return address_of(ctx, arena_printf(ctx->arena, "/credits/%s", id->text), CREDIT_PAGE_QUERY,
                      query);
}

/* The first holders are in the view already, and more of them than a page has. */
static Err
load_holders(Ctx *ctx, const CreditPageQuery *query, CreditPage *view)
{
    const Page part = {.limit = HOLDERS_SHOWN, .after = query->people_after};
    const Id *id = &view->today.credit.id;
    CreditPageQuery other = DEFAULTS_OF(CREDIT_PAGE_QUERY);
    CreditView holders;

    if (query->people_after != NULL) {
        TRY(list_credit_users(ctx, id, &part, &holders));
        view->today.users = holders.users;
        view->first_people = credit_address(ctx, id, &other);
    }
    CreditUserList *users = &view->today.users;
    if (users->count > HOLDERS_SHOWN) {
        users->count = HOLDERS_SHOWN;
        users->more = true;
    }
    if (users->more && users->count > 0) {
        other.people_after = users->item[users->count - 1].user_id.text;
        view->more_people = credit_address(ctx, id, &other);
    }
    return OK;
}

static Err
load_credit_page(Ctx *ctx, const Request *request, const CreditPageQuery *query, CreditPage *view)
{
    Id id;

    TRY(request_id(request, 0, "crd_", &id));
    TRY(get_burn_down(ctx, &id, query->period, &view->burn));
    view->today = view->burn.today;
    view->look = look_of(&view->today, ctx->today);
    view->picture = burn_picture(ctx, &view->burn);
    view->past = view->burn.credit.period != view->today.period;
    view_permits(ctx, view);
    TRY(load_ledger(ctx, query->before, view));
    view->person.label = TR("Name or e-mail address");
    view->person.suggest = arena_printf(ctx->arena, "/credits/%s?q=", id.text);
    if (view->may_assign || view->may_transfer)
        TRY(load_person_field(ctx, query->q, &view->person));
    if (view->may_assign && query->q != NULL)
        TRY(look_for_person(ctx, query->q, &view->person));
    if (query->who != NULL)
        TRY(load_whom(ctx, query->who, view));
    view_credit_undo(query, view);
    return load_holders(ctx, query, view);
}

static Err
show_credit(Ctx *ctx, const Request *request, Reply *reply, const CreditPage *view)
{
    /* Its benefit has a page of that name. */
    const char *title =
        arena_printf(ctx->arena, "%s: %s", lang_text(ctx->lang, TR("Credit")), view->today.name);
    Html page = page_begin_titled(ctx, request, reply, title);

    html_credit(&page, view);
    return page_end(&page);
}

Err
page_credit_show(Ctx *ctx, const Request *request, Reply *reply)
{
    const CreditPageQuery *query = request->query;
    CreditPage view = {.done = query->done};

    TRY(load_credit_page(ctx, request, query, &view));
    return show_credit(ctx, request, reply, &view);
}

/* --- its people ----------------------------------------------------------------------------- */

typedef struct HolderForm {
    const char *person;
    const char *user_id;
    int64_t instead; /* 1: of monthly credits that are in the way */
} HolderForm;

// clang-format off
SHAPE_OPTIONAL(HOLDER_FORM, HolderForm,
    FIELD(HolderForm, PERSON, person,  "person"),
    FIELD(HolderForm, ID,     user_id, "userId", .prefix = "usr_"),
    FIELD(HolderForm, BOOL,   instead, "instead"),
);
// clang-format on

static Err
go_back(Ctx *ctx, Reply *reply, const Id *credit_id, int64_t done, const Id *user_id)
{
    return reply_redirect(ctx, reply,
                          arena_printf(ctx->arena, "/credits/%s?done=%s&who=%s&undo=%s",
                                       credit_id->text, DONE_NAMES[done], user_id->text,
                                       undo_offer(ctx)));
}

Err
page_credit_assign(Ctx *ctx, const Request *request, Reply *reply)
{
    const HolderForm *form = request->body;
    CreditView credit;
    Id id, user_id;

    TRY(request_id(request, 0, "crd_", &id));
    TRY(name_person(ctx, form->person, form->user_id, &user_id));
    if (id_is_empty(&user_id))
        return reply_redirect(ctx, reply,
                              arena_printf(ctx->arena, "/credits/%s?q=%s#assign", id.text,
                                           query_escape(ctx->arena, form->person)));
    if (form->instead == 1)
        TRY(assign_credit_instead(ctx, &id, &user_id, &credit));
    else
        TRY(assign_credit(ctx, &id, &user_id, &credit));
    return go_back(ctx, reply, &id, credit.held_before ? CREDIT_DONE_BEFORE : CREDIT_DONE_ASSIGNED,
                   &user_id);
}

Err
page_credit_remove(Ctx *ctx, const Request *request, Reply *reply)
{
    const HolderForm *form = request->body;
    CreditView credit;
    Id id, user_id;

    TRY(request_id(request, 0, "crd_", &id));
    TRY(name_person(ctx, form->person, form->user_id, &user_id));
    TRY(remove_credit_user(ctx, &id, &user_id, &credit));
    return go_back(ctx, reply, &id, CREDIT_DONE_REMOVED, &user_id);
}

/* Whom the form that was refused meant, by id or as typed. */
static Err
find_meant(Ctx *ctx, const Request *request, User *ret)
{
    const char *user_id = form_value(&request->form, "userId");
    const char *typed = form_value(&request->form, "person");
    Id id;

    TRY(name_person(ctx, typed, user_id != NULL && id_is(user_id, "usr_") ? user_id : NULL, &id));
    return get_user(ctx, &id, ret);
}

Err
load_in_the_way(Ctx *ctx, const Refusal *refusal, const User *user, InTheWay *ret)
{
    const char *held_id = text_said(refusal, "heldCreditId");
    CreditView held;

    if (held_id == NULL)
        return OK;
    const Id id = id_from(held_id);
    TRY(get_credit(ctx, &id, AT_PRESENT, &held));
    *ret = (InTheWay){
        .user_id = arena_copy(ctx->arena, user->id.text, strlen(user->id.text)),
        .person = user->display_name,
        .credit = held.name,
        .offer = held.credit.offer_name,
    };
    return OK;
}

static Err
offer_instead(Ctx *ctx, const Request *request, CreditPage *view)
{
    User user;

    if (request->refused != ERR_CREDIT_NOT_COMBINABLE)
        return OK;
    TRY(find_meant(ctx, request, &user));
    return load_in_the_way(ctx, &ctx->refusal, &user, &view->in_the_way);
}

/* What is in the way is ours, and who it is about is known: that says more than the code does. */
static Fault
fault_in_the_way(Ctx *ctx, const InTheWay *it)
{
    Refusal said = {0};
    Err err = refuse_with_text(&said, ERR_CREDIT_NOT_COMBINABLE, "person", it->person);

    refuse_with_text(&said, err, "credit", it->credit);
    refuse_with_text(&said, err, "offer", it->offer);
    return (Fault){
        .title = refused_text(ctx, &said, TR("{person} holds {credit} of {offer}.")),
        .detail = lang_text(ctx->lang, TR("Nobody can hold a bulk credit beside a monthly one.")),
    };
}

Err
page_credit_again(Ctx *ctx, const Request *request, Reply *reply)
{
    const CreditPageQuery query = DEFAULTS_OF(CREDIT_PAGE_QUERY);
    CreditPage view = {.done = query.done};
    Fault fault = fault_of_field(ctx, request->refused, "person");

    TRY(offer_instead(ctx, request, &view));
    if (view.in_the_way.user_id != NULL)
        fault = fault_in_the_way(ctx, &view.in_the_way);
    TRY(load_credit_page(ctx, request, &query, &view));
    if (view.may_assign) {
        view.person.typed = form_value(&request->form, "person");
        view.person.fault = fault;
        view.person.nobody = request->refused == ERR_USER_NOT_IN_DIRECTORY;
    }
    view.fault = fault;
    if (!view.may_assign || view.in_the_way.user_id != NULL)
        view.fault.field = NULL;
    return show_credit(ctx, request, reply, &view);
}
