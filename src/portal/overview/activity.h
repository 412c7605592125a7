/*
 * Activity: what happened, by whom and to what.
 */
#ifndef PORTAL_OVERVIEW_ACTIVITY_H
#define PORTAL_OVERVIEW_ACTIVITY_H

#include "html/event_text.h"
#include "html/html.h"
#include "html/lists/lists.h"
#include "service/activity/activity.h"
#include "service/things/things.h"
#include "store/events/events.h"

/* A day of the query, which is a number there. */
static inline Date
day_of(int64_t number)
{
    return (Date){(int32_t)number};
}

typedef struct ActivityRow {
    const Activity *activity;
    const char *object_address; /* or NULL: it has no page, or none for this reader */
    const char *object_text; /* its name, or where it has none what the event calls it; or NULL */
} ActivityRow;

/* A list that is often wanted. */
typedef struct ReadyFilter {
    const char *text; /* English */
    const char *address;
} ReadyFilter;

enum { READY_FILTERS = 4 };

typedef struct ActivityView {
    ActivityQuery query;
    ListViews views;
    ActivityRow *row;
    size_t count;
    ReadyFilter ready[READY_FILTERS];
    const char *csv;
    const char *next; /* the rest of the list, or NULL */
    Date reached;     /* where there is a rest: so far it was looked */
    bool is_short;    /* fewer were found than fit on the page, and there is a rest */
    bool is_filtered;
} ActivityView;

/* English */
const char *activity_kind_text(ActivityKind kind);

void html_activity(Html *page, const ActivityView *view);

#endif
