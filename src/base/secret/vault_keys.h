/*
 * Vault keys: the subkeys that a vault works with, for the files of this room only.
 */
#ifndef BASE_SECRET_VAULT_KEYS_H
#define BASE_SECRET_VAULT_KEYS_H

#include "base/secret/secret.h"

enum { SUBKEY_BYTES = 32 };

typedef struct VaultKeys {
    uint8_t digest[SUBKEY_BYTES];
    uint8_t seal[SUBKEY_BYTES];
    uint8_t backup[SUBKEY_BYTES];
} VaultKeys;

#endif
