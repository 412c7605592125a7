/*
 * Credit world: a credit of the world's tenant, for tests that are about credits.
 */
#ifndef TEST_UNIT_STORE_CREDIT_WORLD_H
#define TEST_UNIT_STORE_CREDIT_WORLD_H

#include "store/credits/credits.h"
#include "store/world.h"

/* A monthly credit of a benefit of its own, from today for twelve months. */
Credit add_credit(World *world, const char *sku);

#endif
