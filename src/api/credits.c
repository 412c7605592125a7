/*
 * Credits: what is left of them, who holds them, their ledger and how they are used up.
 */
#include "api/api.h"

#include "api/members.h"
#include "service/credits/credits.h"
#include "service/json_values.h"
#include "store/credits/credits.h"

#include <inttypes.h>

typedef struct MomentQuery {
    int64_t at;
} MomentQuery;

// clang-format off
SHAPE(CREDIT_MOMENT_QUERY, MomentQuery,
    FIELD_OR(MomentQuery, TIME, at, "at", AT_PRESENT),
);
// clang-format on

typedef struct PeriodQuery {
    int64_t period;
} PeriodQuery;

// clang-format off
SHAPE(BURN_DOWN_QUERY, PeriodQuery,
    FIELD_OR(PeriodQuery, INT, period, "period", AT_PRESENT, .max = CREDIT_PERIODS_MAX),
);
// clang-format on

typedef struct TransferInput {
    const char *user_id;
} TransferInput;

// clang-format off
SHAPE(TRANSFER_INPUT, TransferInput,
    FIELD(TransferInput, ID, user_id, "userId", .prefix = "usr_"),
);
// clang-format on

/* --- JSON ----------------------------------------------------------------------------------- */

static void
put_credit_user_members(Json *json, const CreditUser *user, const char *currency)
{
    json_text(json, "id", user->user_id.text);
    json_text(json, "email", user->email);
    json_text(json, "displayName", user->display_name);
    json_text(json, "kind", USER_KIND_NAMES[user->kind]);
    json_time(json, "since", user->since);
    size_t use = json->out->length;
    json_money(json, "used", currency, user->micros);
    json_aside(json, use);
}

static void
put_users(Json *json, const CreditView *view)
{
    json_array_begin(json, "users");
    for (size_t i = 0; i < view->users.count; i++) {
        json_object_begin(json, NULL);
        put_credit_user_members(json, &view->users.item[i], view->credit.currency);
        json_object_end(json);
    }
    json_array_end(json);
    if (view->users.more)
        json_bool(json, "usersMore", true);
}

static void
put_credit_source(Json *json, const Credit *credit)
{
    json_object_begin(json, "source");
    json_text(json, "offer", credit->offer_code);
    json_text(json, "name", credit->offer_name);
    json_text_if(json, "competency", credit->competency);
    json_object_end(json);
}

/* RULE CR-10: the rate that the amount was fixed at, where the offer is in another currency. */
static void
put_credit_rate(Json *json, int64_t rate)
{
    char text[MONEY_TEXT_SIZE];

    if (rate == MICROS_PER_UNIT)
        return;
    money_format(rate, text);
    json_text(json, "rate", text);
}

/* Of the period, RULE CR-8: what is left is never below zero, and what is not covered beside it. */
static void
put_balance(Json *json, const CreditView *view)
{
    const Credit *credit = &view->credit;
    const PeriodBalance *balance = &view->balance;

    json_money(json, "amount", credit->currency, credit->term.micros);
    put_credit_rate(json, credit->rate);
    size_t use = json->out->length;
    json_money(json, "balance", credit->currency, balance_left(balance));
    json_money(json, "used", credit->currency, balance->used);
    json_money(json, "uncovered", credit->currency, balance->uncovered);
    json_days(json, "period", &view->days);
    json_aside(json, use);
}

/* Who holds it is its version: what is used of it, and what time makes of it, is not. */
static void
put_credit_members(Json *json, const CreditView *view)
{
    const Credit *credit = &view->credit;

    json_text(json, "id", credit->id.text);
    json_text(json, "benefitId", credit->benefit_id.text);
    json_text(json, "tenantId", credit->tenant_id.text);
    json_translated(json, "name", view->name);
    json_text(json, "sku", credit->sku);
    put_credit_source(json, credit);
    json_text(json, "type", GRANT_TYPE_NAMES[credit->type]);
    json_text(json, "kind", CREDIT_KIND_NAMES[credit->term.period]);
    put_balance(json, view);
    json_date(json, "startsOn", credit->term.starts_on);
    json_date(json, "endsOn", credit->term.ends_on);
    size_t status = json->out->length;
    json_text(json, "status", CREDIT_STATUS_NAMES[view->status]);
    json_aside(json, status);
    put_users(json, view);
    if (!id_is_empty(&credit->holder_id))
        json_text(json, "holderId", credit->holder_id.text);
    json_time(json, "createdAt", credit->created_at);
}

static void
put_credit_view(Ctx *ctx, Reply *reply, const CreditView *view)
{
    Json json = reply_json(ctx, reply);

    put_credit_members(&json, view);
    json_object_end(&json);
}

static void
reply_credit(Ctx *ctx, Reply *reply, const CreditView *view)
{
    put_credit_view(ctx, reply, view);
    reply_set_etag(ctx, reply);
}

/* --- seeing --------------------------------------------------------------------------------- */

Err
api_credit_list(Ctx *ctx, const Request *request, Reply *reply)
{
    CreditViewList list;

    TRY(list_credits(ctx, request->query, &list));
    ListReply out = reply_list_begin(ctx, reply);
    for (size_t i = 0; i < list.count && reply_item_begin(&out); i++) {
        put_credit_members(&out.json, &list.item[i]);
        reply_item_end(&out, place_of_credit(ctx, request->query, &list.item[i]));
    }
    return reply_list_end(ctx, &out, list.more);
}

Err
api_credit_show(Ctx *ctx, const Request *request, Reply *reply)
{
    const MomentQuery *query = request->query;
    CreditView view;
    Id id;

    TRY(request_id(request, 0, "crd_", &id));
    TRY(get_credit(ctx, &id, query->at, &view));
    reply_credit(ctx, reply, &view);
    return OK;
}

Err
api_credit_user_list(Ctx *ctx, const Request *request, Reply *reply)
{
    const Page *page = request->query;
    CreditView view;
    Id id;

    TRY(request_id(request, 0, "crd_", &id));
    TRY(list_credit_users(ctx, &id, page, &view));
    const CreditUserList *list = &view.users;
    ListReply out = reply_list_begin(ctx, reply);
    for (size_t i = 0; i < list->count && reply_item_begin(&out); i++) {
        put_credit_user_members(&out.json, &list->item[i], view.credit.currency);
        reply_item_end(&out, list->item[i].user_id.text);
    }
    return reply_list_end(ctx, &out, list->more);
}

/* --- giving --------------------------------------------------------------------------------- */

static Err
read_ids(const Request *request, Id *ret_id, Id *ret_user_id)
{
    TRY(request_id(request, 0, "crd_", ret_id));
    return request_id(request, 1, "usr_", ret_user_id);
}

static Err
check_credit_version(Ctx *ctx, const Request *request, Reply *reply, const CreditView *view)
{
    put_credit_view(ctx, reply, view);
    return reply_check_if_match(ctx, request, reply);
}

/* PUT says how things shall be, so unlike DELETE it may come without a version. */
Err
api_credit_user_assign(Ctx *ctx, const Request *request, Reply *reply)
{
    CreditView view;
    Id id;
    Id user_id;

    TRY(read_ids(request, &id, &user_id));
    if (request->if_match != NULL) {
        TRY(get_credit(ctx, &id, AT_PRESENT, &view));
        TRY(check_credit_version(ctx, request, reply, &view));
    }
    TRY(assign_credit(ctx, &id, &user_id, &view));
    reply_credit(ctx, reply, &view);
    return OK;
}

/* That a bulk credit is only transferred is said whether or not a version is named. */
Err
api_credit_user_remove(Ctx *ctx, const Request *request, Reply *reply)
{
    CreditView view;
    Id id;
    Id user_id;

    TRY(read_ids(request, &id, &user_id));
    TRY(check_removal(ctx, &id, &user_id, &view));
    TRY(check_credit_version(ctx, request, reply, &view));
    TRY(remove_credit_user(ctx, &id, &user_id, &view));
    reply_credit(ctx, reply, &view);
    return OK;
}

Err
api_credit_transfer(Ctx *ctx, const Request *request, Reply *reply)
{
    const TransferInput *input = request->body;
    Id user_id = id_from(input->user_id);
    CreditView view;
    Id id;

    TRY(request_id(request, 0, "crd_", &id));
    TRY(transfer_credit(ctx, &id, &user_id, &view));
    reply_credit(ctx, reply, &view);
    return OK;
}

/* RULE CR-13: 202 where another person has to approve it, else the credit as it is then. */
Err
api_credit_correct(Ctx *ctx, const Request *request, Reply *reply)
{
    const CounterPostingInput *input = request->body;
    Asked asked = {.reason = input->reason, .input = &input->event};
    CreditView view;
    bool waits;

    TRY(request_id(request, 0, "crd_", &asked.subject));
    TRY(reply_asked(ctx, reply, APPROVAL_OF_COUNTER_POSTING, &asked, &waits));
    if (waits)
        return OK;
    TRY(get_credit(ctx, &asked.subject, AT_PRESENT, &view));
    reply_credit(ctx, reply, &view);
    return OK;
}

/* --- the ledger and the picture ------------------------------------------------------------- */

static void
put_posting_members(Json *json, const Posting *posting, const char *currency)
{
    json_int(json, "seq", posting->seq);
    json_int(json, "entry", posting->entry);
    json_text(json, "kind", MOVE_KIND_NAMES[posting->kind]);
    json_text(json, "account", LEDGER_ACCOUNT_NAMES[posting->account]);
    json_money(json, "amount", currency, posting->micros);
    json_int(json, "period", posting->period);
    if (!id_is_empty(&posting->holder_id))
        json_text(json, "holderId", posting->holder_id.text);
    json_time(json, "at", posting->at);
}

Err
api_ledger_list(Ctx *ctx, const Request *request, Reply *reply)
{
    const Page *page = request->query;
    LedgerPart part;
    Id id;

    TRY(request_id(request, 0, "crd_", &id));
    TRY(list_postings(ctx, &id, page, &part));
    const PostingList *list = &part.postings;
    ListReply out = reply_list_begin(ctx, reply);
    for (size_t i = 0; i < list->count && reply_item_begin(&out); i++) {
        put_posting_members(&out.json, &list->item[i], part.credit.currency);
        reply_item_end(&out, arena_printf(ctx->arena, "%" PRId64, list->item[i].seq));
    }
    return reply_list_end(ctx, &out, list->more);
}

static void
put_period(Json *json, const CreditPeriodRecord *period, const char *currency)
{
    const PeriodBalance *balance = &period->balance;

    json_int(json, "number", period->number);
    json_date(json, "startsOn", period->days.starts_on);
    json_date(json, "endsOn", period->days.ends_on);
    json_money(json, "granted", currency, balance->granted);
    json_money(json, "used", currency, balance->used);
    json_money(json, "lapsed", currency, balance->lapsed);
    json_money(json, "uncovered", currency, balance->uncovered);
    json_money(json, "balance", currency, balance_left(balance));
}

static void
put_day(Json *json, const UsageDay *day, const char *currency)
{
    json_object_begin(json, NULL);
    json_date(json, "day", day->day);
    json_int(json, "events", day->events);
    json_money(json, "metered", currency, day->micros);
    json_object_end(json);
}

Err
api_burn_down_show(Ctx *ctx, const Request *request, Reply *reply)
{
    const PeriodQuery *query = request->query;
    BurnDown burn;
    Id id;

    TRY(request_id(request, 0, "crd_", &id));
    TRY(get_burn_down(ctx, &id, query->period, &burn));
    const CreditView *view = &burn.credit;
    const char *currency = view->credit.currency;
    CreditPeriodRecord shown = {view->period, view->days, view->balance};
    Json json = reply_json(ctx, reply);
    json_text(&json, "creditId", view->credit.id.text);
    json_object_begin(&json, "period");
    put_period(&json, &shown, currency);
    json_object_end(&json);
    json_array_begin(&json, "days");
    for (size_t i = 0; i < burn.day_count; i++)
        put_day(&json, &burn.day[i], currency);
    json_array_end(&json);
    json_array_begin(&json, "periods");
    for (size_t i = 0; i < burn.past_count; i++) {
        json_object_begin(&json, NULL);
        put_period(&json, &burn.past[i], currency);
        json_object_end(&json);
    }
    json_array_end(&json);
    json_object_end(&json);
    return OK;
}
