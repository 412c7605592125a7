/*
 * Memo: lists that belong to one partner, as a connection read them last.
 *
 * A connection that only reads sees one state of the database until its outermost transaction ends
 * (readers.h), so within it the same question has the same answer, and asking once is enough. Who
 * types into the filter of a list asks with every letter. A memo knows the lists of one owner at a
 * time, each by the statement that gave it: see memo_list() in db.h. The writer's connection has
 * no memo.
 */
#ifndef STORE_ENGINE_MEMO_H
#define STORE_ENGINE_MEMO_H

typedef struct Db Db;

/* A new state of the database, or the end of the connection, makes it worthless. */
void memo_forget(Db *db);
void memo_free(Db *db);

#endif
