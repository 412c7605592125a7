/*
 * External ids: what partners, organisations, people and enrolments are called in other systems.
 * Theirs to choose: 1 to EXTERNAL_ID_LENGTH_MAX characters, once within the kind and its owner. We
 * only keep it and look it up.
 */
#ifndef SERVICE_EXTERNAL_H
#define SERVICE_EXTERNAL_H

#include "base/limit/limit.h"
#include "base/shape.h"
#include "base/text/text.h"

// clang-format off
/* A row of a shape: of what is made or looked for, and of a change, where null takes it away. */
#define EXTERNAL_ID(T)                                                                             \
    FIELD(T, TEXT, external_id, "externalId", .min = 1, .max = EXTERNAL_ID_LENGTH_MAX,             \
          .check = text_is_trimmed, .optional = true)
// clang-format on

/* Is it the one that is asked for? NULL asks for none, and where there is none it is NULL. */
static inline bool
external_id_fits(const char *own, const char *asked)
{
    return asked == NULL || (own != NULL && text_equal(own, asked));
}

#endif
