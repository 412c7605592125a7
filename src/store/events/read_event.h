/*
 * Read event: the columns of an event, for the statements of this room, and a kind of column for
 * what its chain is made of (see store/engine/rows.h).
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

// clang-format off
#define EVENT_ROW(FIRST, OTHER)                      \
    FIRST(TEXT,    stream,         "stream")         \
    OTHER(INT,     seq,            "seq")            \
    OTHER(ID,      id,             "id")             \
    OTHER(ID,      partner_id,     "partner_id")     \
    OTHER(ID,      tenant_id,      "tenant_id")      \
    OTHER(TEXT,    type,           "type")           \
    OTHER(INT,     at,             "at")             \
    OTHER(ID,      actor_id,       "actor_id")       \
    OTHER(TEXT,    address.text,   "address")        \
    OTHER(CHAINED, address.salt,   "address_salt")   \
    OTHER(CHAINED, address.digest, "address_digest") \
    OTHER(TEXT,    subject,        "subject")        \
    OTHER(TEXT,    reason.text,    "reason")         \
    OTHER(CHAINED, reason.salt,    "reason_salt")    \
    OTHER(CHAINED, reason.digest,  "reason_digest")  \
    OTHER(TEXT,    data,           "data")           \
    OTHER(INT,     form,           "form")           \
    OTHER(CHAINED, hash,           "hash")
// clang-format on

#endif
