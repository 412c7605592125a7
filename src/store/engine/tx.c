/*
 * Tx: a transaction that is undone where its variable ends, unless it was committed.
 */
#include "store/engine/engine.h"

#include "store/engine/db.h"

Err
tx_begin(Db *db, Tx *ret)
{
    TRY(db_begin(db));
    *ret = (Tx){db};
    return OK;
}

Err
tx_commit(Tx *tx)
{
    TRY(db_commit(tx->db));
    tx->db = NULL;
    return OK;
}

void
tx_end(Tx *tx)
{
    if (tx->db != NULL)
        db_rollback(tx->db);
    tx->db = NULL;
}
