/*
 * Migrations: the files migrations/NNN_name.sql in order, compiled in by tools/embed.py.
 *
 * They are numbered from 1 without a gap, so the number of the last one applied is the version of
 * a database.
 */
#ifndef STORE_ENGINE_MIGRATIONS_H
#define STORE_ENGINE_MIGRATIONS_H

#include "base/secret/secret.h"
#include "store/engine/engine.h"

typedef struct Migration {
    int number;
    const char *name; /* of 001_programme.sql it is "programme" */
    Hash schema;      /* of a database that has had the migrations as far as this one */
    const char *sql;  /* any number of statements */
} Migration;

extern const Migration STORE_MIGRATIONS[];
extern const size_t STORE_MIGRATIONS_COUNT;

/*
 * SHA-256 of what the engine has down as its schema: kind, name, table and text of each part, each
 * with a NUL behind it, in the order of names and kinds.
 */
MUST_CHECK Err schema_hash(Db *db, Arena *arena, Hash *ret);

#endif
