/*
 * Instance: a database that is ours alone, with its key file, brought up to date.
 *
 * Beside the database PATH lie PATH-lock, perq.key and perq.sock, and perq.key.new while the key
 * file is changed (see rotation.h). The key file is made with the database and never again: a
 * database whose key file is missing or another one's is refused, because every product key in it
 * would be lost without anybody noticing.
 */
#ifndef APP_INSTANCE_H
#define APP_INSTANCE_H

#include "app/settings.h"
#include "service/context.h"

enum { INSTANCE_PATH_SIZE = 1024 };

typedef struct Instance {
    const char *address; /* of the database, as the settings say */
    char lock_path[INSTANCE_PATH_SIZE];
    char key_path[INSTANCE_PATH_SIZE];
    char next_key_path[INSTANCE_PATH_SIZE];
    char socket_path[INSTANCE_PATH_SIZE];
    char demo_path[INSTANCE_PATH_SIZE];
    int lock;      /* of the file that is for it */
    int file_lock; /* of the database file, which may have other names */
    struct Made {
        bool folder, lock, database,
            key; /* by this process; it goes again where the start is refused */
    } made;
    bool open;
    Db *db; /* opened for writing */
    Vault vault;
    Policy policy;
    bool clock_waits;        /* it has been said that the clock is not believed */
    Micros clock_remembered; /* when what is believed was written down, by the steady clock */
    Allowances *attempts;
    Sightings *sightings;
    Hash salt_key; /* of this database's passwords */
    Arena *arena;  /* for the life of the process */
} Instance;

typedef enum InstanceResult {
    INSTANCE_OPEN,
    INSTANCE_IN_USE, /* another process has it; nothing was said */
    INSTANCE_FAILED, /* what is wrong has been logged */
} InstanceResult;

/* One that is not even located: for CLEANUP(instance_close). */
#define NO_INSTANCE ((Instance){.lock = -1, .file_lock = -1})

/* Where things lie; false where the address is not of a form that we know. */
MUST_CHECK bool instance_locate(const Settings *settings, Instance *ret);

/* Can the administration socket be where it would be? What is wrong has been logged. */
MUST_CHECK bool instance_check_socket(const Instance *instance);

/* The folder that everything lies in, for us alone; false where it cannot be, which is logged. */
MUST_CHECK bool instance_make_folder(Instance *instance);

/*
 * The locks, for whoever made the folder; INSTANCE_OPEN is all of them. What is wrong has been
 * logged unless another process has one.
 */
MUST_CHECK InstanceResult instance_lock(Instance *instance);

/*
 * What it is opened for: only the server brings a database of an older version up to date, and only
 * whoever changes the key file goes on with a change of it.
 */
typedef enum InstanceUse { TO_SERVE, TO_ADMINISTER, TO_ROTATE } InstanceUse;

/* Locate, lock, finish a restoring that was broken off, open, migrate and clean up. Close it
 * whatever the result: where that is not INSTANCE_OPEN, nothing is left that was not there. */
MUST_CHECK InstanceResult instance_open(const Settings *settings, InstanceUse use, Instance *ret);
void instance_close(Instance *instance);

/* The lock of the database file, anew where another file has its name now. */
MUST_CHECK InstanceResult instance_lock_file(Instance *instance);

/* Take away what a start made that was refused, while the locks are held. instance_files.c */
void instance_unmake(Instance *instance);

/* A context for work on this machine, on the instance's own connection, as the operator. */
Ctx instance_ctx(Instance *instance);

#endif
