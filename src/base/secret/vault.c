/*
 * What is found, sealed and proven with the subkeys of the key file (RULE KEY-5).
 */
#include "base/secret/secret.h"

#include "base/secret/vault_keys.h"

#include <errno.h>
#include <sodium.h>
#include <unistd.h>

static_assert(SEAL_OVERHEAD == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES +
                                   crypto_aead_xchacha20poly1305_ietf_ABYTES,
              "a nonce before, a tag behind");

Digest
digest_under(const uint8_t key[SUBKEY_BYTES], const char *purpose, const void *bytes, size_t count)
{
    crypto_auth_hmacsha256_state state;
    uint8_t mac[crypto_auth_hmacsha256_BYTES];
    Digest digest;

    crypto_auth_hmacsha256_init(&state, key, SUBKEY_BYTES);
    crypto_auth_hmacsha256_update(&state, (const uint8_t *)purpose, strlen(purpose) + 1);
    crypto_auth_hmacsha256_update(&state, bytes, count);
    crypto_auth_hmacsha256_final(&state, mac);
    memcpy(digest.byte, mac, sizeof(digest.byte));
    return digest;
}

Digest
vault_digest(const Vault *vault, const char *purpose, const void *bytes, size_t count)
{
    return digest_under(vault->keys->digest, purpose, bytes, count);
}

void
vault_fingerprint(const Vault *vault, char ret_text[FINGERPRINT_SIZE])
{
    Digest digest = vault_digest(vault, "key-file-fingerprint", "", 0);

    sodium_bin2hex(ret_text, FINGERPRINT_SIZE, digest.byte, sizeof(digest.byte));
}

void
vault_seal(const Vault *vault, const Digest *label, const void *bytes, size_t count,
           uint8_t *ret_sealed)
{
    enum { NONCE_BYTES = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES };

    randombytes_buf(ret_sealed, NONCE_BYTES);
    crypto_aead_xchacha20poly1305_ietf_encrypt(ret_sealed + NONCE_BYTES, NULL, bytes, count,
                                               label->byte, sizeof(label->byte), NULL, ret_sealed,
                                               vault->keys->seal);
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
               sizeof(label->byte), sealed, vault->keys->seal) == 0;
}

bool
vault_digest_file(const Vault *vault, int file, int64_t bytes, const char *text, Hash *ret)
{
    enum { BLOCK_BYTES = 64 * 1024 };
    crypto_generichash_state state;
    uint8_t block[BLOCK_BYTES];
    int64_t done = 0;

    crypto_generichash_init(&state, vault->keys->backup, SUBKEY_BYTES, sizeof(ret->byte));
    while (done < bytes) {
        size_t wanted = bytes - done < BLOCK_BYTES ? (size_t)(bytes - done) : BLOCK_BYTES;
        ssize_t count = pread(file, block, wanted, done);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return false;
        crypto_generichash_update(&state, block, (size_t)count);
        done += count;
    }
    crypto_generichash_update(&state, (const uint8_t *)text, strlen(text));
    crypto_generichash_final(&state, ret->byte, sizeof(ret->byte));
    return true;
}

Hash
hash_of(const void *bytes, size_t count)
{
    Hash hash;

    crypto_hash_sha256(hash.byte, bytes, count);
    return hash;
}

WideHash
wide_hash_of(const void *bytes, size_t count)
{
    WideHash hash;

    crypto_generichash(hash.byte, sizeof(hash.byte), bytes, count, NULL, 0);
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
