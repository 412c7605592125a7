/*
 * Portal: the HTML face of the services. Each handler and each shape of a form stands in the file
 * of its noun; here they are declared for the route table. How a page is made stands in page.h.
 */
#ifndef PORTAL_PORTAL_H
#define PORTAL_PORTAL_H

#include "http/http.h"

/* assets.c */
Handler page_asset_show;

/* problems.c */
Handler page_problem_show;

/* help.c */
Handler page_accessibility_show, page_terms_show;

#endif
