/*
 * Correcting wrong use: what was metered and was none gets a posting the other way, by two people
 * (RULE CR-13).
 */
#include "service/credits/credits.h"

#include "service/credits/ledger.h"
#include "service/json_values.h"
#include "service/record.h"

/* A wrong event, its credit, and the period that it was counted in. */
typedef struct Wrong {
    Credit credit;
    UsageEvent event;
    CreditPeriodRecord period;
} Wrong;

/* A credit may have been ended early: what was counted behind its end is in its last period. */
static int64_t
period_of_event(const Credit *credit, Micros at)
{
    int64_t last = credit->progress.periods - 1;
    int64_t number;

    if (!credit_period_of(&credit->term, date_from_micros(at), &number) || number > last)
        return last;
    return number;
}

static Err
find_wrong_event(Ctx *ctx, Tx *tx, const Asked *asked, Wrong *ret)
{
    const CorrectionInput *input = asked->input;
    const UsageEvent named = {
        .reporter = input->reporter == NULL ? "" : input->reporter,
        .source = input->source,
        .id = input->event_id,
    };
    UsageEvent *event;

    TRY(store_credit_get_any(tx, &asked->subject, ctx->arena, &ret->credit));
    TRY(store_usage_find(tx, &named, ctx->arena, &event));
    if (event == NULL || !id_equal(&event->credit_id, &asked->subject))
        return refuse_member(&ctx->refusal, ERR_MEMBER_INVALID, "/eventId",
                             TR("No use of this credit was counted with this source and id."));
    if (event->corrected)
        return ERR_USAGE_CORRECTED;
    ret->event = *event;
    return OK;
}

Err
get_wrong_event(Ctx *ctx, const Id *credit_id, const CorrectionInput *input, UsageEvent *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    const Asked asked = {.subject = *credit_id, .input = input};
    Wrong wrong;

    TRY(tx_begin(ctx->db, &tx));
    TRY(find_wrong_event(ctx, &tx, &asked, &wrong));
    *ret = wrong.event;
    return tx_commit(&tx);
}

/* What is left of the period changes with all use, so it is not what is approved. */
Err
preview_correction(Ctx *ctx, Tx *tx, const Asked *asked, Json *json)
{
    Wrong wrong;

    TRY(find_wrong_event(ctx, tx, asked, &wrong));
    json_text(json, "creditId", wrong.credit.id.text);
    json_text(json, "tenantId", wrong.credit.tenant_id.text);
    json_text(json, "source", wrong.event.source);
    json_text(json, "eventId", wrong.event.id);
    json_text(json, "userId", wrong.event.user_id.text);
    json_time(json, "time", wrong.event.at);
    json_money(json, "amount", wrong.credit.currency, wrong.event.micros);
    return OK;
}

static Err
record_credit_corrected(Ctx *ctx, Tx *tx, const Wrong *wrong, const char *reason)
{
    const Credit *credit = &wrong->credit;
    Record record = {
        .partner_id = &credit->partner_id, .tenant_id = &credit->tenant_id, .reason = reason};
    Json json = event_begin(ctx, &record, EVENT_CREDIT_CORRECTED, credit->id.text);

    json_text(&json, "source", wrong->event.source);
    json_text(&json, "eventId", wrong->event.id);
    json_text(&json, "userId", wrong->event.user_id.text);
    json_time(&json, "time", wrong->event.at);
    json_money(&json, "metered", credit->currency, -wrong->event.micros);
    json_money(&json, "balance", credit->currency, balance_left(&wrong->period.balance));
    json_days(&json, "period", &wrong->period.days);
    event_put_settled(ctx, &json);
    return event_end(ctx, tx, &record, &json);
}

Err
correct_usage(Ctx *ctx, Tx *tx, const Asked *asked)
{
    Wrong wrong;
    bool added;

    TRY(find_wrong_event(ctx, tx, asked, &wrong));
    TRY(ledger_roll(ctx, tx, &wrong.credit));
    TRY(store_usage_correct(tx, &wrong.event, ctx->now, &added));
    if (!added)
        return ERR_USAGE_CORRECTED;
    TRY(store_period_get(tx, &wrong.credit, period_of_event(&wrong.credit, wrong.event.at),
                         &wrong.period));
    TRY(ledger_correct(ctx, tx, &wrong.credit, &wrong.period, wrong.event.micros));
    const UsageDay day = {
        .day = date_from_micros(wrong.event.at),
        .user_id = wrong.event.user_id,
        .events = -1,
        .micros = -wrong.event.micros,
    };
    TRY(store_usage_day_add(tx, &wrong.credit, &day));
    TRY(store_credit_put(tx, &wrong.credit));
    return record_credit_corrected(ctx, tx, &wrong, asked->reason);
}
