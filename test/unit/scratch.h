/*
 * Scratch: an empty database for one test program, gone when it ends.
 */
#ifndef TEST_SCRATCH_H
#define TEST_SCRATCH_H

#include "store/engine/engine.h"

typedef struct Scratch {
    char folder[64];
    Db *db;
} Scratch;

/* For the set-up and teardown of cmocka: 0 where it worked. */
int scratch_open(Scratch *ret);
int scratch_remove(Scratch *scratch);

#endif
