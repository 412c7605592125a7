/*
 * Copy: what perq backup and perq restore share: a copy counts only when it was verified, whichever
 * way it goes.
 */
#ifndef APP_COMMANDS_COPY_H
#define APP_COMMANDS_COPY_H

#include "app/commands/commands.h"
#include "app/instance.h"

/* One of the two commands as it goes on. Declare with CLEANUP(copy_end). */
typedef struct CopyWork {
    const char *command;
    const char *file;
    Instance place;    /* where things lie; not opened */
    bool has_key_file; /* the vault of the place is open then */
    Arena *arena;
} CopyWork;

/* Finds where things lie, and opens the key file if it is there. What is wrong has been said. */
MUST_CHECK ExitStatus copy_start(const char *command, const Settings *settings, CopyWork *ret);
void copy_end(CopyWork *work);

/* Says what is wrong with something, and gives the status back. */
ExitStatus copy_refuse(const CopyWork *work, ExitStatus status, const char *about,
                       const char *what);

/* Is the copy a sound database of perq that agrees with itself and belongs to the key file? */
MUST_CHECK ExitStatus copy_verify(const CopyWork *work, const char *copy);

#endif
