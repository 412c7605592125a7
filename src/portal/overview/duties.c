/*
 * What needs doing, as rows: product, what, days left, and one button.
 */
#include "portal/overview/home.h"

enum { URGENT_DAYS = 30, SOON_DAYS = 90 };

typedef struct Button {
    const char *text; /* English, or NULL */
    const char *leads_to;
} Button;

/* RULE SUB-2: one that has ended is activated again, not extended. */
static Button
button_of_subscription(Ctx *ctx, const Subscription *one, SubscriptionStatus status)
{
    if (!role_permits(ctx->actor.roles, PERMIT_REDEEM))
        return (Button){0};
    if (status == SUBSCRIPTION_ACTIVE)
        return (Button){
            TR("Extend"),
            arena_printf(ctx->arena, "/subscriptions/%s/redeem?action=extend", one->id.text)};
    return (Button){TR("Activate again"),
                    arena_printf(ctx->arena, "/activate?subscriptionId=%s", one->id.text)};
}

static Button
button_of_benefit(Ctx *ctx, const Duty *duty)
{
    const BenefitView *view = duty->benefit;
    const char *id = view->benefit.id.text;
    Roles roles = ctx->actor.roles;

    if (duty->kind == DUTY_ASSIGN)
        return role_permits(roles, PERMIT_CREDIT_ASSIGN) && !id_is_empty(&view->credit_id)
                   ? (Button){TR("Assign"),
                              arena_printf(ctx->arena, "/credits/%s#assign", view->credit_id.text)}
                   : (Button){0};
    if (view->benefit.kind == PRODUCT_SUPPORT)
        return (Button){TR("Get support"), "/help/support"};
    if (duty->subscription != NULL && role_permits(roles, PERMIT_REDEEM))
        return button_of_subscription(ctx, duty->subscription, SUBSCRIPTION_ACTIVE);
    const char *address = arena_printf(ctx->arena, "/benefits?open=%s#%s", id, id);
    if (role_permits(roles, PERMIT_REDEEM))
        return (Button){TR("Activate"), address};
    return role_permits(roles, PERMIT_KEY_REVEAL) ? (Button){TR("Get the key"), address}
                                                  : (Button){0};
}

static const char *
level_of_days(const Duty *duty, int32_t days)
{
    if (duty->kind == DUTY_REVIVE || days <= URGENT_DAYS)
        return "bad";
    return days <= SOON_DAYS ? "warn" : "";
}

static const char *
address_of_duty(Ctx *ctx, const Duty *duty)
{
    if (duty->benefit == NULL)
        return arena_printf(ctx->arena, "/subscriptions/%s", duty->subscription->id.text);
    if (!id_is_empty(&duty->benefit->credit_id))
        return arena_printf(ctx->arena, "/credits/%s", duty->benefit->credit_id.text);
    const char *id = duty->benefit->benefit.id.text;
    return arena_printf(ctx->arena, "/benefits?open=%s#%s", id, id);
}

static DutyRow
duty_row(Ctx *ctx, const Duty *duty)
{
    int32_t days = date_days_between(ctx->today, duty->by);
    Button button = duty->benefit != NULL
                        ? button_of_benefit(ctx, duty)
                        : button_of_subscription(ctx, duty->subscription, duty->status);

    return (DutyRow){
        .duty = duty,
        .name = duty->benefit != NULL ? duty->benefit->name
                                      : lang_name(ctx->lang, &duty->subscription->name),
        .address = address_of_duty(ctx, duty),
        .days = days,
        .level = level_of_days(duty, days),
        .button = button.text,
        .leads_to = button.leads_to,
        .extends = button.text != NULL && duty->kind == DUTY_RENEW && duty->has_key,
    };
}

static bool
is_same_month(Date a, Date b)
{
    int year, month, day, other_year, other_month;

    date_to_ymd(a, &year, &month, &day);
    date_to_ymd(b, &other_year, &other_month, &day);
    return year == other_year && month == other_month;
}

Duties
duties_of(Ctx *ctx, const Duty *duty, size_t count, size_t most)
{
    Duties duties = {.shown = count < most ? count : most, .all = count};
    DutyRow *row = ARENA_NEW_ARRAY(ctx->arena, DutyRow, duties.shown);

    duties.month = ARENA_NEW_ARRAY(ctx->arena, DutyMonth, duties.shown);
    for (size_t i = 0; i < duties.shown; i++) {
        row[i] = duty_row(ctx, &duty[i]);
        if (i == 0 || !is_same_month(duty[i - 1].by, duty[i].by))
            duties.month[duties.month_count++] = (DutyMonth){.month = duty[i].by, .row = &row[i]};
        duties.month[duties.month_count - 1].count++;
    }
    return duties;
}
