/*
 * A year of benefits: how much of what could be used on some day of it was used, and how much was
 * lost.
 *
 * Licences and incidents count with the whole of their benefit, credits with each of their periods
 * that has a day in the year.
 */
#include "service/overview/overview.h"

#include "base/text/text.h"

/* The row of a kind, or NULL where there are too many currencies to be shown. */
static YearUse *
use_of_kind(Overview *overview, ProductKind kind, const char *currency)
{
    for (size_t i = 0; i < overview->year_count; i++) {
        YearUse *use = &overview->year[i];
        bool same =
            currency == NULL || (use->currency != NULL && text_equal(use->currency, currency));
        if (use->kind == kind && same)
            return use;
    }
    if (overview->year_count == YEAR_USES_MAX)
        return NULL;
    overview->year[overview->year_count] = (YearUse){.kind = kind, .currency = currency};
    return &overview->year[overview->year_count++];
}

/* Of one whose place a higher tier took, only what was used before is still the partner's. */
static void
add_benefit(Date year_ago, const BenefitView *view, Overview *overview)
{
    const Benefit *benefit = &view->benefit;
    bool is_licence = benefit->kind == PRODUCT_LICENSE;
    int64_t quantity = is_licence ? benefit->quantity.licenses : benefit->quantity.incidents;
    YearUse *use = use_of_kind(overview, benefit->kind, NULL);

    if (use == NULL || date_before(benefit->activate_by, year_ago))
        return;
    use->used += view->used;
    use->granted += id_is_empty(&benefit->superseded_by) ? quantity : view->used;
    if (view->status == BENEFIT_EXPIRED && id_is_empty(&benefit->superseded_by))
        use->lapsed += quantity - view->used;
}

static void
add_balance(const PeriodBalance *balance, bool is_over, YearUse *use)
{
    use->granted += balance->granted;
    use->used += balance->used;
    use->lapsed += is_over ? balance->granted - balance->used : balance->lapsed;
}

/*
 * Behind what is written down comes what time has brought since: periods that nobody used, and the
 * present one. Returns how many of the periods were this credit's.
 */
static size_t
add_credit(Date year_ago, const CreditView *view, const CreditPeriodOfList *periods, size_t first,
           YearUse *use)
{
    const CreditTerm *term = &view->credit.term;
    size_t at = first;
    int64_t number = 0;

    for (; at < periods->count && id_equal(&periods->item[at].credit_id, &view->credit.id); at++) {
        const CreditPeriodRecord *period = &periods->item[at].period;
        number = period->number + 1;
        if (period->number < view->period)
            add_balance(&period->balance, true, use);
    }
    for (; number < view->period; number++)
        if (date_after(credit_period_days(term, number).ends_on, year_ago))
            add_balance(&(PeriodBalance){.granted = term->micros}, true, use);
    if (view->balance.granted > 0 && date_after(view->days.ends_on, year_ago))
        add_balance(&view->balance, false, use);
    return at;
}

static void
keep_used_rows(Overview *overview)
{
    size_t kept = 0;

    for (size_t i = 0; i < overview->year_count; i++)
        if (overview->year[i].granted > 0)
            overview->year[kept++] = overview->year[i];
    overview->year_count = kept;
}

Err
sum_year(Ctx *ctx, const CreditViewList *credits, Overview *overview)
{
    Date year_ago = date_add_days(ctx->today, -YEAR_DAYS);
    CreditPeriodOfList periods;
    YearUse unshown = {0};
    size_t at = 0;

    for (size_t i = 0; i < overview->benefits.count; i++)
        if (overview->benefits.item[i].benefit.kind != PRODUCT_CREDIT)
            add_benefit(year_ago, &overview->benefits.item[i], overview);
    TRY(list_credit_periods(ctx, year_ago, &periods));
    for (size_t i = 0; i < credits->count; i++) {
        const CreditView *view = &credits->item[i];
        YearUse *use = use_of_kind(overview, PRODUCT_CREDIT, view->credit.currency);
        at = add_credit(year_ago, view, &periods, at, use == NULL ? &unshown : use);
    }
    keep_used_rows(overview);
    return OK;
}
