/*
 * List: an array with its length, as every list that is read from somewhere is, and which part of a
 * longer list it is.
 */
#ifndef BASE_LIST_H
#define BASE_LIST_H

#include "base/arena.h"

/* A list of whatever it is: how all of them lie in memory, so that one function can fill any. */
typedef struct List {
    void *item;
    size_t count;
    bool more;
    size_t before;
    size_t total;
} List;

/* NOLINTBEGIN(bugprone-macro-parentheses): a type cannot stand in parentheses */
#define LIST_OF(Type)                                                                              \
    typedef struct Type##List {                                                                    \
        Type *item;                                                                                \
        size_t count;                                                                              \
        bool more;            /* there are items after the last one */                             \
        size_t before, total; /* where they were counted: how many stand before, and all */        \
    } Type##List;                                                                                  \
    _Static_assert(sizeof(Type##List) == sizeof(List), "lists lie alike in memory")
/* NOLINTEND(bugprone-macro-parentheses) */

/* Which part of a list: the items after this id, so many of them. */
typedef struct Page {
    const char *after; /* NULL: from the beginning */
    int64_t limit;
} Page;

/*
 * Room for one more item behind count of them: the same array, or a copy of twice its size. For
 * arrays that grew by this function only, beginning with NULL.
 */
static inline void *
list_grow(Arena *arena, void *items, size_t count, size_t item_size)
{
    enum { FIRST_ITEMS = 8 };
    bool is_full = count == 0 || (count >= FIRST_ITEMS && (count & (count - 1)) == 0);

    if (!is_full)
        return items;
    void *larger = arena_alloc(arena, count == 0 ? FIRST_ITEMS : 2 * count, item_size);
    return count == 0 ? larger : memcpy(larger, items, count * item_size);
}

/* The items again, for whoever may change them. */
static inline void *
list_copy(Arena *arena, const void *items, size_t count, size_t item_size)
{
    return count == 0 ? NULL
                      : memcpy(arena_alloc(arena, count, item_size), items, count * item_size);
}

#endif
