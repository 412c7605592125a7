/*
 * Sort link: the headings of lists that are sorted by their columns. The names of the orders
 * alternate: a column rising, the same falling, the next.
 */
#ifndef HTML_SORT_LINK_H
#define HTML_SORT_LINK_H

#include "html/html.h"

/* The heading of a column: where it leads, and how it is sorted now. */
typedef struct SortLink {
    const char *address;
    const char *order; /* as aria-sort says it */
    bool numbers;      /* the column's, which stand at its end */
} SortLink;

/* How a list in this order, or INPUT_ABSENT, is sorted by a column. */
const char *sort_order(int64_t sort, int64_t column);

/* The order that the heading of a column leads to. */
int64_t sort_by(int64_t sort, int64_t column);

void html_heading(Html *page, const char *id, const char *text, const SortLink *link);

#endif
