/*
 * The feed: events in the order in which they happened, and where each chain ends.
 */
#include "store/events/events.h"

#include "base/text/text.h"
#include "store/events/read_event.h"

// clang-format off
#define FEED_ROW(FIRST, OTHER)   \
    EVENT_ROW(FIRST, OTHER)      \
    OTHER(ID, actor_tenant_id,   \
          "(SELECT account.tenant_id FROM account WHERE account.id = event.actor_id)")
// clang-format on
ROW_READER(read_feed_event_row, Event, FEED_ROW)

static const char SELECT_OF_ALL[] =
    "SELECT " COLUMNS(FEED_ROW)
    "  FROM event"
    " WHERE id > $1 AND id < $2"
    " ORDER BY id"
    " LIMIT $3";

static const char SELECT_OF_CHAIN[] =
    "SELECT " COLUMNS(FEED_ROW)
    "  FROM event"
    " WHERE stream = $1 AND id > $2 AND id < $3"
    " ORDER BY id"
    " LIMIT $4";

static const char SELECT_OF_PARTNER[] =
    "SELECT " COLUMNS(FEED_ROW)
    "  FROM event"
    " WHERE partner_id = $1 AND id > $2 AND id < $3"
    " ORDER BY id"
    " LIMIT $4";

/* The next of either stream are found by an index, however many other tenants the partner has. */
static const char SELECT_OF_TENANT[] =
    "SELECT " COLUMNS(FEED_ROW)
    "  FROM event"
    " WHERE id IN (SELECT id"
    "                FROM (SELECT id FROM event WHERE stream = $1 AND id > $3 AND id < $4"
    "                       ORDER BY id LIMIT $5) AS own"
    "               UNION ALL"
    "              SELECT id"
    "                FROM (SELECT id FROM event WHERE stream = $2 AND id > $3 AND id < $4"
    "                       ORDER BY id LIMIT $5) AS shared)"
    " ORDER BY id"
    " LIMIT $5";

static bool
leaves_some_out(const EventSearch *search)
{
    return search->stream != NULL || search->type != NULL || search->subject != NULL ||
           !id_is_empty(&search->actor_id);
}

/* RULE ROLE-2: what happened in another tenant is not there, whatever is searched for. */
static Err
select_events(Tx *tx, const EventSearch *search, int64_t limit, Rows *rows)
{
    const EventScope *scope = &search->scope;
    Arg partner = TEXT(scope->partner_id.text), count = INT(limit);
    Arg after = TEXT(search->after.text), before = TEXT(search->before.text);

    if (id_is_empty(&scope->partner_id) && search->stream != NULL)
        return db_select(tx->db, rows, SELECT_OF_CHAIN,
                         ARGS(TEXT(search->stream), after, before, count));
    if (id_is_empty(&scope->partner_id))
        return db_select(tx->db, rows, SELECT_OF_ALL, ARGS(after, before, count));
    if (id_is_empty(&scope->tenant_id))
        return db_select(tx->db, rows, SELECT_OF_PARTNER, ARGS(partner, after, before, count));
    return db_select(tx->db, rows, SELECT_OF_TENANT,
                     ARGS(TEXT(scope->tenant_id.text), partner, after, before, count));
}

static bool
is_wanted_event(const EventSearch *search, const Event *event)
{
    return (search->stream == NULL || text_equal(search->stream, event->stream)) &&
           (search->type == NULL || text_equal(search->type, event->type)) &&
           (search->subject == NULL || text_equal(search->subject, event->subject)) &&
           (id_is_empty(&search->actor_id) || id_equal(&search->actor_id, &event->actor_id));
}

/* What is not wanted leaves nothing in the arena. */
Err
store_event_list(Tx *tx, const EventSearch *search, Arena *arena, EventList *ret, Id *ret_reached)
{
    CLEANUP(rows_close) Rows rows = {0};
    int64_t scan = leaves_some_out(search) ? EVENTS_SCANNED_MAX : search->limit, read = 0;
    EventList list = {.item = ARENA_NEW_ARRAY(arena, Event, (size_t)search->limit)};
    Id reached = {{0}};
    bool found;

    TRY(select_events(tx, search, scan + 1, &rows));
    TRY(rows_next(&rows, &found));
    while (found && read < scan && list.count < (size_t)search->limit) {
        size_t mark = arena_mark(arena);
        Event *event = &list.item[list.count];
        TRY(read_feed_event_row(&rows, arena, event));
        reached = event->id;
        read++;
        if (is_wanted_event(search, event))
            list.count++;
        else
            arena_reset(arena, mark);
        TRY(rows_next(&rows, &found));
    }
    list.more = found;
    *ret = list;
    *ret_reached = reached;
    return OK;
}

/* --- heads ---------------------------------------------------------------------------------- */

// clang-format off
#define HEAD_ROW(FIRST, OTHER)          \
    FIRST(TEXT,    stream, "stream")    \
    OTHER(INT,     seq,    "seq")       \
    OTHER(ID,      id,     "id")        \
    OTHER(INT,     at,     "at")        \
    OTHER(CHAINED, hash,   "hash")
// clang-format on
ROW_READER(read_head_row, EventHead, HEAD_ROW)

/* From one chain to the next by an index, not over all events between them. */
static const char SELECT_HEADS[] =
    "WITH RECURSIVE chain (stream, place) AS ("
    "    SELECT MIN(stream), 1 FROM event WHERE stream > $1 AND id <= $2"
    "    UNION ALL"
    "    SELECT (SELECT MIN(event.stream) FROM event"
    "             WHERE event.stream > chain.stream AND event.id <= $2), place + 1"
    "      FROM chain"
    "     WHERE chain.stream IS NOT NULL AND place < $3)"
    " SELECT " COLUMNS(HEAD_ROW)
    "  FROM event"
    " WHERE id IN (SELECT (SELECT MAX(last.id) FROM event AS last"
    "                       WHERE last.stream = chain.stream AND last.id <= $2)"
    "                FROM chain)"
    " ORDER BY stream"
    " LIMIT $3";

/* Of a partner: its own and those of its tenants, or of the one that is said. */
static const char SELECT_HEADS_OF_PARTNER[] =
    "SELECT " COLUMNS(HEAD_ROW)
    "  FROM event"
    " WHERE id IN (SELECT (SELECT MAX(last.id) FROM event AS last"
    "                       WHERE last.stream = own.stream AND last.id <= $2)"
    "                FROM (SELECT id AS stream FROM tenant"
    "                       WHERE partner_id = $4 AND ($5 = '' OR id = $5)"
    "                      UNION ALL"
    "                      SELECT id FROM partner WHERE id = $4) AS own"
    "               WHERE own.stream > $1)"
    " ORDER BY stream"
    " LIMIT $3";

Err
store_event_head_list(Tx *tx, const EventHeadSearch *search, Arena *arena, EventHeadList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};
    const EventScope *scope = &search->scope;
    Arg after = PAGE_AFTER(&search->page), until = TEXT(search->at.text);
    Arg limit = INT(search->page.limit + 1);

    if (id_is_empty(&scope->partner_id))
        TRY(db_select(tx->db, &rows, SELECT_HEADS, ARGS(after, until, limit)));
    else
        TRY(db_select(
            tx->db, &rows, SELECT_HEADS_OF_PARTNER,
            ARGS(after, until, limit, TEXT(scope->partner_id.text), TEXT(scope->tenant_id.text))));
    return ROWS_LIST(&rows, search->page.limit, arena, read_head_row, ret);
}
