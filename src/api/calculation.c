/*
 * The arithmetic of a redemption as JSON, with its numbers and in words (RULE CT-7).
 */
#include "api/members.h"

#include "service/json_values.h"

static void
put_span(Json *json, const char *name, Span span)
{
    json_object_begin(json, name);
    json_int(json, "months", span.months);
    json_int(json, "days", span.days);
    json_int(json, "daysInMonth", span.days_in_month);
    json_object_end(json);
}

/* "6 12/31 months": the days as a fraction of their month, so that the numbers can be checked. */
static const char *
span_text(const Ctx *ctx, Span span)
{
    if (span.days == 0 && span.months == 1)
        return lang_text(ctx->lang, TR("1 month"));
    if (span.days == 0)
        return arena_printf(ctx->arena, lang_text(ctx->lang, TR("%d months")), span.months);
    if (span.months == 0)
        return arena_printf(ctx->arena, lang_text(ctx->lang, TR("%d/%d months")), span.days,
                            span.days_in_month);
    return arena_printf(ctx->arena, lang_text(ctx->lang, TR("%d %d/%d months")), span.months,
                        span.days, span.days_in_month);
}

static const char *
formula(const Ctx *ctx, const Calculation *calculation)
{
    const char *share =
        span_text(ctx, span_between(calculation->anchor, calculation->after.ends_on));
    long long key = calculation->key_licenses;
    long long before = calculation->before.licenses;
    long long after = calculation->after.licenses;

    switch (calculation->rule) {
    case COTERM_ACTIVATE:
        return arena_printf(
            ctx->arena,
            lang_text(ctx->lang, key == 1 ? TR("%lld licence for 12 months from today")
                                          : TR("%lld licences for 12 months from today")),
            key);
    case COTERM_EXTEND:
        return arena_printf(
            ctx->arena,
            lang_text(ctx->lang,
                      after == 1
                          ? TR("%lld × 12 months ÷ %lld licence = %s after the old end date")
                          : TR("%lld × 12 months ÷ %lld licences = %s after the old end date")),
            key, after, share);
    default:
        return arena_printf(
            ctx->arena,
            lang_text(ctx->lang,
                      TR("[%lld × %s + %lld × 12 months] ÷ %lld licences = %s from today")),
            before, span_text(ctx, span_between(calculation->today, calculation->before.ends_on)),
            key, after, share);
    }
}

void
put_calculation(Json *json, const Ctx *ctx, const Calculation *calculation)
{
    json_object_begin(json, "calculation");
    json_text(json, "rule", coterm_rule_number(calculation->rule));
    json_date(json, "today", calculation->today);
    json_int(json, "licensesBefore", calculation->before.licenses);
    json_int(json, "licensesAdded", calculation->licenses_added);
    json_int(json, "ticksPerMonth", TICKS_PER_MONTH);
    if (calculation->rule != COTERM_ACTIVATE)
        put_span(json, "remaining", span_between(calculation->today, calculation->before.ends_on));
    json_int(json, "pool", calculation->pool);
    json_int(json, "ticksEach", calculation->ticks_each);
    put_span(json, "newRemaining", span_between(calculation->today, calculation->after.ends_on));
    json_translated(json, "text", formula(ctx, calculation));
    json_object_end(json);
}
