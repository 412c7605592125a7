/*
 * The server's own key, and what is sealed and found by it (RULE KEY-5).
 */
#include "base/secret/secret.h"

#include "base/file.h"
#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

/* The file is one line of text, so that it survives copying and can be told from other files. */
static const char FILE_HEAD[] = "perq-key-1 ";

enum {
    MASTER_BYTES = crypto_kdf_KEYBYTES,
    HEAD_LENGTH = sizeof(FILE_HEAD) - 1,
    FILE_LENGTH = HEAD_LENGTH + 2 * MASTER_BYTES + 1,
};

static_assert(SEAL_OVERHEAD == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES +
                                   crypto_aead_xchacha20poly1305_ietf_ABYTES,
              "a nonce before, a tag behind");

void
vault_start(void)
{
    if (sodium_init() < 0)
        die("libsodium does not start");
}

static void
derive(const uint8_t master[MASTER_BYTES], Vault *ret)
{
    crypto_kdf_derive_from_key(ret->digest_key, sizeof(ret->digest_key), 1, "perqkeys", master);
    crypto_kdf_derive_from_key(ret->seal_key, sizeof(ret->seal_key), 2, "perqkeys", master);
}

VaultResult
vault_open(const char *path, Vault *ret)
{
    char text[FILE_LENGTH + 1] = "";
    uint8_t master[MASTER_BYTES];
    struct stat info;

    CLEANUP(file_close) int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return errno == ENOENT ? VAULT_ABSENT : VAULT_UNREADABLE;
    if (fstat(file, &info) != 0 || (info.st_mode & 077) != 0)
        return VAULT_UNREADABLE;
    if (read(file, text, sizeof(text)) != FILE_LENGTH ||
        memcmp(text, FILE_HEAD, HEAD_LENGTH) != 0 || text[FILE_LENGTH - 1] != '\n')
        return VAULT_WRONG;

    size_t count = 0;
    if (sodium_hex2bin(master, sizeof(master), text + HEAD_LENGTH, (size_t)2 * MASTER_BYTES, NULL,
                       &count, NULL) != 0 ||
        count != MASTER_BYTES)
        return VAULT_WRONG;
    derive(master, ret);
    sodium_memzero(master, sizeof(master));
    sodium_memzero(text, sizeof(text));
    return VAULT_OK;
}

VaultResult
vault_create(const char *path, Vault *ret)
{
    char text[FILE_LENGTH + 1];
    uint8_t master[MASTER_BYTES];

    CLEANUP(file_close) int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0)
        return VAULT_UNREADABLE;
    crypto_kdf_keygen(master);
    memcpy(text, FILE_HEAD, HEAD_LENGTH);
    sodium_bin2hex(text + HEAD_LENGTH, 2 * MASTER_BYTES + 1, master, sizeof(master));
    text[FILE_LENGTH - 1] = '\n';
    bool written = write(file, text, FILE_LENGTH) == FILE_LENGTH && fsync(file) == 0;
    derive(master, ret);
    sodium_memzero(master, sizeof(master));
    sodium_memzero(text, sizeof(text));
    return written && file_sync_folder_of(path) ? VAULT_OK : VAULT_UNREADABLE;
}

Digest
vault_digest(const Vault *vault, const char *purpose, const void *bytes, size_t count)
{
    crypto_auth_hmacsha256_state state;
    uint8_t mac[crypto_auth_hmacsha256_BYTES];
    Digest digest;

    crypto_auth_hmacsha256_init(&state, vault->digest_key, sizeof(vault->digest_key));
    crypto_auth_hmacsha256_update(&state, (const uint8_t *)purpose, strlen(purpose) + 1);
    crypto_auth_hmacsha256_update(&state, bytes, count);
    crypto_auth_hmacsha256_final(&state, mac);
    memcpy(digest.byte, mac, sizeof(digest.byte));
    return digest;
}

void
vault_seal(const Vault *vault, const Digest *label, const void *bytes, size_t count,
           uint8_t *ret_sealed)
{
    enum { NONCE_BYTES = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES };

    randombytes_buf(ret_sealed, NONCE_BYTES);
    crypto_aead_xchacha20poly1305_ietf_encrypt(ret_sealed + NONCE_BYTES, NULL, bytes, count,
                                               label->byte, sizeof(label->byte), NULL, ret_sealed,
                                               vault->seal_key);
}

bool
vault_unseal(const Vault *vault, const Digest *label, const uint8_t *sealed, size_t sealed_count,
             void *ret_bytes)
{
    enum { NONCE_BYTES = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES };

    if (sealed_count < SEAL_OVERHEAD)
        return false;
    return crypto_aead_xchacha20poly1305_ietf_decrypt(
               ret_bytes, NULL, NULL, sealed + NONCE_BYTES, sealed_count - NONCE_BYTES, label->byte,
               sizeof(label->byte), sealed, vault->seal_key) == 0;
}

Hash
hash_of(const void *bytes, size_t count)
{
    Hash hash;

    crypto_hash_sha256(hash.byte, bytes, count);
    return hash;
}

Digest
checksum_of(const void *bytes, size_t count)
{
    static const uint8_t KEY[crypto_shorthash_siphashx24_KEYBYTES] = "perq-checksum-1";
    Digest digest;

    static_assert(sizeof(digest.byte) == crypto_shorthash_siphashx24_BYTES, "all of it");
    crypto_shorthash_siphashx24(digest.byte, bytes, count, KEY);
    return digest;
}

bool
secret_equal(const char *a, const char *b)
{
    size_t length = strlen(a);

    return strlen(b) == length && sodium_memcmp(a, b, length) == 0;
}

void
random_bytes(void *ret_bytes, size_t count)
{
    randombytes_buf(ret_bytes, count);
}
