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
    int lock;
    Db *db; /* opened for writing */
    Vault vault;
    Policy policy;
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

/* Where things lie; false where the address is not of a form that we know. */
MUST_CHECK bool instance_locate(const Settings *settings, Instance *ret);

/* The folder that everything lies in, for us alone; false where it cannot be, which is logged. */
MUST_CHECK bool instance_make_folder(const Instance *instance);

/* Locate, lock, finish a restoring that was broken off, open, migrate and clean up. Close it
 * whatever the result. */
MUST_CHECK InstanceResult instance_open(const Settings *settings, Instance *ret);

/* The same for whoever goes on with a change of the key file, which is in the way of all others. */
MUST_CHECK InstanceResult instance_open_to_rotate(const Settings *settings, Instance *ret);
void instance_close(Instance *instance);

/* A context for work on this machine, on the instance's own connection, as the operator. */
Ctx instance_ctx(Instance *instance);

#endif
