/*
 * Dry run: would the server start with these settings? Changes nothing, so it may be asked while a
 * server runs on the same database.
 */
#ifndef APP_COMMANDS_DRY_RUN_H
#define APP_COMMANDS_DRY_RUN_H

#include "app/settings.h"

/* False where it would not; what is wrong has been logged. */
MUST_CHECK bool dry_run(const Settings *settings);

#endif
