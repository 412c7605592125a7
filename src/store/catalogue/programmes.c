#include "store/catalogue/catalogue.h"

#include "store/engine/db.h"

static const char INSERT_PROGRAMME[] =
    "INSERT INTO other_programme (code, name, name_sv, created_at)"
    " VALUES ($1, $2, $3, $4)";

Err
store_programme_add(Tx *tx, const OtherProgramme *programme)
{
    return db_exec(tx->db, NULL, INSERT_PROGRAMME,
                   ARGS(TEXT(programme->code), TEXT(programme->name), TEXT(programme->name_sv),
                        INT(programme->created_at)));
}

static OtherProgramme
read_programme(const Rows *rows, Arena *arena)
{
    return (OtherProgramme){
        .code = rows_text(rows, 0, arena),
        .name = rows_text(rows, 1, arena),
        .name_sv = rows_text(rows, 2, arena),
        .created_at = rows_int(rows, 3),
    };
}

static const char SELECT_PROGRAMME[] =
    "SELECT code, name, name_sv, created_at"
    "  FROM other_programme"
    " WHERE code = $1";

Err
store_programme_find(Tx *tx, const char *code, Arena *arena, OtherProgramme **ret)
{
    CLEANUP(rows_close) Rows rows = {0};
    bool found;

    TRY(db_select(tx->db, &rows, SELECT_PROGRAMME, ARGS(TEXT(code))));
    TRY(rows_next(&rows, &found));
    *ret = NULL;
    if (found) {
        *ret = ARENA_NEW(arena, OtherProgramme);
        **ret = read_programme(&rows, arena);
    }
    return OK;
}

static const char SELECT_PROGRAMMES[] =
    "SELECT code, name, name_sv, created_at"
    "  FROM other_programme"
    " WHERE code > $1"
    " ORDER BY code"
    " LIMIT $2";

Err
store_programme_list(Tx *tx, const Page *page, Arena *arena, OtherProgrammeList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};
    size_t limit = (size_t)page->limit;
    OtherProgrammeList list = {.item = ARENA_NEW_ARRAY(arena, OtherProgramme, limit)};
    bool found;

    TRY(db_select(tx->db, &rows, SELECT_PROGRAMMES,
                  ARGS(TEXT(page->after == NULL ? "" : page->after), INT(page->limit + 1))));
    TRY(rows_next(&rows, &found));
    while (found && list.count < limit) {
        list.item[list.count++] = read_programme(&rows, arena);
        TRY(rows_next(&rows, &found));
    }
    list.more = found;
    *ret = list;
    return OK;
}
