/*
 * Credits: what the operator's staff do to those of partners.
 */
#ifndef CONSOLE_CREDITS_CREDITS_H
#define CONSOLE_CREDITS_CREDITS_H

#include "html/form_view.h"
#include "html/html.h"
#include "service/credits/credits.h"

/* Wrong use is taken out of a credit. */
typedef struct CorrectionPage {
    const CreditView *credit;
    const UsageEvent *event; /* which it is; NULL before it was asked */
    const char *person;      /* who used it */
    const Form *sent;
    FormNote note;
    FormSelect reporter;
    FormInput source, event_id, reason;
    bool takes_two; /* people */
    bool done;
} CorrectionPage;

void html_correction(Html *page, const CorrectionPage *view);

#endif
