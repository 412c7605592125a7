#include "store/events/events.h"

#include "store/engine/db.h"

static const char SELECT_HEAD[] =
    "SELECT seq, hash"
    "  FROM event"
    " WHERE stream = $1"
    " ORDER BY seq DESC"
    " LIMIT 1";

typedef struct Head {
    int64_t seq;
    Hash hash;
} Head;

/* A hash of another length was tampered with. It is read as zeros, so that perq check finds it. */
static Hash
read_hash(const Rows *rows, int column, Arena *arena)
{
    size_t count;
    const uint8_t *bytes = rows_blob(rows, column, arena, &count);
    Hash hash = {{0}};

    if (count == sizeof(hash.byte))
        memcpy(hash.byte, bytes, count);
    return hash;
}

static Err
find_head(Tx *tx, const char *stream, Arena *arena, Head *ret)
{
    CLEANUP(rows_close) Rows rows = {0};
    bool found;

    TRY(db_select(tx->db, &rows, SELECT_HEAD, ARGS(TEXT(stream))));
    TRY(rows_next(&rows, &found));
    if (found)
        *ret = (Head){rows_int(&rows, 0), read_hash(&rows, 1, arena)};
    else
        *ret = (Head){.hash = EVENT_CHAIN_START};
    return OK;
}

static const char *
stream_of(const Event *event)
{
    if (!id_is_empty(&event->tenant_id))
        return event->tenant_id.text;
    return id_is_empty(&event->partner_id) ? "operator" : event->partner_id.text;
}

static const char INSERT_EVENT[] =
    "INSERT INTO event"
    "       (stream, seq, id, partner_id, tenant_id, type, at, actor_id, address, subject, reason,"
    "        data, hash)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";

static Err
add_event(Tx *tx, const Event *event)
{
    const Event *e = event;

    return db_exec(tx->db, NULL, INSERT_EVENT,
                   ARGS(TEXT(e->stream), INT(e->seq), TEXT(e->id.text), TEXT(e->partner_id.text),
                        TEXT(e->tenant_id.text), TEXT(e->type), INT(e->at), TEXT(e->actor_id.text),
                        TEXT(e->address), TEXT(e->subject), TEXT(e->reason), TEXT(e->data),
                        BLOB(e->hash.byte, sizeof(e->hash.byte))));
}

/*
 * RULE AUD-2: two events that would follow the same one have the same number, and the primary key
 * lets one of them in.
 */
Err
store_event_append(Tx *tx, Arena *arena, Event *event)
{
    Head head;

    event->stream = stream_of(event);
    TRY(find_head(tx, event->stream, arena, &head));
    event->seq = head.seq + 1;
    event->id = id_new("evt_", event->at);
    event->hash = event_chain_hash(&head.hash, event, arena);
    return add_event(tx, event);
}

/* The columns of every SELECT of events below, in this order. */
static Event
read_event(const Rows *rows, Arena *arena)
{
    return (Event){
        .stream = rows_text(rows, 0, arena),
        .seq = rows_int(rows, 1),
        .id = rows_id(rows, 2),
        .partner_id = rows_id(rows, 3),
        .tenant_id = rows_id(rows, 4),
        .type = rows_text(rows, 5, arena),
        .at = rows_int(rows, 6),
        .actor_id = rows_id(rows, 7),
        .address = rows_text(rows, 8, arena),
        .subject = rows_text(rows, 9, arena),
        .reason = rows_text(rows, 10, arena),
        .data = rows_text(rows, 11, arena),
        .hash = read_hash(rows, 12, arena),
    };
}

static Err
read_list(Rows *rows, int64_t limit, Arena *arena, EventList *ret)
{
    EventList list = {.item = ARENA_NEW_ARRAY(arena, Event, (size_t)limit)};
    bool found;

    TRY(rows_next(rows, &found));
    while (found && list.count < (size_t)limit) {
        list.item[list.count++] = read_event(rows, arena);
        TRY(rows_next(rows, &found));
    }
    list.more = found;
    *ret = list;
    return OK;
}

static const char SELECT_OF_PARTNER[] =
    "SELECT stream, seq, id, partner_id, tenant_id, type, at, actor_id, address, subject, reason,"
    "       data, hash"
    "  FROM event"
    " WHERE partner_id = $1 AND id > $2"
    " ORDER BY id"
    " LIMIT $3";

static const char SELECT_OF_ALL[] =
    "SELECT stream, seq, id, partner_id, tenant_id, type, at, actor_id, address, subject, reason,"
    "       data, hash"
    "  FROM event"
    " WHERE id > $1"
    " ORDER BY id"
    " LIMIT $2";

Err
store_event_list(Tx *tx, const Id *partner_id, const Page *page, Arena *arena, EventList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};
    Arg after = TEXT(page->after == NULL ? "" : page->after);
    Arg limit = INT(page->limit + 1);

    if (id_is_empty(partner_id))
        TRY(db_select(tx->db, &rows, SELECT_OF_ALL, ARGS(after, limit)));
    else
        TRY(db_select(tx->db, &rows, SELECT_OF_PARTNER,
                      ARGS(TEXT(partner_id->text), after, limit)));
    return read_list(&rows, page->limit, arena, ret);
}

static const char SELECT_OF_STREAM[] =
    "SELECT stream, seq, id, partner_id, tenant_id, type, at, actor_id, address, subject, reason,"
    "       data, hash"
    "  FROM event"
    " WHERE stream = $1 AND seq > $2"
    " ORDER BY seq"
    " LIMIT $3";

Err
store_event_list_of_stream(Tx *tx, const EventPlace *after, int64_t limit, Arena *arena,
                           EventList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_OF_STREAM,
                  ARGS(TEXT(after->stream), INT(after->seq), INT(limit + 1))));
    return read_list(&rows, limit, arena, ret);
}

static const char SELECT_LATEST_OF_STREAM[] =
    "SELECT stream, seq, id, partner_id, tenant_id, type, at, actor_id, address, subject, reason,"
    "       data, hash"
    "  FROM event"
    " WHERE stream = $1"
    " ORDER BY seq DESC"
    " LIMIT $2";

Err
store_event_list_latest(Tx *tx, const char *stream, int64_t limit, Arena *arena, EventList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_LATEST_OF_STREAM, ARGS(TEXT(stream), INT(limit + 1))));
    return read_list(&rows, limit, arena, ret);
}

static const char SELECT_NEXT_STREAM[] =
    "SELECT stream"
    "  FROM event"
    " WHERE stream > $1"
    " ORDER BY stream"
    " LIMIT 1";

Err
store_event_stream_next(Tx *tx, const char *after, Arena *arena, const char **ret)
{
    CLEANUP(rows_close) Rows rows = {0};
    bool found;

    TRY(db_select(tx->db, &rows, SELECT_NEXT_STREAM, ARGS(TEXT(after))));
    TRY(rows_next(&rows, &found));
    *ret = found ? rows_text(&rows, 0, arena) : NULL;
    return OK;
}

static const char SELECT_LATEST[] =
    "SELECT id"
    "  FROM event"
    " ORDER BY id DESC"
    " LIMIT 1";

Err
store_event_latest(Tx *tx, Id *ret)
{
    CLEANUP(rows_close) Rows rows = {0};
    bool found;

    TRY(db_select(tx->db, &rows, SELECT_LATEST, NO_ARGS));
    TRY(rows_next(&rows, &found));
    *ret = found ? rows_id(&rows, 0) : (Id){{0}};
    return OK;
}
