/*
 * Passwords: one slow hash for an address, a quick one for each account.
 */
#include "base/secret/secret.h"

#include <sodium.h>

static_assert(PASSWORD_KEPT_SIZE == crypto_pwhash_STRBYTES, "room for libsodium's text form too");
static_assert(sizeof(Hash) == crypto_generichash_KEYBYTES, "a key");
static_assert(sizeof(Digest) == crypto_pwhash_SALTBYTES, "a salt");

/* $perq1$SALT$DIGEST, in base64url. */
#define KEPT_BEGIN "$perq1$"
enum { BEGIN_LENGTH = sizeof(KEPT_BEGIN) - 1, SALT_LENGTH = 22, QUICK_LENGTH = 43 };
static const int BASE64 = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

Digest
password_salt(const Hash *key, const char *address)
{
    Digest salt;

    crypto_generichash(salt.byte, sizeof(salt.byte), (const uint8_t *)address, strlen(address),
                       key->byte, sizeof(key->byte));
    return salt;
}

bool
password_stretch(const Digest *salt, const char *password, Stretched *ret)
{
    ret->salt = *salt;
    return crypto_pwhash(ret->hash.byte, sizeof(ret->hash.byte), password, strlen(password),
                         salt->byte, crypto_pwhash_OPSLIMIT_INTERACTIVE,
                         crypto_pwhash_MEMLIMIT_INTERACTIVE, crypto_pwhash_ALG_ARGON2ID13) == 0;
}

void
password_keep(const Stretched *stretched, const char *account_id, char ret[PASSWORD_KEPT_SIZE])
{
    char salt[SALT_LENGTH + 1], text[QUICK_LENGTH + 1];
    Hash quick;

    crypto_generichash(quick.byte, sizeof(quick.byte), (const uint8_t *)account_id,
                       strlen(account_id), stretched->hash.byte, sizeof(stretched->hash.byte));
    sodium_bin2base64(salt, sizeof(salt), stretched->salt.byte, sizeof(stretched->salt.byte),
                      BASE64);
    sodium_bin2base64(text, sizeof(text), quick.byte, sizeof(quick.byte), BASE64);
    snprintf(ret, PASSWORD_KEPT_SIZE, KEPT_BEGIN "%s$%s", salt, text);
}

bool
password_is_kept(const char *kept, const Stretched *stretched, const char *account_id)
{
    char wanted[PASSWORD_KEPT_SIZE];

    password_keep(stretched, account_id, wanted);
    return secret_equal(kept, wanted);
}

/* False where it is a text of libsodium's. */
static bool
read_salt(const char *kept, Digest *ret)
{
    size_t count = 0;

    return strlen(kept) > BEGIN_LENGTH + SALT_LENGTH &&
           strncmp(kept, KEPT_BEGIN, BEGIN_LENGTH) == 0 &&
           sodium_base642bin(ret->byte, sizeof(ret->byte), kept + BEGIN_LENGTH, SALT_LENGTH, NULL,
                             &count, NULL, BASE64) == 0 &&
           count == sizeof(ret->byte);
}

bool
password_is_old(const char *kept, const Digest *salt)
{
    Digest own;

    return !read_salt(kept, &own) || memcmp(&own, salt, sizeof(own)) != 0;
}

bool
password_is_kept_old(const char *kept, const char *password, const char *account_id)
{
    Stretched stretched;
    Digest salt;

    if (!read_salt(kept, &salt))
        return crypto_pwhash_str_verify(kept, password, strlen(password)) == 0;
    return password_stretch(&salt, password, &stretched) &&
           password_is_kept(kept, &stretched, account_id);
}
