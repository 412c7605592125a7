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
                   ARGS(TEXT(feed->user_id.text), BYTES(feed->hash), TEXT(lang_code(feed->lang)),
                        INT(feed->created_at)));
}

#define READ_LANG(member) member = lang_from_accept(rows_text(rows, column++, arena), LANG_EN)

// clang-format off
#define FEED_ROW(FIRST, OTHER)            \
    FIRST(ID,   user_id,    "account_id") \
    OTHER(LANG, lang,       "lang")       \
    OTHER(INT,  created_at, "created_at")
// clang-format on
ROW_READER(read_feed_row, CalendarFeed, FEED_ROW)

static const char SELECT_FEED[] =
    "SELECT " COLUMNS(FEED_ROW)
    "  FROM calendar_feed"
    " WHERE account_id = $1";

Err
store_feed_find(Tx *tx, const Id *user_id, Arena *arena, CalendarFeed *ret, bool *ret_found)
{
    CLEANUP(rows_close) Rows rows = {0};
    bool found;

    TRY(db_select(tx->db, &rows, SELECT_FEED, ARGS(TEXT(user_id->text))));
    TRY(rows_next(&rows, &found));
    if (found)
        TRY(read_feed_row(&rows, arena, ret));
    *ret_found = found;
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

/* Whose calendar program asks, and in which language it is answered. */
typedef struct FeedReader {
    Lang lang;
    Actor actor;
} FeedReader;

// clang-format off
#define FEED_READER_ROW(FIRST, OTHER)                     \
    FIRST(LANG, lang,                "feed.lang")         \
    OTHER(ID,   actor.user_id,       "account.id")        \
    OTHER(ID,   actor.tenant_id,     "account.tenant_id") \
    OTHER(ID,   actor.partner_id,    "tenant.partner_id") \
    OTHER(INT,  actor.roles,         "account.roles")     \
    OTHER(TEXT, actor.email,         "account.email")     \
    OTHER(TEXT, actor.tenant_name,   "tenant.name")       \
    OTHER(TEXT, actor.tenant_domain, "tenant.domain")
// clang-format on
ROW_READER(read_feed_reader_row, FeedReader, FEED_READER_ROW)

static const char SELECT_FEED_READER[] =
    "SELECT " COLUMNS(FEED_READER_ROW)
    "  FROM calendar_feed AS feed"
    "  JOIN account ON account.id = feed.account_id"
    "  JOIN tenant ON tenant.id = account.tenant_id"
    " WHERE feed.hash = $1 AND account.disabled_at IS NULL";

Err
store_feed_get_actor(Tx *tx, const Hash *hash, Arena *arena, Lang *ret_lang, Actor *ret)
{
    CLEANUP(rows_close) Rows rows = {0};
    FeedReader reader;

    TRY(db_select(tx->db, &rows, SELECT_FEED_READER, ARGS(BYTES(*hash))));
    TRY(rows_get(&rows, ERR_NOT_FOUND));
    TRY(read_feed_reader_row(&rows, arena, &reader));
    *ret_lang = reader.lang;
    *ret = reader.actor;
    return OK;
}
