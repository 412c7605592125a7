/*
 * Migrations: the files migrations/NNN_name.sql in order, compiled in by tools/embed.py.
 *
 * They are numbered from 1 without a gap, so the number of the last one applied is the version of
 * a database.
 */
#ifndef STORE_ENGINE_MIGRATIONS_H
#define STORE_ENGINE_MIGRATIONS_H

#include "base/base.h"

typedef struct Migration {
    int number;
    const char *name; /* of 001_programme.sql it is "programme" */
    const char *sql;  /* any number of statements */
} Migration;

extern const Migration STORE_MIGRATIONS[];
extern const size_t STORE_MIGRATIONS_COUNT;

#endif
