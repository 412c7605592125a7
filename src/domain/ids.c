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

bool
is_credit_id(const char *text)
{
    return id_is(text, "crd_");
}

bool
is_user_id(const char *text)
{
    return id_is(text, "usr_");
}
