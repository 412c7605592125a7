/*
 * Address: where links lead.
 */
#ifndef HTML_ADDRESS_H
#define HTML_ADDRESS_H

#include "base/shape.h"
#include "service/things/things.h"

/*
 * The path with what the query says beyond the defaults of its shape: where a list goes on, is
 * sorted otherwise or becomes a file.
 *
 *     address_of(ctx, "/keys", KEY_QUERY, &query)
 */
#define address_of(ctx, path, NAME, query)                                                         \
    address_with((ctx), (path), &(NAME), true ? (query) : (const NAME##_STRUCT *)NULL)
const char *address_with(Ctx *ctx, const char *path, const Shape *shape, const void *query);

/* The page of a thing, or NULL where it has none. */
const char *address_of_thing(Ctx *ctx, const Thing *thing);

#endif
