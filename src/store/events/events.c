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
    event->stream = event_stream(event);
    salt_text(&event->address, arena);
    salt_text(&event->reason, arena);
    TRY(find_head(tx, event->stream, arena, &head));
    event->seq = head.seq + 1;
    event->id = id_new("evt_", event->at);
    event->hash = event_chain_hash(&head.hash, event, arena);
    return add_event(tx, event);
}

ROW_READER(read_event_row, Event, EVENT_ROW)

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
