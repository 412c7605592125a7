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

/* A page of ours that the words are about. */
typedef struct PageFound {
    const char *path;
    const char *text; /* English */
} PageFound;

typedef struct SearchView {
    const char *text; /* NULL: nothing was searched for */
    bool key_given;   /* that looked like a product key, which is not searched for */
    SearchResult result;
    PageFound *page;
    size_t page_count;
    bool is_empty;
    Date today;
} SearchView;

/* The pages that somebody may open and that the text is a word for (word.def), into the view. */
void find_pages(const Ctx *ctx, const char *text, SearchView *view);

void html_search(Html *page, const SearchView *view);

#endif
