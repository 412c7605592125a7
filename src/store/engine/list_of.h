/*
 * List of: an array of records with its length, as every list of the store is.
 */
#ifndef STORE_ENGINE_LIST_OF_H
#define STORE_ENGINE_LIST_OF_H

#include "base/base.h"

/* NOLINTBEGIN(bugprone-macro-parentheses): a type cannot stand in parentheses */
#define LIST_OF(Type)                                                                              \
    typedef struct Type##List {                                                                    \
        Type *item;                                                                                \
        size_t count;                                                                              \
        bool more; /* there are items after the last one */                                        \
    } Type##List
/* NOLINTEND(bugprone-macro-parentheses) */

#endif
