/*
 * Calculation: what a redemption does or did, as pages show it: before and after, the formula with
 * its numbers, what is carried, warnings. All numbers are the engine's own (RULE CT-7).
 */
#ifndef PORTAL_REDEMPTIONS_CALCULATION_H
#define PORTAL_REDEMPTIONS_CALCULATION_H

#include "html/page.h"
#include "service/service.h"

/* What was refused, in words for whoever reads the page. */
typedef struct Fault {
    const char *title; /* NULL: nothing was */
    const char *detail;
} Fault;

Fault fault_of(Ctx *ctx, Err err);

/* The dates that the refusal says, as people write them: what is shown from here on is a page. */
void say_dates(Ctx *ctx);

/* The number that the refusal says by this name, or INPUT_ABSENT; likewise a text, or NULL. */
int64_t refusal_number(const Ctx *ctx, const char *name);
const char *refusal_text(const Ctx *ctx, const char *name);

/* What a form said that is shown again: a number, or INPUT_ABSENT where it was none. */
int64_t form_number(const Request *request, const char *name);

/* "Extended", "Licences added", … in English, marked for translation. */
const char *action_done(Action action);

void html_span(Html *page, Span span);         /* 6 months 12 days */
void html_licences(Html *page, int64_t count); /* 25 licences */
void html_before_after(Html *page, const RedemptionView *view, bool done);
void html_formula(Html *page, const Calculation *calculation);
void html_carried(Html *page, const Calculation *calculation);
void html_warnings(Html *page, const RedemptionView *view);
void html_fault(Html *page, const Fault *fault);

#endif
