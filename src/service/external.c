#include "service/external.h"

void
put_external_id_change(Json *json, const char *before, const char *after)
{
    const char *old = before == NULL ? "" : before;
    const char *new = after == NULL ? "" : after;

    if (!text_equal(old, new))
        json_text(json, "externalId", new);
}
