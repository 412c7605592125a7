/*
 * Enrolments: which offer a partner holds, and in which year.
 */
#include "store/benefits/benefits.h"

#include "store/engine/db.h"

// clang-format off
#define ENROLMENT_ROW(FIRST, OTHER)         \
    FIRST(ID,   id,          "id")          \
    OTHER(ID,   partner_id,  "partner_id")  \
    OTHER(ID,   tenant_id,   "tenant_id")   \
    OTHER(TEXT, offer_code,  "offer_code")  \
    OTHER(DATE, starts_on,   "starts_on")   \
    OTHER(DATE, ends_on,     "ends_on")     \
    OTHER(DATE, activate_by, "activate_by") \
    OTHER(TEXT, external_id, "external_id") \
    OTHER(INT,  created_at,  "created_at")
// clang-format on
ROW_READER(read_enrolment_row, Enrolment, ENROLMENT_ROW)

static const char SELECT_ENROLMENT[] =
    "SELECT " COLUMNS(ENROLMENT_ROW)
    "  FROM enrolment"
    " WHERE id = $1";

Err
store_enrolment_get(Tx *tx, const Id *id, Arena *arena, Enrolment *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_ENROLMENT, ARGS(TEXT(id->text))));
    TRY(rows_get(&rows, ERR_NOT_FOUND));
    return read_enrolment_row(&rows, arena, ret);
}

static const char SELECT_ENROLMENTS[] =
    "SELECT " COLUMNS(ENROLMENT_ROW)
    "  FROM enrolment"
    " WHERE partner_id = $1 AND id > $2"
    " ORDER BY id"
    " LIMIT $3";

Err
store_enrolment_list(Tx *tx, const Id *partner_id, const Page *page, Arena *arena,
                     EnrolmentList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_ENROLMENTS,
                  ARGS(TEXT(partner_id->text), PAGE_AFTER(page), INT(page->limit + 1))));
    return ROWS_LIST(&rows, page->limit, arena, read_enrolment_row, ret);
}

/* Of those that granted nothing there may be any number. */
static const char SELECT_OVERLAPPING[] =
    "SELECT " COLUMNS(ENROLMENT_ROW)
    "  FROM enrolment"
    " WHERE partner_id = $1 AND starts_on < $3 AND ends_on > $2"
    "   AND (offer_code = $4"
    "        OR EXISTS (SELECT 1 FROM benefit WHERE benefit.enrolment_id = enrolment.id))"
    " ORDER BY id";

Err
store_enrolment_list_overlapping(Tx *tx, const Enrolment *planned, Arena *arena, EnrolmentList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_OVERLAPPING,
                  ARGS(TEXT(planned->partner_id.text), INT(planned->starts_on.day),
                       INT(planned->ends_on.day), TEXT(planned->offer_code))));
    return ROWS_LIST(&rows, ROWS_ALL, arena, read_enrolment_row, ret);
}

static const char SELECT_ENROLMENT_EXTERNAL[] =
    "SELECT " COLUMNS(ENROLMENT_ROW)
    "  FROM enrolment"
    " WHERE partner_id = $1 AND external_id = $2";

Err
store_enrolment_list_external(Tx *tx, const Id *partner_id, const char *external_id, Arena *arena,
                              EnrolmentList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_ENROLMENT_EXTERNAL,
                  ARGS(TEXT(partner_id->text), TEXT(external_id))));
    return ROWS_LIST(&rows, ROWS_ALL, arena, read_enrolment_row, ret);
}

static const char INSERT_ENROLMENT[] =
    "INSERT INTO enrolment"
    "       (id, partner_id, tenant_id, offer_code, starts_on, ends_on, activate_by, external_id,"
    "        created_at)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

Err
store_enrolment_add(Tx *tx, const Enrolment *enrolment)
{
    return db_exec(tx->db, NULL, INSERT_ENROLMENT,
                   ARGS(TEXT(enrolment->id.text), TEXT(enrolment->partner_id.text),
                        TEXT(enrolment->tenant_id.text), TEXT(enrolment->offer_code),
                        INT(enrolment->starts_on.day), INT(enrolment->ends_on.day),
                        INT(enrolment->activate_by.day), TEXT(enrolment->external_id),
                        INT(enrolment->created_at)));
}

static const char UPDATE_ENROLMENT[] =
    "UPDATE enrolment"
    "   SET external_id = $1"
    " WHERE id = $2";

Err
store_enrolment_put(Tx *tx, const Enrolment *enrolment)
{
    return db_exec(tx->db, NULL, UPDATE_ENROLMENT,
                   ARGS(TEXT(enrolment->external_id), TEXT(enrolment->id.text)));
}

// clang-format off
#define ENROLMENT_LABEL(FIRST, OTHER)             \
    FIRST(ID,   owner_id, "enrolment.partner_id") \
    OTHER(TEXT, name.in[LANG_EN], "offer.name")
// clang-format on
ROW_READER(read_enrolment_label, Label, ENROLMENT_LABEL)

static const char SELECT_ENROLMENT_LABELS[] = WITH_IDS
    "SELECT wanted.n, " COLUMNS(ENROLMENT_LABEL)
    "  FROM wanted"
    " CROSS JOIN enrolment"
    "  JOIN offer ON offer.code = enrolment.offer_code"
    " WHERE ($3 = '' OR enrolment.partner_id = $3) AND enrolment.id = wanted.id";

Err
store_enrolment_labels(Tx *tx, const LabelScope *scope, Arena *arena, Label **ret)
{
    return LABELS(tx->db, SELECT_ENROLMENT_LABELS, scope, arena, read_enrolment_label, ret);
}
