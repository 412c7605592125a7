/*
 * Commands: what `perq WORD …` does, one function each. Each prints its answer and returns the exit
 * status: 0 done, 1 the answer is no, 2 wrong use, 3 could not.
 */
#ifndef APP_COMMANDS_H
#define APP_COMMANDS_H

#include "base/base.h"

/* Says what contradicts itself in the database (see service/check.h); 1 if there is anything. */
int cmd_check(const char *database_address);

#endif
