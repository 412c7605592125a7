#include "domain/ids.h"

bool
is_partner_id(const char *text)
{
    return id_is(text, "par_");
}

bool
is_tenant_id(const char *text)
{
    return id_is(text, "ten_");
}

bool
is_subscription_id(const char *text)
{
    return id_is(text, "sub_");
}
