/*
 * Memo: the benefits of one partner, their keys and credits, as a connection read them last.
 *
 * A connection that only reads sees one state of the database until its outermost transaction ends
 * (readers.h), so within it the same question has the same answer, and asking once is enough. Who
 * types into the filter of a list asks with every letter. The writer's connection has no memo.
 */
#ifndef STORE_ENGINE_MEMO_H
#define STORE_ENGINE_MEMO_H

#include "store/benefits/benefits.h"
#include "store/credits/credits.h"
#include "store/keys/keys.h"

typedef struct Memo {
    Arena *arena; /* what is remembered lies here */
    Id partner_id;
    bool has_benefits, has_keys, has_credits;
    BenefitList benefits;
    KeyRecordList keys;
    CreditList credits;
} Memo;

typedef struct Db Db;

/* What is remembered of this partner, perhaps nothing yet; NULL for a connection that writes. */
Memo *memo_of(Db *db, const Id *partner_id);

/* A new state of the database, or the end of the connection, makes it worthless. */
void memo_forget(Db *db);
void memo_free(Db *db);

#endif
