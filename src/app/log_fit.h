/*
 * Log fit: may the log that lies beside the database be moved into it?
 */
#ifndef APP_LOG_FIT_H
#define APP_LOG_FIT_H

#include "base/arena.h"

/*
 * NULL where it may, or there is none; else what is wrong and what to do, for the operator. Nobody
 * else may be using the database. Nothing is changed.
 */
const char *log_trouble(const char *address, Arena *arena);

#endif
