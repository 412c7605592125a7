#include "html/role_text.h"

#include "base/lang/lang.h"

static const struct {
    Roles role;
    const char *text;
} TEXTS[] = {
    {ROLE_GLOBAL_ADMIN, TR("Global administrator")},
    {ROLE_PARTNER_ADMIN, TR("Partner administrator")},
    {ROLE_BILLING_ADMIN, TR("Billing administrator")},
    {ROLE_USER_ADMIN, TR("User administrator")},
    {ROLE_READER, TR("Partner viewer")},
    {ROLE_OPERATOR_ADMIN, TR("Operator administrator")},
    {ROLE_CATALOGUE_MANAGER, TR("Catalogue manager")},
    {ROLE_SUPPORT_AGENT, TR("Support agent")},
    {ROLE_AUDITOR, TR("Auditor")},
};

void
role_texts(Roles roles, const char *ret_texts[ROLES_MAX + 1])
{
    size_t count = 0;

    for (size_t i = 0; i < COUNT_OF(TEXTS); i++)
        if ((roles & TEXTS[i].role) != 0)
            ret_texts[count++] = TEXTS[i].text;
    ret_texts[count] = NULL;
}
