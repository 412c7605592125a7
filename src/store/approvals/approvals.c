#include "store/approvals/approvals.h"

#include "store/engine/db.h"

// clang-format off
#define APPROVAL_ROW(FIRST, OTHER)                                                   \
    FIRST(ID,     id,           "approval.id")                                       \
    OTHER(TEXT,   kind,         "approval.kind")                                     \
    OTHER(TEXT,   subject,      "approval.subject")                                  \
    OTHER(TEXT,   request,      "approval.request")                                  \
    OTHER(TEXT,   preview,      "approval.preview")                                  \
    OTHER(BYTES,  digest,       "approval.digest")                                   \
    OTHER(TEXT,   reason,       "approval.reason")                                   \
    OTHER(ID,     asked_by,     "approval.asked_by")                                 \
    OTHER(INT,    asked_at,     "approval.asked_at")                                 \
    OTHER(INT,    lapses_at,    "approval.lapses_at")                                \
    OTHER(CHOICE, state,        "approval.state", APPROVAL_STATE_NAMES)              \
    OTHER(ID,     decided_by,   "approval.decided_by")                               \
    OTHER(INT,    decided_at,   "approval.decided_at")                               \
    OTHER(TEXT,   decision,     "approval.decision")                                 \
    OTHER(TEXT,   asker_name,   "asker.display_name")                                \
    OTHER(TEXT,   asker_email,  "asker.email")                                       \
    OTHER(TEXT,   decider_name, "decider.display_name")
// clang-format on
ROW_READER(read_approval_row, Approval, APPROVAL_ROW)

#define FROM_APPROVAL                                                                              \
    "  FROM approval"                                                                              \
    "  JOIN account AS asker ON asker.id = approval.asked_by"                                      \
    "  LEFT JOIN account AS decider ON decider.id = approval.decided_by"

static const char INSERT_APPROVAL[] =
    "INSERT INTO approval"
    "       (id, kind, subject, request, preview, digest, reason, asked_by, asked_at, lapses_at,"
    "        state)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'waiting')";

Err
store_approval_add(Tx *tx, const Approval *approval)
{
    return db_exec(tx->db, NULL, INSERT_APPROVAL,
                   ARGS(TEXT(approval->id.text), TEXT(approval->kind), TEXT(approval->subject),
                        TEXT(approval->request), TEXT(approval->preview), BYTES(approval->digest),
                        TEXT(approval->reason), TEXT(approval->asked_by.text),
                        INT(approval->asked_at), INT(approval->lapses_at)));
}

static const char SELECT_APPROVAL[] =
    "SELECT " COLUMNS(APPROVAL_ROW) FROM_APPROVAL " WHERE approval.id = $1";

Err
store_approval_get(Tx *tx, const Id *id, Arena *arena, Approval *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_APPROVAL, ARGS(TEXT(id->text))));
    TRY(rows_get(&rows, ERR_NOT_FOUND));
    return read_approval_row(&rows, arena, ret);
}

static const char SELECT_WAITING_FOR[] = "SELECT " COLUMNS(APPROVAL_ROW) FROM_APPROVAL
    " WHERE approval.state = 'waiting' AND approval.kind = $1 AND approval.subject = $2";

Err
store_approval_find_waiting(Tx *tx, const char *kind, const char *subject, Arena *arena,
                            Approval **ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, SELECT_WAITING_FOR, ARGS(TEXT(kind), TEXT(subject))));
    return ROWS_FIND(&rows, arena, read_approval_row, ret);
}

static const char SELECT_WAITING[] = "SELECT " COLUMNS(APPROVAL_ROW) FROM_APPROVAL
    " WHERE approval.state = 'waiting' AND approval.id > $1"
    " ORDER BY approval.id";

static const char SELECT_OF_ASKER[] = "SELECT " COLUMNS(APPROVAL_ROW) FROM_APPROVAL
    " WHERE approval.asked_by = $2 AND approval.id > $1"
    " ORDER BY approval.id";

static const char SELECT_APPROVALS[] = "SELECT " COLUMNS(APPROVAL_ROW) FROM_APPROVAL
    " WHERE approval.id > $1"
    " ORDER BY approval.id";

static Err
select_approvals(Tx *tx, const ApprovalSearch *search, Rows *ret)
{
    const Arg after = PAGE_AFTER(search);

    if (search->waiting)
        return db_select(tx->db, ret, SELECT_WAITING, ARGS(after));
    if (!id_is_empty(&search->asked_by))
        return db_select(tx->db, ret, SELECT_OF_ASKER, ARGS(after, TEXT(search->asked_by.text)));
    return db_select(tx->db, ret, SELECT_APPROVALS, ARGS(after));
}

Err
store_approval_list(Tx *tx, const ApprovalSearch *search, Arena *arena, ApprovalList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};
    const Keeping keeping = {.wanted = search->wanted, .data = search->data};

    TRY(select_approvals(tx, search, &rows));
    return ROWS_KEPT(&rows, search->limit, &keeping, arena, read_approval_row, ret);
}

/* The WHERE clause, not what anybody read before, says whose decision it is. */
static const char UPDATE_DECIDED[] =
    "UPDATE approval"
    "   SET state = $1, decided_by = $2, decided_at = $3, decision = $4"
    " WHERE id = $5 AND state = 'waiting' AND lapses_at > $3";

Err
store_approval_decide(Tx *tx, const Approval *decided, bool *ret_decided)
{
    return db_exec_one(tx->db, ret_decided, UPDATE_DECIDED,
                       ARGS(TEXT(APPROVAL_STATE_NAMES[decided->state]),
                            TEXT(decided->decided_by.text), INT(decided->decided_at),
                            TEXT(decided->decision), TEXT(decided->id.text)));
}

static const char UPDATE_LAPSED[] =
    "UPDATE approval"
    "   SET state = 'lapsed'"
    " WHERE state = 'waiting' AND kind = $1 AND subject = $2 AND lapses_at <= $3";

Err
store_approval_lapse(Tx *tx, const char *kind, const char *subject, Micros now)
{
    return db_exec(tx->db, NULL, UPDATE_LAPSED, ARGS(TEXT(kind), TEXT(subject), INT(now)));
}

static const char COUNT_STAFF[] =
    "SELECT COUNT(*)"
    "  FROM (SELECT id FROM account WHERE tenant_id = '' LIMIT 2) AS staff";

Err
store_staff_is_several(Tx *tx, bool *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(tx->db, &rows, COUNT_STAFF, NO_ARGS));
    TRY(rows_get(&rows, ERR_INTERNAL));
    *ret = rows_int(&rows, 0) == 2;
    return OK;
}
