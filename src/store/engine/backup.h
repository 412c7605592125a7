/*
 * Backup: a copy of the database that is whole in one file, and such a copy put in the database's
 * place.
 *
 * Taking a copy only reads, so a server may go on working. Putting one in place is for whoever
 * holds the lock (see lock.h), and is decided by one change of name: of the two files beside the
 * database PATH,
 *
 *   PATH.restore-new  is still being copied and verified, and worth nothing yet;
 *   PATH.restore      is what PATH shall be. Whoever holds the lock next finishes what was begun.
 *
 * Finishing moves the database there was to PATH.before-restore-1 (or -2, ...), its log with it. So
 * a process that is killed at any moment leaves the old database or the new one, and the old one is
 * never lost.
 */
#ifndef STORE_ENGINE_BACKUP_H
#define STORE_ENGINE_BACKUP_H

#include "store/store.h"

/*
 * Copy the database, as it is at one moment, to a new file with mode 0600; not durable yet. What a
 * copy that was broken off left under that name is removed first.
 */
MUST_CHECK Err store_backup_write(const char *address, const char *path);

/* Is the file sound in the engine's own judgement? Nobody else may be using it. */
MUST_CHECK Err store_backup_is_sound(const char *path, bool *ret);

/* A verified copy gets its name, durably; ERR_ALREADY_EXISTS where another file has it. */
MUST_CHECK Err store_backup_publish(const char *path, const char *name);

/* Remove a copy that is not to be kept, and what the engine put beside it. */
void store_backup_remove(const char *path);

/*
 * Copy the file, and its log where it has one, to PATH.restore-new; *ret_copy is that name, in the
 * arena. ERR_BUSY if the file is the database of a process that runs.
 */
MUST_CHECK Err store_restore_copy(const char *file, const char *address, Arena *arena,
                                  const char **ret_copy);

/* From now on PATH.restore-new is PATH.restore. */
MUST_CHECK Err store_restore_decide(const char *address);

/*
 * Finish what was decided, by this process or by one that died. *ret_aside is the name that the
 * database there was has now, in the arena; NULL where there was none, or nothing to finish.
 */
MUST_CHECK Err store_restore_finish(const char *address, Arena *arena, const char **ret_aside);

/* For the engine: copy the database into the empty file at path; is the file sound? */
MUST_CHECK Err backup_sqlite_copy(const char *database, const char *path);
MUST_CHECK Err backup_sqlite_is_sound(const char *path, bool *ret);

#endif
