/*
 * Other programmes besides this one, in which people may take part.
 */
#include "store/catalogue/catalogue.h"

#include "store/engine/db.h"

static const char INSERT_PROGRAMME[] =
    "INSERT INTO other_programme (code, name, name_sv, created_at)"
    " VALUES ($1, $2, $3, $4)";

Err
store_programme_add(Tx *tx, const OtherProgramme *programme)
{
    return db_exec(tx->db, NULL, INSERT_PROGRAMME,
                   ARGS(TEXT(programme->code), TEXT(programme->name.in[LANG_EN]),
                        TEXT(programme->name.in[LANG_SV]), INT(programme->created_at)));
}

// clang-format off
#define PROGRAMME_ROW(FIRST, OTHER)       \
    FIRST(TEXT, code,       "code")       \
    OTHER(TEXT, name.in[LANG_EN],       "name")       \
    OTHER(TEXT, name.in[LANG_SV],    "name_sv")    \
    OTHER(INT,  created_at, "created_at")
// clang-format on
ROW_READER(read_programme_row, OtherProgramme, PROGRAMME_ROW)

static const char SELECT_PROGRAMMES[] =
    "SELECT " COLUMNS(PROGRAMME_ROW)
    "  FROM other_programme"
    " WHERE code > $1"
    " ORDER BY code"
    " LIMIT $2";

Err
store_programme_list(Tx *tx, const Page *page, Arena *arena, OtherProgrammeList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_PROGRAMMES, ARGS(PAGE_AFTER(page), INT(page->limit + 1))));
    return ROWS_LIST(&rows, page->limit, arena, read_programme_row, ret);
}

// clang-format off
#define PROGRAMME_LABEL(FIRST, OTHER)  \
    FIRST(TEXT, name.in[LANG_EN],    "known.name") \
    OTHER(TEXT, name.in[LANG_SV], "known.name_sv")
// clang-format on
ROW_READER(read_programme_label, Label, PROGRAMME_LABEL)

static const char SELECT_PROGRAMME_LABEL[] =
    "SELECT " COLUMNS(PROGRAMME_LABEL)
    "  FROM (SELECT 1 AS choice, name, name_sv FROM other_programme WHERE code = $1"
    "         UNION ALL"
    "        SELECT 2, name, NULL FROM offer WHERE code = $1) AS known"
    " ORDER BY known.choice"
    " LIMIT 1";

Err
store_programme_label(Tx *tx, const char *code, Arena *arena, Label *ret)
{
    CLEANUP(rows_close) Rows rows = {0};
    Label *label;

    TRY(db_select(tx->db, &rows, SELECT_PROGRAMME_LABEL, ARGS(TEXT(code))));
    TRY(ROWS_FIND(&rows, arena, read_programme_label, &label));
    *ret = label == NULL ? (Label){0} : *label;
    return OK;
}
