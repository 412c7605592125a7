#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <unistd.h>

void
file_close(const int *file)
{
    if (*file >= 0)
        close(*file);
}

bool
file_sync(const char *path)
{
    CLEANUP(file_close) int file = open(path, O_RDONLY | O_CLOEXEC);

    return file >= 0 && fsync(file) == 0;
}

bool
file_sync_folder_of(const char *path)
{
    char copy[PATH_MAX];

    if (strlen(path) >= sizeof(copy)) {
        errno = ENAMETOOLONG;
        return false;
    }
    memcpy(copy, path, strlen(path) + 1);
    return file_sync(dirname(copy));
}

static bool
write_all(int file, const char *bytes, size_t count)
{
    while (count > 0) {
        ssize_t written = write(file, bytes, count);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        bytes += written;
        count -= (size_t)written;
    }
    return true;
}

bool
file_copy(const char *from, const char *to)
{
    enum { BLOCK_BYTES = 64 * 1024 };
    CLEANUP(file_close) int source = open(from, O_RDONLY | O_CLOEXEC);
    char block[BLOCK_BYTES];
    ssize_t count;

    if (source < 0)
        return false;
    CLEANUP(file_close) int target = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (target < 0)
        return false;
    while ((count = read(source, block, sizeof(block))) > 0)
        if (!write_all(target, block, (size_t)count))
            return false;
    return count == 0;
}

bool
file_write(const char *path, const char *text)
{
    char temporary[PATH_MAX];
    int length = snprintf(temporary, sizeof(temporary), "%s.new", path);

    if (length < 0 || (size_t)length >= sizeof(temporary)) {
        errno = ENAMETOOLONG;
        return false;
    }
    unlink(temporary); /* left by a process that died; its mode may be another */
    CLEANUP(file_close)
    int file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    return file >= 0 && write_all(file, text, strlen(text)) && fsync(file) == 0 &&
           rename(temporary, path) == 0 && file_sync_folder_of(path);
}

/* Some file systems cannot refuse an existing name by themselves. */
static bool
rename_if_free(const char *from, const char *to)
{
    if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
        return true;
    if (errno != EINVAL && errno != ENOSYS)
        return false;
    if (access(to, F_OK) == 0) {
        errno = EEXIST;
        return false;
    }
    return rename(from, to) == 0;
}

bool
file_rename_new(const char *from, const char *to)
{
    return rename_if_free(from, to) && file_sync_folder_of(to);
}

bool
file_short_name(const char *path, size_t size, char *ret, int *ret_folder)
{
    const char *slash = strrchr(path, '/');
    char folder[PATH_MAX];

    *ret_folder = -1;
    if (strlen(path) < size) {
        memcpy(ret, path, strlen(path) + 1);
        return true;
    }
    if (slash == NULL || (size_t)(slash - path) >= sizeof(folder))
        return false;
    memcpy(folder, path, (size_t)(slash - path));
    folder[slash - path] = '\0';
    *ret_folder = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
    int length = snprintf(ret, size, "/proc/self/fd/%d%s", *ret_folder, slash);
    return *ret_folder >= 0 && length > 0 && (size_t)length < size;
}
