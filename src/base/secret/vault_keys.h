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
    uint8_t earlier[EARLIER_KEYS_MAX][SUBKEY_BYTES]; /* for digests, the oldest first */
    size_t earlier_count;
} VaultKeys;

/* The digest that vault_digest() makes, under one of the keys: vault.c */
Digest digest_under(const uint8_t key[SUBKEY_BYTES], const char *purpose, const void *bytes,
                    size_t count);

#endif
