/*
 * Links that set a password, once and for a while. There is one at the most for each user.
 */
#include "store/sign_in/sign_in.h"

#include "store/engine/db.h"

/* A new link takes the place of an earlier one. */
static const char INSERT_LINK[] =
    "INSERT INTO password_link (account_id, hash, expires_at)"
    " VALUES ($1, $2, $3)"
    "     ON CONFLICT (account_id)"
    "     DO UPDATE SET hash = excluded.hash, expires_at = excluded.expires_at";

Err
store_link_add(Tx *tx, const PasswordLink *link)
{
    return db_exec(tx->db, NULL, INSERT_LINK,
                   ARGS(TEXT(link->user_id.text), BYTES(link->hash), INT(link->expires_at)));
}

static const char SELECT_LINK[] =
    "SELECT account_id, expires_at"
    "  FROM password_link"
    " WHERE hash = $1 AND expires_at > $2";

Err
store_link_get(Tx *tx, const Hash *hash, Micros now, PasswordLink *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_LINK, ARGS(BYTES(*hash), INT(now))));
    TRY(rows_get(&rows, ERR_LINK_EXPIRED));
    *ret = (PasswordLink){
        .hash = *hash,
        .user_id = rows_id(&rows, 0),
        .expires_at = rows_int(&rows, 1),
    };
    return OK;
}

static const char DELETE_LINK[] =
    "DELETE FROM password_link"
    " WHERE account_id = $1";

Err
store_link_remove(Tx *tx, const Id *user_id)
{
    return db_exec(tx->db, NULL, DELETE_LINK, ARGS(TEXT(user_id->text)));
}
