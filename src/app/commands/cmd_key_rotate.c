/*
 * perq key rotate: another key file, while no server runs.
 */
#include "app/commands/commands.h"

#include "app/rotation.h"

#include <unistd.h>

static ExitStatus
refuse_rotation(const char *about, const char *what)
{
    fprintf(stderr, "perq key rotate: %s: %s\n", about, what);
    return EXIT_COULD_NOT;
}

static void
report_rotation(const Instance *instance, const RotationResult *result)
{
    printf(
        "%lld product keys are sealed anew. %s is another one now: keep a copy of it somewhere "
        "else.\n"
        "The one before is kept as %s.before-rotation-…: put it where the backups from before "
        "are not, for only with it they can be used.\n",
        (long long)result->resealed, instance->key_path, instance->key_path);
    if (result->unreadable > 0)
        printf(
            "%lld sealed copies did not open and stay as they are; those keys can be redeemed, "
            "but not shown.\n",
            (long long)result->unreadable);
}

static ExitStatus
rotate(Instance *instance)
{
    RotationResult result;
    bool settled = false;

    if (rotation_run(instance, &result) != OK)
        return refuse_rotation(instance->address, store_problem(instance->db));
    if (result.refusal != NULL)
        return refuse_rotation(instance->address, result.refusal);
    if (rotation_settle(instance, &settled) != OK || !settled)
        return refuse_rotation(instance->next_key_path, "cannot be renamed; the next start will");
    report_rotation(instance, &result);
    return EXIT_DONE;
}

int
cmd_key_rotate(const Settings *settings)
{
    CLEANUP(instance_close) Instance instance = NO_INSTANCE;
    const char *path = settings_database_path(settings);

    if (path == NULL || access(path, F_OK) != 0)
        return refuse_rotation(settings->database, "there is no such database");
    switch (instance_open(settings, TO_ROTATE, &instance)) {
    case INSTANCE_OPEN:
        return rotate(&instance);
    case INSTANCE_IN_USE:
        return refuse_rotation(instance.address, "a server uses it; stop the server first");
    default:
        return EXIT_COULD_NOT;
    }
}
