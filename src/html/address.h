/*
 * Address: where links lead, put together from a path and parameters.
 */
#ifndef HTML_ADDRESS_H
#define HTML_ADDRESS_H

#include "base/buf.h"
#include "service/things/things.h"

/* Enough for an e-mail address, a text of 100 characters and whatever else a list is asked. */
enum { ADDRESS_BYTES_MAX = 8192 };

/* Adds ?name=value or &name=value, escaped; nothing where the value is NULL. */
void address_put(Buf *address, const char *name, const char *value);
/* The same; nothing where the number is INPUT_ABSENT, */
void address_put_number(Buf *address, const char *name, int64_t number);
/* and for a choice, whose number is a position in these names. */
void address_put_choice(Buf *address, const char *name, const char *const *names, int64_t number);
void address_put_day(Buf *address, const char *name, int64_t day);

/* The page of a thing, or NULL where it has none. */
const char *address_of_thing(Ctx *ctx, const Thing *thing);

#endif
