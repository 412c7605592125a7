/*
 * Read event: a kind of column for what the chain of events is made of, for the readers of rows of
 * this room (see store/engine/rows.h).
 *
 *     CHAINED   a struct of bytes such as Hash; zeros where there are none, or not as many
 */
#ifndef STORE_EVENTS_READ_EVENT_H
#define STORE_EVENTS_READ_EVENT_H

#include "store/engine/db.h"

/*
 * Bytes of another length were tampered with. They are read as zeros, so that perq check finds it;
 * and so are none.
 */
static inline void
read_chained(const Rows *rows, int column, Arena *arena, uint8_t *ret, size_t size)
{
    size_t count;
    const uint8_t *bytes = rows_blob(rows, column, arena, &count);

    memset(ret, 0, size);
    if (bytes != NULL && count == size)
        memcpy(ret, bytes, size);
}

#define READ_CHAINED(member)                                                                       \
    read_chained(rows, column++, arena, (member).byte, sizeof((member).byte))

#endif
