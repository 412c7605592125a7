/*
 * What one key file hands down to the next: the keys of digests, sealed under the new one.
 */
#include "base/secret/secret.h"

#include "base/secret/vault_keys.h"

#include <sodium.h>

enum {
    KEYS_BYTES_MAX = EARLIER_KEYS_MAX * SUBKEY_BYTES,
    SEALED_BYTES_MAX = KEYS_BYTES_MAX + SEAL_OVERHEAD,
};

static_assert(HERITAGE_SIZE == 2 * SEALED_BYTES_MAX + 1, "in hexadecimal digits");

size_t
vault_earlier_count(const Vault *vault)
{
    return vault->keys->earlier_count;
}

Digest
vault_digest_earlier(const Vault *vault, size_t at, const char *purpose, const void *bytes,
                     size_t count)
{
    const VaultKeys *keys = vault->keys;

    assert(at < keys->earlier_count);
    return digest_under(keys->earlier[keys->earlier_count - 1 - at], purpose, bytes, count);
}

Digest
vault_lasting_digest(const Vault *vault, const char *purpose, const void *bytes, size_t count)
{
    const VaultKeys *keys = vault->keys;

    return digest_under(keys->earlier_count > 0 ? keys->earlier[0] : keys->digest, purpose, bytes,
                        count);
}

static Digest
heritage_label(const Vault *vault)
{
    return vault_digest(vault, "earlier key files", "", 0);
}

bool
vault_hand_down(const Vault *vault, const Vault *next, char ret_text[HERITAGE_SIZE])
{
    const VaultKeys *keys = vault->keys;
    Digest label = heritage_label(next);
    size_t size = (keys->earlier_count + 1) * SUBKEY_BYTES;
    uint8_t plain[KEYS_BYTES_MAX], sealed[SEALED_BYTES_MAX];

    if (keys->earlier_count == EARLIER_KEYS_MAX)
        return false;
    memcpy(plain, keys->earlier, size - SUBKEY_BYTES);
    memcpy(plain + size - SUBKEY_BYTES, keys->digest, SUBKEY_BYTES);
    vault_seal(next, &label, plain, size, sealed);
    sodium_bin2hex(ret_text, HERITAGE_SIZE, sealed, size + SEAL_OVERHEAD);
    sodium_memzero(plain, sizeof(plain));
    return true;
}

bool
vault_take_over(Vault *vault, const char *text)
{
    VaultKeys *keys = vault->keys;
    Digest label = heritage_label(vault);
    uint8_t sealed[SEALED_BYTES_MAX];
    size_t count = 0;

    if (sodium_hex2bin(sealed, sizeof(sealed), text, strlen(text), NULL, &count, NULL) != 0 ||
        count <= SEAL_OVERHEAD || (count - SEAL_OVERHEAD) % SUBKEY_BYTES != 0 ||
        !vault_unseal(vault, &label, sealed, count, keys->earlier))
        return false;
    keys->earlier_count = (count - SEAL_OVERHEAD) / SUBKEY_BYTES;
    return true;
}
