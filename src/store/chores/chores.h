/*
 * Chores: what is done to the database when nobody waits for it, a little at a time.
 */
#ifndef STORE_CHORES_H
#define STORE_CHORES_H

#include "base/id/id.h"
#include "base/share/share.h"
#include "store/engine/engine.h"

typedef struct Chores {
    Sightings *sightings;   /* of tokens: their use is written down, once a day for each */
    int64_t address_months; /* so long it is kept where events came from (RULE AUD-4) */
    Micros done_at;         /* by the wall clock, which may be set back */
    Id noted;               /* the token as far as which their use is written down */
} Chores;

/*
 * The writer's side work (writer.h), with a Chores for data: once an hour, and then step after step
 * until nothing is left. What fails is logged and tried again an hour later.
 */
bool chores_step(Db *db, void *data);

#endif
