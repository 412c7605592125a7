/*
 * Names: what stands for things of the world that have other names in every run.
 */
#ifndef FUZZ_REQUEST_NAMES_H
#define FUZZ_REQUEST_NAMES_H

#include "base/buf.h"

typedef enum WorldName {
    NAME_OPERATOR, /* tokens */
    NAME_ADMIN,
    NAME_READER,
    NAME_OTHER,
    NAME_SESSION, /* cookies, and the token of forms */
    NAME_CSRF,
    NAME_VISITOR,
    NAME_VISITOR_CSRF,
    NAME_PASSWORD,
    NAME_EMAIL,
    NAME_TENANT,
    NAME_PARTNER,
    NAME_USER,
    NAME_ENROLMENT,
    NAME_BENEFIT,
    NAME_KEY,
    NAME_KEY_REF,
    NAME_CREDIT,
    NAME_TOKEN,
    NAME_OTHER_CREDIT,
    NAME_LOT,
    NAME_SUBSCRIPTION,
    NAME_RECEIPT,
    NAME_DRAFT,
    NAME_CALENDAR,
    NAME_COUNT
} WorldName;

/* A copy of the text is kept; before, names stand for nothing. */
void name_set(WorldName name, const char *text);
const char *name_get(WorldName name);

/*
 * Puts what is known into the place of its name: @ADMIN@ is a token, @SESSION@ a session's cookie,
 * @CSRF@ the token of its forms, @SUBSCRIPTION@ an id. @LENGTH@ is how many bytes follow the empty
 * line, up to @NEXT@, which stands between two requests.
 */
Buf names_fill_in(Arena *arena, const char *text, size_t size);

#endif
