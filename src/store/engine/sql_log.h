/*
 * SQL log: a line for each statement with how long the engine took for it, for whoever looks for
 * the slow one, or wonders that there are so many.
 */
#ifndef STORE_ENGINE_SQL_LOG_H
#define STORE_ENGINE_SQL_LOG_H

#include "base/clock.h"

/* Never a parameter: among them are digests of keys, addresses and names (RULE KEY-5, AUD-3). */
void sql_log(const char *sql, Micros took);

#endif
