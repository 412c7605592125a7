/*
 * The lock is the kernel's (flock) on a file that is left behind: it is free when its holder has
 * died.
 */
#include "store/engine/engine.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

LockResult
lock_take(const char *path, int *ret_lock)
{
    int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

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

void
lock_release(int *lock)
{
    if (*lock >= 0)
        close(*lock);
    *lock = -1;
}
