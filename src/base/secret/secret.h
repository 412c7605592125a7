/*
 * Secret: the server's own key and what is done with it, digests, chance, and passwords.
 */
#ifndef BASE_SECRET_SECRET_H
#define BASE_SECRET_SECRET_H

#include "base/base.h"
#include "base/err.h"

/* --- the vault: key_file.c, vault.c ----------------------------------------------------------- */

/*
 * Vault: what can be done with the server's own secret, which lies in a key file and nowhere else.
 *
 * The database holds no readable product key (RULE KEY-5): a keyed digest finds it, and a sealed
 * copy lets its owner see it again. Both need the key file, made on the first start with mode
 * 0600. Whoever has the database but not the file can read no key and test no guess. A third
 * subkey proves of a file, such as a backup, that it is as we left it.
 *
 * HMAC-SHA-256 (RFC 2104), XChaCha20-Poly1305 and BLAKE2b from libsodium; subkeys by its
 * crypto_kdf. They lie in memory that is not written to the disk, as far as the system lets us lock
 * it, and the process leaves no core file.
 */

enum {
    DIGEST_BYTES = 16,
    HASH_BYTES = 32,
    SEAL_OVERHEAD = 24 + 16,
    FINGERPRINT_SIZE = 2 * DIGEST_BYTES + 1,
    EARLIER_KEYS_MAX = 64,
    HERITAGE_SIZE = 2 * (EARLIER_KEYS_MAX * 32 + SEAL_OVERHEAD) + 1,
};

/* The subkeys of one key file; copies share them. All zero is closed. */
typedef struct Vault {
    struct VaultKeys *keys;
} Vault;

typedef struct Digest {
    uint8_t byte[DIGEST_BYTES];
} Digest;

typedef struct Hash {
    uint8_t byte[HASH_BYTES];
} Hash;

typedef enum VaultResult { VAULT_OK, VAULT_ABSENT, VAULT_UNREADABLE, VAULT_WRONG } VaultResult;

/*
 * Starts libsodium, and makes of the process one that leaves no core file and that only root can
 * look into; to be called once before anything else here. Built with -Dcores=true, or with
 * sanitizers, the process stays as it is.
 */
void vault_start(void);

/* Read the key file: absent, not readable by us or by everybody, or not a key file of ours. */
MUST_CHECK VaultResult vault_open(const char *path, Vault *ret);

/* Make a new key file, durable when this returns; fails where one exists. */
MUST_CHECK VaultResult vault_create(const char *path, Vault *ret);

/* Forgets the subkeys; a closed one is fine. */
void vault_close(Vault *vault);

/* What tells one key file from another, in hexadecimal digits. It is no secret. */
void vault_fingerprint(const Vault *vault, char ret_text[FINGERPRINT_SIZE]);

/* Keyed digest. The purpose keeps digests of different things apart. */
Digest vault_digest(const Vault *vault, const char *purpose, const void *bytes, size_t count);

/* --- what outlives a key file: heritage.c ----------------------------------------------------- */

/*
 * Heritage: a key file can be changed for a new one. What was sealed is sealed anew then, but a
 * digest of what is not kept cannot be made again. So the key that digests were made with is handed
 * down, sealed under the new key file, with those that it took over itself; the old key file opens
 * nothing that came after it.
 */

/* How many key files there were before this one, as far as vault_take_over() told. */
size_t vault_earlier_count(const Vault *vault);

/* The digest as the key file before made it; 0 is the one just before, then those before it. */
Digest vault_digest_earlier(const Vault *vault, size_t at, const char *purpose, const void *bytes,
                            size_t count);

/*
 * The digest as the first key file made it: for what must be found again however often the key file
 * was changed, and is worth little to whoever had an old one.
 */
Digest vault_lasting_digest(const Vault *vault, const char *purpose, const void *bytes,
                            size_t count);

/* What the next key file has to know of this one, as text; false where there were too many. */
MUST_CHECK bool vault_hand_down(const Vault *vault, const Vault *next,
                                char ret_text[HERITAGE_SIZE]);

/* Take over what was handed down to this key file; false where it was not. */
MUST_CHECK bool vault_take_over(Vault *vault, const char *text);

/* --- the vault again: vault.c ------------------------------------------------------------------
 */

/* Seal count bytes into count + SEAL_OVERHEAD bytes that open only with the same label. */
void vault_seal(const Vault *vault, const Digest *label, const void *bytes, size_t count,
                uint8_t *ret_sealed);

/* False where the bytes were not sealed by this vault under this label. */
MUST_CHECK bool vault_unseal(const Vault *vault, const Digest *label, const uint8_t *sealed,
                             size_t sealed_count, void *ret_bytes);

/*
 * Keyed digest of so many bytes from the beginning of an open file, and a text behind them. False
 * where the file cannot be read or has fewer.
 */
MUST_CHECK bool vault_digest_file(const Vault *vault, int file, int64_t bytes, const char *text,
                                  Hash *ret);

/* SHA-256, for secrets with enough chance in them to need no key (tokens) and for hash chains. */
Hash hash_of(const void *bytes, size_t count);

/* BLAKE2b, wide enough that sums of digests cannot be made to meet either. */
enum { WIDE_HASH_BYTES = 64 };

typedef struct WideHash {
    uint8_t byte[WIDE_HASH_BYTES];
} WideHash;

WideHash wide_hash_of(const void *bytes, size_t count);

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

/* The salt of an address, under the database's own key. */
Digest password_salt(const Hash *key, const char *address);

typedef struct Stretched {
    Digest salt;
    Hash hash;
} Stretched;

/* The slow part. False where there is not enough memory. */
MUST_CHECK bool password_stretch(const Digest *salt, const char *password, Stretched *ret);

/* What an account keeps, as text. */
void password_keep(const Stretched *stretched, const char *account_id,
                   char ret[PASSWORD_KEPT_SIZE]);
MUST_CHECK bool password_is_kept(const char *kept, const Stretched *stretched,
                                 const char *account_id);

/*
 * Is it kept with another salt? Before there was one for an address, an account kept a text of
 * libsodium's with its own; and the spelling of an address may have become another one.
 */
MUST_CHECK bool password_is_old(const char *kept, const Digest *salt);
/* As slow as the slow part. */
MUST_CHECK bool password_is_kept_old(const char *kept, const char *password,
                                     const char *account_id);

/* --- passwords that many have: common.c ------------------------------------------------------- */

/* Is it among the first that anybody would try? In any case of its letters. */
MUST_CHECK bool password_is_common(const char *folded);

#endif
