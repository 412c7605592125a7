/*
 * Redemptions: what a redemption does or did, as pages show it: before and after, the formula with
 * its numbers, what is carried, warnings. All numbers are the engine's own (RULE CT-7).
 */
#ifndef PORTAL_REDEMPTIONS_REDEMPTIONS_H
#define PORTAL_REDEMPTIONS_REDEMPTIONS_H

#include "html/html.h"
#include "service/redemptions/redemptions.h"

/* RULE CT-5, CT-10: how many licences to add where the end date would move too far; INPUT_ABSENT.
 */
int64_t licenses_that_fit(const Preview *preview);

/* "Extended", "Licences added", … in English, marked for translation. */
const char *action_done(Action action);

void html_span(Html *page, Span span);         /* 6 months 12 days */
void html_licences(Html *page, int64_t count); /* 25 licences */
void html_before_after(Html *page, const RedemptionView *view, bool done);
void html_formula(Html *page, const Calculation *calculation);
void html_carried(Html *page, const Calculation *calculation);
void html_warnings(Html *page, const RedemptionView *view, bool may_extend);

#endif
