/*
 * Lock: one process at a time may change a database.
 *
 * A file beside the database is locked for as long as the process lives; the kernel lets go when it
 * ends, however it ends. SQLite's own locks would let two processes take turns, which db_sqlite.c
 * says why it must not happen.
 */
#ifndef STORE_ENGINE_LOCK_H
#define STORE_ENGINE_LOCK_H

#include "base/base.h"

typedef enum LockResult { LOCK_TAKEN, LOCK_HELD_BY_ANOTHER, LOCK_FAILED } LockResult;

/* The lock is held until lock_release() or the end of the process. */
MUST_CHECK LockResult lock_take(const char *path, int *ret_lock);
void lock_release(int *lock);

#endif
