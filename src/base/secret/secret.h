/*
 * Secret: the server's own key and what is done with it, digests, chance, and passwords.
 */
#ifndef BASE_SECRET_SECRET_H
#define BASE_SECRET_SECRET_H

#include "base/base.h"
#include "base/err.h"

/* --- the vault: vault.c ----------------------------------------------------------------------- */

/*
 * Vault: what can be done with the server's own secret, which lies in a key file and nowhere else.
 *
 * The database holds no readable product key (RULE KEY-5): a keyed digest finds it, and a sealed
 * copy lets its owner see it again. Both need the key file, made on the first start with mode
 * 0600. Whoever has the database but not the file can read no key and test no guess.
 *
 * HMAC-SHA-256 (RFC 2104) and XChaCha20-Poly1305 from libsodium; subkeys by its crypto_kdf.
 */

enum { DIGEST_BYTES = 16, HASH_BYTES = 32, SEAL_OVERHEAD = 24 + 16 };

typedef struct Vault {
    uint8_t digest_key[32];
    uint8_t seal_key[32];
} Vault;

typedef struct Digest {
    uint8_t byte[DIGEST_BYTES];
} Digest;

typedef struct Hash {
    uint8_t byte[HASH_BYTES];
} Hash;

typedef enum VaultResult { VAULT_OK, VAULT_ABSENT, VAULT_UNREADABLE, VAULT_WRONG } VaultResult;

/* Starts libsodium; to be called once before anything else here. */
void vault_start(void);

/* Read the key file: absent, not readable by us or by everybody, or not a key file of ours. */
MUST_CHECK VaultResult vault_open(const char *path, Vault *ret);

/* Make a new key file, durable when this returns; fails where one exists. */
MUST_CHECK VaultResult vault_create(const char *path, Vault *ret);

/* Keyed digest. The purpose keeps digests of different things apart. */
Digest vault_digest(const Vault *vault, const char *purpose, const void *bytes, size_t count);

/* Seal count bytes into count + SEAL_OVERHEAD bytes that open only with the same label. */
void vault_seal(const Vault *vault, const Digest *label, const void *bytes, size_t count,
                uint8_t *ret_sealed);

/* False where the bytes were not sealed by this vault under this label. */
MUST_CHECK bool vault_unseal(const Vault *vault, const Digest *label, const uint8_t *sealed,
                             size_t sealed_count, void *ret_bytes);

/* SHA-256, for secrets with enough chance in them to need no key (tokens) and for hash chains. */
Hash hash_of(const void *bytes, size_t count);

/* SipHash-2-4: quick, and tells versions of a text apart, but proves nothing about it. */
Digest checksum_of(const void *bytes, size_t count);

/* Are the texts the same? In a time that does not tell how much of them is. */
MUST_CHECK bool secret_equal(const char *a, const char *b);

void random_bytes(void *ret_bytes, size_t count);

/* --- passwords: password.c -------------------------------------------------------------------- */

/*
 * Passwords, by Argon2id (RFC 9106) of libsodium.
 *
 * One person may have accounts in many organisations under one address, each with a password of its
 * own. The slow part is done once for an address, whoever has accounts under it: its salt is a
 * keyed digest of the address. What an account keeps of it is a quick digest bound to itself, so
 * that equal passwords do not look equal, and comparing with twelve takes as long as with none.
 *
 * The slow part takes about a tenth of a second of one core and 64 MiB, on purpose. Never call it
 * in the writer or on a thread that serves HTTP.
 */

enum { PASSWORD_KEPT_SIZE = 128 };

/* The slow part. The key is the database's own. False where there is not enough memory. */
MUST_CHECK bool password_stretch(const Hash *key, const char *address, const char *password,
                                 Hash *ret);

/* What an account keeps, as text. */
void password_keep(const Hash *stretched, const char *account_id, char ret[PASSWORD_KEPT_SIZE]);
MUST_CHECK bool password_is_kept(const char *kept, const Hash *stretched, const char *account_id);

/* Before there was one salt for an address, an account kept a text of libsodium's, with its own. */
MUST_CHECK bool password_is_old(const char *kept);
/* As slow as the slow part. */
MUST_CHECK bool password_is_kept_old(const char *kept, const char *password);

/* --- passwords that many have: common.c ------------------------------------------------------- */

/* Is it among the first that anybody would try? In any case of its letters. */
MUST_CHECK bool password_is_common(const char *folded);

#endif
