/*
 * Events, as the chain of their hashes has them: each stream in its order, added to at its end
 * only.
 */
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
read_chained_hash(const Rows *rows, int column, Arena *arena)
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
        *ret = (Head){rows_int(&rows, 0), read_chained_hash(&rows, 1, arena)};
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

    Err err = db_exec(tx->db, NULL, INSERT_EVENT,
                      ARGS(TEXT(e->stream), INT(e->seq), TEXT(e->id.text), TEXT(e->partner_id.text),
                           TEXT(e->tenant_id.text), TEXT(e->type), INT(e->at),
                           TEXT(e->actor_id.text), TEXT(e->address), TEXT(e->subject),
                           TEXT(e->reason), TEXT(e->data), BYTES(e->hash)));
    return err == ERR_ALREADY_EXISTS ? ERR_DB_CONFLICT : err;
}

/*
 * RULE AUD-2: two events that would follow the same one have the same number, and the primary key
 * lets one of them in. The other has to begin again.
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

#define READ_CHAINED(member) member = read_chained_hash(rows, column++, arena)

// clang-format off
#define EVENT_ROW(FIRST, OTHER)              \
    FIRST(TEXT,    stream,     "stream")     \
    OTHER(INT,     seq,        "seq")        \
    OTHER(ID,      id,         "id")         \
    OTHER(ID,      partner_id, "partner_id") \
    OTHER(ID,      tenant_id,  "tenant_id")  \
    OTHER(TEXT,    type,       "type")       \
    OTHER(INT,     at,         "at")         \
    OTHER(ID,      actor_id,   "actor_id")   \
    OTHER(TEXT,    address,    "address")    \
    OTHER(TEXT,    subject,    "subject")    \
    OTHER(TEXT,    reason,     "reason")     \
    OTHER(TEXT,    data,       "data")       \
    OTHER(CHAINED, hash,       "hash")
// clang-format on
ROW_READER(read_event_row, Event, EVENT_ROW)

static const char SELECT_OF_PARTNER[] =
    "SELECT " COLUMNS(EVENT_ROW)
    "  FROM event"
    " WHERE partner_id = $1 AND id > $2"
    " ORDER BY id"
    " LIMIT $3";

static const char SELECT_OF_ALL[] =
    "SELECT " COLUMNS(EVENT_ROW)
    "  FROM event"
    " WHERE id > $1"
    " ORDER BY id"
    " LIMIT $2";

Err
store_event_list(Tx *tx, const Id *partner_id, const Page *page, Arena *arena, EventList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};
    Arg limit = INT(page->limit + 1);

    if (id_is_empty(partner_id))
        TRY(db_select(tx->db, &rows, SELECT_OF_ALL, ARGS(AFTER(page), limit)));
    else
        TRY(db_select(tx->db, &rows, SELECT_OF_PARTNER,
                      ARGS(TEXT(partner_id->text), AFTER(page), limit)));
    return ROWS_LIST(&rows, page->limit, arena, read_event_row, ret);
}

static const char SELECT_OF_STREAM[] =
    "SELECT " COLUMNS(EVENT_ROW)
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
    return ROWS_LIST(&rows, limit, arena, read_event_row, ret);
}

static const char SELECT_LATEST_OF_STREAM[] =
    "SELECT " COLUMNS(EVENT_ROW)
    "  FROM event"
    " WHERE stream = $1"
    " ORDER BY seq DESC"
    " LIMIT $2";

Err
store_event_list_latest(Tx *tx, const char *stream, int64_t limit, Arena *arena, EventList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_LATEST_OF_STREAM, ARGS(TEXT(stream), INT(limit + 1))));
    return ROWS_LIST(&rows, limit, arena, read_event_row, ret);
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
    return db_find_text(tx->db, SELECT_NEXT_STREAM, after, arena, ret);
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
