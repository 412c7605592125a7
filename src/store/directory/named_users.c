/*
 * Many people of a tenant at once, by what they are called: an id, an e-mail address or a whole
 * name.
 */
#include "store/directory/directory.h"
#include "store/directory/read_user.h"
#include "store/engine/db.h"

ROW_READER(read_named_row, User, PERSON_ROW)

enum { NAMED_WIDTH = 254 };

#define SELECT_NAMED_BY(column)                                                                    \
    "SELECT wanted.n, " COLUMNS(PERSON_ROW)                                                        \
    "  FROM wanted"                                                                                \
    " CROSS JOIN account"                                                                          \
    " WHERE account.tenant_id = $3 AND account." column " = RTRIM(wanted.text)"

/* Each by an index of its own. */
static const char SELECT_USERS_NAMED[] =
    WITH_WANTED("text", "254") SELECT_NAMED_BY("id") " UNION " SELECT_NAMED_BY(
        "email") " UNION " SELECT_NAMED_BY("sort_name") " ORDER BY 1, 2";

Err
store_user_lists_named(Tx *tx, const UserNames *names, Arena *arena, UserList **ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    if (names->count > 0)
        TRY(db_select(tx->db, &rows, SELECT_USERS_NAMED,
                      ARGS(INT((int64_t)names->count),
                           arg_padded_texts(arena, NAMED_WIDTH, names->text, names->count),
                           TEXT(names->tenant_id.text))));
    return ROWS_LISTS(&rows, names->count, ROWS_ALL, arena, read_named_row, ret);
}
