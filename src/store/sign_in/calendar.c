/*
 * The secret addresses of calendars.
 */
#include "store/sign_in/sign_in.h"

#include "store/engine/db.h"

/* A new address takes the place of an earlier one. */
static const char INSERT_FEED[] =
    "INSERT INTO calendar_feed (account_id, hash, lang, created_at)"
    " VALUES ($1, $2, $3, $4)"
    "     ON CONFLICT (account_id)"
    "     DO UPDATE SET hash = excluded.hash, lang = excluded.lang,"
    "                   created_at = excluded.created_at";

Err
store_feed_put(Tx *tx, const CalendarFeed *feed)
{
    return db_exec(tx->db, NULL, INSERT_FEED,
                   ARGS(TEXT(feed->user_id.text), BLOB(feed->hash.byte, sizeof(feed->hash.byte)),
                        TEXT(lang_code(feed->lang)), INT(feed->created_at)));
}

static const char SELECT_FEED[] =
    "SELECT lang, created_at"
    "  FROM calendar_feed"
    " WHERE account_id = $1";

Err
store_feed_find(Tx *tx, const Id *user_id, Arena *arena, CalendarFeed *ret, bool *ret_found)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_FEED, ARGS(TEXT(user_id->text))));
    TRY(rows_next(&rows, ret_found));
    if (*ret_found)
        *ret = (CalendarFeed){
            .user_id = *user_id,
            .lang = lang_from_accept(rows_text(&rows, 0, arena), LANG_EN),
            .created_at = rows_int(&rows, 1),
        };
    return OK;
}

static const char DELETE_FEED[] =
    "DELETE FROM calendar_feed"
    " WHERE account_id = $1";

Err
store_feed_remove(Tx *tx, const Id *user_id, bool *ret_found)
{
    int64_t changed;

    TRY(db_exec(tx->db, &changed, DELETE_FEED, ARGS(TEXT(user_id->text))));
    *ret_found = changed > 0;
    return OK;
}

static const char SELECT_READER[] =
    "SELECT feed.lang, account.id, account.tenant_id, tenant.partner_id, account.roles,"
    "       account.email, tenant.name, tenant.domain"
    "  FROM calendar_feed AS feed"
    "  JOIN account ON account.id = feed.account_id"
    "  JOIN tenant ON tenant.id = account.tenant_id"
    " WHERE feed.hash = $1 AND account.disabled_at IS NULL";

Err
store_feed_get_actor(Tx *tx, const Hash *hash, Arena *arena, Lang *ret_lang, Actor *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_READER, ARGS(BLOB(hash->byte, sizeof(hash->byte)))));
    TRY(rows_get(&rows, ERR_NOT_FOUND));
    *ret_lang = lang_from_accept(rows_text(&rows, 0, arena), LANG_EN);
    *ret = (Actor){
        .user_id = rows_id(&rows, 1),
        .tenant_id = rows_id(&rows, 2),
        .partner_id = rows_id(&rows, 3),
        .roles = (Roles)rows_int(&rows, 4),
        .email = rows_text(&rows, 5, arena),
        .tenant_name = rows_text(&rows, 6, arena),
        .tenant_domain = rows_text(&rows, 7, arena),
    };
    return OK;
}
