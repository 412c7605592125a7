/*
 * Table: finds what belongs to a key, or makes it.
 *
 * An entry is a struct that begins with its key, all bytes of which count: it has no padding, and
 * what is unused of a text in it is zero. Entries stay where they are while the table grows, and
 * are kept in the order in which they were made. The table lives in an arena. Places are found by a
 * hash under a key that this process has drawn, so that nobody can choose names that share one.
 */
#ifndef BASE_TABLE_H
#define BASE_TABLE_H

#include "base/arena.h"

typedef struct Table {
    void **entry; /* in order, count of them */
    size_t count;
    /* The rest is the table's own. */
    Arena *arena;
    size_t key_size, entry_size;
    size_t room;    /* entries, before it grows */
    uint32_t *slot; /* twice as many: 1 + the number of an entry, or 0 */
} Table;

/*
 * An empty one. The first so many entries take no more memory of the arena, whatever is taken or
 * forgotten of it meanwhile; then it doubles each time.
 */
Table table_new(Arena *arena, size_t key_size, size_t entry_size, size_t room);

/* The entry of this key; where it is new, all of it but the key is zero. */
void *table_entry(Table *table, const void *key, bool *ret_new);

/* The entry of this key, or NULL. */
void *table_find(const Table *table, const void *key);

#endif
