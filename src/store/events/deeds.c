/*
 * Deeds: events as people look through them, backwards and with who did it.
 *
 * The index over partner and id leads straight to where a page begins, however many events there
 * are; no page reads more than its search allows.
 */
#include "store/events/events.h"

#include "store/events/read_event.h"

// clang-format off
#define DEED_ROW(FIRST, OTHER)                                       \
    FIRST(ID,      event.id,             "e.id")                     \
    OTHER(ID,      event.tenant_id,      "e.tenant_id")              \
    OTHER(TEXT,    event.type,           "e.type")                   \
    OTHER(INT,     event.at,             "e.at")                     \
    OTHER(ID,      event.actor_id,       "e.actor_id")               \
    OTHER(TEXT,    event.address.text,   "e.address")                \
    OTHER(CHAINED, event.address.digest, "e.address_digest")         \
    OTHER(TEXT,    event.subject,        "e.subject")                \
    OTHER(TEXT,    event.reason.text,    "e.reason")                 \
    OTHER(TEXT,    event.data,           "SUBSTR(e.data, 1, 512)")   \
    OTHER(ID,      by_tenant_id,         "a.tenant_id")              \
    OTHER(TEXT,    by_name,              "a.display_name")           \
    OTHER(TEXT,    by_email,             "a.email")
// clang-format on
ROW_READER(read_deed_row, Deed, DEED_ROW)

static const char SELECT_DEEDS[] =
    "SELECT " COLUMNS(DEED_ROW)
    "  FROM event e"
    "  LEFT JOIN account a ON a.id = e.actor_id"
    " WHERE e.partner_id = $1 AND e.id >= $2 AND e.id < $3"
    " ORDER BY e.id DESC"
    " LIMIT $4";

/* What is not wanted leaves nothing in the arena. */
Err
store_event_search(Tx *tx, const DeedSearch *search, Arena *arena, DeedList *ret, Event *ret_last)
{
    CLEANUP(rows_close) Rows rows = {0};
    DeedList list = {.item = ARENA_NEW_ARRAY(arena, Deed, (size_t)search->limit)};
    int64_t read = 0;
    Event last = {0};
    bool found;

    TRY(db_select(tx->db, &rows, SELECT_DEEDS,
                  ARGS(TEXT(search->partner_id.text), TEXT(search->since.text),
                       TEXT(search->before.text), INT(search->scan + 1))));
    TRY(rows_next(&rows, &found));
    while (found && read < search->scan && list.count < (size_t)search->limit) {
        size_t mark = arena_mark(arena);
        Deed deed;
        TRY(read_deed_row(&rows, arena, &deed));
        last = (Event){.id = deed.event.id, .at = deed.event.at};
        read++;
        if (search->wanted(&deed, search->data))
            list.item[list.count++] = deed;
        else
            arena_reset(arena, mark);
        TRY(rows_next(&rows, &found));
    }
    list.more = found;
    *ret = list;
    *ret_last = last;
    return OK;
}

static const char COUNT_EVENTS[] =
    "SELECT COUNT(*)"
    "  FROM (SELECT id"
    "          FROM event"
    "         WHERE partner_id = $1 AND id >= $2 AND id < $3"
    "         LIMIT $4) AS part";

Err
store_event_count(Tx *tx, const DeedSearch *search, int64_t *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, COUNT_EVENTS,
                  ARGS(TEXT(search->partner_id.text), TEXT(search->since.text),
                       TEXT(search->before.text), INT(search->scan))));
    TRY(rows_get(&rows, ERR_STORAGE_UNAVAILABLE));
    *ret = rows_int(&rows, 0);
    return OK;
}
