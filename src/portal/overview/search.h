/*
 * Search: everything by id, reference, name or e-mail address, in groups.
 */
#ifndef PORTAL_OVERVIEW_SEARCH_H
#define PORTAL_OVERVIEW_SEARCH_H

#include "html/badge.h"
#include "portal/benefits/benefits.h"
#include "portal/credits/credits.h"
#include "service/benefits/benefits.h"
#include "service/credits/credits.h"
#include "service/overview/overview.h"
#include "service/people/people.h"
#include "store/redemptions/redemptions.h"
#include "store/subscriptions/subscriptions.h"

typedef struct SearchView {
    const char *text; /* NULL: nothing was searched for */
    bool key_given;   /* that looked like a product key, which is not searched for */
    SearchResult result;
    bool is_empty;
    Date today;
} SearchView;

void html_search(Html *page, const SearchView *view);

#endif
