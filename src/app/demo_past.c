#include "app/demo_past.h"

#include "base/text/text.h"
#include "service/benefits/benefits.h"
#include "service/credits/credits.h"
#include "service/directory/directory.h"
#include "service/redemptions/redemptions.h"
#include "service/subscriptions/subscriptions.h"

#define NOON (MICROS_PER_DAY / 2)

void
demo_go_back(Ctx *ctx, Micros loaded_at, int32_t days)
{
    Date day = date_add_days(date_from_micros(loaded_at), -days);

    ctx->now = days == 0 ? loaded_at : day.day * MICROS_PER_DAY + NOON;
    ctx->today = day;
}

static const char *
step_text(json_t *step, const char *member)
{
    return json_string_value(json_object_get(step, member));
}

static int64_t
step_number(json_t *step, const char *member, int64_t otherwise)
{
    json_t *number = json_object_get(step, member);

    return number == NULL ? otherwise : json_integer_value(number);
}

/* --- who there is ----------------------------------------------------------------------------- */

static Err
make_people(Past *past, json_t *people)
{
    size_t index;
    json_t *json;

    json_array_foreach(people, index, json)
    {
        void *input;
        assert(index < PAST_PEOPLE_MAX);
        TRY(demo_read_as(past->ctx, json, &USER_INPUT, &input));
        TRY(create_user(past->ctx, &past->tenant[0].id, input, &past->person[index]));
        past->person_count++;
        if (index == 0)
            TRY(create_user(past->ctx, &past->tenant[1].id, input, &past->same_person));
    }
    return OK;
}

static Err
make_partner(Past *past)
{
    size_t index;
    json_t *json;
    void *input;

    TRY(demo_load_offers(past->ctx, json_object_get(past->script, "offers")));
    TRY(demo_read_as(past->ctx, json_object_get(past->script, "partner"), &PARTNER_INPUT, &input));
    TRY(create_partner(past->ctx, input, &past->partner));
    json_array_foreach(json_object_get(past->script, "tenants"), index, json)
    {
        assert(index < PAST_TENANTS);
        TRY(demo_read_as(past->ctx, json, &TENANT_INPUT, &input));
        TRY(create_tenant(past->ctx, &past->partner.id, input, &past->tenant[index]));
    }
    return make_people(past, json_object_get(past->script, "people"));
}

/* What follows is done by the partner's first administrator, or by the operator. */
static void
act_as_administrator(Past *past)
{
    const User *user = &past->person[0];

    past->ctx->actor = (Actor){
        .user_id = user->id,
        .tenant_id = user->tenant_id,
        .partner_id = past->partner.id,
        .roles = user->roles,
        .email = user->email,
        .display_name = user->display_name,
        .tenant_name = past->tenant[0].name,
        .tenant_domain = past->tenant[0].domain,
        .address = "127.0.0.1",
    };
}

/* --- what a step does ------------------------------------------------------------------------- */

static Err
enrol(Past *past, json_t *code)
{
    EnrolmentInput input = DEFAULTS_OF(ENROLMENT_INPUT);
    EnrolmentView view;

    input.offer = json_string_value(code);
    input.starts_on = past->ctx->today.day;
    TRY(create_enrolment(past->ctx, &past->partner.id, &input, &view));
    for (size_t i = 0; i < view.benefit_count; i++) {
        assert(past->benefit_count < PAST_GRANTS_MAX);
        past->benefit[past->benefit_count++] = view.benefit[i];
    }
    return OK;
}

/* The first benefit of the product that has a key of so many licences which is not redeemed. */
static Err
find_ready_key(Past *past, json_t *step, BenefitView *ret)
{
    const char *sku = step_text(step, "sku");

    for (size_t i = 0; i < past->benefit_count; i++) {
        TRY(get_benefit(past->ctx, &past->benefit[i], ret));
        if (text_equal(ret->benefit.sku, sku) && ret->key_count > 0 &&
            ret->key[0].state != KEY_REDEEMED &&
            ret->key[0].licenses == step_number(step, "licenses", 0))
            return OK;
    }
    return ERR_NOT_FOUND;
}

static Err
find_latest_subscription(Past *past, json_t *step, Id *ret)
{
    SubscriptionList list;

    TRY(list_subscriptions_of_product(past->ctx, step_text(step, "sku"), 1, &list));
    if (list.count == 0)
        return ERR_NOT_FOUND;
    *ret = list.item[0].id;
    return OK;
}

static Err
redeem_first(Past *past, json_t *step)
{
    RedeemInput input = DEFAULTS_OF(REDEEM_INPUT);
    BenefitView benefit;
    RedemptionView view;
    Id subscription;

    act_as_administrator(past);
    TRY(find_ready_key(past, step, &benefit));
    const char *ref = benefit.key[0].ref;
    input.tenant_id = past->tenant[0].id.text;
    input.action = name_index(ACTION_NAMES, step_text(step, "action"));
    input.key_ref = &ref;
    input.key_ref_count = 1;
    input.add_licenses = step_number(step, "addLicenses", INPUT_ABSENT);
    if (input.action != ACTION_ACTIVATE) {
        TRY(find_latest_subscription(past, step, &subscription));
        input.subscription_id = subscription.text;
    }
    return redeem_keys(past->ctx, &input, &view);
}

static Err
assign_some(Past *past, json_t *step)
{
    int64_t first = step_number(step, "first", 0), count = step_number(step, "count", 0);
    Subscription subscription;
    Id id;

    act_as_administrator(past);
    TRY(find_latest_subscription(past, step, &id));
    for (int64_t i = first; i < first + count; i++)
        TRY(assign_license(past->ctx, &id, &past->person[i].id, &subscription));
    return OK;
}

/* The credit of the product, and of the offer if one is named, that was granted last. */
static Err
find_past_credit(Past *past, json_t *step, Id *ret)
{
    const char *sku = step_text(step, "sku"), *offer = step_text(step, "offer");
    BenefitView view;

    for (size_t i = past->benefit_count; i > 0; i--) {
        TRY(get_benefit(past->ctx, &past->benefit[i - 1], &view));
        if (text_equal(view.benefit.sku, sku) &&
            (offer == NULL || text_equal(view.benefit.offer_code, offer))) {
            *ret = view.credit_id;
            return OK;
        }
    }
    return ERR_NOT_FOUND;
}

static Err
hold_credit(Past *past, json_t *step)
{
    CreditView view;
    Id credit;

    act_as_administrator(past);
    TRY(find_past_credit(past, step, &credit));
    return assign_credit(past->ctx, &credit, &past->person[step_number(step, "person", 0)].id,
                         &view);
}

static Err
meter_use(Past *past, json_t *step)
{
    const User *user = &past->person[step_number(step, "person", 0)];
    const char *id = arena_printf(past->ctx->arena, "past-%lld", (long long)past->uses++);
    char time[TIME_TEXT_SIZE];
    UsageOutcome outcome;
    void *input;
    Id credit;

    TRY(find_past_credit(past, step, &credit));
    time_format(past->ctx->now, time);
    CLEANUP(demo_release)
    json_t *events = json_pack("{s:[{s:s,s:s,s:s,s:s,s:s,s:O}]}", "events", "source", "demo", "id",
                               id, "creditId", credit.text, "userId", user->id.text, "time", time,
                               "amount", json_object_get(step, "amount"));
    TRY(demo_read_as(past->ctx, events, &USAGE_INPUT, &input));
    TRY(record_usage(past->ctx, input, &outcome));
    return outcome.accepted == 1 ? OK : ERR_INTERNAL;
}

typedef struct StepKind {
    const char *name;
    Err (*run)(Past *past, json_t *step);
} StepKind;

static const StepKind STEP_KINDS[] = {
    {"enrol", enrol},      {"redeem", redeem_first}, {"assign", assign_some},
    {"hold", hold_credit}, {"use", meter_use},
};

/* --- day by day ------------------------------------------------------------------------------- */

/* Days from the step's first day to today; negative while it is still to come. */
static int32_t
days_since(const Past *past, json_t *step)
{
    Date last = date_from_micros(past->loaded_at);
    Date first = date_add_days(date_add_months(last, (int32_t)step_number(step, "months", 0)),
                               (int32_t)step_number(step, "days", 0));

    return date_days_between(first, past->ctx->today);
}

static bool
is_due(const Past *past, json_t *step)
{
    int64_t every = step_number(step, "every", 0);
    int32_t since = days_since(past, step);

    if (every == 0 || since < 0)
        return since == 0;
    int64_t to_go = date_days_between(past->ctx->today, date_from_micros(past->loaded_at));
    return since % every == 0 && -to_go <= step_number(step, "until", 0);
}

static Err
run_step(Past *past, json_t *step)
{
    for (size_t i = 0; i < COUNT_OF(STEP_KINDS); i++) {
        json_t *what = json_object_get(step, STEP_KINDS[i].name);
        past->ctx->actor = past->operator;
        if (what != NULL)
            TRY(STEP_KINDS[i].run(past, what));
    }
    past->ctx->actor = past->operator;
    return OK;
}

/* What a day asks for is forgotten when it is over: a year would not fit into the arena. */
static Err
live_day(Past *past)
{
    size_t index, mark = arena_mark(past->ctx->arena);
    json_t *step;
    bool more = true;

    json_array_foreach(json_object_get(past->script, "steps"), index, step)
    {
        if (is_due(past, step))
            TRY(run_step(past, step));
    }
    while (more)
        TRY(roll_credits(past->ctx, PAST_GRANTS_MAX, &more));
    arena_reset(past->ctx->arena, mark);
    return OK;
}

Err
past_live(Ctx *ctx, json_t *script, Past *ret)
{
    *ret = (Past){.ctx = ctx, .operator= ctx->actor, .loaded_at = ctx->now, .script = script};
    demo_go_back(ctx, ret->loaded_at, PAST_DAYS);
    TRY(make_partner(ret));
    for (int32_t days = PAST_DAYS; days > 0; days--) {
        demo_go_back(ctx, ret->loaded_at, days);
        TRY(live_day(ret));
    }
    demo_go_back(ctx, ret->loaded_at, 0);
    return OK;
}
