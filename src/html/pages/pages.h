/*
 * Pages: those that every face has. Their handlers are declared by routes.def.
 */
#ifndef HTML_PAGES_PAGES_H
#define HTML_PAGES_PAGES_H

#include "html/html.h"
#include "http/http.h"
#include "store/directory/directory.h"

#define ROUTE DECLARE_ROUTE
#define PAGE  DECLARE_PAGE
#include "html/pages/routes.def"
#undef ROUTE
#undef PAGE

/* Shared.page_problem: a refusal as a page of this face. */
void page_problem(Ctx *ctx, const Face *face, Err err, const char *request_id, Reply *reply);

/* Does an Accept-Encoding header, or NULL, take this coding (RFC 9110, section 12.5.3)? asset.c */
MUST_CHECK bool accepts_coding(const char *header, const char *coding);

/* --- help ------------------------------------------------------------------------------------ */

void html_terms(Html *page);
void html_accessibility(Html *page);
void html_support(Html *page);

/* --- problem.html --------------------------------------------------------------------------- */

typedef struct ProblemView {
    Err err;
    const char *title;  /* what happened, in the reader's language */
    const char *detail; /* what to do now */
    const char **fault; /* one line for each thing that is wrong */
    size_t fault_count;
    UserList administrators; /* who may do what was refused to this reader */
    const char *receipt;     /* the id of the one that a key was used with before, or NULL */
} ProblemView;

void html_problem(Html *page, const ProblemView *view);
void html_problem_kind(Html *page, const ProblemView *view);

#endif
