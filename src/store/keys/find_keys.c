/*
 * Keys of benefits: all of one, some of many, and how many there are.
 */
#include "store/keys/keys.h"

#include "domain/benefit.h"
#include "store/engine/db.h"
#include "store/keys/read_key.h"

static const char SELECT_KEYS_OF_BENEFIT[] =
    "SELECT " COLUMNS(KEY_ROW)
    "  FROM key_lot"
    "  JOIN product_key ON product_key.lot_id = key_lot.id"
    " WHERE benefit_id = $1 AND whole = 1"
    " ORDER BY lot_id, position";

Err
store_key_list_of_benefit(Tx *tx, const Id *benefit_id, Arena *arena, KeyRecordList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_KEYS_OF_BENEFIT, ARGS(TEXT(benefit_id->text))));
    return ROWS_LIST(&rows, ROWS_ALL, arena, read_key_row, ret);
}

static const char SELECT_KEYS_OF_BENEFITS[] = WITH_IDS
    "SELECT wanted.n, " COLUMNS(KEY_ROW)
    "  FROM wanted"
    " CROSS JOIN key_lot"
    "  JOIN product_key ON product_key.lot_id = key_lot.id"
    " WHERE key_lot.benefit_id = wanted.id AND whole = 1"
    " ORDER BY wanted.n, lot_id, position";

Err
store_key_lists_of_benefits(Tx *tx, const Id *benefit_id, size_t count, Arena *arena,
                            KeyRecordList **ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    if (count > 0)
        TRY(db_select(tx->db, &rows, SELECT_KEYS_OF_BENEFITS, ARGS(IDS(arena, benefit_id, count))));
    return ROWS_LISTS(&rows, count, ROWS_ALL, arena, read_key_row, ret);
}

/* --- some of many --------------------------------------------------------------------------- */

/* RULE DT-4: still good on its last day. As key_status() has it, with $6 as today. */
#define STATUS                                                                                     \
    "CASE WHEN state IN ('ready', 'revealed') AND redeem_by < $6 THEN 'expired' ELSE state END"

/* What can be done with a key decides first, then its last day. */
#define IS_OVER "CASE WHEN state IN ('ready', 'revealed') AND redeem_by >= $6 THEN 0 ELSE 1 END"

/* By what they are sorted: two numbers, $8 being the column and $9 1, or -1 to turn it around. */
#define FIRST_NUMBER "CASE $8 WHEN 0 THEN " IS_OVER " ELSE 0 END"
#define SECOND_NUMBER                                                                              \
    "$9 * CASE $8 WHEN 2 THEN key_lot.licenses"                                                    \
    "             WHEN 3 THEN COALESCE(revealed_at, 0) ELSE redeem_by END"

/* A reference without a part that is not in it is the same: every engine has REPLACE. */
static const char SEARCH_KEYS[] = WITH_IDS
    "SELECT " COLUMNS(KEY_ROW)
    "  FROM wanted"
    " CROSS JOIN key_lot"
    "  JOIN product_key ON product_key.lot_id = key_lot.id"
    " WHERE key_lot.benefit_id = wanted.id AND whole = 1"
    "   AND (wanted.n < $3 OR $4 = '' OR REPLACE(LOWER(ref), $4, '') <> LOWER(ref))"
    "   AND ($5 = '' OR " STATUS " = $5) AND redeem_by >= $14 AND redeem_by <= $7"
    "   AND ($10 = '' OR (" FIRST_NUMBER ", " SECOND_NUMBER ", ref) > ($11, $12, $10))"
    " ORDER BY " FIRST_NUMBER ", " SECOND_NUMBER ", ref"
    " LIMIT $13";

Order
key_order(const KeySearch *search, const KeyRecord *key)
{
    bool is_open = key->state == KEY_READY || key->state == KEY_REVEALED;
    bool is_over = !is_open || date_before(key->redeem_by, search->today);
    int64_t number = search->column == KEY_BY_LICENSES   ? key->licenses
                     : search->column == KEY_BY_REVEALED ? key->revealed_at
                                                         : key->redeem_by.day;
    Order order = {.size = 0};

    order_put_number(&order, search->column == KEY_BY_URGENCY && is_over);
    order_put_number(&order, search->falling ? -number : number);
    return order;
}

/* A search, and where its statement begins and ends. */
typedef struct Seeking {
    const KeySearch *search;
    const RowPlace *after;
    Arg ids;
    int64_t read;
} Seeking;

static Err
select_keys(Db *db, const void *data, Rows *ret)
{
    const Seeking *seeking = data;
    const KeySearch *search = seeking->search;
    const RowPlace *after = seeking->after;

    return db_select(db, ret, SEARCH_KEYS,
                     ARGS(INT((int64_t)search->benefit_count), seeking->ids,
                          INT((int64_t)search->wholly),
                          TEXT(search->part_of_ref != NULL ? search->part_of_ref : ""),
                          TEXT(search->status < 0 ? "" : KEY_STATUS_NAMES[search->status]),
                          INT(search->today.day), INT(search->redeem_by_max), INT(search->column),
                          INT(search->falling ? -1 : 1), ID_AFTER(after),
                          INT(after != NULL ? order_number(&after->order, 0) : 0),
                          INT(after != NULL ? order_number(&after->order, 1) : 0),
                          INT(seeking->read), INT(search->redeem_by_min)));
}

static int
compare_key(const void *record, const RowPlace *place, const void *data)
{
    const KeyRecord *key = record;
    const Order own = key_order(((const Seeking *)data)->search, key);
    int order = order_compare((SortKey){own.byte, own.size},
                              (SortKey){place->order.byte, place->order.size});

    return order != 0 ? order : strcmp(key->ref, place->id);
}

Err
store_key_search(Tx *tx, const KeySearch *search, Arena *arena, KeyRecordList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};
    const Keeping keeping = {.wanted = search->wanted, .data = search->data};
    Seeking seeking = {
        .search = search,
        .ids = arg_ids(arena, search->benefit_id, sizeof(Id), search->benefit_count),
        .read = INT64_MAX,
    };
    const Parting parting = {&search->part, keeping, select_keys, compare_key, &seeking};

    if (search->part.counted)
        return ROWS_PART(tx->db, &parting, arena, read_key_row, ret);
    seeking.after = search->part.after;
    if (keeping.wanted == NULL)
        seeking.read = search->part.limit + 1;
    TRY(select_keys(tx->db, &seeking, &rows));
    return ROWS_KEPT(&rows, search->part.limit, &keeping, arena, read_key_row, ret);
}

/* --- how many -------------------------------------------------------------------------------- */

#define LICENSES_IF(condition) "SUM(CASE WHEN " condition " THEN key_lot.licenses ELSE 0 END)"

// clang-format off
#define TALLY_ROW(FIRST, OTHER)                                    \
    FIRST(ID,  benefit_id, "key_lot.benefit_id")                   \
    OTHER(INT, keys,       "COUNT(*)")                             \
    OTHER(INT, redeemed,   LICENSES_IF("state = 'redeemed'"))      \
    OTHER(INT, open,       LICENSES_IF("state IN ('ready', 'revealed')"))
// clang-format on
ROW_READER(read_tally_row, KeyTally, TALLY_ROW)

static const char SELECT_TALLY[] =
    "SELECT " COLUMNS(TALLY_ROW)
    "  FROM key_lot"
    "  JOIN product_key ON product_key.lot_id = key_lot.id"
    " WHERE key_lot.benefit_id = $1 AND whole = 1"
    " GROUP BY key_lot.benefit_id";

Err
store_key_tally_of_benefit(Tx *tx, const Id *benefit_id, KeyTally *ret)
{
    CLEANUP(rows_close) Rows rows = {0};
    KeyTally tally = {.benefit_id = *benefit_id};
    bool found;

    TRY(db_select(tx->db, &rows, SELECT_TALLY, ARGS(TEXT(benefit_id->text))));
    TRY(rows_next(&rows, &found));
    if (found)
        TRY(read_tally_row(&rows, NULL, &tally));
    *ret = tally;
    return OK;
}

static const char SELECT_TALLIES[] =
    "SELECT " COLUMNS(TALLY_ROW)
    "  FROM benefit"
    "  JOIN key_lot ON key_lot.benefit_id = benefit.id"
    "  JOIN product_key ON product_key.lot_id = key_lot.id"
    " WHERE benefit.partner_id = $1 AND whole = 1"
    " GROUP BY key_lot.benefit_id"
    " ORDER BY key_lot.benefit_id";

Err
store_key_tallies_of_partner(Tx *tx, const Id *partner_id, Arena *arena, KeyTallyList *ret)
{
    return MEMO_LIST(tx->db, SELECT_TALLIES, partner_id, arena, read_tally_row, ret);
}

static const char SELECT_TALLIES_OF_BENEFITS[] = WITH_IDS
    "SELECT wanted.n, " COLUMNS(TALLY_ROW)
    "  FROM wanted"
    " CROSS JOIN key_lot"
    "  JOIN product_key ON product_key.lot_id = key_lot.id"
    " WHERE key_lot.benefit_id = wanted.id AND whole = 1"
    " GROUP BY wanted.n, key_lot.benefit_id"
    " ORDER BY wanted.n";

Err
store_key_tallies_of_benefits(Tx *tx, const Id *benefit_id, size_t count, Arena *arena,
                              KeyTally **ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    if (count > 0)
        TRY(db_select(tx->db, &rows, SELECT_TALLIES_OF_BENEFITS,
                      ARGS(IDS(arena, benefit_id, count))));
    return ROWS_EACH(&rows, count, arena, read_tally_row, ret);
}
