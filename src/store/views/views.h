/*
 * Views: lists that somebody looks at again and again, each with a name and what the list is
 * filtered and sorted by. They are of one account each.
 */
#ifndef STORE_VIEWS_VIEWS_H
#define STORE_VIEWS_VIEWS_H

#include "base/id/id.h"
#include "base/list.h"
#include "store/engine/engine.h"

typedef struct SavedView {
    Id tenant_id; /* of the account; empty: the operator's staff */
    Id user_id;
    const char *key;   /* among those of the account; a slug */
    const char *list;  /* which list */
    const char *name;  /* as people call it */
    const char *query; /* of the address of its page */
    Micros created_at;
} SavedView;

LIST_OF(SavedView);

/* Those of an account, of one list or, where that is NULL, of all; by their names. */
MUST_CHECK Err store_view_list(Tx *tx, const SavedView *whose, Arena *arena, SavedViewList *ret);
/* How many the account has, but for the one with this key. */
MUST_CHECK Err store_view_count_others(Tx *tx, const SavedView *view, int64_t *ret);
/* Adds it, or puts it in the place of the one with its key. */
MUST_CHECK Err store_view_put(Tx *tx, const SavedView *view);
MUST_CHECK Err store_view_remove(Tx *tx, const SavedView *view, bool *ret_found);

#endif
