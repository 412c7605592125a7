/*
 * Addresses that were kept long enough: removed from their events, which stay as they are but for
 * them.
 */
#include "store/events/events.h"

#include "store/engine/db.h"

/*
 * RULE AUD-4: ids rise with time, so what is done is told by one of them, and each event is looked
 * at once, without an index that every new one would have to be put into.
 */
static const char DONE[] = "addresses-removed-until";

#define BEHIND_DONE " id > COALESCE((SELECT value FROM setting WHERE name = $1), '')"

static const char SELECT_STEP[] =
    "SELECT COUNT(*), MAX(id)"
    "  FROM (SELECT id"
    "          FROM event"
    "         WHERE" BEHIND_DONE
    "           AND id < $2"
    "         ORDER BY id"
    "         LIMIT $3) AS step";

/* What a hash covers itself stays, or its chain would break. */
static const char UPDATE_ADDRESSES[] =
    "UPDATE event"
    "   SET address = '', address_salt = NULL"
    " WHERE" BEHIND_DONE "   AND id <= $2 AND address <> '' AND form >= 2";

Err
store_event_remove_addresses(Tx *tx, Micros before, int64_t limit, bool *ret_more)
{
    CLEANUP(rows_close) Rows rows = {0};
    const Id first_kept = id_first("evt_", before);

    TRY(db_select(tx->db, &rows, SELECT_STEP, ARGS(TEXT(DONE), TEXT(first_kept.text), INT(limit))));
    TRY(rows_get(&rows, ERR_STORAGE_UNAVAILABLE));
    int64_t count = rows_int(&rows, 0);
    const Id last = rows_id(&rows, 1);
    rows_close(&rows);
    if (count > 0) {
        TRY(db_exec(tx->db, NULL, UPDATE_ADDRESSES, ARGS(TEXT(DONE), TEXT(last.text))));
        TRY(store_setting_put(tx, DONE, last.text));
    }
    *ret_more = count == limit;
    return OK;
}
