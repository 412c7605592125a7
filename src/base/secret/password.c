/*
 * Passwords, by Argon2id of libsodium.
 */
#include "base/secret/secret.h"

#include <sodium.h>

static_assert(PASSWORD_HASH_SIZE == crypto_pwhash_STRBYTES, "room for the text form");

/* Nobody's: of 32 random bytes that were not kept, with the same cost as all others. */
static const char NOBODYS[] =
    "$argon2id$v=19$m=65536,t=2,p=1$lK4HW2AXwnaGR9+Ef"
    "jjceQ$dJ6sCA7YBJ2tEcJwDKEsaOsZlwsCwRwGyeXwLN5LDhc";

bool
password_hash(const char *password, char ret_hash[PASSWORD_HASH_SIZE])
{
    return crypto_pwhash_str(ret_hash, password, strlen(password),
                             crypto_pwhash_OPSLIMIT_INTERACTIVE,
                             crypto_pwhash_MEMLIMIT_INTERACTIVE) == 0;
}

bool
password_matches(const char *hash, const char *password)
{
    const char *compared = hash != NULL ? hash : NOBODYS;
    bool same = crypto_pwhash_str_verify(compared, password, strlen(password)) == 0;

    return same && hash != NULL;
}
