#include "service/external.h"

const char *
external_id_after(const char *before, const char *wish)
{
    if (wish == NULL)
        return before;
    return *wish == '\0' ? NULL : wish;
}

void
put_external_id_change(Json *json, const char *before, const char *after)
{
    const char *old = before == NULL ? "" : before;
    const char *new = after == NULL ? "" : after;

    if (!text_equal(old, new))
        json_text(json, "externalId", new);
}
