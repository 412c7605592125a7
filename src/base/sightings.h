/*
 * Sightings: when something was last seen, kept in memory only.
 *
 * RULE SIGN-8: reading must not change the database, yet a session ends when nobody has used it for
 * a while; so that it was used is noted here. The table has a fixed size; where it is crowded, what
 * was seen longest ago is forgotten. Safe to use from any thread.
 */
#ifndef BASE_SIGHTINGS_H
#define BASE_SIGHTINGS_H

#include "base/clock.h"
#include "base/vault.h"

typedef struct Sightings Sightings;

Sightings *sightings_new(void);
void sightings_free(Sightings **sightings);

/* When it was seen last; 0 where that is not known. */
Micros sighting_find(Sightings *sightings, const Hash *what);

void sighting_note(Sightings *sightings, const Hash *what, Micros now);

#endif
