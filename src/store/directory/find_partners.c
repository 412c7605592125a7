/*
 * Partners as the operator's staff look at them: in the order of names or of the days on which
 * years end, those that are looked for among them, and how each is doing.
 */
#include "store/directory/directory.h"

#include "store/directory/read_user.h"
#include "store/engine/db.h"

/* Of an offer the last year counts, of several offers that which ends first. */
#define ENDS_ON(partner, day)                                                                      \
    "COALESCE((SELECT MIN(last.ends_on)"                                                           \
    " FROM (SELECT MAX(ends_on) AS ends_on FROM enrolment"                                         \
    " WHERE partner_id = " partner                                                                 \
    " GROUP BY offer_code) last"                                                                   \
    " WHERE last.ends_on > " day "), 3000000)"
static_assert(PARTNER_NO_END == 3000000, "as the statement has it");

/* An administrator (role.def: 1 and 2) who can sign in. */
#define ADMINISTRATOR_OF(partner)                                                                  \
    "SELECT 1 FROM tenant"                                                                         \
    "  JOIN account ON account.tenant_id = tenant.id"                                              \
    " WHERE tenant.partner_id = " partner                                                          \
    " AND (account.roles & 3) <> 0"                                                                \
    "   AND account.password_hash IS NOT NULL AND account.disabled_at IS NULL"
#define ATTENDED(partner) "CASE WHEN EXISTS (" ADMINISTRATOR_OF(partner) ") THEN 1 ELSE 0 END"
static_assert((ROLE_GLOBAL_ADMIN | ROLE_PARTNER_ADMIN) == 3, "as the statement has it");

#define DOMAIN_OF(partner)                                                                         \
    "(SELECT domain FROM tenant WHERE tenant.partner_id = " partner " ORDER BY tenant.id LIMIT 1)"
#define TENANTS_OF(partner) "(SELECT COUNT(*) FROM tenant WHERE tenant.partner_id = " partner ")"

/* --- all of them -------------------------------------------------------------------------------
 */

/* What only some searches ask ($1: how each is doing, $2: its domain) is found for these only. */
// clang-format off
#define SOUGHT_ROW(FIRST, OTHER)                                  \
    FIRST(ID,   partner.id,          "partner.id")                \
    OTHER(TEXT, partner.name,        "partner.name")              \
    OTHER(TEXT, partner.country,     "partner.country")           \
    OTHER(TEXT, partner.locale,      "partner.locale")            \
    OTHER(TEXT, partner.external_id, "partner.external_id")       \
    OTHER(INT,  partner.created_at,  "partner.created_at")        \
    OTHER(INT,  partner.suspended_at, "partner.suspended_at")     \
    OTHER(SORT, sort.in[LANG_EN],    "partner.sort_en")           \
    OTHER(SORT, sort.in[LANG_SV],    "partner.sort_sv")           \
    OTHER(INT,  facts.ends_on,       "CASE WHEN $1 = 1 THEN " ENDS_ON("partner.id", "$3") " END AS ends_on") \
    OTHER(INT,  facts.attended,      "CASE WHEN $1 = 1 THEN " ATTENDED("partner.id") " END") \
    OTHER(TEXT, domain,              "CASE WHEN $2 = 1 THEN " DOMAIN_OF("partner.id") " END")
// clang-format on
ROW_READER(read_sought_row, PartnerFound, SOUGHT_ROW)

#define SELECT_SOUGHT(order)                                                                       \
    "SELECT " COLUMNS(SOUGHT_ROW) "  FROM partner"                                                 \
                                  " ORDER BY " order

static const char BY_NAME_EN[] = SELECT_SOUGHT("sort_en, partner.id");
static const char BY_NAME_SV[] = SELECT_SOUGHT("sort_sv, partner.id");
static const char BY_NAME_EN_FALLING[] = SELECT_SOUGHT("sort_en DESC, partner.id DESC");
static const char BY_NAME_SV_FALLING[] = SELECT_SOUGHT("sort_sv DESC, partner.id DESC");
static const char BY_END[] = SELECT_SOUGHT("ends_on, partner.id");
static const char BY_END_FALLING[] = SELECT_SOUGHT("ends_on DESC, partner.id DESC");

static const char *const STATEMENTS_BY_NAME[][2] = {
    [LANG_EN] = {BY_NAME_EN, BY_NAME_EN_FALLING},
    [LANG_SV] = {BY_NAME_SV, BY_NAME_SV_FALLING},
};
static_assert(COUNT_OF(STATEMENTS_BY_NAME) == LANG_COUNT, "an order for each language");

Order
partner_order(const PartnerSearch *search, const PartnerFound *found)
{
    Order order = {.size = 0};

    if (search->column == PARTNER_BY_NAME)
        return order_of_key(found->sort.in[search->lang]);
    order_put_number(&order, found->facts.ends_on);
    return order;
}

static int
compare_partner(const void *record, const RowPlace *place, const void *scope)
{
    const PartnerSearch *search = scope;
    const PartnerFound *found = record;
    const Order own = partner_order(search, found);
    int order = order_compare((SortKey){own.byte, own.size},
                              (SortKey){place->order.byte, place->order.size});

    if (order == 0)
        order = strcmp(found->partner.id.text, place->id);
    return search->falling ? -order : order;
}

static Err
select_partners(Db *db, const void *scope, Rows *ret)
{
    const PartnerSearch *search = scope;
    bool by_name = search->column == PARTNER_BY_NAME;
    const char *sql = by_name           ? STATEMENTS_BY_NAME[search->lang][search->falling]
                      : search->falling ? BY_END_FALLING
                                        : BY_END;

    return db_select(db, ret, sql,
                     ARGS(INT(!by_name || search->health >= 0), INT(search->words.count > 0),
                          INT(search->today.day)));
}

typedef struct Wanted {
    const PartnerSearch *search;
    Arena *arena;
} Wanted;

static const char *
or_nothing(const char *text)
{
    return text != NULL ? text : "";
}

/* They are as many as a programme has: what they are found by is folded as they are looked through.
 */
static bool
is_partner_wanted(const void *record, void *data)
{
    const Wanted *wanted = data;
    const PartnerSearch *search = wanted->search;
    const PartnerFound *found = record;
    const Partner *partner = &found->partner;

    if (search->health >= 0 &&
        (int64_t)partner_health(&found->facts, search->today) != search->health)
        return false;
    if (search->words.count == 0)
        return true;
    const char *text =
        arena_printf(wanted->arena, "%s\n%s\n%s\n%s", partner->name, partner->id.text,
                     or_nothing(partner->external_id), or_nothing(found->domain));
    return words_are_in(&search->words, text_folded(wanted->arena, text));
}

/* --- what there is to say of some ----------------------------------------------------------------
 */

typedef struct Doing {
    PartnerFacts facts;
    const char *domain;
    int64_t tenants;
} Doing;

// clang-format off
#define DOING_ROW(FIRST, OTHER)                              \
    FIRST(INT,  facts.ends_on,  ENDS_ON("wanted.id", "$3"))        \
    OTHER(INT,  facts.attended, ATTENDED("wanted.id"))       \
    OTHER(TEXT, domain,         DOMAIN_OF("wanted.id"))      \
    OTHER(INT,  tenants,        TENANTS_OF("wanted.id"))
// clang-format on
ROW_READER(read_doing_row, Doing, DOING_ROW)

static const char SELECT_DOING[] = WITH_IDS "SELECT wanted.n, " COLUMNS(DOING_ROW) "  FROM wanted";

static Err
say_how_they_do(Tx *tx, Date today, Arena *arena, PartnerFoundList *list)
{
    CLEANUP(rows_close) Rows rows = {0};
    Id *id = ARENA_NEW_ARRAY(arena, Id, list->count);
    Doing *doing;

    for (size_t i = 0; i < list->count; i++)
        id[i] = list->item[i].partner.id;
    TRY(db_select(tx->db, &rows, SELECT_DOING, ARGS(IDS(arena, id, list->count), INT(today.day))));
    TRY(ROWS_EACH(&rows, list->count, arena, read_doing_row, &doing));
    for (size_t i = 0; i < list->count; i++) {
        PartnerFound *found = &list->item[i];
        found->facts = doing[i].facts;
        found->domain = doing[i].domain;
        found->tenants = doing[i].tenants;
    }
    return OK;
}

Err
store_partner_search(Tx *tx, const PartnerSearch *search, Arena *arena, PartnerFoundList *ret)
{
    Wanted wanted = {search, arena};
    bool all = search->health < 0 && search->words.count == 0;
    const Parting parting = {
        .part = &search->part,
        .keeping = {.wanted = all ? NULL : is_partner_wanted, .data = &wanted},
        .select = select_partners,
        .compare = compare_partner,
        .scope = search,
    };

    TRY(ROWS_PART(tx->db, &parting, arena, read_sought_row, ret));
    return say_how_they_do(tx, search->today, arena, ret);
}

// clang-format off
#define ONE_ROW(FIRST, OTHER)                               \
    FIRST(ID,   partner.id,          "partner.id")          \
    OTHER(TEXT, partner.name,        "partner.name")        \
    OTHER(TEXT, partner.country,     "partner.country")     \
    OTHER(TEXT, partner.locale,      "partner.locale")      \
    OTHER(TEXT, partner.external_id, "partner.external_id") \
    OTHER(INT,  partner.created_at,  "partner.created_at")  \
    OTHER(INT,  partner.suspended_at, "partner.suspended_at") \
    OTHER(INT,  facts.ends_on,       ENDS_ON("partner.id", "$2")) \
    OTHER(INT,  facts.attended,      ATTENDED("partner.id")) \
    OTHER(TEXT, domain,              DOMAIN_OF("partner.id")) \
    OTHER(INT,  tenants,             TENANTS_OF("partner.id"))
// clang-format on
ROW_READER(read_one_row, PartnerFound, ONE_ROW)

static const char SELECT_ONE[] =
    "SELECT " COLUMNS(ONE_ROW)
    "  FROM partner"
    " WHERE partner.id = $1";

Err
store_partner_found_get(Tx *tx, const Id *id, Date today, Arena *arena, PartnerFound *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_ONE, ARGS(TEXT(id->text), INT(today.day))));
    TRY(rows_get(&rows, ERR_NOT_FOUND));
    return read_one_row(&rows, arena, ret);
}

/* --- those that nobody can act for
 * ---------------------------------------------------------------- */

// clang-format off
#define UNATTENDED_ROW(FIRST, OTHER)      \
    FIRST(ID,   id,         "id")         \
    OTHER(TEXT, name,       "name")       \
    OTHER(INT,  created_at, "created_at")
// clang-format on
ROW_READER(read_unattended_row, Partner, UNATTENDED_ROW)

static const char SELECT_UNATTENDED[] =
    "SELECT " COLUMNS(UNATTENDED_ROW)
    "  FROM partner"
    " WHERE NOT EXISTS (" ADMINISTRATOR_OF("partner.id") ")"
    " ORDER BY id"
    " LIMIT $1";

Err
store_partner_list_unattended(Tx *tx, int64_t limit, Arena *arena, PartnerList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_UNATTENDED, ARGS(INT(limit + 1))));
    return ROWS_LIST(&rows, limit, arena, read_unattended_row, ret);
}

/* --- those who can act for one -------------------------------------------------------------------
 */

ROW_READER(read_acting_row, User, PERSON_ROW)

static const char SELECT_ACTORS[] =
    "SELECT " COLUMNS(PERSON_ROW)
    "  FROM account"
    " WHERE tenant_id IN (SELECT tenant.id FROM tenant WHERE tenant.partner_id = $1)"
    "   AND roles <> 0"
    " ORDER BY CASE WHEN disabled_at IS NULL THEN 0 ELSE 1 END, id"
    " LIMIT $2";

Err
store_user_list_of_partner(Tx *tx, const Id *partner_id, int64_t limit, Arena *arena, UserList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_ACTORS, ARGS(TEXT(partner_id->text), INT(limit + 1))));
    return ROWS_LIST(&rows, limit, arena, read_acting_row, ret);
}
