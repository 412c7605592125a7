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

/* Bytes of another length were tampered with. They are read as zeros, so that perq check finds it;
 * and so are none. */
static void
read_chained(const Rows *rows, int column, Arena *arena, uint8_t *ret, size_t size)
{
    size_t count;
    const uint8_t *bytes = rows_blob(rows, column, arena, &count);

    memset(ret, 0, size);
    if (bytes != NULL && count == size)
        memcpy(ret, bytes, size);
}

static Err
find_head(Tx *tx, const char *stream, Arena *arena, Head *ret)
{
    CLEANUP(rows_close) Rows rows = {0};
    Head head = {.hash = EVENT_CHAIN_START};
    bool found;

    TRY(db_select(tx->db, &rows, SELECT_HEAD, ARGS(TEXT(stream))));
    TRY(rows_next(&rows, &found));
    if (found) {
        head.seq = rows_int(&rows, 0);
        read_chained(&rows, 1, arena, head.hash.byte, sizeof(head.hash.byte));
    }
    *ret = head;
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
    "        data, hash, form, address_salt, address_digest)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";

static Err
add_event(Tx *tx, const Event *event)
{
    const Event *e = event;
    bool placed = e->address[0] != '\0';

    Err err =
        db_exec(tx->db, NULL, INSERT_EVENT,
                ARGS(TEXT(e->stream), INT(e->seq), TEXT(e->id.text), TEXT(e->partner_id.text),
                     TEXT(e->tenant_id.text), TEXT(e->type), INT(e->at), TEXT(e->actor_id.text),
                     TEXT(e->address), TEXT(e->subject), TEXT(e->reason), TEXT(e->data),
                     BYTES(e->hash), INT(e->form), placed ? BYTES(e->address_salt) : NOTHING,
                     placed ? BYTES(e->address_digest) : NOTHING));
    return err == ERR_ALREADY_EXISTS ? ERR_DB_CONFLICT : err;
}

/* RULE AUD-4 */
static void
digest_address(Event *event, Arena *arena)
{
    if (event->address[0] == '\0')
        return;
    random_bytes(event->address_salt.byte, sizeof(event->address_salt.byte));
    event->address_digest = event_address_digest(&event->address_salt, event->address, arena);
}

/*
 * RULE AUD-2: two events that would follow the same one have the same number, and the primary key
 * lets one of them in. The other has to begin again.
 */
Err
store_event_append(Tx *tx, Arena *arena, Event *event)
{
    Head head;

    event->form = EVENT_FORM_SALTED;
    event->stream = stream_of(event);
    digest_address(event, arena);
    TRY(find_head(tx, event->stream, arena, &head));
    event->seq = head.seq + 1;
    event->id = id_new("evt_", event->at);
    event->hash = event_chain_hash(&head.hash, event, arena);
    return add_event(tx, event);
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
    OTHER(TEXT,    address,        "address")        \
    OTHER(CHAINED, address_salt,   "address_salt")   \
    OTHER(CHAINED, address_digest, "address_digest") \
    OTHER(TEXT,    subject,        "subject")        \
    OTHER(TEXT,    reason,         "reason")         \
    OTHER(TEXT,    data,           "data")           \
    OTHER(INT,     form,           "form")           \
    OTHER(CHAINED, hash,           "hash")

#define FEED_ROW(FIRST, OTHER)   \
    EVENT_ROW(FIRST, OTHER)      \
    OTHER(ID, actor_tenant_id,   \
          "(SELECT account.tenant_id FROM account WHERE account.id = event.actor_id)")
// clang-format on
ROW_READER(read_event_row, Event, EVENT_ROW)
ROW_READER(read_feed_event_row, Event, FEED_ROW)

static const char SELECT_OF_ALL[] =
    "SELECT " COLUMNS(FEED_ROW)
    "  FROM event"
    " WHERE id > $1"
    " ORDER BY id"
    " LIMIT $2";

static const char SELECT_OF_PARTNER[] =
    "SELECT " COLUMNS(FEED_ROW)
    "  FROM event"
    " WHERE partner_id = $1 AND id > $2"
    " ORDER BY id"
    " LIMIT $3";

/* The next of either stream are found by an index, however many other tenants the partner has. */
static const char SELECT_OF_TENANT[] =
    "SELECT " COLUMNS(FEED_ROW)
    "  FROM event"
    " WHERE id IN (SELECT id"
    "                FROM (SELECT id FROM event WHERE stream = $1 AND id > $3"
    "                       ORDER BY id LIMIT $4) AS own"
    "               UNION ALL"
    "              SELECT id"
    "                FROM (SELECT id FROM event WHERE stream = $2 AND id > $3"
    "                       ORDER BY id LIMIT $4) AS shared)"
    " ORDER BY id"
    " LIMIT $4";

/* RULE ROLE-2: what happened in another tenant is not there. */
Err
store_event_list(Tx *tx, const EventScope *scope, const Page *page, Arena *arena, EventList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};
    Arg partner = TEXT(scope->partner_id.text);
    Arg limit = INT(page->limit + 1);

    if (id_is_empty(&scope->partner_id))
        TRY(db_select(tx->db, &rows, SELECT_OF_ALL, ARGS(PAGE_AFTER(page), limit)));
    else if (id_is_empty(&scope->tenant_id))
        TRY(db_select(tx->db, &rows, SELECT_OF_PARTNER, ARGS(partner, PAGE_AFTER(page), limit)));
    else
        TRY(db_select(tx->db, &rows, SELECT_OF_TENANT,
                      ARGS(TEXT(scope->tenant_id.text), partner, PAGE_AFTER(page), limit)));
    return ROWS_LIST(&rows, page->limit, arena, read_feed_event_row, ret);
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
    "SELECT id, at"
    "  FROM event"
    " ORDER BY id DESC"
    " LIMIT 1";

Err
store_event_latest(Tx *tx, Id *ret, Micros *ret_at)
{
    CLEANUP(rows_close) Rows rows = {0};
    bool found;

    TRY(db_select(tx->db, &rows, SELECT_LATEST, NO_ARGS));
    TRY(rows_next(&rows, &found));
    *ret = found ? rows_id(&rows, 0) : (Id){{0}};
    *ret_at = found ? rows_int(&rows, 1) : 0;
    return OK;
}
