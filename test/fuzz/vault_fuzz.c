/*
 * Any bytes as a key file, and as a sealed copy. One line of one form is a key file, and only where
 * nobody else may read it; nothing opens that was not sealed.
 */
#include "base/secret/secret.h"

#include "base/file.h"
#include "base/secret/vault_keys.h"

#include <ctype.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_SIZE = 64, SEALED_MAX = 1000, FILE_LENGTH = 11 + 64 + 1 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool
is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* The head and 64 digits; blanks around and between, of which there may be 64 more than one. */
static bool
is_key_file(const char *text, size_t size)
{
    static const char HEAD[] = "perq-key-1 ";
    size_t digits = 0;

    if (size > FILE_LENGTH + 64)
        return false;
    for (; size > 0 && is_blank(*text); size--)
        text++;
    for (; size > 0 && is_blank(text[size - 1]); size--)
        continue;
    if (size < strlen(HEAD) || memcmp(text, HEAD, strlen(HEAD)) != 0)
        return false;
    text += strlen(HEAD);
    size -= strlen(HEAD);
    for (; size > 0 && is_blank(*text); size--)
        text++;
    while (digits < size && isxdigit((unsigned char)text[digits]) != 0)
        digits++;
    return digits == 64 && size == 64;
}

static void
check_key_file(const char *text, size_t size)
{
    CLEANUP(file_close) int file = memfd_create("perq.key", MFD_CLOEXEC);
    char path[PATH_SIZE];
    Vault vault, again;

    snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
    bool written = write(file, text, size) == (ssize_t)size && fchmod(file, 0600) == 0;
    assert(written);
    memset(&vault, 0x55, sizeof(vault));
    memset(&again, 0x55, sizeof(again));
    VaultResult result = vault_open(path, &vault);
    assert(result == (is_key_file(text, size) ? VAULT_OK : VAULT_WRONG));
    assert(result == VAULT_OK || memcmp(&vault, &again, sizeof(vault)) == 0);
    if (result == VAULT_OK)
        vault_close(&vault);
    written = fchmod(file, 0604) == 0;
    assert(written && vault_open(path, &again) == VAULT_UNREADABLE);
}

static void
check_sealed(const uint8_t *data, size_t size)
{
    static VaultKeys keys = {.digest = {1, 2, 3}, .seal = {4, 5, 6}};
    static const Vault VAULT = {.keys = &keys};
    static const Digest LABEL = {{7}};
    uint8_t opened[SEALED_MAX], sealed[SEALED_MAX + SEAL_OVERHEAD];

    assert(!vault_unseal(&VAULT, &LABEL, data, size, opened));
    vault_seal(&VAULT, &LABEL, data, size, sealed);
    bool opens = vault_unseal(&VAULT, &LABEL, sealed, size + SEAL_OVERHEAD, opened);
    assert(opens && memcmp(opened, data, size) == 0);
    sealed[size / 2] ^= 1;
    assert(!vault_unseal(&VAULT, &LABEL, sealed, size + SEAL_OVERHEAD, opened));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char text[SEALED_MAX + 1] = "";

    vault_start();
    if (size == 0 || size > SEALED_MAX)
        return 0;
    memcpy(text, data, size);
    check_key_file(text, size);
    check_sealed(data, size);
    return 0;
}
