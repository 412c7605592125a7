/*
 * Years with the names of whose and of what they are: those that end and that none of the same
 * offer follows, which is what is to be renewed; and all of one partner.
 */
#include "store/benefits/benefits.h"

#include "store/engine/db.h"

// clang-format off
#define ENDING_ROW(FIRST, OTHER)                  \
    FIRST(ID,   id,           "e.id")             \
    OTHER(ID,   partner_id,   "e.partner_id")     \
    OTHER(ID,   tenant_id,    "e.tenant_id")      \
    OTHER(TEXT, offer_code,   "e.offer_code")     \
    OTHER(DATE, starts_on,    "e.starts_on")      \
    OTHER(DATE, ends_on,      "e.ends_on")        \
    OTHER(TEXT, partner_name, "partner.name")     \
    OTHER(TEXT, offer_name,   "offer.name")       \
    OTHER(TEXT, competency,   "offer.competency")
// clang-format on
ROW_READER(read_ending_row, EndingYear, ENDING_ROW)

static const char SELECT_ENDING[] =
    "SELECT " COLUMNS(ENDING_ROW)
    "  FROM enrolment e"
    "  JOIN partner ON partner.id = e.partner_id"
    "  JOIN offer ON offer.code = e.offer_code"
    " WHERE e.ends_on > $1 AND e.ends_on <= $2 AND (e.ends_on, e.id) > ($3, $4)"
    "   AND NOT EXISTS (SELECT 1 FROM enrolment later"
    "                    WHERE later.partner_id = e.partner_id"
    "                      AND later.offer_code = e.offer_code AND later.ends_on > e.ends_on)"
    " ORDER BY e.ends_on, e.id"
    " LIMIT $5";

Err
store_enrolment_list_ending(Tx *tx, const EndingScope *scope, Arena *arena, EndingYearList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};
    const EndingYear *after = scope->after;

    TRY(db_select(tx->db, &rows, SELECT_ENDING,
                  ARGS(INT(scope->today.day), INT(scope->until.day),
                       INT(after == NULL ? 0 : after->ends_on.day),
                       TEXT(after == NULL ? "" : after->id.text), INT(scope->limit + 1))));
    return ROWS_LIST(&rows, scope->limit, arena, read_ending_row, ret);
}

static const char SELECT_LATEST[] =
    "SELECT " COLUMNS(ENDING_ROW)
    "  FROM enrolment e"
    "  JOIN partner ON partner.id = e.partner_id"
    "  JOIN offer ON offer.code = e.offer_code"
    " WHERE e.partner_id = $1"
    " ORDER BY e.ends_on DESC, e.id DESC"
    " LIMIT $2";

Err
store_enrolment_list_latest(Tx *tx, const Id *partner_id, int64_t limit, Arena *arena,
                            EndingYearList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_LATEST, ARGS(TEXT(partner_id->text), INT(limit + 1))));
    return ROWS_LIST(&rows, limit, arena, read_ending_row, ret);
}
