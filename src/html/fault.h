/*
 * Fault: what a service refused, in words for whoever reads the page.
 */
#ifndef HTML_FAULT_H
#define HTML_FAULT_H

#include "html/html.h"
#include "http/http.h"

typedef struct Fault {
    const char *title; /* NULL: nothing was */
    const char *detail;
    const char *field; /* the id of the field that it is about, or NULL */
} Fault;

/* The title of the page will say that there is one. */
Fault fault_of(Ctx *ctx, Err err);

/* The same of what leads to the field with this id. */
Fault fault_of_field(Ctx *ctx, Err err, const char *field);

/* The same of an answer that says itself why, such as a preview. */
Fault fault_said(Ctx *ctx, Err err, const Refusal *refusal);

/* The dates that the refusal says, as people write them: what is shown from here on is a page. */
void say_dates(Ctx *ctx);

/* The number that the refusal says by this name, or INPUT_ABSENT; likewise a text, or NULL. */
int64_t refusal_number(const Ctx *ctx, const char *name);
const char *refusal_text(const Ctx *ctx, const char *name);
int64_t number_said(const Refusal *refusal, const char *name);
const char *text_said(const Refusal *refusal, const char *name);

/* What a form said that is shown again: a number, or INPUT_ABSENT where it was none. */
int64_t form_number(const Request *request, const char *name);

void html_fault(Html *page, const Fault *fault);

#endif
