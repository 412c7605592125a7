/*
 * Deeds: events as people look through them, backwards and with who did it.
 *
 * The index over partner and id leads straight to where a page begins, however many events there
 * are; no page reads more than its search allows.
 */
#include "store/events/events.h"

#include "store/engine/db.h"

static Deed
read_deed(const Rows *rows, Arena *arena)
{
    return (Deed){
        .event =
            {
                .id = rows_id(rows, 0),
                .tenant_id = rows_id(rows, 1),
                .type = rows_text(rows, 2, arena),
                .at = rows_int(rows, 3),
                .actor_id = rows_id(rows, 4),
                .address = rows_text(rows, 5, arena),
                .subject = rows_text(rows, 6, arena),
                .reason = rows_text(rows, 7, arena),
                .data = rows_text(rows, 8, arena),
            },
        .by_tenant_id = rows_id(rows, 9),
        .by_name = rows_text(rows, 10, arena),
        .by_email = rows_text(rows, 11, arena),
    };
}

static const char SELECT_DEEDS[] =
    "SELECT e.id, e.tenant_id, e.type, e.at, e.actor_id, e.address, e.subject, e.reason,"
    "       SUBSTR(e.data, 1, 512), a.tenant_id, a.display_name, a.email"
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
        Deed deed = read_deed(&rows, arena);
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
