/*
 * Page: the HTML face of a service call. A handler parses, calls one service function and renders:
 *
 *     Err
 *     page_benefit_list(Ctx *ctx, const Request *request, Reply *reply)
 *     {
 *         BenefitsView view = {0};
 *
 *         TRY(list_benefits(ctx, …, &view.list));
 *         Html page = page_begin(ctx, request, reply, TR("Benefits"));
 *         html_benefits(&page, &view);
 *         return page_end(&page);
 *     }
 *
 * What stands around it (header, navigation, footer: web/templates/layout.html) and the headers of
 * the reply are the same for all pages.
 */
#ifndef HTML_PAGE_H
#define HTML_PAGE_H

#include "html/assets.h"
#include "html/html.h"
#include "http/http.h"

/* A page of the portal, from the reply's first byte on. The title is English, marked with TR. */
Html page_begin(Ctx *ctx, const Request *request, Reply *reply, const char *title);

/* The same with a title in the reader's language already, such as a name. */
Html page_begin_titled(Ctx *ctx, const Request *request, Reply *reply, const char *title);

Err page_end(Html *page);

/*
 * For pages that are lists: the browser may keep it and must ask before it shows it again. Pages
 * are not kept at all (no-store) unless this is called.
 */
void page_may_be_kept(Reply *reply);

/* --- the navigation: each face hands in its own --------------------------------------------- */

typedef struct NavItem {
    const char *path;
    const char *icon;
    const char *text; /* English */
    Permit permit;
} NavItem;

struct Face {
    const NavItem *nav;
    size_t nav_count;
};

/* Those that somebody with these roles may open, in order. */
typedef struct Nav {
    const NavItem **item;
    size_t count;
} Nav;

Nav nav_of(const Html *page);

/* Is this where we are, or of all items the nearest above it? */
MUST_CHECK bool nav_is_here(const Html *page, const NavItem *item);

/* --- the organisations that one can be in ---------------------------------------------------- */

typedef struct OrganisationChoice {
    Id account;
    const char *name;                /* NULL: the operator of the programme */
    const char *domain;              /* or NULL */
    const char *role[ROLES_MAX + 1]; /* English */
    size_t role_count;
    bool here;
} OrganisationChoice;

/* --- layout.html ---------------------------------------------------------------------------- */

void html_layout_begin(Html *page);
void html_layout_end(Html *page);

#endif
