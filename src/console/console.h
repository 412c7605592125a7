/*
 * Console: the pages of the operator's staff, under /ops: the other HTML face of the services,
 * beside the portal, which it knows nothing of. Each handler stands in the room of its noun;
 * routes.def has their addresses and declares them. How a page is made stands in html/page.h.
 */
#ifndef CONSOLE_CONSOLE_H
#define CONSOLE_CONSOLE_H

#include "http/http.h"
#include "service/approvals/approvals.h"

#define PAGE   DECLARE_PAGE
#define FORM   DECLARE_FORM
#define BUTTON DECLARE_BUTTON
#include "console/routes.def"
#undef PAGE
#undef FORM
#undef BUTTON

/* With the navigation of nav.def. */
extern const Face CONSOLE_FACE;

/*
 * ask_approval(), and on: to what somebody else has to approve, which is said there, or to this
 * address where it is done. approvals/approval.c
 */
MUST_CHECK Err ask_and_lead(Ctx *ctx, Reply *reply, ApprovalKind kind, const Asked *asked,
                            const char *done);

#endif
