/*
 * Key file: perq.key and the database belong together (RULE KEY-5).
 *
 * What was made with one key file can be read with no other. A fingerprint of the key file lies in
 * the database, so that a wrong one is noticed before anything is done with it.
 */
#ifndef APP_KEY_FILE_H
#define APP_KEY_FILE_H

#include "base/secret/secret.h"
#include "store/engine/engine.h"

typedef enum KeyFileFit {
    KEY_FILE_FITS,
    KEY_FILE_IS_ANOTHERS,
    KEY_FILE_NEVER_USED, /* the database has no fingerprint yet */
} KeyFileFit;

MUST_CHECK Err key_file_compare(const Vault *vault, Db *db, Arena *arena, KeyFileFit *ret);

/* From now on no other key file fits the database. */
MUST_CHECK Err key_file_remember(const Vault *vault, Db *db);

/*
 * Let the vault know of the key files from before its own (see vault_take_over()); false in
 * *ret_done where what the database says of them is not of this key file.
 */
MUST_CHECK Err key_file_take_over(Vault *vault, Db *db, Arena *arena, bool *ret_done);

/* In the caller's transaction: from now on the database belongs to the next key file. */
MUST_CHECK Err key_file_hand_over(const Vault *vault, const Vault *next, Tx *tx);

#define KEY_FILE_DOES_NOT_FIT                                                                      \
    "this key file belongs to another database, or to this one at another time: what was made "    \
    "before perq key rotate needs the key file of then"

/* What is wrong with a key file that could not be opened, and what to do, for the operator. */
const char *key_file_trouble(VaultResult result);

#endif
