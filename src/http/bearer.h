/*
 * Bearer: the token in an Authorization header (RFC 6750, section 2.1).
 */
#ifndef HTTP_BEARER_H
#define HTTP_BEARER_H

#include "base/base.h"

/*
 * What follows the scheme, which is compared in any case (RFC 9110, section 11.1), up to the end:
 * whether it is a token of ours is for the database to say. NULL where the header is NULL or has
 * another scheme.
 */
const char *bearer_token(const char *authorization);

#endif
