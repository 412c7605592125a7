/*
 * Lists: the tools that every list of a page has, each in the same place and of the same words.
 * Above the table what is looked for and chosen, and the views that somebody saved; below it which
 * rows these are of how many, the pages before and behind, and how many rows a page has.
 */
#ifndef HTML_LISTS_LISTS_H
#define HTML_LISTS_LISTS_H

#include "base/list.h"
#include "html/html.h"
#include "http/http.h"
#include "service/views/views.h"

/* --- what is chosen: filter.c ----------------------------------------------------------------- */

typedef struct FilterOption {
    const char *value;
    const char *text; /* in the reader's language */
    bool chosen;
} FilterOption;

/* One choice among some values, of which each row has one; or none of them: all rows. */
typedef struct FilterChoice {
    const char *name;  /* of the parameter, and the id of its field */
    const char *label; /* English */
    const char *all;   /* English */
    FilterOption *option;
    size_t count;
} FilterChoice;

/* What goes along with what is chosen: the order, and whose the list is. */
typedef struct FilterState {
    const char *name;
    const char *value;
} FilterState;

enum { FILTER_CHOICES_MAX = 5, FILTER_STATES_MAX = 3 };

typedef struct ListFilter {
    const char *path;
    const char *label; /* of the field that takes words; English */
    const char *q;     /* what was looked for, or NULL */
    FilterChoice choice[FILTER_CHOICES_MAX];
    size_t choice_count;
    FilterState state[FILTER_STATES_MAX];
    size_t state_count;
} ListFilter;

/* Adds a choice with room for so many options. */
FilterChoice *filter_choice(Ctx *ctx, ListFilter *filter, FilterChoice choice, size_t options);
void filter_option(FilterChoice *choice, const char *value, const char *text, bool chosen);

/* Adds a choice of the values that a shape has names for, with English texts in the same order. */
typedef struct FilterWords {
    const char *const *name; /* ends with NULL */
    const char *const *text;
} FilterWords;

void filter_by(Ctx *ctx, ListFilter *filter, FilterChoice choice, FilterWords words,
               int64_t chosen);

/* Days from today, as choices of whoever looks for what has to be done by then. */
void filter_by_days(Ctx *ctx, ListFilter *filter, FilterChoice choice, int64_t chosen);

/* The products that there are subscriptions of in the reader's or that tenant, and credits if asked
 * for. */
MUST_CHECK Err filter_by_product(Ctx *ctx, ListFilter *filter, const char *tenant_id,
                                 bool with_credits, const char *chosen);

/* Nothing where the value is NULL. */
void filter_state(ListFilter *filter, const char *name, const char *value);

/* --- how many rows -------------------------------------------------------------------------- */

enum { PAGE_SIZES = 4, PAGE_SIZE_LEAST = 25 };
extern const char *const PAGE_SIZE_NAMES[PAGE_SIZES + 1];
extern const int64_t PAGE_SIZE_ROWS[PAGE_SIZES];

/* --- which rows: pages.c ---------------------------------------------------------------------- */

/* How a list is asked for: a query of its shape, and the members of it that say which part. */
typedef struct ListLinks {
    const char *path;
    const Shape *shape;
    void *query; /* as it was asked; lives as long as the page */
    const char **after, **before;
    int64_t *limit;
} ListLinks;

typedef struct ListPages {
    size_t from, to, total; /* the first and the last row of the page, from 1; of all */
    const char *first;      /* addresses: the list from its beginning, */
    const char *previous;   /* the part before this one, or NULL, */
    const char *next;       /* and the part behind it, or NULL */
    int64_t rows;           /* of a page */
    bool may_choose;        /* how many */
} ListPages;

/*
 * The query of the list beside which a form stood that is refused, so that it is shown as it was;
 * or that one, where the form does not say. Its cursors are as they came: not to be used.
 */
const void *list_query_sent(Ctx *ctx, const Request *request, const Shape *shape,
                            const void *otherwise);

/* How many rows the reader wants, unless the address says another number. */
int64_t rows_of_page(const Ctx *ctx, int64_t asked);

/* The part is a list that was counted; the places are those of its first and last row. */
ListPages list_pages(Ctx *ctx, const ListLinks *links, const void *list, const char *first_place,
                     const char *last_place);

/* --- views: views.c --------------------------------------------------------------------------- */

typedef struct ViewLink {
    const char *address;
    const char *name;
    bool here; /* the page shows it */
} ViewLink;

typedef struct ListViews {
    const char *list;  /* as VIEWED_LIST_NAMES has it */
    const char *query; /* what is shown, which can be kept under a name */
    const char *here;  /* its address */
    ViewLink *link;
    size_t count;
    bool may_keep;
} ListViews;

/* Those of the reader; first is the address of what is shown from its beginning. */
MUST_CHECK Err list_own_views(Ctx *ctx, ViewedList list, const char *first, ListViews *ret);

/* list_filter.html, list_pages.html, list_views.html */
void html_list_views(Html *page, const ListViews *views);
void html_list_filter(Html *page, const ListFilter *filter);
void html_list_pages(Html *page, const ListPages *pages);
void html_list_parts(Html *page, const char *first, const char *more, const char *id);

#endif
