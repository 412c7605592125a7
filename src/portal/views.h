/*
 * Views: the page of the lists that somebody keeps under names.
 */
#ifndef PORTAL_VIEWS_H
#define PORTAL_VIEWS_H

#include "html/html.h"
#include "service/views/views.h"

typedef struct ViewRow {
    const SavedView *view;
    const char *address;
    const char *list; /* English */
} ViewRow;

typedef struct ViewsPage {
    ViewRow *row;
    size_t count;
} ViewsPage;

void html_views(Html *page, const ViewsPage *view);

#endif
