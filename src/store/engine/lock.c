/*
 * The lock is the kernel's (flock) on a file that is left behind: it is free when its holder has
 * died.
 */
#include "store/engine/engine.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static LockResult
lock_file(int file, int *ret_lock)
{
    if (file < 0)
        return LOCK_FAILED;
    if (flock(file, LOCK_EX | LOCK_NB) != 0) {
        LockResult result = errno == EWOULDBLOCK ? LOCK_HELD_BY_ANOTHER : LOCK_FAILED;
        close(file);
        return result;
    }
    *ret_lock = file;
    return LOCK_TAKEN;
}

/* Whoever made the file and was refused takes it away again: then another one has its name. */
static bool
is_still_there(const char *path, int file)
{
    struct stat own, named;

    return fstat(file, &own) == 0 && stat(path, &named) == 0 && own.st_ino == named.st_ino &&
           own.st_dev == named.st_dev;
}

LockResult
lock_take(const char *path, int *ret_lock)
{
    int file = -1;

    for (;;) {
        LockResult result = lock_file(open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600), &file);
        if (result != LOCK_TAKEN)
            return result;
        if (is_still_there(path, file))
            break;
        close(file);
    }
    *ret_lock = file;
    return LOCK_TAKEN;
}

LockResult
lock_take_existing(const char *path, int *ret_lock)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);

    *ret_lock = -1;
    if (file < 0 && errno == ENOENT)
        return LOCK_TAKEN;
    return lock_file(file, ret_lock);
}

void
lock_release(int *lock)
{
    if (*lock >= 0)
        close(*lock);
    *lock = -1;
}
