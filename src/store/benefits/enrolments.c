#include "store/benefits/benefits.h"

#include "store/engine/db.h"

static Enrolment
read_enrolment(const Rows *rows, Arena *arena)
{
    return (Enrolment){
        .id = rows_id(rows, 0),
        .partner_id = rows_id(rows, 1),
        .tenant_id = rows_id(rows, 2),
        .offer_code = rows_text(rows, 3, arena),
        .starts_on = rows_date(rows, 4),
        .ends_on = rows_date(rows, 5),
        .activate_by = rows_date(rows, 6),
        .created_at = rows_int(rows, 7),
    };
}

static const char SELECT_ENROLMENT[] =
    "SELECT id, partner_id, tenant_id, offer_code, starts_on, ends_on, activate_by, created_at"
    "  FROM enrolment"
    " WHERE id = $1";

Err
store_enrolment_get(Tx *tx, const Id *id, Arena *arena, Enrolment *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_ENROLMENT, ARGS(TEXT(id->text))));
    TRY(rows_get(&rows, ERR_NOT_FOUND));
    *ret = read_enrolment(&rows, arena);
    return OK;
}

static const char SELECT_ENROLMENTS[] =
    "SELECT id, partner_id, tenant_id, offer_code, starts_on, ends_on, activate_by, created_at"
    "  FROM enrolment"
    " WHERE partner_id = $1 AND id > $2"
    " ORDER BY id"
    " LIMIT $3";

Err
store_enrolment_list(Tx *tx, const Id *partner_id, const Page *page, Arena *arena,
                     EnrolmentList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};
    size_t limit = (size_t)page->limit;
    EnrolmentList list = {.item = ARENA_NEW_ARRAY(arena, Enrolment, limit)};
    bool found;

    TRY(db_select(tx->db, &rows, SELECT_ENROLMENTS,
                  ARGS(TEXT(partner_id->text), TEXT(page->after == NULL ? "" : page->after),
                       INT(page->limit + 1))));
    TRY(rows_next(&rows, &found));
    while (found && list.count < limit) {
        list.item[list.count++] = read_enrolment(&rows, arena);
        TRY(rows_next(&rows, &found));
    }
    list.more = found;
    *ret = list;
    return OK;
}

static const char SELECT_OVERLAPPING[] =
    "SELECT id, partner_id, tenant_id, offer_code, starts_on, ends_on, activate_by, created_at"
    "  FROM enrolment"
    " WHERE partner_id = $1 AND starts_on < $3 AND ends_on > $2"
    " ORDER BY id";

Err
store_enrolment_list_overlapping(Tx *tx, const Id *partner_id, const EnrolmentYear *year,
                                 Arena *arena, EnrolmentList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};
    EnrolmentList list = {0};
    bool found;

    TRY(db_select(tx->db, &rows, SELECT_OVERLAPPING,
                  ARGS(TEXT(partner_id->text), INT(year->starts_on.day), INT(year->ends_on.day))));
    TRY(rows_next(&rows, &found));
    while (found) {
        list.item = list_grow(arena, list.item, list.count, sizeof(*list.item));
        list.item[list.count++] = read_enrolment(&rows, arena);
        TRY(rows_next(&rows, &found));
    }
    *ret = list;
    return OK;
}

static const char INSERT_ENROLMENT[] =
    "INSERT INTO enrolment"
    "       (id, partner_id, tenant_id, offer_code, starts_on, ends_on, activate_by, created_at)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

Err
store_enrolment_add(Tx *tx, const Enrolment *enrolment)
{
    return db_exec(tx->db, NULL, INSERT_ENROLMENT,
                   ARGS(TEXT(enrolment->id.text), TEXT(enrolment->partner_id.text),
                        TEXT(enrolment->tenant_id.text), TEXT(enrolment->offer_code),
                        INT(enrolment->starts_on.day), INT(enrolment->ends_on.day),
                        INT(enrolment->activate_by.day), INT(enrolment->created_at)));
}
