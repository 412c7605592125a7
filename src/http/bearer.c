#include "http/bearer.h"

#include <strings.h>

const char *
bearer_token(const char *authorization)
{
    static const char SCHEME[] = "bearer ";

    if (authorization == NULL || strncasecmp(authorization, SCHEME, strlen(SCHEME)) != 0)
        return NULL;
    /* RFC 9110, section 11.4: as many blanks as there may be. */
    authorization += strlen(SCHEME);
    return authorization + strspn(authorization, " ");
}
