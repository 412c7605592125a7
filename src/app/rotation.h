/*
 * Rotation: another key file in the place of perq.key, for when somebody else may have seen it.
 *
 * The server is stopped. A new key file is made as perq.key.new, and the sealed copies of product
 * keys are sealed anew, a chunk in each transaction, so that it goes on where it was broken off.
 * One last transaction says that the database belongs to the new file; then the old one is kept as
 * perq.key.before-rotation-1 (or -2, ...) and the new one gets its name. Whoever opens the database
 * next does that, where we were killed in between. Until that last transaction nobody but us may
 * open it for writing, for its keys belong to two files.
 */
#ifndef APP_ROTATION_H
#define APP_ROTATION_H

#include "app/instance.h"

#define ROTATION_PENDING                                                                           \
    "a change of the key file was broken off: let perq key rotate go on with it"

/* Was a rotation begun, and is not yet at its last transaction? */
MUST_CHECK Err rotation_is_pending(Db *db, Arena *arena, bool *ret);

/* Is perq.key.new, and not perq.key, the key file of the database? *ret_next is open then. */
MUST_CHECK Err rotation_is_decided(const Instance *instance, Db *db, Arena *arena, Vault *ret_next);

/* Where a rotation was decided: give the files their names. False if there is none to settle. */
MUST_CHECK Err rotation_settle(Instance *instance, bool *ret_settled);

/* What a rotation comes to; counted are those of this run. */
typedef struct RotationResult {
    int64_t resealed;
    int64_t unreadable;  /* copies that the old key file does not open */
    const char *refusal; /* why it cannot be; NULL where it was done */
} RotationResult;

/* From wherever it stands to its end, but for the names. */
MUST_CHECK Err rotation_run(Instance *instance, RotationResult *ret);

#endif
