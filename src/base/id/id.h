/*
 * Id: opaque names such as sub_01J9ZV5Q8R0000000000000000.
 *
 * A prefix for the type and a ULID: 48 bits of milliseconds and 80 random bits in Crockford's
 * base 32 (https://github.com/ulid/spec). Ids made by one process only ever grow, also when the
 * clock is set back, so that lists in order of id are lists in order of making.
 */
#ifndef BASE_ID_ID_H
#define BASE_ID_ID_H

#include "base/clock.h"

enum { ID_PREFIX_LENGTH = 4, ID_LENGTH = ID_PREFIX_LENGTH + 26, ID_SIZE = 32 };

typedef struct Id {
    char text[ID_SIZE];
} Id;

/* A new id; prefix is three letters and an underscore. */
Id id_new(const char *prefix, Micros now);

/* Every id made from now on is greater than this one; an empty text changes nothing. */
void id_continue_after(const char *id);

/* Has the text the shape of an id with this prefix? */
MUST_CHECK bool id_is(const char *text, const char *prefix);

/* The empty id stands for "none". */
static inline bool
id_is_empty(const Id *id)
{
    return id->text[0] == '\0';
}

MUST_CHECK bool id_equal(const Id *a, const Id *b);

/* The least id that can be made in that millisecond: where ids of later moments begin. */
Id id_first(const char *prefix, Micros at);

/* The text, which must have been checked or come from the database, as an Id; NULL gives none. */
Id id_from(const char *text);

/* Was one made after the other, whatever their types are? */
bool id_is_later(const Id *id, const Id *other);

#endif
