/*
 * Views: what somebody wants to see of a list again, under a name. Whoever is signed in has their
 * own, which nobody else sees; they change nothing but their pages, so there is no event.
 */
#ifndef SERVICE_VIEWS_VIEWS_H
#define SERVICE_VIEWS_VIEWS_H

#include "service/context.h"
#include "store/views/views.h"

typedef enum ViewedList {
    VIEWED_BENEFITS,
    VIEWED_KEYS,
    VIEWED_SUBSCRIPTIONS,
    VIEWED_CREDITS,
    VIEWED_PEOPLE,
    VIEWED_ACTIVITY,
    VIEWED_PARTNERS,
    VIEWED_LISTS
} ViewedList;

/* As requests call them, which is as their pages are called: "ops/partners" is
 * /ops/partners. NULL at the end.
 */
extern const char *const VIEWED_LIST_NAMES[];

enum { VIEW_QUERY_LENGTH_MAX = 2000 };

typedef struct ViewInput {
    int64_t list; /* ViewedList */
    const char *name;
    const char *query; /* as it stands behind the question mark of the page; or NULL: all rows */
} ViewInput;
DECLARE_SHAPE(VIEW_INPUT, ViewInput);

typedef struct ViewQuery {
    int64_t list; /* ViewedList, or INPUT_ABSENT: all of them */
} ViewQuery;
DECLARE_SHAPE(VIEW_QUERY, ViewQuery);

/* Those of the caller, by their names. */
MUST_CHECK Err list_views(Ctx *ctx, const ViewQuery *query, SavedViewList *ret);

/*
 * The caller's view with this key is this from now on, whether there was one before or not.
 * NOT_FOUND where the key is no slug, TOO_MANY_VIEWS where the caller has SAVED_VIEWS_MAX others.
 */
MUST_CHECK Err save_view(Ctx *ctx, const char *key, const ViewInput *input, SavedView *ret);

/* A key that no view of the caller has, in the arena. */
const char *new_view_key(Ctx *ctx);

MUST_CHECK Err get_view(Ctx *ctx, const char *key, SavedView *ret);

/* Another name for the same. NOT_FOUND. */
MUST_CHECK Err rename_view(Ctx *ctx, const char *key, const char *name);

/* NOT_FOUND; the answer is what it was. */
MUST_CHECK Err remove_view(Ctx *ctx, const char *key, SavedView *ret);

#endif
