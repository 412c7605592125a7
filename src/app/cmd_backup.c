#include "app/commands.h"

int
cmd_backup(const Settings *settings)
{
    (void)settings;
    return EXIT_COULD_NOT;
}

int
cmd_restore(const Settings *settings)
{
    (void)settings;
    return EXIT_COULD_NOT;
}
