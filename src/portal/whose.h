/*
 * Whose: the operator's staff say whose pages they want to see, by name: a partner, and where a
 * page is about one organisation, one of the partner's.
 */
#ifndef PORTAL_WHOSE_H
#define PORTAL_WHOSE_H

#include "html/html.h"
#include "http/http.h"
#include "service/directory/directory.h"

/* What is to be seen then; those from WHOSE_PEOPLE on are of an organisation. */
typedef enum WhosePage {
    WHOSE_BENEFITS,
    WHOSE_KEYS,
    WHOSE_ACTIVITY,
    WHOSE_PEOPLE,
    WHOSE_SUBSCRIPTIONS,
    WHOSE_CREDITS,
} WhosePage;
extern const char *const WHOSE_PAGE_NAMES[]; /* as in their addresses */

typedef struct WhoseView {
    WhosePage page;
    const char *q; /* what was searched for, or NULL */
    PartnerList partners;
    const char *next;   /* more of them, or NULL */
    Partner *partner;   /* that was chosen, or NULL */
    TenantList tenants; /* its organisations */
} WhoseView;

static inline bool
is_of_organisation(WhosePage page)
{
    return page >= WHOSE_PEOPLE;
}

void html_whose(Html *page, const WhoseView *view);

/* The choice, in the place of a page that does not say whose it is. */
MUST_CHECK Err ask_whose(Ctx *ctx, const Request *request, Reply *reply, WhosePage page);

#endif
