/*
 * The files of an instance: the folder and the locks, and what goes again where a start is refused.
 */
#include "app/instance.h"

#include "base/log.h"

#include <errno.h>
#include <libgen.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *
folder_of(const Instance *instance, char ret[INSTANCE_PATH_SIZE])
{
    snprintf(ret, INSTANCE_PATH_SIZE, "%s", instance->lock_path);
    return dirname(ret);
}

bool
instance_make_folder(Instance *instance)
{
    char copy[INSTANCE_PATH_SIZE];
    const char *folder = folder_of(instance, copy);

    instance->made.folder = mkdir(folder, 0700) == 0;
    if (instance->made.folder || errno == EEXIST)
        return true;
    log_line(LOG_ERROR, "start=\"%s\" about=\"%s\"", strerror(errno), folder);
    return false;
}

/* One that a process before us left is replaced, and anything else is not ours. */
bool
instance_check_socket(const Instance *instance)
{
    struct stat info;

    if (lstat(instance->socket_path, &info) != 0 || S_ISSOCK(info.st_mode))
        return true;
    log_line(LOG_ERROR, "start=\"something else is where the socket has to be\" about=\"%s\"",
             instance->socket_path);
    return false;
}

static InstanceResult
lock_result(LockResult result, const char *about)
{
    if (result == LOCK_FAILED)
        log_line(LOG_ERROR, "start=\"%s\" about=\"%s\"", strerror(errno), about);
    return result == LOCK_TAKEN             ? INSTANCE_OPEN
           : result == LOCK_HELD_BY_ANOTHER ? INSTANCE_IN_USE
                                            : INSTANCE_FAILED;
}

InstanceResult
instance_lock_file(Instance *instance)
{
    const char *database = instance->address + strlen("sqlite:");

    lock_release(&instance->file_lock);
    return lock_result(lock_take_existing(database, &instance->file_lock), database);
}

InstanceResult
instance_lock(Instance *instance)
{
    bool was_there = access(instance->lock_path, F_OK) == 0;
    LockResult result = lock_take(instance->lock_path, &instance->lock);

    instance->made.lock = !was_there && result == LOCK_TAKEN;
    if (result != LOCK_TAKEN)
        return lock_result(result, instance->lock_path);
    return instance_lock_file(instance);
}

/* A key file is made for a new database only, and is worth nothing without it. */
void
instance_unmake(Instance *instance)
{
    char copy[INSTANCE_PATH_SIZE];

    if (instance->made.database) {
        store_backup_remove(instance->address + strlen("sqlite:"));
        if (instance->made.key)
            unlink(instance->key_path);
    }
    if (instance->made.lock)
        unlink(instance->lock_path);
    if (instance->made.folder)
        rmdir(folder_of(instance, copy));
}
