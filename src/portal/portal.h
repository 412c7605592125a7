/*
 * Portal: the partners' pages, the HTML face of the services. Each handler stands in the file of
 * its noun; routes.def has their addresses and declares them. How a page is made stands in
 * html/page.h.
 */
#ifndef PORTAL_PORTAL_H
#define PORTAL_PORTAL_H

#include "http/http.h"

#define ROUTE  DECLARE_ROUTE
#define PAGE   DECLARE_PAGE
#define FORM   DECLARE_FORM
#define BUTTON DECLARE_BUTTON
#include "portal/routes.def"
#undef ROUTE
#undef PAGE
#undef FORM
#undef BUTTON

/* With the navigation of nav.def. */
extern const Face PORTAL_FACE;

/* Above the page stands which partner or organisation it is of, where that is not the reader's own:
 * for the operator's staff, who say by its id whose they want to see. Either may be NULL. */
void say_whose(Ctx *ctx, const char *partner_id, const char *tenant_id);

/* May the password be waited for, and in which rank? */
AskPlace page_sign_in_ask, page_password_ask, page_set_up_ask;

#endif
