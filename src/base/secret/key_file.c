/*
 * The key file, and the memory in which what is made of it lies (RULE KEY-5).
 */
#include "base/secret/secret.h"

#include "base/file.h"
#include "base/log.h"
#include "base/secret/vault_keys.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

/* The file is one line of text, so that it survives copying and can be told from other files. */
static const char FILE_HEAD[] = "perq-key-1 ";

enum {
    MASTER_BYTES = crypto_kdf_KEYBYTES,
    HEAD_LENGTH = sizeof(FILE_HEAD) - 1,
    FILE_LENGTH = HEAD_LENGTH + 2 * MASTER_BYTES + 1,
    BLANKS_MAX = 64, /* of what copying may put around the line */
};

void
vault_start(void)
{
    if (sodium_init() < 0)
        die("libsodium does not start");
    /* LeakSanitizer looks into the process from outside, which this would forbid. */
    if (!PERQ_CORES && prctl(PR_SET_DUMPABLE, 0) != 0)
        die("the process cannot be kept out of core files");
}

/*
 * sodium_malloc() locks what it gives and keeps it out of core files. Where RLIMIT_MEMLOCK forbids
 * the lock it goes without.
 */
static void
derive(const uint8_t master[MASTER_BYTES], Vault *ret)
{
    VaultKeys *keys = sodium_malloc(sizeof(*keys));

    if (keys == NULL)
        die("out of memory");
    crypto_kdf_derive_from_key(keys->digest, sizeof(keys->digest), 1, "perqkeys", master);
    crypto_kdf_derive_from_key(keys->seal, sizeof(keys->seal), 2, "perqkeys", master);
    crypto_kdf_derive_from_key(keys->backup, sizeof(keys->backup), 3, "perqkeys", master);
    keys->earlier_count = 0;
    ret->keys = keys;
}

/* All digits are there; around the line may be blanks and line ends, or none, as editors and the
 * ways of copying it leave them. */
static bool
read_master(const char *text, uint8_t ret_master[MASTER_BYTES])
{
    static const char BLANKS[] = " \t\r\n";
    size_t count = 0;

    text += strspn(text, BLANKS);
    if (strncmp(text, FILE_HEAD, HEAD_LENGTH) != 0)
        return false;
    text += HEAD_LENGTH;
    text += strspn(text, BLANKS);
    size_t digits = strspn(text, "0123456789abcdefABCDEF");
    return digits == (size_t)2 * MASTER_BYTES &&
           text[digits + strspn(text + digits, BLANKS)] == '\0' &&
           sodium_hex2bin(ret_master, MASTER_BYTES, text, digits, NULL, &count, NULL) == 0 &&
           count == MASTER_BYTES;
}

VaultResult
vault_open(const char *path, Vault *ret)
{
    char text[FILE_LENGTH + BLANKS_MAX + 2] = "";
    uint8_t master[MASTER_BYTES];
    struct stat info;

    CLEANUP(file_close) int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return errno == ENOENT ? VAULT_ABSENT : VAULT_UNREADABLE;
    if (fstat(file, &info) != 0 || (info.st_mode & 077) != 0)
        return VAULT_UNREADABLE;
    ssize_t length = read(file, text, sizeof(text) - 1);
    bool ours = length > 0 && length <= FILE_LENGTH + BLANKS_MAX &&
                strlen(text) == (size_t)length && read_master(text, master);
    if (ours)
        derive(master, ret);
    sodium_memzero(master, sizeof(master));
    sodium_memzero(text, sizeof(text));
    return ours ? VAULT_OK : VAULT_WRONG;
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
    bool written = write(file, text, FILE_LENGTH) == FILE_LENGTH && fsync(file) == 0 &&
                   file_sync_folder_of(path);
    if (written)
        derive(master, ret);
    sodium_memzero(master, sizeof(master));
    sodium_memzero(text, sizeof(text));
    return written ? VAULT_OK : VAULT_UNREADABLE;
}

void
vault_close(Vault *vault)
{
    sodium_free(vault->keys); /* zeroes them */
    vault->keys = NULL;
}
