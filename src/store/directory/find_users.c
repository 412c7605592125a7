/*
 * People of a tenant in the order of their names, and those among them who are looked for.
 */
#include "store/directory/directory.h"
#include "store/directory/read_user.h"
#include "store/engine/db.h"

// clang-format off
#define FOUND_ROW(FIRST, OTHER)               \
    PERSON_ROW(FIRST, OTHER)                  \
    OTHER(TEXT, search_text,      "search_text") \
    OTHER(SORT, sort.in[LANG_EN], "sort_en")  \
    OTHER(SORT, sort.in[LANG_SV], "sort_sv")
// clang-format on
ROW_READER(read_found_row, User, FOUND_ROW)

/* The index over names has the order; whoever does not match is passed over on the way. */
#define SEARCH_USERS_BY(key)                                                                       \
    "SELECT " COLUMNS(FOUND_ROW)                                                                   \
    "  FROM account"                                                                               \
    " WHERE tenant_id = $1 AND (" key ", id) > ($2, $3)"                                           \
    "   AND search_text LIKE $4 ESCAPE '!'"                                                        \
    " ORDER BY " key ", id"                                                                        \
    " LIMIT $5"

static const char SEARCH_USERS_EN[] = SEARCH_USERS_BY("sort_en");
static const char SEARCH_USERS_SV[] = SEARCH_USERS_BY("sort_sv");

static const char *const SEARCH_USERS[] = {
    [LANG_EN] = SEARCH_USERS_EN,
    [LANG_SV] = SEARCH_USERS_SV,
};
static_assert(COUNT_OF(SEARCH_USERS) == LANG_COUNT, "an order for each language");

static bool
has_words(const void *item, void *words)
{
    return words_are_in(words, ((const User *)item)->search_text);
}

/* The engine looks for the longest word, which few have; for the others is looked here. */
Err
store_user_search(Tx *tx, const UserSearch *search, Arena *arena, UserList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};
    Words words = search->words;
    bool several = words.count > 1;
    const Keeping keeping = {.wanted = several ? has_words : NULL, .data = &words};
    const RowPlace *after = search->after;

    TRY(db_select(tx->db, &rows, SEARCH_USERS[search->lang],
                  ARGS(TEXT(search->tenant_id.text), ORDER_AFTER(after), ID_AFTER(after),
                       TEXT(pattern_containing(arena, words_longest(&words))),
                       INT(several ? INT64_MAX : search->limit + 1))));
    return ROWS_KEPT(&rows, search->limit, &keeping, arena, read_found_row, ret);
}
