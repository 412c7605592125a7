/*
 * The seal of a backup: one line of text behind its last page, where the engine does not look, so
 * that the file is still a database for every program that reads one.
 *
 *     perq-backup-1 2026-11-22T10:00:00Z 2f…(32 digits) 9c…(64 digits)
 *
 * The moment, the fingerprint of the key file, and a keyed digest of all that stands before it.
 */
#include "store/engine/engine.h"

#include "base/file.h"
#include "base/log.h"
#include "base/text/text.h"
#include "domain/date/date.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static const char HEAD[] = "perq-backup-1 ";

enum {
    HEAD_LENGTH = sizeof(HEAD) - 1,
    TIME_LENGTH = TIME_TEXT_SIZE - 1,
    FINGERPRINT_LENGTH = FINGERPRINT_SIZE - 1,
    HASH_LENGTH = 2 * HASH_BYTES,
    FINGERPRINT_AT = HEAD_LENGTH + TIME_LENGTH + 1,
    HASH_AT = FINGERPRINT_AT + FINGERPRINT_LENGTH + 1,
    LINE_LENGTH = HASH_AT + HASH_LENGTH + 1,
};

/* A file that may have a seal, and where that would begin. */
typedef struct SealedFile {
    int file;
    int64_t content;
} SealedFile;

/* What went wrong with the file, in the log once. */
static Err
seal_err(const char *path)
{
    int why = errno;

    log_line(LOG_ERROR, "file=\"%s\" why=\"%s\"", path, strerror(why));
    return why == ENOSPC || why == EDQUOT || why == EFBIG ? ERR_STORAGE_FULL
                                                          : ERR_STORAGE_UNAVAILABLE;
}

/* All of the line but its newline; false where the file cannot be read. */
static bool
make_line(const Vault *vault, const SealedFile *sealed, const char *made_at,
          char ret[LINE_LENGTH + 1])
{
    char fingerprint[FINGERPRINT_SIZE];
    Hash hash;

    vault_fingerprint(vault, fingerprint);
    snprintf(ret, LINE_LENGTH + 1, "%s%s %s ", HEAD, made_at, fingerprint);
    if (!vault_digest_file(vault, sealed->file, sealed->content, ret, &hash))
        return false;
    text_hex(hash.byte, sizeof(hash.byte), ret + HASH_AT);
    return true;
}

Err
store_backup_seal(const char *path, const Vault *vault, Micros now)
{
    CLEANUP(file_close) int file = open(path, O_RDWR | O_APPEND | O_CLOEXEC);
    char line[LINE_LENGTH + 1], made_at[TIME_TEXT_SIZE];
    struct stat info;

    if (file < 0 || fstat(file, &info) != 0)
        return seal_err(path);
    time_format(now, made_at);
    if (!make_line(vault, &(SealedFile){file, info.st_size}, made_at, line))
        return seal_err(path);
    line[LINE_LENGTH - 1] = '\n';
    errno = ENOSPC; /* what a write says that was cut short */
    return write(file, line, LINE_LENGTH) == LINE_LENGTH ? OK : seal_err(path);
}

/* The line as it stands in the file; false where the end of the file is none. */
static bool
read_line(int file, int64_t *ret_content, char ret[LINE_LENGTH + 1])
{
    struct stat info;
    Micros moment;

    memset(ret, 0, LINE_LENGTH + 1);
    if (fstat(file, &info) != 0 || info.st_size < LINE_LENGTH)
        return false;
    *ret_content = info.st_size - LINE_LENGTH;
    if (pread(file, ret, LINE_LENGTH, *ret_content) != LINE_LENGTH ||
        memcmp(ret, HEAD, HEAD_LENGTH) != 0 || ret[FINGERPRINT_AT - 1] != ' ' ||
        ret[HASH_AT - 1] != ' ' || ret[LINE_LENGTH - 1] != '\n')
        return false;
    ret[LINE_LENGTH - 1] = '\0';
    ret[FINGERPRINT_AT - 1] = '\0';
    return time_parse(ret + HEAD_LENGTH, &moment);
}

static Err
judge_line(const Vault *vault, const SealedFile *sealed, const char *line, BackupOrigin *ret)
{
    char own[FINGERPRINT_SIZE], expected[LINE_LENGTH + 1];

    vault_fingerprint(vault, own);
    if (memcmp(line + FINGERPRINT_AT, own, FINGERPRINT_LENGTH) != 0) {
        *ret = ORIGIN_ANOTHER_KEY_FILE;
        return OK;
    }
    if (!make_line(vault, sealed, line + HEAD_LENGTH, expected))
        return ERR_STORAGE_UNAVAILABLE;
    *ret = secret_equal(expected + HASH_AT, line + HASH_AT) ? ORIGIN_OURS : ORIGIN_CHANGED;
    return OK;
}

Err
store_backup_judge(const char *path, const Vault *vault, char ret_made_at[TIME_TEXT_SIZE],
                   BackupOrigin *ret)
{
    CLEANUP(file_close) int file = open(path, O_RDONLY | O_CLOEXEC);
    SealedFile sealed = {.file = file};
    char line[LINE_LENGTH + 1];

    if (file < 0)
        return seal_err(path);
    if (!read_line(file, &sealed.content, line)) {
        *ret = ORIGIN_NOT_SEALED;
        return OK;
    }
    memcpy(ret_made_at, line + HEAD_LENGTH, TIME_TEXT_SIZE);
    return judge_line(vault, &sealed, line, ret);
}

Err
store_backup_unseal(const char *path)
{
    CLEANUP(file_close) int file = open(path, O_RDWR | O_CLOEXEC);
    char line[LINE_LENGTH + 1];
    int64_t content;

    if (file < 0)
        return seal_err(path);
    if (read_line(file, &content, line) && ftruncate(file, content) != 0)
        return seal_err(path);
    return OK;
}
