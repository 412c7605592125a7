/*
 * Password: Argon2id (RFC 9106) in libsodium's text form, which holds salt and cost.
 *
 * Each of these takes about a tenth of a second of one core and 64 MiB, on purpose. Never call
 * them in the writer or on a thread that serves HTTP.
 */
#ifndef BASE_PASSWORD_H
#define BASE_PASSWORD_H

#include "base/base.h"

enum { PASSWORD_HASH_SIZE = 128 };

/* False where there is not enough memory. */
MUST_CHECK bool password_hash(const char *password, char ret_hash[PASSWORD_HASH_SIZE]);

/* Where hash is NULL the answer is no, and takes as long as any other. */
MUST_CHECK bool password_matches(const char *hash, const char *password);

#endif
