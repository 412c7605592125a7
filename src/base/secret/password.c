/*
 * Passwords: one slow hash for an address, a quick one for each account.
 */
#include "base/secret/secret.h"

#include <sodium.h>

static_assert(PASSWORD_KEPT_SIZE == crypto_pwhash_STRBYTES, "room for libsodium's text form too");
static_assert(sizeof(Hash) == crypto_generichash_KEYBYTES, "a key");

#define KEPT_BEGIN "$perq1$"

bool
password_stretch(const Hash *key, const char *address, const char *password, Hash *ret)
{
    uint8_t salt[crypto_pwhash_SALTBYTES];

    crypto_generichash(salt, sizeof(salt), (const uint8_t *)address, strlen(address), key->byte,
                       sizeof(key->byte));
    return crypto_pwhash(ret->byte, sizeof(ret->byte), password, strlen(password), salt,
                         crypto_pwhash_OPSLIMIT_INTERACTIVE, crypto_pwhash_MEMLIMIT_INTERACTIVE,
                         crypto_pwhash_ALG_ARGON2ID13) == 0;
}

void
password_keep(const Hash *stretched, const char *account_id, char ret[PASSWORD_KEPT_SIZE])
{
    char text[64];
    Hash quick;

    crypto_generichash(quick.byte, sizeof(quick.byte), (const uint8_t *)account_id,
                       strlen(account_id), stretched->byte, sizeof(stretched->byte));
    sodium_bin2base64(text, sizeof(text), quick.byte, sizeof(quick.byte),
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    snprintf(ret, PASSWORD_KEPT_SIZE, KEPT_BEGIN "%s", text);
}

bool
password_is_kept(const char *kept, const Hash *stretched, const char *account_id)
{
    char wanted[PASSWORD_KEPT_SIZE];

    password_keep(stretched, account_id, wanted);
    return secret_equal(kept, wanted);
}

bool
password_is_old(const char *kept)
{
    return strncmp(kept, KEPT_BEGIN, strlen(KEPT_BEGIN)) != 0;
}

bool
password_is_kept_old(const char *kept, const char *password)
{
    return crypto_pwhash_str_verify(kept, password, strlen(password)) == 0;
}
