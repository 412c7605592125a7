/*
 * Chores: what is done to the database when nobody waits for it, a little at a time.
 */
#ifndef STORE_CHORES_H
#define STORE_CHORES_H

#include "store/engine/engine.h"

typedef struct Chores {
    Micros done_at; /* by the wall clock, which may be set back */
} Chores;

/*
 * The writer's side work (writer.h), with a Chores for data: once an hour, and then step after step
 * until nothing is left. What fails is logged and tried again an hour later.
 */
bool chores_step(Db *db, void *data);

#endif
