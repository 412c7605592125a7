/*
 * Events, as the chain of their hashes has them: each stream in its order, added to at its end
 * only.
 */
#include "store/events/events.h"

#include "store/events/read_event.h"

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
    "        data, hash, form, address_salt, address_digest, reason_salt, reason_digest)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)";

#define BYTES_IF(there, bytes) ((there) ? BYTES(bytes) : NOTHING)

static Err
add_event(Tx *tx, const Event *event)
{
    const Event *e = event;
    bool placed = salted_text_is_there(&e->address), reasoned = salted_text_is_there(&e->reason);
    const char *address = placed ? e->address.text : "";

    Err err = db_exec(
        tx->db, NULL, INSERT_EVENT,
        ARGS(TEXT(e->stream), INT(e->seq), TEXT(e->id.text), TEXT(e->partner_id.text),
             TEXT(e->tenant_id.text), TEXT(e->type), INT(e->at), TEXT(e->actor_id.text),
             TEXT(address), TEXT(e->subject), TEXT(e->reason.text), TEXT(e->data), BYTES(e->hash),
             INT(e->form), BYTES_IF(placed, e->address.salt), BYTES_IF(placed, e->address.digest),
             BYTES_IF(reasoned, e->reason.salt), BYTES_IF(reasoned, e->reason.digest)));
    return err == ERR_ALREADY_EXISTS ? ERR_DB_CONFLICT : err;
}

/* RULE AUD-4: a salt of its own for each text, so that equal ones do not look equal. */
static void
salt_text(SaltedText *salted, Arena *arena)
{
    if (!salted_text_is_there(salted))
        return;
    random_bytes(salted->salt.byte, sizeof(salted->salt.byte));
    salted->digest = salted_digest(&salted->salt, salted->text, arena);
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
    salt_text(&event->address, arena);
    salt_text(&event->reason, arena);
    TRY(find_head(tx, event->stream, arena, &head));
    event->seq = head.seq + 1;
    event->id = id_new("evt_", event->at);
    event->hash = event_chain_hash(&head.hash, event, arena);
    return add_event(tx, event);
}

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
