/*
 * Assignments: who has a licence of a subscription. The subscription counts them.
 */
#include "store/subscriptions/subscriptions.h"

#include "store/engine/db.h"

static const char INSERT_ASSIGNMENT[] =
    "INSERT INTO license_assignment (tenant_id, subscription_id, account_id, since)"
    " VALUES ($1, $2, $3, $4)"
    "     ON CONFLICT (tenant_id, subscription_id, account_id) DO NOTHING";

/* RULE SUB-6: the WHERE clause, not an earlier read, says whether there is a licence left. */
static const char COUNT_UP[] =
    "UPDATE subscription"
    "   SET assigned = assigned + 1"
    " WHERE tenant_id = $1 AND id = $2 AND assigned < licenses AND voided = 0";

Err
store_assignment_add(Tx *tx, const Subscription *subscription, const Id *user_id, Micros since)
{
    const char *tenant_id = subscription->tenant_id.text;
    const char *id = subscription->id.text;
    int64_t changed;

    TRY(db_exec(tx->db, &changed, INSERT_ASSIGNMENT,
                ARGS(TEXT(tenant_id), TEXT(id), TEXT(user_id->text), INT(since))));
    if (changed == 0)
        return ERR_ALREADY_EXISTS;
    TRY(db_exec(tx->db, &changed, COUNT_UP, ARGS(TEXT(tenant_id), TEXT(id))));
    return changed == 1 ? OK : ERR_NO_LICENSE_LEFT;
}

static const char DELETE_ASSIGNMENT[] =
    "DELETE FROM license_assignment"
    " WHERE tenant_id = $1 AND subscription_id = $2 AND account_id = $3";

static const char COUNT_DOWN[] =
    "UPDATE subscription"
    "   SET assigned = assigned - 1"
    " WHERE tenant_id = $1 AND id = $2";

Err
store_assignment_remove(Tx *tx, const Subscription *subscription, const Id *user_id,
                        bool *ret_found)
{
    const char *tenant_id = subscription->tenant_id.text;
    const char *id = subscription->id.text;
    int64_t changed;

    TRY(db_exec(tx->db, &changed, DELETE_ASSIGNMENT,
                ARGS(TEXT(tenant_id), TEXT(id), TEXT(user_id->text))));
    if (changed == 1)
        TRY(db_exec(tx->db, NULL, COUNT_DOWN, ARGS(TEXT(tenant_id), TEXT(id))));
    *ret_found = changed == 1;
    return OK;
}

// clang-format off
#define ASSIGNMENT_ROW(FIRST, OTHER)            \
    FIRST(ID,   user_id,      "l.account_id")   \
    OTHER(TEXT, email,        "a.email")        \
    OTHER(TEXT, display_name, "a.display_name") \
    OTHER(INT,  since,        "l.since")        \
    OTHER(TEXT, search_text,  "a.search_text")
// clang-format on
ROW_READER(read_assignment_row, Assignment, ASSIGNMENT_ROW)

static const char SELECT_ASSIGNMENTS[] =
    "SELECT " COLUMNS(ASSIGNMENT_ROW)
    "  FROM license_assignment l"
    "  JOIN account a ON a.id = l.account_id"
    " WHERE l.tenant_id = $1 AND l.subscription_id = $2 AND l.account_id > $3"
    "   AND a.search_text LIKE $4 ESCAPE '!'"
    " ORDER BY l.account_id"
    " LIMIT $5";

static bool
holder_has_words(const void *item, void *words)
{
    return words_are_in(words, ((const Assignment *)item)->search_text);
}

/* The engine looks for the longest word, which few have; for the others is looked here. */
Err
store_assignment_list(Tx *tx, const Subscription *subscription, const AssignmentSearch *search,
                      Arena *arena, AssignmentList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};
    const Page *page = &search->page;
    Words words = search->words;
    bool several = words.count > 1;
    const Keeping keeping = {.wanted = several ? holder_has_words : NULL, .data = &words};

    TRY(db_select(tx->db, &rows, SELECT_ASSIGNMENTS,
                  ARGS(TEXT(subscription->tenant_id.text), TEXT(subscription->id.text),
                       PAGE_AFTER(page), TEXT(pattern_containing(arena, words_longest(&words))),
                       INT(several ? INT64_MAX : page->limit + 1))));
    return ROWS_KEPT(&rows, page->limit, &keeping, arena, read_assignment_row, ret);
}

// clang-format off
#define SINCE_ROW(FIRST, OTHER) \
    FIRST(INT, since, "l.since")
// clang-format on
ROW_READER(read_since_row, Assignment, SINCE_ROW)

static const char SELECT_SINCE[] = WITH_IDS
    "SELECT wanted.n, " COLUMNS(SINCE_ROW)
    "  FROM wanted"
    " CROSS JOIN license_assignment l"
    " WHERE l.tenant_id = $3 AND l.subscription_id = $4 AND l.account_id = wanted.id";

Err
store_assignment_list_of(Tx *tx, const Subscription *subscription, const UserList *users,
                         Arena *arena, Assignment **ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    if (users->count > 0)
        TRY(db_select(tx->db, &rows, SELECT_SINCE,
                      ARGS(IDS_OF(arena, users->item, users->count),
                           TEXT(subscription->tenant_id.text), TEXT(subscription->id.text))));
    return ROWS_EACH(&rows, users->count, arena, read_since_row, ret);
}

static const char COUNT_ASSIGNMENTS[] =
    "SELECT COUNT(*)"
    "  FROM license_assignment"
    " WHERE tenant_id = $1 AND subscription_id = $2";

Err
store_assignment_count(Tx *tx, const Subscription *subscription, int64_t *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, COUNT_ASSIGNMENTS,
                  ARGS(TEXT(subscription->tenant_id.text), TEXT(subscription->id.text))));
    TRY(rows_get(&rows, ERR_INTERNAL));
    *ret = rows_int(&rows, 0);
    return OK;
}
