#include "http/bearer.h"

#include <strings.h>

const char *
bearer_token(const char *authorization)
{
    static const char SCHEME[] = "bearer ";

    if (authorization == NULL || strncasecmp(authorization, SCHEME, strlen(SCHEME)) != 0)
        return NULL;
    return authorization + strlen(SCHEME);
}
