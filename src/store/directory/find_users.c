/*
 * People of a tenant in the orders in which they are looked at, and those among them who are looked
 * for.
 */
#include "store/directory/directory.h"
#include "store/directory/read_user.h"
#include "store/engine/db.h"

// clang-format off
#define FOUND_ROW(FIRST, OTHER)                  \
    PERSON_ROW(FIRST, OTHER)                     \
    OTHER(INT,  programme_count,  COUNT_PROGRAMMES) \
    OTHER(TEXT, search_text,      "search_text") \
    OTHER(SORT, sort.in[LANG_EN], "sort_en")     \
    OTHER(SORT, sort.in[LANG_SV], "sort_sv")
// clang-format on
ROW_READER(read_found_row, User, FOUND_ROW)

/* A licence that somebody has, and a credit. */
#define LICENCE                                                                                    \
    "SELECT 1 FROM license_assignment l"                                                           \
    "  JOIN subscription s ON s.tenant_id = l.tenant_id AND s.id = l.subscription_id"              \
    " WHERE l.tenant_id = account.tenant_id AND l.account_id = account.id AND s.voided = 0"
#define CREDIT                                                                                     \
    "SELECT 1 FROM credit_user u"                                                                  \
    "  JOIN credit c ON c.tenant_id = u.tenant_id AND c.id = u.credit_id"                          \
    "  JOIN benefit b ON b.id = c.benefit_id"                                                      \
    " WHERE u.tenant_id = account.tenant_id AND u.account_id = account.id AND u.until IS NULL"     \
    "   AND c.ends_on > $8"

/* What is asked of each of them, in $1 to $8; a Wish is 0 where nothing is. */
#define SELECT_WANTED                                                                              \
    "SELECT " COLUMNS(FOUND_ROW)                                                                   \
    "  FROM account"                                                                               \
    " WHERE tenant_id = $1 AND search_text LIKE $2 ESCAPE '!'"                                     \
    "   AND ($3 = 0 OR (roles & $3) <> 0)"                                                         \
    "   AND ($4 = '' OR kind = $4)"                                                                \
    "   AND ($5 = 0 OR $5 = CASE WHEN signed_in_at IS NULL THEN 1 ELSE 2 END)"                     \
    "   AND ($6 = 0 OR $6 = CASE WHEN EXISTS (" LICENCE ") THEN 2 ELSE 1 END)"                     \
    "   AND ($7 = '' OR EXISTS (" LICENCE " AND s.sku = $7)"                                       \
    "        OR EXISTS (" CREDIT " AND b.sku = $7))"

/* The index over names has the order; whoever does not match is passed over on the way. */
#define BY_NAME(key, than, turned)                                                                 \
    SELECT_WANTED                                                                                  \
    "   AND ($9 = 1 OR (" key ", id) " than                                                        \
    " ($10, $11))"                                                                                 \
    " ORDER BY " key turned ", id" turned " LIMIT $12"

static const char BY_NAME_EN[] = BY_NAME("sort_en", ">", "");
static const char BY_NAME_SV[] = BY_NAME("sort_sv", ">", "");
static const char BY_NAME_EN_FALLING[] = BY_NAME("sort_en", "<", " DESC");
static const char BY_NAME_SV_FALLING[] = BY_NAME("sort_sv", "<", " DESC");

static const char *const STATEMENTS_BY_NAME[][2] = {
    [LANG_EN] = {BY_NAME_EN, BY_NAME_EN_FALLING},
    [LANG_SV] = {BY_NAME_SV, BY_NAME_SV_FALLING},
};
static_assert(COUNT_OF(STATEMENTS_BY_NAME) == LANG_COUNT, "an order for each language");

/* $9 is 1, -1 to turn the order around, or 0 for that of the ids alone. */
#define SIGN_IN "$9 * COALESCE(signed_in_at, 0)"

static const char BY_SIGN_IN[] = SELECT_WANTED "   AND (" SIGN_IN
                                               ", id) > ($10, $11)"
                                               " ORDER BY " SIGN_IN
                                               ", id"
                                               " LIMIT $12";

static int64_t
sign_of(const UserSearch *search)
{
    if (search->column == USER_BY_ID)
        return 0;
    return search->falling ? -1 : 1;
}

Order
user_order(const UserSearch *search, const User *user)
{
    Order order = {.size = 0};

    if (search->column == USER_BY_NAME)
        return order_of_key(user->sort.in[search->lang]);
    order_put_number(&order, sign_of(search) * user->signed_in_at);
    return order;
}

static int
compare_user(const void *record, const RowPlace *place, const void *data)
{
    const UserSearch *search = data;
    const User *user = record;
    const Order own = user_order(search, user);
    bool turned = search->column == USER_BY_NAME && search->falling;
    int order = order_compare((SortKey){own.byte, own.size},
                              (SortKey){place->order.byte, place->order.size});

    if (order == 0)
        order = strcmp(user->id.text, place->id);
    return turned ? -order : order;
}

static bool
has_words(const void *item, void *words)
{
    return words_are_in(words, ((const User *)item)->search_text);
}

/* A search with what its statements need of it. */
typedef struct Seeking {
    const UserSearch *search;
    const RowPlace *after;
    const char *pattern;
    int64_t read;
} Seeking;

/* What all statements begin with. */
#define WANTED(search, seeking)                                                                    \
    TEXT((search)->tenant_id.text), TEXT((seeking)->pattern), INT((search)->roles),                \
        TEXT((search)->kind != NULL ? (search)->kind : ""), INT((search)->signed_in),              \
        INT((search)->licensed), TEXT((search)->sku != NULL ? (search)->sku : ""),                 \
        INT((search)->today.day)

static Err
select_users(Db *db, const void *scope, Rows *ret)
{
    const Seeking *seeking = scope;
    const UserSearch *search = seeking->search;
    const RowPlace *after = seeking->after;

    if (search->column == USER_BY_NAME)
        return db_select(db, ret, STATEMENTS_BY_NAME[search->lang][search->falling],
                         ARGS(WANTED(search, seeking), INT(after == NULL), ORDER_AFTER(after),
                              ID_AFTER(after), INT(seeking->read)));
    return db_select(db, ret, BY_SIGN_IN,
                     ARGS(WANTED(search, seeking), INT(sign_of(search)),
                          INT(after != NULL ? order_number(&after->order, 0) : INT64_MIN),
                          ID_AFTER(after), INT(seeking->read)));
}

static int
compare_seeking(const void *record, const RowPlace *place, const void *scope)
{
    return compare_user(record, place, ((const Seeking *)scope)->search);
}

static Err
find_users(Tx *tx, const UserSearch *search, const Keeping *keeping, Arena *arena, UserList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};
    Words words = search->words;
    Seeking seeking = {.search = search,
                       .pattern = pattern_containing(arena, words_longest(&words)),
                       .read = INT64_MAX};
    const Parting parting = {&search->part, *keeping, select_users, compare_seeking, &seeking};

    if (search->part.counted)
        return ROWS_PART(tx->db, &parting, arena, read_found_row, ret);
    seeking.after = search->part.after;
    if (keeping->wanted == NULL)
        seeking.read = search->part.limit + 1;
    TRY(select_users(tx->db, &seeking, &rows));
    return ROWS_KEPT(&rows, search->part.limit, keeping, arena, read_found_row, ret);
}

/* The engine looks for the longest word, which few have; for the others is looked here. */
Err
store_user_search(Tx *tx, const UserSearch *search, Arena *arena, UserList *ret)
{
    Words words = search->words;
    const Keeping keeping = {.wanted = words.count > 1 ? has_words : NULL, .data = &words};
    UserList list;

    TRY(find_users(tx, search, &keeping, arena, &list));
    if (search->with_programmes)
        TRY(read_programmes_of(tx, arena, list.item, list.count));
    *ret = list;
    return OK;
}
